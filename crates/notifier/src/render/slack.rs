//! Slack: blocks of plain text, in which nothing is markup; only links of ours are.

use serde_json::{Value, json};

use super::card::Card;
use super::clean;
use super::discord::joined;

/// Slack's limits, in characters: 150 for a header, 3,000 for a text.
const HEADER_MAX: usize = 140;
const TEXT_MAX: usize = 2_900;

/// The body of a Slack webhook.
pub fn render(card: &Card) -> Value {
    let mut lines: Vec<String> = Vec::new();
    if card.possible_repeat {
        lines.push("(possible repeat)".to_owned());
    }
    lines.extend(card.rows.iter().map(|(label, value)| format!("{label}: {value}")));
    lines.extend(card.bullets.iter().map(|(heading, text)| {
        if heading.is_empty() { text.clone() } else { format!("• {heading}: {text}") }
    }));
    if card.more > 0 {
        lines.push(format!("… and {} more", card.more));
    }
    lines.extend(card.why.iter().map(|why| format!("Why now: {why}")));
    let title = clean::line(&format!("{} {}", card.mark, card.title), HEADER_MAX);
    let mut blocks = vec![json!({"type": "header", "text": plain(&title)})];
    if !lines.is_empty() {
        blocks.push(json!({"type": "section", "text": plain(&joined(&lines, TEXT_MAX))}));
    }
    let links: Vec<_> = card
        .links
        .iter()
        .map(|(words, url)| format!("<{}|{}>", address(url.as_str()), escape(words)))
        .collect();
    let foot = [links, vec![escape(&card.foot)]].concat().join(" · ");
    blocks.push(
        json!({"type": "context", "elements": [{"type": "mrkdwn", "text": clean::line(&foot, TEXT_MAX)}]}),
    );
    json!({"text": escape(&title), "mrkdwn": false, "unfurl_links": false, "unfurl_media": false, "blocks": blocks})
}

fn plain(text: &str) -> Value {
    json!({"type": "plain_text", "text": text, "emoji": false})
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// In a link a bar would end the address.
fn address(address: &str) -> String {
    escape(address).replace('|', "%7C")
}
