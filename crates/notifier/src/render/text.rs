//! Plain text, for mail and for whoever takes nothing else.

use std::fmt::Write as _;

use super::card::Card;

/// Why it was sent, for whoever can stop it.
pub(super) const BECAUSE: &str = "You get this because this address is subscribed to the cockpit's messages.";

/// A card as plain text. `manage` are lines about stopping or changing what is sent.
pub fn render(card: &Card, manage: &[(&str, &str)]) -> String {
    let mut text = format!("{}\n", card.title);
    if card.possible_repeat {
        text.push_str("(possible repeat)\n");
    }
    let width = card.rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
    section(&mut text, card.rows.iter().map(|(label, value)| format!("{label:<width$}  {value}")));
    let bullets = card.bullets.iter().map(|(heading, text)| {
        if heading.is_empty() { text.clone() } else { format!("- {heading}: {text}") }
    });
    section(&mut text, bullets.chain((card.more > 0).then(|| format!("... and {} more", card.more))));
    section(&mut text, card.why.iter().map(|why| format!("Why now: {why}")));
    section(&mut text, card.links.iter().map(|(words, url)| format!("{words}: {url}")));
    // Readers know the line before it as the end of what was written and the start of who wrote it.
    let _ = write!(text, "\n-- \nStrategic Cockpit · {}\n", card.foot);
    if !manage.is_empty() {
        let _ = writeln!(text, "{BECAUSE}");
    }
    for (words, address) in manage {
        let _ = writeln!(text, "{words}: {address}");
    }
    text
}

fn section(text: &mut String, lines: impl Iterator<Item = String>) {
    for (index, line) in lines.enumerate() {
        if index == 0 {
            text.push('\n');
        }
        text.push_str(&line);
        text.push('\n');
    }
}
