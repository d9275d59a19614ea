//! Discord: one embed, with every sign of its markup taken as itself, and nobody pinged.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::card::Card;

/// Discord's limits, in characters: 4,096 of description, 25 fields, 6,000 together; ours stay clear of them.
const DESCRIPTION_MAX: usize = 3_500;
const FIELDS_MAX: usize = 12;
const FIELD_MAX: usize = 150;
/// The page's accent.
const ACCENT: u32 = 0x00f2_b445;

/// The body of a Discord webhook.
pub fn render(card: &Card) -> Value {
    let mut lines: Vec<String> = Vec::new();
    if card.possible_repeat {
        lines.push("*(possible repeat)*".to_owned());
    }
    lines.extend(card.bullets.iter().map(|(heading, text)| {
        if heading.is_empty() { escape(text) } else { format!("**{}**: {}", escape(heading), escape(text)) }
    }));
    if card.more > 0 {
        lines.push(format!("… and {} more", card.more));
    }
    lines.extend(card.why.iter().map(|why| format!("Why now: {}", escape(why))));
    lines.extend(
        card.links
            .iter()
            .map(|(words, url)| format!("[{}]({})", escape(words), url.as_str().replace(')', "%29"))),
    );
    let fields: Vec<Value> = card
        .rows
        .iter()
        .take(FIELDS_MAX)
        .map(|(label, value)| json!({"name": label, "value": escape(&super::clean::line(value, FIELD_MAX)), "inline": true}))
        .collect();
    json!({
        "username": "Strategic Cockpit",
        "allowed_mentions": {"parse": []},
        "embeds": [{
            "title": escape(&super::clean::line(&format!("{} {}", card.mark, card.title), 120)),
            "description": joined(&lines, DESCRIPTION_MAX),
            "color": ACCENT,
            "fields": fields,
            "footer": {"text": card.foot},
        }],
    })
}

/// Whole lines, as many as fit.
pub(super) fn joined(lines: &[String], characters_max: usize) -> String {
    let mut text = String::new();
    let mut characters = 0;
    for (index, line) in lines.iter().enumerate() {
        let length = line.chars().count() + 1;
        if characters + length + 20 > characters_max {
            let _ = write!(text, "… and {} more", lines.len() - index);
            break;
        }
        characters += length;
        text.push_str(line);
        text.push('\n');
    }
    text.trim_end().to_owned()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '*' | '_' | '~' | '`' | '|' | '>' | '<' | '#' | '[' | ']' | '(' | ')' | ':' | '@' | '-'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
