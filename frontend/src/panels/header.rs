//! The top line: what this is, where one can go, how old the page is. The dashboard adds the regime.

use chrono::{DateTime, Utc};
use cockpit_domain::dashboard::{Dashboard, Regime};
use leptos::prelude::*;

use crate::format::words;
use crate::islands::{Live, ThemeSwitch, Ticking};
use crate::panels::regime::badge;
use crate::render::Theme;

/// The pages one can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Dashboard,
    Radar,
    Calendar,
    Regime,
    Alerts,
    Sources,
    Docs,
}

impl Place {
    const ALL: [Self; 7] =
        [Self::Dashboard, Self::Radar, Self::Calendar, Self::Regime, Self::Alerts, Self::Sources, Self::Docs];

    const fn link(self) -> (&'static str, &'static str) {
        match self {
            Self::Dashboard => ("/", "Dashboard"),
            Self::Radar => ("/radar", "Radar"),
            Self::Calendar => ("/calendar", "Calendar"),
            Self::Regime => ("/regime", "Regime"),
            Self::Alerts => ("/alerts", "Alerts"),
            Self::Sources => ("/sources", "Sources"),
            Self::Docs => ("/docs", "Docs"),
        }
    }
}

/// The dashboard's: the name is the page's heading, and the regime stands beside it.
pub(crate) fn header(dashboard: &Dashboard, now: DateTime<Utc>, theme: Theme) -> AnyView {
    let name = view! { <h1>"Strategic Cockpit"</h1> }.into_any();
    top(Some(Place::Dashboard), None, name, Some(&dashboard.regime), dashboard.answered_at(), now, theme)
}

/// The other pages': the name leads home.
pub(crate) fn plain(
    place: Place,
    updated_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    theme: Theme,
) -> AnyView {
    top(Some(place), None, home(), None, updated_at, now, theme)
}

/// A page's that is not in the list: `here` is its own address.
pub(crate) fn below(
    here: &str,
    updated_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    theme: Theme,
) -> AnyView {
    top(None, Some(here), home(), None, updated_at, now, theme)
}

fn home() -> AnyView {
    view! { <a class="name" href="/">"Strategic Cockpit"</a> }.into_any()
}

fn top(
    place: Option<Place>,
    within: Option<&str>,
    name: AnyView,
    regime: Option<&Regime>,
    updated_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    theme: Theme,
) -> AnyView {
    let regime = regime.map(|regime| {
        view! {
            {badge(regime).into_any()}
            <p class="flip">{words::flip(regime)}</p>
        }
    });
    let links = Place::ALL.map(|other| {
        let (href, label) = other.link();
        view! { <a href=href aria-current=(Some(other) == place).then_some("page")>{label}</a> }
    });
    view! {
        <header class="top">
            <div class="brand">{mark()} " " {name}</div>
            {regime}
            <nav class="places" aria-label="Pages">{links.collect_view()}</nav>
            <div class="pulse">
                <Ticking rendered_at=now.timestamp() updated_at=updated_at.map(|at| at.timestamp())/>
                <Live/>
            </div>
            <div class="tools">
                <ThemeSwitch theme=theme.as_str().to_owned()/>
                {settings_link(within)}
                {find_button()}
            </div>
        </header>
    }
    .into_any()
}

/// Opens the settings over the page where one is, where they begin for whoever looks; two sliders. `within` is the address of
/// a page whose query is to stay.
fn settings_link(within: Option<&str>) -> impl IntoView + use<> {
    let joint = if within.is_some_and(|within| within.contains('?')) { '&' } else { '?' };
    let href = format!("{}{joint}settings", within.unwrap_or_default());
    view! {
        <a class="open-settings" id="open-settings" href=href aria-label="Settings" title="Settings">
            <svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">
                <path d="M2 5.5h6M12 5.5h4M2 12.5h4M10 12.5h6"></path>
                <circle cx="10" cy="5.5" r="2"></circle>
                <circle cx="8" cy="12.5" r="2"></circle>
            </svg>
        </a>
    }
}

/// Opens the command palette, once scripts run: a lens.
fn find_button() -> impl IntoView {
    view! {
        <button type="button" class="find" data-palette="" hidden aria-label="Command palette" title="Command palette (Ctrl K)">
            <svg viewBox="0 0 18 18" width="18" height="18" aria-hidden="true"><circle cx="8" cy="8" r="4.5"></circle><path d="M11.5 11.5l4 4"></path></svg>
        </button>
    }
}

/// An instrument's arc and needle.
pub(crate) fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <path d="M5 18a9 9 0 1 1 14 0"></path>
            <path d="M12 13l4-5"></path>
        </svg>
    }
}
