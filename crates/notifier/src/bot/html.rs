//! Texts in Telegram's HTML. Whatever comes in is text, one line each, and stays text.

use url::Url;

use crate::render::clean;

/// A line of ours is far shorter; a stranger's title may not be.
const TEXT_MAX: usize = 300;

pub(super) fn text(words: &str) -> String {
    clean::escape_html(&clean::line(words, TEXT_MAX))
}

pub(super) fn bold(words: &str) -> String {
    format!("<b>{}</b>", text(words))
}

pub(super) fn code(words: &str) -> String {
    format!("<code>{}</code>", text(words))
}

pub(super) fn italic(words: &str) -> String {
    format!("<i>{}</i>", text(words))
}

/// A link, where the address is one that may be linked to; else the words alone.
pub(super) fn link(words: &str, address: &str) -> String {
    match clean::link(address) {
        Some(url) => format!("<a href=\"{}\">{}</a>", clean::escape_html(url.as_str()), text(words)),
        None => text(words),
    }
}

/// A page of the cockpit, where others can reach it.
pub(super) fn page(words: &str, base: Option<&Url>, path: &str) -> Option<String> {
    let address = format!("{}{path}", base?.as_str().trim_end_matches('/'));
    clean::link(&address).map(|url| link(words, url.as_str()))
}
