//! What the server calls.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::calendar::{Impact, Shown};
use cockpit_domain::dashboard::{Dashboard, Regime, Status};
use cockpit_domain::radar::Entry;
use cockpit_domain::regime::{Model, Past};
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

/// What the radar's page is rendered from.
#[derive(Clone, Copy, Debug)]
pub struct RadarView<'a> {
    /// The lines, most traded first.
    pub entries: &'a [Entry],
    /// Whether they are what their source says now.
    pub status: &'a Status,
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

/// The radar's page as a whole document.
pub fn radar(view: &RadarView<'_>) -> String {
    let prefix = view.assets.prefix.to_owned();
    let page = pages::radar::Page {
        entries: view.entries.to_vec(),
        status: view.status.clone(),
        now: view.now,
        zone: view.time_zone,
        theme: view.theme,
    };
    document(view.nonce, move || {
        let theme = page.theme;
        let body = pages::radar::radar(page).into_any();
        crate::shell::shell("Radar · Strategic Cockpit", theme, &prefix, body).into_any()
    })
}

/// What the calendar's page is rendered from.
#[derive(Clone, Copy, Debug)]
pub struct CalendarView<'a> {
    /// What has come, oldest first.
    pub completed: &'a [Shown],
    /// What comes, next first.
    pub upcoming: &'a [Shown],
    /// Whether this is what its sources say now.
    pub status: &'a Status,
    /// The lowest impact that is shown.
    pub impact: Impact,
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

/// The calendar's page as a whole document.
pub fn calendar(view: &CalendarView<'_>) -> String {
    let prefix = view.assets.prefix.to_owned();
    let page = pages::calendar::Page {
        completed: view.completed.to_vec(),
        upcoming: view.upcoming.to_vec(),
        status: view.status.clone(),
        impact: view.impact,
        now: view.now,
        zone: view.time_zone,
        theme: view.theme,
    };
    document(view.nonce, move || {
        let theme = page.theme;
        let body = pages::calendar::calendar(page).into_any();
        crate::shell::shell("Calendar · Strategic Cockpit", theme, &prefix, body).into_any()
    })
}

/// What the regime's page is rendered from.
#[derive(Clone, Copy, Debug)]
pub struct RegimeView<'a> {
    /// The settled answer.
    pub regime: &'a Regime,
    /// Every turn, and what Bitcoin did afterwards.
    pub past: &'a Past,
    /// The numbers in force.
    pub model: &'a Model,
    /// When a source last answered.
    pub updated_at: Option<DateTime<Utc>>,
    /// The time of the rendering.
    pub now: DateTime<Utc>,
    /// The theme.
    pub theme: Theme,
    /// The files.
    pub assets: Assets<'a>,
    /// What inline scripts carry.
    pub nonce: &'a str,
}

/// The regime's page as a whole document.
pub fn regime(view: &RegimeView<'_>) -> String {
    let prefix = view.assets.prefix.to_owned();
    let page = pages::regime::Page {
        regime: view.regime.clone(),
        past: view.past.clone(),
        model: view.model.clone(),
        updated_at: view.updated_at,
        now: view.now,
        theme: view.theme,
    };
    document(view.nonce, move || {
        let theme = page.theme;
        let body = pages::regime::regime(&page).into_any();
        crate::shell::shell("Regime · Strategic Cockpit", theme, &prefix, body).into_any()
    })
}

/// What the page on how it decides is rendered from.
#[derive(Clone, Copy, Debug)]
pub struct DocsView<'a> {
    /// The numbers of the regime in force.
    pub model: &'a Model,
    /// When a source last answered.
    pub updated_at: Option<DateTime<Utc>>,
    /// The time of the rendering.
    pub now: DateTime<Utc>,
    /// The theme.
    pub theme: Theme,
    /// The files.
    pub assets: Assets<'a>,
    /// What inline scripts carry.
    pub nonce: &'a str,
}

/// The page on how it decides as a whole document.
pub fn docs(view: &DocsView<'_>) -> String {
    let prefix = view.assets.prefix.to_owned();
    let page = pages::docs::Page {
        model: view.model.clone(),
        updated_at: view.updated_at,
        now: view.now,
        theme: view.theme,
    };
    document(view.nonce, move || {
        let theme = page.theme;
        let body = pages::docs::docs(&page).into_any();
        crate::shell::shell("How it decides · Strategic Cockpit", theme, &prefix, body).into_any()
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

#[cfg(test)]
mod tests;
