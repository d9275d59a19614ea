//! The prediction markets: a list of odds.

mod line;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::dashboard::Status;
use cockpit_domain::freshness::Freshness;
use cockpit_domain::radar::Entry;
use leptos::prelude::*;

use crate::panels::frame::{empty, listed};

pub(crate) use line::Detail;

/// Lines on the dashboard.
const TOP: usize = 5;

/// The dashboard's panel: the most traded ones.
pub(crate) fn radar(entries: &[Entry], status: &Status, now: DateTime<Utc>, zone: Tz) -> AnyView {
    let top = &entries[..entries.len().min(TOP)];
    let content = view! {
        {list(top, status, Detail::Brief, now, zone)}
        <a class="more" href="/radar">"All markets"</a>
    };
    let line = "Prediction markets, by 24-hour volume";
    listed("radar", "Smart Money Radar", line, status, now, zone, content.into_any())
}

/// The lines or, without any, what that means.
pub(crate) fn list(
    entries: &[Entry],
    status: &Status,
    detail: Detail,
    now: DateTime<Utc>,
    zone: Tz,
) -> AnyView {
    if entries.is_empty() {
        return if status.freshness == Freshness::Fresh {
            empty(
                "Nothing is traded enough.",
                "No open market of these subjects has the volume to be listed.",
            )
        } else {
            empty(
                "No odds yet.",
                "They appear with their change, volume and age once Polymarket has answered.",
            )
        };
    }
    let lines: Vec<_> = entries.iter().map(|entry| line::line(entry, detail, now, zone)).collect();
    view! { <ul class="odds-list">{lines}</ul> }.into_any()
}
