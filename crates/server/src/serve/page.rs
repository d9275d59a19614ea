//! The pages: rendered once a second at most, and handed out with a nonce of each answer's own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use chrono_tz::Tz;
use cockpit_frontend::render::{self, Assets, Theme, View};
use leptos::nonce::Nonce;

use super::assets::PREFIX;
use super::headers::page_policy;
use super::routes::App;

/// Rendered pages by theme, each cut at the places of the nonce.
pub(super) struct Pages {
    time_zone: Tz,
    rendered: Mutex<HashMap<Theme, Rendered>>,
}

#[derive(Clone)]
struct Rendered {
    version: u64,
    second: i64,
    parts: Arc<[String]>,
}

impl Pages {
    pub(super) fn new(time_zone: Tz) -> Self {
        Self { time_zone, rendered: Mutex::new(HashMap::new()) }
    }
}

/// `/`: the bento grid.
pub(super) async fn dashboard(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    let theme = theme(&uri, &headers);
    let parts = rendered(&app, theme);
    let nonce = Nonce::new().to_string();
    html(StatusCode::OK, parts.join(nonce.as_str()), &nonce)
}

fn rendered(app: &App, theme: Theme) -> Arc<[String]> {
    let now = app.clock.now();
    let version = app.snapshots.current().version;
    // A page of this very second and version is as good as a new one. Rendering happens under the lock, so that a
    // thousand requests of one second render once.
    let mut rendered = app.pages.rendered.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = rendered.get(&theme)
        && (known.version, known.second) == (version, now.timestamp())
    {
        return Arc::clone(&known.parts);
    }
    // Random for each rendering: a fixed mark in a text from outside would be given the nonce.
    let slot = Nonce::new().to_string();
    let dashboard = app.snapshots.dashboard(now);
    let assets = Assets { prefix: PREFIX };
    let view =
        View { dashboard: &dashboard, now, time_zone: app.pages.time_zone, theme, assets, nonce: &slot };
    let page = render::dashboard(&view);
    let parts: Arc<[String]> = page.split(slot.as_str()).map(str::to_owned).collect();
    rendered.insert(theme, Rendered { version, second: now.timestamp(), parts: Arc::clone(&parts) });
    parts
}

/// The page for everything that does not exist.
pub(super) async fn not_found(uri: Uri, headers: HeaderMap) -> Response {
    let nonce = Nonce::new().to_string();
    let assets = Assets { prefix: PREFIX };
    let words = "There is nothing at this address.";
    let page = render::message("Not found", words, 404, theme(&uri, &headers), &assets, &nonce);
    html(StatusCode::NOT_FOUND, page, &nonce)
}

fn html(status: StatusCode, page: String, nonce: &str) -> Response {
    let mut response = (status, Html(page)).into_response();
    page_policy(response.headers_mut(), nonce);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The theme that the address asks for, else the cookie's, else the system's.
fn theme(uri: &Uri, headers: &HeaderMap) -> Theme {
    let query = uri.query().unwrap_or_default();
    let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "theme");
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let kept = cookies.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix("theme="));
    match asked.as_ref().map(|(_, theme)| theme.as_ref()).or(kept) {
        Some("dark") => Theme::Dark,
        Some("light") => Theme::Light,
        _ => Theme::System,
    }
}
