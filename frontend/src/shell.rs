//! The document around a page.

use leptos::nonce::use_nonce;
use leptos::prelude::*;

use crate::render::Theme;
use crate::settings::view::Density;

/// The mark in the browser's tab: an instrument's arc and needle.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='%23d9952a' stroke-width='2.4' stroke-linecap='round'%3E%3Cpath d='M5 18a9 9 0 1 1 14 0M12 13l4-5'/%3E%3C/svg%3E";

/// Head and body around `content`; `head` is what this page alone says of itself.
pub(crate) fn shell(
    title: &str,
    theme: Theme,
    density: Density,
    prefix: &str,
    head: Option<AnyView>,
    content: AnyView,
) -> impl IntoView {
    let data_theme = (theme != Theme::System).then(|| theme.as_str());
    let data_density = (density != Density::default()).then(|| density.as_str());
    view! {
        <html lang="en" data-theme=data_theme data-density=data_density>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                // A form says to us where it comes from, or it could not be told from one on a stranger's page; the header,
                // which holds for everybody else, would keep it from that.
                <meta name="referrer" content="same-origin"/>
                <meta name="color-scheme" content="dark light"/>
                <meta name="description" content="Six strategic indicators, with unit, age and source, and what they say for risk."/>
                <title>{title.to_owned()}</title>
                {head}
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0c0f14"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f4f5f2"/>
                <link rel="icon" href=ICON/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="apple-touch-icon" href="/icons/icon-192.png"/>
                <link rel="stylesheet" href=format!("{prefix}/cockpit.css")/>
                {wake(prefix)}
            </head>
            <body>{content}</body>
        </html>
    }
}

/// What wakes the islands. Leptos' own asks for the program before anything else, on a phone in front of the styles.
fn wake(prefix: &str) -> impl IntoView + use<> {
    let script = format!("{}({prefix:?})", include_str!("wake.js").trim_end());
    view! { <script type="module" nonce=use_nonce() inner_html=script></script> }
}
