//! What the server calls.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::dashboard::Dashboard;
use leptos::nonce::Nonce;
use leptos::prelude::*;

use crate::pages;

/// Where the page's files are served.
#[derive(Clone, Copy, Debug)]
pub struct Assets<'a> {
    /// Such as `/pkg/ab12cd`; holds `cockpit.js`, `cockpit_bg.wasm` and `cockpit.css`.
    pub prefix: &'a str,
}

/// Dark, light, or as the system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Theme {
    /// As the system says.
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

impl Theme {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }
}

/// What the dashboard is rendered from.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The numbers.
    pub dashboard: &'a Dashboard,
    /// The time of the rendering.
    pub now: DateTime<Utc>,
    /// The zone of the page's dates and times.
    pub time_zone: Tz,
    /// The theme.
    pub theme: Theme,
    /// The files.
    pub assets: Assets<'a>,
    /// What inline scripts carry.
    pub nonce: &'a str,
}

/// The dashboard as a whole document.
pub fn dashboard(view: &View<'_>) -> String {
    let prefix = view.assets.prefix.to_owned();
    let page = pages::dashboard::Page {
        dashboard: view.dashboard.clone(),
        now: view.now,
        zone: view.time_zone,
        theme: view.theme,
    };
    document(view.nonce, move || {
        let title = format!("{} · Strategic Cockpit", page.dashboard.regime.state.words());
        crate::shell::shell(&title, page.theme, &prefix, pages::dashboard::dashboard(page).into_any())
            .into_any()
    })
}

/// A page with one message, such as for an address that does not exist.
pub fn message(
    title: &str,
    words: &str,
    status: u16,
    theme: Theme,
    assets: &Assets<'_>,
    nonce: &str,
) -> String {
    let (title, words, prefix) = (title.to_owned(), words.to_owned(), assets.prefix.to_owned());
    document(nonce, move || {
        let body = pages::message::message(&title, &words, status).into_any();
        crate::shell::shell(&format!("{title} · Strategic Cockpit"), theme, &prefix, body).into_any()
    })
}

fn document(nonce: &str, view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| {
        provide_context(Nonce::from_value(nonce.to_owned()));
        view().to_html()
    });
    owner.unset_with_forced_cleanup();
    format!("<!DOCTYPE html>{html}")
}
