//! Which path is answered by what.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post};
use axum::{Json, Router};
use cockpit_http::{Clock, Sender};
use cockpit_store::Store;
use serde_json::json;
use tower::Layer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::timeout::TimeoutLayer;

use super::installation::Installation;
use super::live::Live;
use super::page::Pages;
use super::snapshot::Snapshots;
use super::sources::Sources;
use super::{
    alerts, api, arrange, assets, docs, headers, letters, live, metric, metrics, openapi, page, pwa,
    settings, test_message, trouble, what_if,
};
use crate::access::{self, Access, Class, Routes, origin};
use crate::config::Config;
use crate::guide::Guide;
use crate::keys::Keys;
use crate::supervise::Health;

/// No answer of ours takes this long; one that does is stuck.
const REQUEST_DEADLINE: Duration = Duration::from_secs(10);
/// Most bytes of what is posted; what needs more says so at its path.
const BODY_LENGTH_MAX: usize = 64 * 1_024;
/// Longest path and query that can be meant.
const URI_LENGTH_MAX: usize = 4_096;

/// What the handlers share, at the price of one count: a request hands it from layer to layer a dozen times.
#[derive(Clone)]
pub(crate) struct App(Arc<Shared>);

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// All of it.
pub(crate) struct Shared {
    pub config: Arc<Config>,
    pub store: Store,
    pub(super) sender: Sender,
    pub clock: Clock,
    pub(super) snapshots: Snapshots,
    pub(super) pages: Arc<Pages>,
    pub keys: Keys,
    pub health: Health,
    pub access: Arc<Access>,
    pub live: Live,
    pub(super) installation: Installation,
    pub(super) sources: Arc<Sources>,
    pub(super) guide: Arc<Guide>,
}

impl App {
    pub(super) fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// What an address of ours begins with: the public one, else as the browser says.
    pub(super) fn base(&self, headers: &HeaderMap) -> String {
        let host = || headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1:3000");
        match &self.config.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{}", host()),
        }
    }
}

/// Every path, with whom it is for.
pub(super) fn routes(app: &App) -> Routes {
    let api = Routes::new(app)
        .add(Class::Public, "/dashboard", get(api::dashboard))
        .add(Class::Public, "/radar", get(api::radar))
        .add(Class::Public, "/alerts", get(alerts::alerts))
        .add(Class::Public, "/decisions", get(alerts::decisions))
        .add(Class::Public, "/delivery", get(api::delivery))
        .add(Class::Public, "/replay", get(what_if::replay))
        .add(Class::Public, "/calendar", get(api::calendar))
        .add(Class::Public, "/regime", get(api::regime))
        .add(Class::Public, "/sources", get(api::sources))
        .add(Class::Open, "/openapi.json", get(openapi::openapi))
        .add(Class::Public, "/metrics/{id}", get(api::metric))
        .add(Class::Public, "/metrics/{id}/history", get(api::history))
        .add(Class::Public, "/refresh", get(live::state).post(live::ask))
        .add(Class::Operator, "/sessions", get(access::api::sessions).delete(access::api::end_all_sessions))
        .add(Class::Operator, "/sessions/{id}", delete(access::api::end_session))
        .add(Class::Operator, "/audit", get(access::api::audit))
        .add(
            Class::Operator,
            "/settings",
            get(settings::document::show)
                .put(settings::document::replace)
                .layer(DefaultBodyLimit::max(crate::transfer::BYTES_MAX)),
        )
        .add(Class::Operator, "/subscribers", get(settings::api::list).post(settings::api::create))
        .add(Class::Operator, "/subscribers/{id}", patch(settings::api::change).delete(settings::api::delete))
        .add(Class::Operator, "/subscribers/{id}/test", post(test_message::send));
    let pages = Routes::new(app)
        .page(Class::Public, "/", get(page::dashboard))
        .page(Class::Public, "/radar", get(page::radar))
        .page(Class::Public, "/calendar", get(page::calendar))
        .page(Class::Public, "/regime", get(page::regime))
        .page(Class::Public, "/metric/{id}", get(metric::page))
        .page(Class::Public, "/alerts", get(alerts::page))
        .page(Class::Public, "/sources", get(page::sources))
        .page(Class::Open, "/docs", get(docs::hub))
        .page(Class::Open, "/docs/{chapter}", get(docs::chapter));
    settings::routes(pages)
        .add(Class::Public, "/alerts.atom", get(alerts::feed))
        .add(Class::Public, "/events", get(live::events))
        .add(Class::Public, "/metrics", get(metrics::metrics))
        .add(Class::Open, "/manifest.webmanifest", get(pwa::manifest))
        .add(Class::Open, "/sw.js", get(pwa::worker))
        .add(Class::Open, "/icons/{name}", get(pwa::icon))
        .add(Class::Public, "/arrange", post(arrange::arrange))
        .add(Class::Public, "/calendar.ics", get(api::calendar_feed))
        .add(Class::Open, "/login", get(access::pages::login).post(access::pages::log_in))
        .add(Class::Open, "/setup", get(access::pages::setup).post(access::pages::set_up))
        .add(Class::Operator, "/logout", get(access::pages::logout).post(access::pages::log_out))
        .add(Class::Operator, "/password", get(access::pages::password).post(access::pages::change_password))
        .add(Class::Link, "/confirm/{token}", get(letters::ask_to_confirm).post(letters::confirm))
        .add(Class::OneClick, "/unsubscribe/{token}", get(letters::ask_to_leave).post(letters::leave))
        .add(Class::Open, "/pkg/{hash}/{name}", get(assets::file))
        .add(Class::Open, "/healthz", get(async || "ok\n"))
        .add(Class::Open, "/readyz", get(ready))
        .nest("/api/v1", api, |api| api.fallback(api::not_found))
}

pub(super) fn router(app: App) -> Router {
    let (router, _) = routes(&app).finish();
    layered(router, app)
}

/// What every answer goes through on its way.
fn layered(router: Router<App>, app: App) -> Router {
    let router = router
        .fallback(page::not_found)
        .layer(DefaultBodyLimit::max(BODY_LENGTH_MAX))
        // Its body is part of a request's time: half of one holds its place no longer than a stuck answer.
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_DEADLINE))
        // Files come compressed already; the layer leaves what has an encoding alone.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(CatchPanicLayer::custom(trouble::panicked))
        .layer(from_fn_with_state(app.clone(), guard))
        .with_state(app);
    // Around all of it: a form's answer may ask for a page.
    Router::new().fallback_service(from_fn(settings::again).layer(router))
}

/// Refuses paths and queries that nobody means and changes that no page of ours asks for, and gives every answer its headers.
async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let (uri, asked) = (request.uri().clone(), request.headers().clone());
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    let mut response = if length > URI_LENGTH_MAX {
        api::Problem::bad("path", &format!("is longer than {URI_LENGTH_MAX} bytes")).into_response()
    } else if origin::mutates(request.method())
        && !origin::is_one_click(request.method(), request.uri().path())
        && !app.access.is_ours(request.headers())
    {
        let words = "only a page of this cockpit may change something: send Origin or Sec-Fetch-Site";
        api::Problem::status(StatusCode::FORBIDDEN, words).into_response()
    } else {
        next.run(request).await
    };
    response = trouble::shown(response, &uri, &asked);
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

#[cfg(test)]
mod tests;
