//! The documentation: its first page with the search, and its chapters.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use cockpit_frontend::render;

use super::page::{self, Look, html};
use super::routes::App;
use crate::guide::search;

/// `/docs?q=…`.
pub(super) async fn hub(State(app): State<App>, look: Look, uri: Uri) -> Response {
    let snapshot = app.snapshots.current();
    let chapters = app.guide.chapters(&snapshot.model, &snapshot.installed);
    let query = uri.query().unwrap_or_default();
    let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "q");
    let asked = asked.map(|(_, words)| words.trim().to_owned()).filter(|words| !words.is_empty());
    let found = asked.as_deref().map(|words| search(&chapters, words));
    let asked = asked.as_deref().zip(found.as_deref());
    html(StatusCode::OK, render::docs(&chapters, asked, &page::frame(&app, &look)), &look.nonce)
}

/// `/docs/{chapter}`.
pub(super) async fn chapter(
    State(app): State<App>,
    Path(slug): Path<String>,
    look: Look,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let snapshot = app.snapshots.current();
    let chapters = app.guide.chapters(&snapshot.model, &snapshot.installed);
    let Some(place) = chapters.iter().position(|chapter| chapter.slug == slug) else {
        return page::not_found(uri, headers).await;
    };
    let chapter = render::chapter(&chapters, place, &page::frame(&app, &look));
    page::kept(&app, &look, html(StatusCode::OK, chapter, &look.nonce))
}
