//! Who said what about a release, and when: on demand.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::calendar::{Figure, Release, Shown};
use leptos::prelude::*;

use crate::format::{self, words};
use crate::parts::timestamp::day_and_clock;

pub(super) fn evidence(shown: &Shown, zone: Tz) -> AnyView {
    let release = &shown.release;
    let mut rows: Vec<AnyView> = Vec::new();
    let mut row = |name: &'static str, told: AnyView| {
        rows.push(view! { <dt>{name}</dt><dd>{told}</dd> }.into_any());
    };
    row("Date", date(release, zone));
    if let Some(forecast) = &release.forecast {
        row("Forecast", figure(forecast, zone));
    }
    if let Some(previous) = &release.previous {
        row("Previous", figure(previous, zone));
    }
    if let Some(actual) = &release.actual {
        row("Actual", seen(&words::source_and_series(&actual.source), actual.first_seen_at, zone));
        if let Some(revised) = &actual.revised {
            row("Revised", figure(revised, zone));
        }
    }
    if let Some(surprise) = &shown.surprise {
        let against = if surprise.versus_previous {
            "against the previous figure: no forecast was published"
        } else {
            "against the forecast"
        };
        let size = surprise
            .size
            .filter(|size| *size > 0.0)
            .map(|size| format!(", {} times a typical one", format::number(size, 1)));
        row("Surprise", format!("{against}{}", size.unwrap_or_default()).into_any());
    }
    view! { <dl class="evidence">{rows}</dl> }.into_any()
}

fn date(release: &Release, zone: Tz) -> AnyView {
    // What follows from a rule was not seen anywhere.
    if release.estimated {
        return words::source("rule").into_any();
    }
    seen(&words::source(&release.scheduled_by), release.scheduled_seen_at, zone)
}

fn figure(figure: &Figure, zone: Tz) -> AnyView {
    seen(&words::source_and_series(&figure.source), figure.seen_at, zone)
}

fn seen(by: &str, at: DateTime<Utc>, zone: Tz) -> AnyView {
    view! { {format!("{by}, seen ")} {day_and_clock(at, zone)} }.into_any()
}
