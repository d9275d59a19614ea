//! Other people's words, made fit for a table: one line, bounded, nothing that is not seen.

use html_escape::decode_html_entities;

/// Longest text kept, in characters. The longest real one (a title of BLS) has 97.
const CHARS_MAX: usize = 200;

/// The words with single spaces between them; empty when there are none.
pub(super) fn plain(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    let words = seen.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let plain = words.collect::<Vec<_>>().join(" ");
    plain.chars().take(CHARS_MAX).collect::<String>().trim().to_owned()
}

/// The words, or `None` when there are none.
pub(super) fn some(text: &str) -> Option<String> {
    Some(plain(text)).filter(|plain| !plain.is_empty())
}

/// The words of a piece of HTML that may itself be escaped, as the Fed sends it.
pub(super) fn of_html(text: &str) -> Option<String> {
    let html = decode_html_entities(text);
    let (mut words, mut rest) = (String::new(), &*html);
    while let Some((before, tag_on)) = rest.split_once('<') {
        words.push_str(before);
        let is_tag = tag_on.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        if let Some((_, after)) = tag_on.split_once('>').filter(|_| is_tag) {
            words.push(' ');
            rest = after;
        } else {
            words.push('<');
            rest = tag_on;
        }
    }
    words.push_str(rest);
    some(&decode_html_entities(&words))
}

/// Characters that only change how others are shown: joiners, marks of direction, the byte-order mark.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_one_bounded_line_of_what_is_seen() {
        assert_eq!(plain("  Core CPI\r\n\t m/m \u{202e}\u{0}"), "Core CPI m/m");
        assert_eq!(plain(&"ab ".repeat(1_000)).chars().count(), CHARS_MAX);
        assert_eq!(some(" \n"), None);
    }

    #[test]
    fn html_that_was_escaped_twice_becomes_words() {
        let note = "&lt;p&gt;Two-day&amp;nbsp;meeting, October 27 - 28&lt;/p&gt;&#10;&lt;p&gt;Press Conference&lt;/p&gt;";
        assert_eq!(of_html(note).as_deref(), Some("Two-day meeting, October 27 - 28 Press Conference"));
        assert_eq!(of_html("yields < 4 % &amp;amp; rising <b").as_deref(), Some("yields < 4 % & rising <b"));
        assert_eq!(of_html("&lt;p&gt;&lt;/p&gt;"), None);
    }
}
