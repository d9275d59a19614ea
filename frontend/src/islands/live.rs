//! A page that stays open: it hears of newer numbers, puts them in their places, and says when nobody answers.

use leptos::prelude::*;

/// Asks for a refresh and tells how it goes; beside it, whether the page still hears from the program.
///
/// Without scripts there is neither: the page says when it was made, and that line loads it again.
#[expect(unreachable_pub, reason = "the island macro exports it")]
#[island]
pub fn Live() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    super::listening::begin();
    view! {
        <span class="offline" data-offline="" role="status" hidden>"offline, trying again"</span>
        <button type="button" class="refresh" data-refresh="" hidden>"Refresh"</button>
        <span class="unseen" data-refresh-words="" role="status"></span>
    }
}
