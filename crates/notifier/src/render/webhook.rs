//! JSON for programs: the facts as they are kept, and the words beside them.

use serde_json::{Value, json};

use super::card::Card;
use crate::message::Message;

/// Goes up when a field changes its meaning or goes away; new fields may come at any time.
pub const VERSION: u8 = 1;

/// The body of a webhook.
pub fn render(id: &str, message: &Message, card: &Card) -> Value {
    json!({
        "version": VERSION,
        "id": id,
        "kind": message.about.kind(),
        "severity": message.severity.as_str(),
        "at": message.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "rule": message.rule,
        "title": card.title,
        "why": card.why,
        "text": super::text::render(card, &[]),
        "links": card.links.iter().map(|(words, url)| json!({"words": words, "url": url.as_str()})).collect::<Vec<_>>(),
        "possible_repeat": card.possible_repeat,
        "facts": message.about,
    })
}
