use chrono::{DateTime, Utc};
use cockpit_domain::calendar::{Impact, Shown};
use cockpit_domain::dashboard::Dashboard;

use crate::bot::html::{bold, page, text};
use crate::briefing::words;
use crate::render::Options;

/// Events to come in one answer, and those that have come.
const UPCOMING_MAX: usize = 8;
const COMPLETED_MAX: usize = 4;

/// What is released next, and what came last.
pub(in crate::bot) fn calendar(dashboard: &Dashboard, options: &Options) -> String {
    let (calendar, now) = (&dashboard.calendar, dashboard.generated_at);
    let age = words::age(&calendar.status, now, options).map(|age| format!(", {}", text(&age)));
    let mut lines = vec![format!("📅 {}{}", bold("Calendar"), age.unwrap_or_default())];
    for shown in calendar.upcoming.iter().take(UPCOMING_MAX) {
        lines.extend([String::new(), name(shown), text(&words::due(&shown.release, now, options))]);
        lines.extend(words::expected(shown).map(|expected| text(&expected)));
    }
    if calendar.upcoming.is_empty() {
        lines.push("Nothing is known to come.".to_owned());
    }
    if !calendar.completed.is_empty() {
        lines.extend([String::new(), bold("Came last")]);
    }
    for shown in calendar.completed.iter().rev().take(COMPLETED_MAX) {
        lines.extend([String::new(), name(shown), came(shown, now, options)]);
    }
    if let Some(page) = page("The whole calendar", options.public_url.as_ref(), "/calendar") {
        lines.extend([String::new(), page]);
    }
    lines.join("\n")
}

fn name(shown: &Shown) -> String {
    let high = if shown.release.impact == Impact::High { ", high impact" } else { "" };
    format!("{}{high}", bold(&words::event(&shown.release)))
}

/// `0.1%, forecast 0.2%, previous 0.3%: cooler than expected (Fri 20 Nov, 14:30 CET)`; why there is no figure, without one.
fn came(shown: &Shown, now: DateTime<Utc>, options: &Options) -> String {
    let release = &shown.release;
    let actual = match (&release.actual, &release.actual_reason) {
        (Some(actual), _) => actual.text.clone(),
        (None, Some(reason)) => format!("no figure: {reason}"),
        (None, None) => "no figure yet".to_owned(),
    };
    let revised = release.actual.as_ref().and_then(|actual| actual.revised.as_ref());
    let revised = revised.map(|revised| format!(", revised to {}", revised.text)).unwrap_or_default();
    let expected = words::expected(shown).map(|expected| format!(", {expected}")).unwrap_or_default();
    let surprise =
        shown.surprise.as_ref().map(|surprise| format!(": {}", surprise.words)).unwrap_or_default();
    text(&format!("{actual}{revised}{expected}{surprise} ({})", words::due(release, now, options)))
}
