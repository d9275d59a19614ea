//! `GET /api/v1/alerts` and `GET /api/v1/decisions`: the same for programs, as JSON and CSV.

use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use cockpit_store::{LoggedAlert, LoggedDecision, StoreError};
use serde_json::{Map, Value, json};

use super::super::api::{Problem, fresh_json};
use super::super::history::Format;
use super::super::routes::App;
use super::query::{Query, place};
use super::{gather, options, sheet};
use crate::access::Operator;
use crate::address::masked;

/// Recipients of one alert in an answer to the operator.
const RECIPIENTS_MAX: u32 = 1_000;

/// `GET /api/v1/alerts?series=btc&kind=change&severity=warning&from=…&until=…&after=…&limit=500&format=json`: newest first. How
/// many were told is in it; who they are only for the operator.
pub(in super::super) async fn alerts(
    State(app): State<App>,
    uri: Uri,
    operator: Option<Operator>,
) -> Result<Response, Problem> {
    let query = Query::parse(uri.query().unwrap_or_default(), app.pages.time_zone, operator.is_some())?;
    let ours = |error: StoreError| Problem::ours(&error);
    let (alerts, next) = gather::alerts(&app, &query.filter, query.limit).await.map_err(ours)?;
    if query.format == Format::Csv {
        return Ok(csv("alerts", sheet::alerts(&alerts, &options(&app))));
    }
    let ids: Vec<_> = alerts.iter().map(|alert| alert.id).collect();
    let mut counts = app.store.delivery_counts(&ids).await.map_err(ours)?;
    let mut lines = Vec::new();
    for alert in &alerts {
        let counts = counts.remove(&alert.id).unwrap_or_default();
        let messages: Map<String, Value> =
            counts.into_iter().map(|(state, count)| (state.as_str().to_owned(), json!(count))).collect();
        let mut line = one(alert, &messages);
        if operator.is_some() {
            line["recipients"] = recipients(&app, alert).await.map_err(ours)?;
        }
        lines.push(line);
    }
    Ok(fresh_json(json!({"alerts": lines, "next": next.map(place)})))
}

fn one(alert: &LoggedAlert, messages: &Map<String, Value>) -> Value {
    let body: Value = serde_json::from_str(&alert.body).unwrap_or_default();
    json!({"id": alert.id.0, "kind": alert.rule.kind(), "rule": alert.rule.to_string(), "series": alert.rule.series(),
        "severity": alert.severity, "at": seconds(alert.at), "subject": alert.subject, "cause": alert.cause,
        "facts": body["facts"], "messages": messages})
}

async fn recipients(app: &App, alert: &LoggedAlert) -> Result<Value, StoreError> {
    let told = app.store.deliveries_to(alert.id, RECIPIENTS_MAX).await?;
    let told = told.into_iter().map(|delivery| {
        let status = delivery.status;
        json!({"subscriber": status.recipient.0, "name": delivery.name, "channel": status.channel.as_str(),
            "address": masked(status.channel, delivery.address.expose()), "state": status.state.as_str(),
            "attempts": status.attempt, "reason": status.reason, "remark": status.remark, "held": status.held,
            "possible_repeat": status.possible_repeat, "due_at": seconds(status.due_at),
            "settled_at": status.settled_at.map(seconds)})
    });
    Ok(told.collect())
}

/// `GET /api/v1/decisions`, with `outcome=fired|held|suppressed` beside the others: newest first. Public but for the parameters
/// of rules and who sleeps, which are the operator's.
pub(in super::super) async fn decisions(
    State(app): State<App>,
    uri: Uri,
    operator: Option<Operator>,
) -> Result<Response, Problem> {
    let query = Query::parse(uri.query().unwrap_or_default(), app.pages.time_zone, operator.is_some())?;
    let found = gather::decisions(&app, &query.filter, query.limit).await;
    let (decisions, next) = found.map_err(|error| Problem::ours(&error))?;
    if query.format == Format::Csv {
        let decisions: Vec<&LoggedDecision> = decisions.iter().map(|(_, logged)| logged).collect();
        return Ok(csv("decisions", sheet::decisions(&decisions)));
    }
    let lines = decisions.into_iter().map(|(place, logged)| {
        let mut line = json!(logged.decision);
        line["id"] = json!(place.id);
        line["severity"] = json!(logged.decision.severity);
        line["why"] = json!(logged.decision.reason.words());
        line["alert"] = json!(logged.event.map(|id| id.0));
        if operator.is_some() {
            line["parameters"] = json!(logged.parameters);
        }
        line
    });
    let lines: Vec<Value> = lines.collect();
    Ok(fresh_json(json!({"decisions": lines, "next": next.map(place)})))
}

fn csv(name: &str, text: String) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

pub(super) fn seconds(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
