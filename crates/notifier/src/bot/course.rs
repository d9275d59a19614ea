//! The chart that a button asks for: the course of an alert's series up to now, and what came of it since.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::moment::MomentKind;
use cockpit_store::{Store, StoreError};

use super::html::bold;
use crate::chart;
use crate::message::{About, Figure, Message, Reading};
use crate::render::{Options, words};

/// A picture and the words under it, in HTML.
pub(super) struct Course {
    pub png: Vec<u8>,
    pub caption: String,
}

/// `None` when there is too little to draw.
pub(super) async fn course(
    store: &Store,
    series: SeriesId,
    told: &Message,
    now: DateTime<Utc>,
    options: &Options,
) -> Result<Option<Course>, StoreError> {
    let (span, over) = match series.definition().moments {
        MomentKind::Instant => (TimeDelta::days(7), "7 days"),
        MomentKind::Day => (TimeDelta::days(365), "year"),
    };
    let points = store.sampled(series, now - span, now, chart::POINTS_MAX).await?;
    let Some(last) = points.last() else { return Ok(None) };
    let Some(latest) = Figure::value(series, last.value.amount()) else { return Ok(None) };
    let value = words::figure(latest, options.numbers);
    let since = reading(told).filter(|then| then.moment != last.observed_at).and_then(|then| {
        let change = series.definition().change_unit.between(then.figure.amount(), latest.amount())?;
        Some(words::change(Figure::change(series, change)?, options.numbers))
    });
    let since = since.map(|since| format!("{since} since this alert")).unwrap_or_default();
    let moment = |at| words::moment(at, now, options);
    let name = series.definition().name;
    let comma = if since.is_empty() { "" } else { ", " };
    let caption =
        format!("{}, the last {over}: {value} as of {}{comma}{since}.", bold(name), moment(last.observed_at));
    let label = if since.is_empty() { value } else { format!("{value} ({since})") };
    let png = chart::draw(series, &points, label, None, now, options).await;
    Ok(png.map(|png| Course { png, caption }))
}

/// The value that an alert told of.
fn reading(told: &Message) -> Option<Reading> {
    match &told.about {
        About::Change(moved) | About::Drift(moved) => Some(moved.to),
        About::Level(level) => Some(level.to),
        About::Release(release) => Some(release.to),
        _ => None,
    }
}
