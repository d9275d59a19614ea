//! Keys that go somewhere or do something, and the palette of everything that has a name.

use leptos::prelude::*;

/// Wakes the keys and the palette, which the server rendered: what they do stands in the page itself.
#[expect(unreachable_pub, reason = "the island macro exports it")]
#[island]
pub fn Shortcuts() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    super::keyboard::begin();
    view! { <span hidden></span> }
}
