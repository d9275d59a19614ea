//! The top line: what this is, what the regime is, how old the page is.

use chrono::{DateTime, Utc};
use cockpit_domain::dashboard::Dashboard;
use cockpit_domain::regime::State;
use leptos::prelude::*;

use crate::islands::{ThemeSwitch, Ticking};
use crate::panels::regime::flip_words;
use crate::render::Theme;

pub(crate) fn header(dashboard: &Dashboard, now: DateTime<Utc>, theme: Theme) -> impl IntoView + use<> {
    let updated_at = dashboard.sources.iter().filter_map(|source| source.last_success_at).max();
    let state = dashboard.regime.state;
    view! {
        <header class="top">
            <div class="brand">{mark()} <h1>"Strategic Cockpit"</h1></div>
            <p class=format!("badge {}", state_class(state))>
                <span class="dot" aria-hidden="true"></span>
                <span class="hidden">"Regime: "</span>
                {state.words()}
            </p>
            <p class="flip">{flip_words(&dashboard.regime)}</p>
            <div class="tools">
                <Ticking rendered_at=now.timestamp() updated_at=updated_at.map(|at| at.timestamp())/>
                <ThemeSwitch theme=theme.as_str().to_owned()/>
            </div>
        </header>
    }
}

pub(crate) const fn state_class(state: State) -> &'static str {
    match state {
        State::RiskOn => "on",
        State::RiskOff => "off",
        State::Neutral => "neutral",
        State::Unknown => "unknown",
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
