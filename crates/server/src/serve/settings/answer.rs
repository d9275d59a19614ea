//! What becomes of a form: after success the way back with a word about it (303), so that loading the page again does
//! nothing twice; else the page again, with what was entered.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body as Bytes;
use axum::extract::{ConnectInfo, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use cockpit_frontend::settings::view::{Body, Conflict, Notice, Section, SettingsView};

use super::Posted;
use super::over::Over;
use crate::access::see_other;

/// What becomes of a form.
pub(super) enum Answer {
    /// It is done: the section again, with this behind its address, such as `&done=saved`.
    Done { back: String, section: Section, more: String },
    /// The page again, with the section as it is given.
    Page(Box<Page>),
}

/// The page with the settings over it, in answer to a form.
#[derive(Clone)]
pub(super) struct Page {
    status: StatusCode,
    view: Arc<SettingsView>,
}

impl Answer {
    /// Done; `word` comes back as `done`.
    pub(super) fn done(posted: &Posted, section: Section, word: &str) -> Self {
        Self::Done { back: posted.back(), section, more: format!("&done={word}") }
    }

    /// As [`Answer::done`], about somebody or something with a number, which comes back as `of`.
    pub(super) fn done_with(posted: &Posted, section: Section, word: &str, number: i64) -> Self {
        Self::Done { back: posted.back(), section, more: format!("&done={word}&of={number}") }
    }

    /// What was entered cannot be: 422, and the body says at each field why.
    pub(super) fn refused(posted: &Posted, body: Body) -> Self {
        Self::page(posted, StatusCode::UNPROCESSABLE_ENTITY, body, None, None)
    }

    /// It cannot be done, which is no field's fault: 422, and the notice says why.
    pub(super) fn impossible(posted: &Posted, body: Body, words: impl Into<String>) -> Self {
        Self::told(posted, StatusCode::UNPROCESSABLE_ENTITY, body, words.into())
    }

    /// What it is about is gone: 404, and the notice says so.
    pub(super) fn missing(posted: &Posted, body: Body, words: impl Into<String>) -> Self {
        Self::told(posted, StatusCode::NOT_FOUND, body, words.into())
    }

    /// Somebody else was faster, and nothing was entered that could be put in the place of theirs: 409, and the notice says so.
    pub(super) fn outdated(posted: &Posted, body: Body, words: impl Into<String>) -> Self {
        Self::told(posted, StatusCode::CONFLICT, body, words.into())
    }

    /// Somebody else was faster: 409, with both side by side. The body holds what was entered and the new revision.
    pub(super) fn conflict(posted: &Posted, body: Body, conflict: Conflict) -> Self {
        Self::page(posted, StatusCode::CONFLICT, body, None, Some(conflict))
    }

    /// Done, and its outcome is seen this once: an invitation, what a test brought.
    pub(super) fn shown(posted: &Posted, body: Body, notice: Option<Notice>) -> Self {
        Self::page(posted, StatusCode::OK, body, notice, None)
    }

    fn told(posted: &Posted, status: StatusCode, body: Body, words: String) -> Self {
        let notice = Notice { words, problem: true, ..Notice::default() };
        Self::page(posted, status, body, Some(notice), None)
    }

    fn page(
        posted: &Posted,
        status: StatusCode,
        body: Body,
        notice: Option<Notice>,
        conflict: Option<Conflict>,
    ) -> Self {
        // Only the operator's forms are answered with a page; what is everybody's cannot go wrong.
        let view = SettingsView { back: posted.back(), operator: true, notice, conflict, body };
        Self::Page(Box::new(Page { status, view: Arc::new(view) }))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        match self {
            Self::Done { back, section, more } => {
                let joint = if back.contains('?') { '&' } else { '?' };
                see_other(&format!("{back}{joint}settings={}{more}", section.as_str()))
            }
            // `again` puts the page in its place.
            Self::Page(page) => {
                let mut response = page.status.into_response();
                response.extensions_mut().insert(*page);
                response
            }
        }
    }
}

/// Whether it is an [`Answer::Page`] without its page yet.
pub(in crate::serve) fn awaits_its_page(response: &Response) -> bool {
    response.extensions().get::<Page>().is_some()
}

/// Puts the page beneath under an [`Answer::Page`]: asks the page's own handler for it, as the same browser would.
pub(in crate::serve) async fn again(request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let mut headers = request.headers().clone();
    for name in [CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING] {
        headers.remove(name);
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().copied();
    let mut response = next.clone().run(request).await;
    let Some(Page { status, view }) = response.extensions_mut().remove::<Page>() else { return response };
    // Where a page is no more, the dashboard is.
    for place in [view.back.as_str(), "/"] {
        let Ok(uri) = place.parse::<Uri>() else { continue };
        let mut page = Request::new(Bytes::empty());
        *page.uri_mut() = uri;
        *page.headers_mut() = headers.clone();
        page.extensions_mut().insert(Over(Arc::clone(&view)));
        if let Some(peer) = peer {
            page.extensions_mut().insert(peer);
        }
        let mut page = next.clone().run(page).await;
        if page.status() == StatusCode::OK {
            *page.status_mut() = status;
            return page;
        }
    }
    response
}
