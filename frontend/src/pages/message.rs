//! A page with one message, in the style of the others.

use leptos::prelude::*;

use crate::panels::header::mark;

pub(crate) fn message(title: &str, words: &str, status: u16) -> impl IntoView + use<> {
    view! {
        <main class="message" id="main">
            {mark()}
            <p class="status">{status}</p>
            <h1>{title.to_owned()}</h1>
            <p>{words.to_owned()}</p>
            <p><a href="/">"Back to the dashboard"</a></p>
        </main>
    }
}
