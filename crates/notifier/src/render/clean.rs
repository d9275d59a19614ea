//! Other people's words, made safe to stand in one line of ours.

use url::Url;

/// One line of at most `characters_max`: control characters become spaces, and what is invisible or turns the direction of
/// writing is left out, so that a title can neither break a header nor rearrange what stands beside it.
pub fn line(text: &str, characters_max: usize) -> String {
    let mut clean = String::with_capacity(text.len().min(characters_max * 4));
    let mut characters = 0;
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            gap = characters > 0;
        } else if !is_invisible(character) {
            let needed = usize::from(gap) + 1;
            if characters + needed > characters_max {
                // The mark of omission takes the place of the last character.
                if characters == characters_max {
                    clean.pop();
                }
                clean.push('…');
                return clean;
            }
            if gap {
                clean.push(' ');
            }
            clean.push(character);
            characters += needed;
            gap = false;
        }
    }
    clean
}

/// Marks of direction, zero-width characters other than the joiner of emoji, tags, soft hyphens, and what is no character.
pub const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// An address that a message may link to: https, with a host, without a user name. None for anything else.
pub fn link(address: &str) -> Option<Url> {
    let url: Url = address.parse().ok()?;
    let plain =
        url.scheme() == "https" && url.has_host() && url.username().is_empty() && url.password().is_none();
    (plain && url.as_str().len() <= 1_024).then_some(url)
}

/// An address of the page itself, which may be on this machine without encryption; of any other only what [`link`] allows.
pub fn own_link(address: &str, public_url: Option<&Url>) -> Option<Url> {
    let own = || {
        let url: Url = address.parse().ok()?;
        let ours = public_url.is_some_and(|page| page.origin() == url.origin());
        (ours && matches!(url.scheme(), "http" | "https") && url.as_str().len() <= 1_024).then_some(url)
    };
    link(address).or_else(own)
}

/// Writes `text` for HTML and XML, in text and in quoted attributes.
pub fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_title_cannot_break_a_line_nor_turn_its_direction() {
        assert_eq!(line("Yes\r\nBcc: x@y.z\u{202e}!\0  \u{200b}ok ", 99), "Yes Bcc: x@y.z! ok");
        assert_eq!(line("abcdef", 4), "abcd…".replace("d…", "…"));
        assert_eq!(line("👩\u{200d}👩 ok", 9), "👩\u{200d}👩 ok");
    }

    #[test]
    fn the_page_itself_may_be_on_this_machine_and_nobody_else() {
        let page: Url = "http://127.0.0.1:3000".parse().unwrap();
        let own = |address| own_link(address, Some(&page)).is_some();
        assert!(own("http://127.0.0.1:3000/confirm/x") && own("https://polymarket.com/event/x"));
        for address in ["http://127.0.0.1:9000/x", "http://polymarket.com/x", "javascript:alert(1)"] {
            assert!(!own(address), "{address}");
        }
        assert!(own_link("http://127.0.0.1:3000/", None).is_none());
    }

    #[test]
    fn only_plain_https_addresses_are_linked() {
        for address in
            ["javascript:alert(1)", "http://a.org", "https://user@a.org", "data:text/html,x", "/path", ""]
        {
            assert_eq!(link(address), None, "{address}");
        }
        assert!(
            link("https://polymarket.com/event/x?a=\"<b>").is_some_and(|url| !url.as_str().contains('<'))
        );
    }

    proptest! {
        #[test]
        fn a_line_is_short_and_holds_no_control_characters(text in "\\PC*|[\\x00-\\x7f]*", max in 1_usize..60) {
            let line = line(&text, max);
            prop_assert!(line.chars().count() <= max);
            prop_assert!(!line.chars().any(char::is_control));
        }
    }
}
