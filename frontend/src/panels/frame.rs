//! The frame of a panel that holds more than one number.

use leptos::prelude::*;

/// A panel with a heading, one line under it, and what it holds. `id` names its heading and its place in the grid.
pub(crate) fn frame(id: &'static str, title: &'static str, line: String, content: AnyView) -> impl IntoView {
    view! {
        <section class="card panel" data-panel=id aria-labelledby=id>
            <header class="card-head">
                <div>
                    <h2 id=id>{title}</h2>
                    <p class="nickname">{line}</p>
                </div>
            </header>
            {content}
        </section>
    }
}

/// What stands in a panel that has nothing to show: that it has nothing, and what will come.
pub(crate) fn empty(nothing: &'static str, will_come: &'static str) -> AnyView {
    view! {
        <div class="empty">
            <p>{nothing}</p>
            <p class="muted">{will_come}</p>
        </div>
    }
    .into_any()
}
