//! `/api/v1`: numbers with their unit, moment, and source. Absent numbers are `null`.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Json, http};
use cockpit_domain::SeriesId;
use cockpit_domain::calendar::Impact;
use cockpit_store::StoreError;
use serde_json::json;

use super::history::{Format, Query};
use super::routes::App;
use crate::access::Operator;

/// What went wrong, in one shape for every path.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    field: Option<String>,
    words: String,
}

impl Problem {
    /// A known parameter that cannot be read.
    pub(super) fn bad(field: &str, words: &str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            field: Some(field.to_owned()),
            words: format!("{field} {words}"),
        }
    }

    /// Any other refusal.
    pub(crate) fn status(status: StatusCode, words: &str) -> Self {
        Self { status, field: None, words: words.to_owned() }
    }

    fn missing(words: String) -> Self {
        Self { status: StatusCode::NOT_FOUND, field: None, words }
    }

    pub(crate) fn ours(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "an answer failed");
        let words = "the answer could not be read from the database".to_owned();
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, field: None, words }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::ours(&error)
    }
}

/// The words of a problem, for whoever shows them in another form.
#[derive(Clone, Debug)]
pub(super) struct Said(pub(super) String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = fresh(Json(json!({"error": self.words, "field": self.field})));
        let mut response = (self.status, body).into_response();
        response.extensions_mut().insert(Said(self.words));
        response
    }
}

/// Numbers change every minute; nobody may keep them.
fn fresh(body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// As [`fresh`], of JSON.
pub(crate) fn fresh_json(body: serde_json::Value) -> Response {
    fresh(Json(body))
}

/// `GET /api/v1/dashboard`.
pub(super) async fn dashboard(State(app): State<App>) -> Response {
    fresh(Json(app.snapshots.dashboard(app.clock.now())))
}

/// `GET /api/v1/regime`: the settled answer, its votes, every turn with its reasons, and what Bitcoin did afterwards.
pub(super) async fn regime(State(app): State<App>) -> Response {
    let regime = app.snapshots.dashboard(app.clock.now()).regime;
    let past = app.snapshots.current().past();
    let ribbon: Vec<_> =
        regime.ribbon.iter().map(|(day, state)| json!({"from": day, "state": state})).collect();
    fresh(Json(
        json!({"regime": regime, "ribbon": ribbon, "turns": past.turns, "score_card": past.score_card}),
    ))
}

/// `GET /api/v1/sources`: every feed with its publishers, and how each stands.
pub(super) async fn sources(State(app): State<App>) -> Result<Response, Problem> {
    let now = app.clock.now();
    let feeds = app.sources.standing(&app.store, now).await.map_err(|error| Problem::ours(&error))?;
    Ok(fresh(Json(json!({"feeds": &*feeds}))))
}

/// `GET /api/v1/delivery`: messages by their state, and channels that cannot deliver. To whom is not in it; why is the
/// operator's alone, for a provider's words may name an account.
pub(super) async fn delivery(
    State(app): State<App>,
    operator: Option<Operator>,
) -> Result<Response, Problem> {
    let counts = app.store.outbox_counts().await.map_err(|error| Problem::ours(&error))?;
    let pauses = app.store.channel_pauses().await.map_err(|error| Problem::ours(&error))?;
    let seconds = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let pauses: Vec<_> = pauses
        .into_iter()
        .map(|pause| {
            let (since, until) = (seconds(pause.since), seconds(pause.until));
            let reason = operator.map(|_| pause.reason);
            json!({"channel": pause.channel.as_str(), "since": since, "until": until, "reason": reason})
        })
        .collect();
    let messages = json!({
        "pending": counts.pending, "sending": counts.sending, "sent": counts.sent, "dead": counts.dead,
        "cancelled": counts.cancelled, "unknown": counts.unknown,
    });
    Ok(fresh(Json(json!({"messages": messages, "pauses": pauses, "panics": app.health.panics()}))))
}

/// `GET /api/v1/radar`: the wider list.
pub(super) async fn radar(State(app): State<App>) -> Response {
    let (entries, status) = app.snapshots.current().radar(app.clock.now());
    fresh(Json(json!({"entries": entries, "status": status})))
}

/// `GET /api/v1/calendar?impact=medium`: this week and the next three.
pub(super) async fn calendar(State(app): State<App>, uri: Uri) -> Result<Response, Problem> {
    let lowest = impact(&uri)?;
    Ok(fresh(Json(app.snapshots.current().calendar(lowest, app.clock.now()))))
}

/// `GET /calendar.ics?impact=medium`: the same for calendar programs.
pub(super) async fn calendar_feed(State(app): State<App>, uri: Uri) -> Result<Response, Problem> {
    let lowest = impact(&uri)?;
    let calendar = app.snapshots.current().calendar(lowest, app.clock.now());
    let text = super::calendar_feed::feed(calendar.completed.iter().chain(&calendar.upcoming), lowest);
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}

/// The lowest impact that is asked for.
pub(super) fn impact(uri: &Uri) -> Result<Impact, Problem> {
    let query = uri.query().unwrap_or_default();
    let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "impact");
    let known = asked.map_or(Some(Impact::Medium), |(_, word)| Impact::parse(&word));
    known.ok_or_else(|| Problem::bad("impact", "must be high, medium or low"))
}

/// `GET /api/v1/metrics/{id}`.
pub(super) async fn metric(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    let series = series(&id)?;
    let metric = app.snapshots.current().metric(series, app.clock.now());
    metric
        .map(|metric| fresh(Json(metric)))
        .ok_or_else(|| Problem::missing(format!("{series} has no values yet")))
}

/// `GET /api/v1/metrics/{id}/history?range=90d&points=400&format=json`.
pub(super) async fn history(
    State(app): State<App>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let series = series(&id)?;
    let query = Query::parse(uri.query().unwrap_or_default())?;
    let now = app.clock.now();
    let from = query.range.start(now);
    let points =
        app.store.sampled(series, from, now, query.points).await.map_err(|error| Problem::ours(&error))?;
    Ok(match query.format {
        Format::Json => fresh(Json(query.json(series, from, now, &points))),
        Format::Csv => {
            let mut response = fresh(query.csv(series, &points));
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
            let name = format!("attachment; filename=\"{series}-{}.csv\"", query.range.as_str());
            if let Ok(name) = HeaderValue::from_str(&name) {
                headers.insert(http::header::CONTENT_DISPOSITION, name);
            }
            response
        }
    })
}

/// Everything else below `/api/v1`.
pub(super) async fn not_found(uri: Uri) -> Problem {
    let path: String = uri.path().chars().take(100).collect();
    Problem::missing(format!("there is no {path}"))
}

fn series(id: &str) -> Result<SeriesId, Problem> {
    id.parse().map_err(|error: cockpit_domain::series::UnknownSeries| Problem::missing(error.to_string()))
}
