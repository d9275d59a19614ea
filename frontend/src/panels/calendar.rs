//! The economic calendar: what came and what comes, with a line for now between them.

mod evidence;
mod release;
mod timeline;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::calendar::Shown;
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
    let completed = &came(&calendar.completed);
    let upcoming = &calendar.upcoming[..calendar.upcoming.len().min(COMING_MAX)];
    let timeline = Timeline { completed, upcoming, grouping: Grouping::Days, now, zone };
    let content = view! {
        {shown_or_why_not(&timeline, &calendar.status)}
        <a class="more" href="/calendar">"Whole calendar"</a>
    };
    let line = "US releases, high and medium impact";
    listed("calendar", "Catalyst Calendar", line, &calendar.status, now, zone, content.into_any())
}

/// The last ones that came, those of high impact before others: of one morning's six releases the one that moved markets
/// is among them.
fn came(completed: &[Shown]) -> Vec<Shown> {
    let recent = completed.iter().rev().take(2 * CAME_MAX);
    let mut chosen: Vec<&Shown> = recent.collect();
    // Stable: within an impact the newest stay in front.
    chosen.sort_by_key(|shown| std::cmp::Reverse(shown.release.impact));
    chosen.truncate(CAME_MAX);
    let is_chosen = |shown: &&Shown| chosen.iter().any(|other| other.release.id == shown.release.id);
    completed.iter().filter(is_chosen).cloned().collect()
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
