//! A table that may be wider than its place.

use leptos::prelude::*;

/// Scrolls sideways where it must, by keyboard as well; `label` says what it is to whoever lands on it.
pub(crate) fn wide(label: &'static str, table: AnyView) -> AnyView {
    view! { <div class="table" role="region" tabindex="0" aria-label=label>{table}</div> }.into_any()
}
