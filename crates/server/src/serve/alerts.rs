//! `/alerts` with its API and its feed: what was told, what became of it, and why other things were not told.

mod api;
mod feed;
mod gather;
mod query;
mod sheet;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use cockpit_frontend::render::{self, Frame};
use cockpit_frontend::views::alerts::Latest;
use cockpit_notifier::render::Options;
use cockpit_notifier::render::card::headline;
use cockpit_notifier::tell::tell;
use cockpit_store::LoggedAlert;

pub(super) use self::api::{alerts, decisions};
pub(super) use self::feed::feed;
use self::query::Query;
use super::api::Problem;
use super::page::{Look, frame, html};
use super::routes::App;
use crate::access::Operator;

/// Lines of a page.
const LINES: u32 = 40;

/// `GET /alerts?show=decisions&series=btc&kind=change&outcome=held&severity=warning&from=2026-11-01&until=2026-11-30&after=…`.
pub(super) async fn page(
    State(app): State<App>,
    uri: Uri,
    look: Look,
    operator: Option<Operator>,
) -> Result<Response, Problem> {
    let query = Query::parse(uri.query().unwrap_or_default(), app.pages.time_zone, operator.is_some())?;
    let view = gather::view(&app, &query, LINES).await.map_err(|error| Problem::ours(&error))?;
    let frame = Frame { settings: look.settings(), ..frame(&app, &look) };
    Ok(html(StatusCode::OK, render::alerts(&view, &frame), &look.nonce))
}

/// How alerts are written on pages.
fn options(app: &App) -> Options {
    Options { zone: app.pages.time_zone, ..Options::default() }
}

/// The newest alerts as the dashboard lists them.
pub(super) fn latest(app: &App, alerts: &[LoggedAlert]) -> Vec<Latest> {
    let options = options(app);
    let line = |alert: &LoggedAlert| {
        let message = tell(alert, None);
        Latest {
            at: alert.at,
            severity: alert.severity,
            headline: headline(&message, &options),
            path: message.path.unwrap_or_else(|| "/alerts".to_owned()),
        }
    };
    alerts.iter().map(line).collect()
}
