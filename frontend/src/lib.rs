//! The page. It is rendered on the server and readable as it arrives; only what lives in the browser is an island.
//!
//! In reading order: [`mod@format`] (numbers and times into words), `parts` (a change, an age, a sparkline), `panels` (one
//! card each, all in one frame), `views` (what the larger pages are rendered from), `pages`, `settings` (the dialog over any of them),
//! `shell` (the document around a page), [`keys`] (what the keyboard can do), `slider` (what a threshold's slider knows), and
//! [`render`], which the server calls. `islands` is all that reaches the browser.

#[cfg(feature = "ssr")]
pub mod arrange;
pub mod attributions;
pub mod format;
#[cfg(feature = "ssr")]
pub mod guide;
pub mod islands;
pub mod keys;

#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod panels;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
pub mod render;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(any(feature = "ssr", feature = "hydrate"))]
mod slider;
#[cfg(feature = "ssr")]
pub mod views;

/// Wakes the islands of a page that the server has rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
    islands::keep_for_offline();
}
