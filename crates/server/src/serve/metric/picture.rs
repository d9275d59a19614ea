//! The picture of a series that others show when somebody passes its page on.

use axum::body::Bytes;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::moment::MomentKind;
use cockpit_frontend::format::{self, words};
use cockpit_notifier::picture::share::{self, Share};

use super::super::api::Problem;
use super::super::routes::App;

/// Points of the course.
const POINTS_MAX: u32 = 400;
/// A picture is made anew at most so often, in seconds: who passes a page on does not look again.
const MADE_EVERY_S: i64 = 60;

/// What a picture was drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct PictureOf {
    series: SeriesId,
    minute: i64,
}

/// `GET /metric/{id}.png`.
pub(super) async fn answer(app: &App, id: &str) -> Result<Response, Problem> {
    let series: SeriesId = id.parse().map_err(|error: cockpit_domain::series::UnknownSeries| {
        Problem::status(StatusCode::NOT_FOUND, &error.to_string())
    })?;
    let now = app.clock.now();
    let of = PictureOf { series, minute: now.timestamp().div_euclid(MADE_EVERY_S) };
    let picture = app.pages.pictures.get(of, drawn(app, series, now)).await?;
    let mut response = picture.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("image/png"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    Ok(response)
}

async fn drawn(app: &App, series: SeriesId, now: DateTime<Utc>) -> Result<Bytes, Problem> {
    let metric = app.snapshots.current().metric(series, now);
    let span = match series.definition().moments {
        MomentKind::Instant => TimeDelta::days(90),
        MomentKind::Day => TimeDelta::days(365),
    };
    // Up to the newest value: what is old is drawn with its days under it.
    let newest = metric.as_ref().and_then(|metric| metric.observed_at).map_or(now, |at| at.start().min(now));
    let until = newest + TimeDelta::seconds(1);
    let course = app.store.recorded(series, until - span, until, POINTS_MAX).await;
    let course = course.map_err(|error| Problem::ours(&error))?;
    let points: Vec<_> = course.values.iter().map(|value| value.point).collect();
    let zone = app.pages.time_zone;
    let end = |point: Option<&cockpit_domain::Point>| {
        point.map(|point| format::day(point.observed_at, zone)).unwrap_or_default()
    };
    let as_of = metric.as_ref().and_then(|metric| {
        let at = format::moment(metric.observed_at?, now, zone);
        Some(format!("as of {at}, {}", words::source(metric.source.as_deref()?)))
    });
    let changes = metric.iter().flat_map(|metric| &metric.changes).filter_map(|(window, change)| {
        let delta = format::delta(change.as_ref()?);
        Some((format!("{} in {}", delta.text, window.as_str()), delta.tone))
    });
    let share = Share {
        series,
        value: metric.as_ref().and_then(|metric| metric.value),
        as_of: as_of.unwrap_or_else(|| "no value yet".to_owned()),
        changes: changes.collect(),
        ends: (end(points.first()), end(points.last())),
        points,
        thinned: course.thinned,
        regime: app.snapshots.dashboard(now).regime.state,
    };
    // Some milliseconds of drawing, which must not keep other answers waiting.
    let drawn = tokio::task::spawn_blocking(move || share::draw(&share)).await.ok().flatten();
    let failed = || Problem::status(StatusCode::INTERNAL_SERVER_ERROR, "the picture could not be drawn");
    drawn.map(Bytes::from).ok_or_else(failed)
}
