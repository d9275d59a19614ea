//! Telegram's HTML: three characters to escape, and limits of length.
//!
//! Every line closes the tags it opens, so a text split between lines is never split inside a tag. Lengths are counted as
//! Telegram counts them: UTF-16 units of what remains after reading the markup.

use super::card::Card;
use super::clean::escape_html;

/// Telegram takes 4,096 after reading the markup; this stays clear of it.
pub const TEXT_UNITS_MAX: usize = 3_500;
/// Telegram's limit for the words under a picture.
pub const CAPTION_UNITS_MAX: usize = 1_024;
/// Parts of one message; what does not fit is on the page.
pub const PARTS_MAX: usize = 3;

/// A card as Telegram takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// One to three texts, in order.
    pub parts: Vec<String>,
}

impl Texts {
    /// The text that fits under a picture, if all of it does.
    pub fn caption(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [only] if shown(only) <= CAPTION_UNITS_MAX => Some(only),
            _ => None,
        }
    }
}

/// Renders and splits.
pub fn render(card: &Card) -> Texts {
    let lines = lines(card);
    let mut parts = Vec::with_capacity(1);
    let mut part = String::new();
    let mut left = lines.len();
    for line in &lines {
        if !part.is_empty() && shown(&part) + 1 + shown(line) > TEXT_UNITS_MAX {
            parts.push(std::mem::take(&mut part));
            if parts.len() == PARTS_MAX {
                break;
            }
        }
        left -= 1;
        match (part.is_empty(), line.is_empty()) {
            // A part does not begin with a gap.
            (true, true) => continue,
            (true, false) => {}
            (false, _) => part.push('\n'),
        }
        part.push_str(line);
    }
    if parts.len() < PARTS_MAX {
        parts.push(part);
    } else if let Some(last) = parts.last_mut() {
        let page = card.links.last().map(|(words, url)| anchor(words, url.as_str()));
        let page = page.unwrap_or_else(|| "The rest is in the cockpit.".to_owned());
        // Telegram's limit is 596 units above ours, so one more line fits.
        *last = format!("{last}\n… and {left} more lines. {page}");
    }
    Texts { parts }
}

/// The same without markup, for a receiver that could not read it.
pub fn plain(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    let mut in_tag = false;
    for character in part.chars() {
        match (character, in_tag) {
            ('<', _) => in_tag = true,
            ('>', true) => in_tag = false,
            (_, true) => {}
            (other, false) => text.push(other),
        }
    }
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text, |text, (escaped, character)| text.replace(escaped, character))
}

fn lines(card: &Card) -> Vec<String> {
    let mut lines = vec![format!("{} <b>{}</b>", card.mark, escape_html(&card.title))];
    if card.possible_repeat {
        lines.push("<i>(possible repeat)</i>".to_owned());
    }
    let mut block = |block: Vec<String>| {
        if !block.is_empty() {
            lines.push(String::new());
            lines.extend(block);
        }
    };
    block(
        card.rows
            .iter()
            .map(|(label, value)| format!("{}: <b>{}</b>", escape_html(label), escape_html(value)))
            .collect(),
    );
    block(card.bullets.iter().map(bullet).chain(more(card)).collect());
    block(card.why.iter().map(|why| format!("<i>Why now: {}</i>", escape_html(why))).collect());
    block(card.links.iter().map(|(words, url)| anchor(words, url.as_str())).collect());
    block(vec![format!("<i>{}</i>", escape_html(&card.foot))]);
    lines
}

fn bullet((heading, text): &(String, String)) -> String {
    if heading.is_empty() {
        escape_html(text)
    } else {
        format!("• <b>{}</b>: {}", escape_html(heading), escape_html(text))
    }
}

fn more(card: &Card) -> Option<String> {
    (card.more > 0).then(|| format!("… and {} more", card.more))
}

fn anchor(words: &str, address: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape_html(address), escape_html(words))
}

/// Length as Telegram counts it.
pub fn shown(html: &str) -> usize {
    plain(html).encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn card(bullets: Vec<(String, String)>) -> Card {
        let link = ("Open".to_owned(), "https://cockpit.example/a?b=1&c=2".parse().unwrap());
        Card {
            mark: "🚨",
            title: "<b".to_owned(),
            bullets,
            links: vec![link],
            foot: "f".to_owned(),
            ..Card::default()
        }
    }

    #[test]
    fn a_digest_of_twenty_thousand_characters_becomes_three_parts_and_a_link() {
        let bullet = ("24 Nov".to_owned(), "<i>📈 & \"</i>".repeat(30));
        let texts = render(&card(vec![bullet; 60]));
        assert_eq!(texts.parts.len(), 3);
        let last = texts.parts[2].lines().last().unwrap();
        assert!(
            last.starts_with("… and ") && last.contains("<a href=\"https://cockpit.example/a?b=1&amp;c=2\">"),
            "{last}"
        );
        assert_eq!(texts.caption(), None);
    }

    #[test]
    fn without_markup_the_text_is_what_was_meant() {
        let text =
            render(&card(vec![("<b".to_owned(), "a & b `_*[]()~>#+-=|{}.!\\".to_owned())])).parts.remove(0);
        assert!(plain(&text).contains("• <b: a & b `_*[]()~>#+-=|{}.!\\"), "{text}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_part_is_short_enough_and_closes_its_tags(
            texts in proptest::collection::vec("[a-z<>&\"'😀é ]{0,400}", 0..60)
        ) {
            let bullets: Vec<_> =
                texts.iter().map(|text| ("h".to_owned(), super::super::clean::line(text, 700))).collect();
            for part in render(&card(bullets)).parts {
                prop_assert!(shown(&part) <= 4_096 && !part.is_empty());
                for tag in ["b", "i", "a"] {
                    let opened = part.matches(&format!("<{tag}>")).count() + part.matches(&format!("<{tag} ")).count();
                    prop_assert_eq!(opened, part.matches(&format!("</{tag}>")).count());
                }
                prop_assert_eq!(part.matches('<').count(), part.matches('>').count());
            }
        }
    }
}
