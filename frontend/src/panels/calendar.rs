//! The economic calendar: what came and what comes, with a line for now between them.

mod evidence;
mod release;
mod timeline;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::dashboard::{Calendar, Status};
use cockpit_domain::freshness::Freshness;
use leptos::prelude::*;

use crate::panels::frame::{empty, listed};

pub(crate) use timeline::{Grouping, Timeline};

/// Releases on the dashboard that came.
const CAME_MAX: usize = 4;
/// Releases on the dashboard that come.
const COMING_MAX: usize = 8;

/// The dashboard's panel: the last ones and the next ones.
pub(crate) fn calendar(calendar: &Calendar, now: DateTime<Utc>, zone: Tz) -> AnyView {
    let completed = &calendar.completed[calendar.completed.len().saturating_sub(CAME_MAX)..];
    let upcoming = &calendar.upcoming[..calendar.upcoming.len().min(COMING_MAX)];
    let timeline = Timeline { completed, upcoming, grouping: Grouping::Days, now, zone };
    let content = view! {
        {shown_or_why_not(&timeline, &calendar.status)}
        <a class="more" href="/calendar">"Whole calendar"</a>
    };
    let line = "US releases, high and medium impact";
    listed("calendar", "Catalyst Calendar", line, &calendar.status, now, zone, content.into_any())
}

/// The timeline or, without any release, what that means.
pub(crate) fn shown_or_why_not(timeline: &Timeline<'_>, status: &Status) -> AnyView {
    if !timeline.completed.is_empty() || !timeline.upcoming.is_empty() {
        return timeline.view();
    }
    if status.freshness == Freshness::Fresh {
        empty("Nothing of this impact is scheduled.", "This week and the next three have been looked at.")
    } else {
        empty(
            "No dates yet.",
            "Releases appear with forecast, actual and what a surprise means, from their publishers.",
        )
    }
}
