//! Which chart goes along with which message: the course of the series it speaks of, long enough to judge the move by.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::change::ChangeUnit;
use cockpit_domain::moment::MomentKind;
use cockpit_domain::{Moment, Point, SeriesId};
use cockpit_store::{Store, StoreError};

use crate::message::{About, Figure, Message, Move, Reading, Unit};
use crate::picture::{self, Chart};
use crate::render::{Options, words};

/// Points of a chart: more than its pixels can show is work for nothing.
pub(crate) const POINTS_MAX: u32 = 400;

/// Whether a message speaks of a series, and so has a chart.
pub fn has_chart(message: &Message) -> bool {
    subject(message).is_some()
}

/// Draws the chart of a message; `None` when it has none, or there is too little to draw.
pub async fn of(store: &Store, message: &Message, options: &Options) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(Subject { series, span, from, to, threshold, change }) = subject(message) else {
        return Ok(None);
    };
    let until = match to.moment {
        Moment::Day(_) => message.at,
        Moment::Instant(at) => at,
    };
    let points = store.sampled(series, until - span, until, POINTS_MAX).await?;
    let figure = |figure| words::figure(figure, options.numbers);
    let moved = match (from, change) {
        (Some(from), Some(change)) => {
            let change = words::change(change, options.numbers);
            format!("{} → {} ({change})", figure(from.figure), figure(to.figure))
        }
        (Some(from), None) => format!("{} → {}", figure(from.figure), figure(to.figure)),
        (None, _) => figure(to.figure),
    };
    Ok(draw(series, &points, moved, threshold, message.at, options).await)
}

/// Draws the course of a series as somebody reads it. `None` when there is too little to draw.
pub(crate) async fn draw(
    series: SeriesId,
    points: &[Point],
    label: String,
    threshold: Option<f64>,
    told_at: DateTime<Utc>,
    options: &Options,
) -> Option<Vec<u8>> {
    let (first, last) = points.first().zip(points.last())?;
    let end = |moment: Moment| words::moment(moment, told_at, options);
    let chart = Chart {
        title: series.definition().name.to_owned(),
        label,
        ends: (end(first.observed_at), end(last.observed_at)),
        points: points
            .iter()
            .map(|point| (point.observed_at.start().timestamp(), point.value.amount()))
            .collect(),
        threshold,
        unit: Unit::from(series.unit()),
        decimals: Figure::value(series, last.value.amount())?.decimals(),
        numbers: options.numbers,
    };
    // Some milliseconds of drawing, which must not keep other sendings waiting.
    tokio::task::spawn_blocking(move || picture::draw(&chart)).await.ok().flatten()
}

/// What a chart shows.
struct Subject {
    series: SeriesId,
    span: TimeDelta,
    from: Option<Reading>,
    to: Reading,
    threshold: Option<f64>,
    change: Option<Figure>,
}

fn subject(message: &Message) -> Option<Subject> {
    match &message.about {
        About::Change(moved) | About::Drift(moved) => {
            let series = moved.metric.series.parse().ok()?;
            Some(Subject {
                series,
                span: span(series, moved.window.as_deref()),
                from: Some(moved.from),
                to: moved.to,
                threshold: line(series, moved),
                change: Some(moved.change),
            })
        }
        About::Level(level) => {
            let series = level.metric.series.parse().ok()?;
            let threshold = Some(level.level.amount());
            Some(Subject {
                series,
                span: span(series, None),
                from: level.from,
                to: level.to,
                threshold,
                change: None,
            })
        }
        About::Release(release) => {
            let series = release.metric.series.parse().ok()?;
            let (from, to, change) = (release.from, release.to, release.change);
            Some(Subject { series, span: span(series, None), from, to, threshold: None, change })
        }
        _ => None,
    }
}

/// How far back the chart goes: many times the window, so that the move can be told from the everyday.
fn span(series: SeriesId, window: Option<&str>) -> TimeDelta {
    match (series.definition().moments, window) {
        (MomentKind::Instant, Some("15m")) => TimeDelta::hours(6),
        (MomentKind::Instant, Some("1h")) => TimeDelta::hours(24),
        (MomentKind::Instant, Some("24h")) => TimeDelta::days(7),
        (MomentKind::Instant, _) => TimeDelta::days(60),
        (MomentKind::Day, Some("1d")) => TimeDelta::days(90),
        (MomentKind::Day, _) => TimeDelta::days(365),
    }
}

/// Where the threshold lies among the values: that far from the value before, on the side of the move.
fn line(series: SeriesId, moved: &Move) -> Option<f64> {
    let from = moved.from.figure.amount();
    let distance = moved.threshold.amount().copysign(moved.change.amount());
    let value = match series.definition().change_unit {
        ChangeUnit::Percent => from * (1.0 + distance / 100.0),
        ChangeUnit::BasisPoints => from + distance / 100.0,
        ChangeUnit::PercentagePoints | ChangeUnit::UsdBillions => from + distance,
    };
    value.is_finite().then_some(value)
}
