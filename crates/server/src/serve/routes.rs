//! Which path is answered by what.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use cockpit_http::Clock;
use cockpit_store::Store;
use serde_json::json;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::timeout::TimeoutLayer;

use super::page::Pages;
use super::snapshot::Snapshots;
use super::{api, assets, headers, letters, page, what_if};
use crate::config::Config;
use crate::keys::Keys;
use crate::supervise::Health;

/// No answer of ours takes this long; one that does is stuck.
const REQUEST_DEADLINE: Duration = Duration::from_secs(10);
/// Longest path and query that can be meant.
const URI_LENGTH_MAX: usize = 4_096;

/// What the handlers share.
#[derive(Clone)]
pub(super) struct App {
    pub store: Store,
    pub clock: Clock,
    pub snapshots: Snapshots,
    pub pages: Arc<Pages>,
    pub keys: Keys,
    pub health: Health,
}

impl App {
    pub(super) fn new(
        config: &Config,
        store: Store,
        clock: Clock,
        snapshots: Snapshots,
        keys: Keys,
        health: Health,
    ) -> Self {
        Self { store, clock, snapshots, pages: Arc::new(Pages::new(config.time_zone)), keys, health }
    }
}

pub(super) fn router(app: App) -> Router {
    let api = Router::new()
        .route("/dashboard", get(api::dashboard))
        .route("/radar", get(api::radar))
        .route("/alerts", get(api::alerts))
        .route("/delivery", get(api::delivery))
        .route("/replay", get(what_if::replay))
        .route("/calendar", get(api::calendar))
        .route("/regime", get(api::regime))
        .route("/metrics/{id}", get(api::metric))
        .route("/metrics/{id}/history", get(api::history))
        .fallback(api::not_found)
        // Only these wait for the database; a page comes from memory.
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_DEADLINE));
    Router::new()
        .route("/", get(page::dashboard))
        .route("/radar", get(page::radar))
        .route("/calendar", get(page::calendar))
        .route("/regime", get(page::regime))
        .route("/docs", get(page::docs))
        .route("/calendar.ics", get(api::calendar_feed))
        .route("/confirm/{token}", get(letters::ask_to_confirm).post(letters::confirm))
        .route("/unsubscribe/{token}", get(letters::ask_to_leave).post(letters::leave))
        .route("/pkg/{hash}/{name}", get(assets::file))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .nest("/api/v1", api)
        .fallback(page::not_found)
        // Files come compressed already; the layer leaves what has an encoding alone.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(guard))
        .with_state(app)
}

/// Refuses paths and queries that nobody means, and gives every answer its headers.
async fn guard(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    let mut response = if length > URI_LENGTH_MAX {
        api::Problem::bad("path", &format!("is longer than {URI_LENGTH_MAX} bytes")).into_response()
    } else {
        next.run(request).await
    };
    headers::secure(response.headers_mut());
    response
}

/// 503 only when the database cannot be written, or parts of the program break down again and again.
async fn ready(State(app): State<App>) -> Response {
    if app.health.is_broken() {
        let words = json!({"ready": false, "reason": "parts of the program break down again and again"});
        return (StatusCode::SERVICE_UNAVAILABLE, Json(words)).into_response();
    }
    match app.store.check_writable().await {
        Ok(()) => Json(json!({"ready": true})).into_response(),
        Err(error) => {
            tracing::error!(%error, "the database cannot be written");
            let words = json!({"ready": false, "reason": "the database cannot be written"});
            (StatusCode::SERVICE_UNAVAILABLE, Json(words)).into_response()
        }
    }
}
