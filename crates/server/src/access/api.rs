//! `/api/v1/sessions`, `/api/v1/audit`: who is logged in, and what was done.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use cockpit_store::{AuditKind, SessionId};
use serde_json::json;

use super::operator::Operator;
use crate::serve::{App, Problem, fresh_json};

/// Lines of the audit that are shown.
const LINES_MAX: u32 = 500;

/// `GET /api/v1/sessions`: who is logged in, last used first.
pub(crate) async fn sessions(State(app): State<App>, operator: Operator) -> Result<Response, Problem> {
    let access = &app.access;
    let sessions = access.store.sessions(access.now()).await.map_err(|error| Problem::ours(&error))?;
    let sessions: Vec<_> = sessions
        .into_iter()
        .map(|session| {
            json!({"id": session.id.0, "created_at": words(session.created_at), "used_at": words(session.used_at),
                "address": session.address, "agent": session.agent, "this": session.id == operator.session})
        })
        .collect();
    Ok(fresh_json(json!({"sessions": sessions})))
}

/// `DELETE /api/v1/sessions/{id}`: ends one.
pub(crate) async fn end_session(
    State(app): State<App>,
    operator: Operator,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let access = &app.access;
    let ended = access.store.end_session(SessionId(id)).await.map_err(|error| Problem::ours(&error))?;
    if !ended {
        return Err(Problem::status(StatusCode::NOT_FOUND, "there is no such session"));
    }
    access.note(AuditKind::Logout, operator.address, format!("session {id} ended")).await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `DELETE /api/v1/sessions`: ends all, this one too.
pub(crate) async fn end_all_sessions(
    State(app): State<App>,
    operator: Operator,
) -> Result<Response, Problem> {
    app.access.end_sessions(&operator, true).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /api/v1/audit`: what was done, newest first.
pub(crate) async fn audit(State(app): State<App>, _: Operator) -> Result<Response, Problem> {
    let lines = app.access.store.audit_log(LINES_MAX).await.map_err(|error| Problem::ours(&error))?;
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| {
            json!({"at": words(line.at), "kind": line.kind.as_str(), "address": line.address, "words": line.words})
        })
        .collect();
    Ok(fresh_json(json!({"lines": lines})))
}

fn words(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
