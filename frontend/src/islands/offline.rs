//! The worker that keeps the last view for when nobody answers, and what a copy of it knows of itself.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// On the root of a copy: how many seconds ago it was kept.
const COPY_AGE: &str = "data-copy-age";

/// Asks the browser to run the worker. It has none on plain http but on this machine.
pub(crate) fn begin() {
    let navigator = window().navigator();
    if js_sys::Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or_default() {
        let asked = navigator.service_worker().register("/sw.js");
        // A browser that will not has its reasons; the page is the same without.
        spawn_local(async { drop(JsFuture::from(asked).await) });
    }
}

/// Seconds since this copy was kept; none for what is no copy.
pub(super) fn copy_age_s() -> f64 {
    let age = document().document_element().and_then(|root| root.get_attribute(COPY_AGE)?.parse().ok());
    age.unwrap_or_default()
}

/// Somebody answers again: the copy gives way to the page.
pub(super) fn leave() {
    if document().document_element().is_some_and(|root| root.has_attribute(COPY_AGE)) {
        drop(window().location().reload());
    }
}
