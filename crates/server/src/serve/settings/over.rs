//! The dialog over a page, whichever page it is: what a page's own handler renders, with the settings on top.

use std::sync::Arc;

use axum::extract::{OptionalFromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use cockpit_frontend::settings::view::{Section, SettingsView};

use super::asked::Asked;
use super::shown;
use crate::access::{Operator, log_in_first};
use crate::serve::routes::App;

/// The settings that are open over a page; its handler finds them in [`crate::serve::Look`].
#[derive(Clone)]
pub(in crate::serve) struct Over(pub(in crate::serve) Arc<SettingsView>);

/// Guards the pages: fills the settings when the address opens them, and leaves the page the query that is its own.
pub(crate) async fn over(State(app): State<App>, request: Request, next: Next) -> Response {
    // A form that was refused brings its own.
    if request.extensions().get::<Over>().is_some() {
        return next.run(request).await;
    }
    let Some(asked) = Asked::read(request.uri(), request.headers()) else { return next.run(request).await };
    match opened(&app, &asked, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => refusal,
    }
}

async fn opened(app: &App, asked: &Asked, request: Request) -> Result<Request, Response> {
    let (mut parts, body) = request.into_parts();
    let operator = <Operator as OptionalFromRequestParts<App>>::from_request_parts(&mut parts, app).await;
    let operator = operator.map_err(IntoResponse::into_response)?.is_some();
    let section = match asked.section {
        Some(section) => section,
        None if operator => Section::default(),
        None => Section::Appearance,
    };
    // The one section that is everybody's.
    if !operator && section != Section::Appearance {
        return Err(log_in_first(&parts));
    }
    let shown = shown(app, section, asked).await.map_err(IntoResponse::into_response)?;
    let view = SettingsView {
        back: asked.back.clone(),
        operator,
        notice: shown.notice,
        conflict: None,
        body: shown.body,
    };
    parts.extensions.insert(Over(Arc::new(view)));
    // It is the beginning of an address that was one.
    if let Ok(page) = asked.back.parse() {
        parts.uri = page;
    }
    Ok(Request::from_parts(parts, body))
}
