//! A card's foot: who said it and as of when; opened, all that is known about the value.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::dashboard::{Companion, Metric};
use cockpit_domain::freshness::Freshness;
use cockpit_domain::{Moment, Point, SeriesId};
use leptos::prelude::*;

use crate::format::{self, words};

/// What the card shows: the metric's own value or, without one, a related measure under its own name.
pub(crate) struct Shown {
    pub(crate) series: SeriesId,
    pub(crate) name: &'static str,
    pub(crate) definition: &'static str,
    pub(crate) value: Option<f64>,
    pub(crate) observed_at: Option<Moment>,
    pub(crate) first_seen_at: Option<DateTime<Utc>>,
    pub(crate) source: Option<String>,
    pub(crate) freshness: Freshness,
}

impl Shown {
    pub(crate) fn of(series: SeriesId, metric: &Metric) -> Self {
        match metric.companions.first() {
            Some(companion) if metric.value.is_none() => Self {
                series: companion.series,
                name: companion.name,
                definition: companion.series.definition().definition,
                value: Some(companion.value),
                observed_at: Some(companion.observed_at),
                first_seen_at: None,
                source: Some(companion.source.clone()),
                freshness: companion.freshness,
            },
            _ => Self {
                series,
                name: metric.name,
                definition: metric.definition,
                value: metric.value,
                observed_at: metric.observed_at,
                first_seen_at: metric.first_seen_at,
                source: metric.source.clone(),
                freshness: metric.freshness,
            },
        }
    }

    /// Whether another measure stands in.
    pub(crate) fn stands_in(&self, metric: &Metric) -> bool {
        self.value.is_some() && metric.value.is_none()
    }
}

pub(crate) fn facts(
    shown: &Shown,
    metric: &Metric,
    beside: &[Companion],
    now: DateTime<Utc>,
    zone: Tz,
) -> impl IntoView + use<> {
    let mut rows: Vec<(String, String)> = vec![("Measures".to_owned(), shown.definition.to_owned())];
    let mut row = |name: &str, text: String| rows.push((name.to_owned(), text));
    if let Some(at) = shown.observed_at {
        row("As of", format::exact(at, zone));
    }
    if let Some(at) = shown.first_seen_at {
        row("First seen", format::exact(Moment::instant(at), zone));
    }
    for (leg, part) in &metric.legs {
        let day = format::moment(part.observed_at, now, zone);
        row(leg.definition().nickname, format!("{}, {day}", format::value_text(*leg, part.value)));
    }
    for companion in beside {
        let at = format::moment(companion.observed_at, now, zone);
        row(companion.name, format!("{}, as of {at}", words::source(&companion.source)));
    }
    // A stand-in has its own course; this one would be another measure's.
    if let Some(course) = course(shown.series, &metric.spark, zone).filter(|_| !shown.stands_in(metric)) {
        row("Line", course);
    }
    if let Some(reason) = metric.reason.clone().filter(|_| metric.value.is_some()) {
        row("Why", reason);
    }
    let rows: Vec<_> =
        rows.into_iter().map(|(name, text)| view! { <dt>{name}</dt><dd>{text}</dd> }).collect();
    view! {
        <details class="card-foot">
            <summary><span>{summary(shown, now, zone)}</span></summary>
            <dl>{rows}</dl>
        </details>
    }
}

fn summary(shown: &Shown, now: DateTime<Utc>, zone: Tz) -> String {
    let (Some(at), Some(source)) = (shown.observed_at, &shown.source) else {
        return "What this measures".to_owned();
    };
    let source = words::source(source);
    // The card says it already, with the year.
    if shown.freshness == Freshness::Bundled {
        return source;
    }
    format!("{source} · as of {}", format::moment(at, now, zone))
}

/// What the sparkline spans: `24 Aug to 23 Nov 2026, $58,102 to $73,012`.
fn course(series: SeriesId, points: &[Point], zone: Tz) -> Option<String> {
    let ([first, .., last], amounts) = (points, points.iter().map(|point| point.value.amount())) else {
        return None;
    };
    let (low, high) =
        amounts.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    let day = |point: &Point| format::day(point.observed_at, zone);
    let value = |amount| format::value_text(series, amount);
    Some(format!("{} to {}, between {} and {}", day(first), day(last), value(low), value(high)))
}
