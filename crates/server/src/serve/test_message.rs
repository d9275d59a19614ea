//! `POST /api/v1/subscribers/{id}/test`: a test message, and what the provider says to it.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cockpit_store::SubscriberId;
use serde_json::json;

use super::api::{Problem, fresh_json};
use super::routes::App;
use crate::access::Operator;
use crate::commands::send_test::{answer, enqueue, words};

/// How long it is waited for an answer: less than a request may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(8);

/// Sends one. What has no answer by then goes on without us, and `state` says how it stands.
pub(super) async fn send(
    State(app): State<App>,
    _: Operator,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    let known = app.store.subscriber(SubscriberId(id)).await.map_err(|error| Problem::ours(&error))?;
    let known = known.ok_or_else(|| Problem::status(StatusCode::NOT_FOUND, "there is no such subscriber"))?;
    let sent = async {
        let id = enqueue(&app.store, &known, app.clock.now()).await?;
        answer(&app.store, id, PATIENCE).await
    };
    let status = sent.await.map_err(|error| Problem::ours(error.as_ref()))?;
    Ok(fresh_json(json!({
        "message": status.id.0, "state": status.state.as_str(), "provider_id": status.provider_id,
        "words": words(&status),
    })))
}
