//! ntfy: plain text with a title, a priority and a click.

use cockpit_domain::rules::Severity;
use serde_json::{Value, json};

use super::card::Card;
use super::discord::joined;
use crate::message::Message;

/// ntfy turns a text above 4,096 bytes into an attachment; four bytes a character stay below.
const TEXT_MAX: usize = 1_000;

/// The body of a publication as JSON.
pub fn render(topic: &str, message: &Message, card: &Card) -> Value {
    let mut lines: Vec<String> = Vec::new();
    if card.possible_repeat {
        lines.push("(possible repeat)".to_owned());
    }
    lines.extend(card.rows.iter().map(|(label, value)| format!("{label}: {value}")));
    lines.extend(
        card.bullets.iter().map(
            |(heading, text)| {
                if heading.is_empty() { text.clone() } else { format!("{heading}: {text}") }
            },
        ),
    );
    lines.extend((card.more > 0).then(|| format!("… and {} more", card.more)));
    lines.extend(card.why.iter().map(|why| format!("Why now: {why}")));
    let priority = match message.severity {
        Severity::Info => 3,
        Severity::Warning => 4,
        Severity::Critical => 5,
    };
    let mut body = json!({
        "topic": topic,
        "title": format!("{} {}", card.mark, card.title),
        "message": joined(&lines, TEXT_MAX),
        "priority": priority,
    });
    if let Some((_, url)) = card.links.last() {
        body["click"] = json!(url.as_str());
    }
    body
}
