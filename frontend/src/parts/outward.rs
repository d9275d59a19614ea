//! A link to somebody else's page, marked as such.

use leptos::prelude::*;

/// `words` as a link to `url`; only as words when that is no web address.
pub(crate) fn outward(words: &str, url: &str) -> AnyView {
    let words = words.to_owned();
    if !url.starts_with("https://") {
        return words.into_any();
    }
    view! {
        <a class="outward" href=url.to_owned() rel="noopener noreferrer">
            {words}
            // Joined to the last word, so that the mark does not stand alone on a line.
            "\u{2060}"
            <span class="out-mark" aria-hidden="true">"\u{a0}↗"</span>
        </a>
    }
    .into_any()
}
