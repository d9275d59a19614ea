//! `/api/v1/settings`: all settings as the one document that an export gives, read and replaced whole by programs of the
//! operator. Its `ETag` is its revision, so that nobody puts something in the place of what they have not seen.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use cockpit_store::{AuditKind, Setup};
use serde_json::json;

use super::transfer::known;
use crate::access::Operator;
use crate::serve::api::{Problem, fresh_json};
use crate::serve::routes::App;
use crate::transfer::{export, holds, read, revision};

/// `GET /api/v1/settings`: with people's addresses in full, as the operator entered them; no key and no password.
pub(in crate::serve) async fn show(State(app): State<App>, operator: Operator) -> Result<Response, Problem> {
    let known = known(&app).await?;
    let words = format!("settings exported: {}", holds(&known.setup));
    app.access.note(AuditKind::Settings, operator.address, words).await;
    Ok(document(&known.setup))
}

/// `PUT /api/v1/settings` with `If-Match`: the document as it is from now on. 428 without a revision, 412 when somebody
/// changed something since, 422 with everything that is wrong, each by its field; then nothing changed.
pub(in crate::serve) async fn replace(
    State(app): State<App>,
    operator: Operator,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let Some(seen) = headers.get(IF_MATCH).and_then(|seen| seen.to_str().ok()) else {
        let words = "If-Match is missing: send the ETag of the document that this one replaces";
        return Err(Problem::status(StatusCode::PRECONDITION_REQUIRED, words));
    };
    let text = std::str::from_utf8(&body).map_err(|_| Problem::bad("body", "must be UTF-8"))?;
    let known = known(&app).await?;
    if seen.trim().trim_matches('"') != revision(&known.setup) {
        return Err(changed());
    }
    let then = match read(text, &known) {
        Ok(then) => then,
        Err(problems) => {
            let body =
                json!({"error": "the settings are refused, and nothing was changed", "problems": problems});
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, fresh_json(body)).into_response());
        }
    };
    let words = format!("settings imported: {}", holds(&then));
    let imported = app.store.replace_setup(known, then, app.clock.now()).await;
    if !imported.map_err(|error| Problem::ours(&error))? {
        return Err(changed());
    }
    app.access.note(AuditKind::Settings, operator.address, words).await;
    Ok(document(&self::known(&app).await?.setup))
}

fn document(setup: &Setup) -> Response {
    let mut response = export(setup).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", revision(setup))) {
        headers.insert(ETAG, tag);
    }
    response
}

fn changed() -> Problem {
    Problem::status(
        StatusCode::PRECONDITION_FAILED,
        "somebody changed something meanwhile; read the settings again",
    )
}
