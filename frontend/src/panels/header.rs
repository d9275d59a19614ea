//! The top line: what this is, what the regime is, how old the page is.

use chrono::{DateTime, Utc};
use cockpit_domain::dashboard::Dashboard;
use leptos::prelude::*;

use crate::format::words;
use crate::islands::{ThemeSwitch, Ticking};
use crate::panels::regime::badge;
use crate::render::Theme;

pub(crate) fn header(dashboard: &Dashboard, now: DateTime<Utc>, theme: Theme) -> impl IntoView + use<> {
    let updated_at = dashboard.sources.iter().filter_map(|source| source.last_success_at).max();
    view! {
        <header class="top">
            <div class="brand">{mark()} <h1>"Strategic Cockpit"</h1></div>
            {badge(&dashboard.regime).into_any()}
            <p class="flip">{words::flip(&dashboard.regime)}</p>
            <div class="tools">
                <Ticking rendered_at=now.timestamp() updated_at=updated_at.map(|at| at.timestamp())/>
                <ThemeSwitch theme=theme.as_str().to_owned()/>
            </div>
        </header>
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
