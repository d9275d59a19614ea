//! What links in messages open: confirming an address, and leaving. Looking changes nothing, for mail scanners look at every
//! link; a button does.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use cockpit_frontend::render::{self, Form};
use cockpit_store::{AuditKind, StoreError, SubscriberId, SubscriberState};
use tokio::time::Instant;

use super::page::{Look, frame, html};
use super::routes::App;
use crate::keys::{Purpose, hash};

/// What is on its way to somebody who leaves is waited for, so that nothing comes after the page has said so.
const LAST_SENDS: Duration = Duration::from_secs(8);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// `GET /confirm/{token}`: asks.
pub(super) async fn ask_to_confirm(
    State(app): State<App>,
    Path(token): Path<String>,
    look: Look,
) -> Response {
    match app.store.confirmation(hash(&token), app.clock.now()).await {
        Ok(Some(_)) => {
            let action = format!("/confirm/{token}");
            let form = Form { action: &action, fields: &[], button: "Confirm", problem: None };
            let words = "Alerts of this cockpit will come to the address that you got this link at. You can leave with one click at any time.";
            letter(&app, &look, StatusCode::OK, "Confirm your address", words, Some(&form))
        }
        Ok(None) => worn(&app, &look),
        Err(error) => failed(&app, &look, &error),
    }
}

/// `POST /confirm/{token}`: confirms.
pub(super) async fn confirm(State(app): State<App>, Path(token): Path<String>, look: Look) -> Response {
    match app.store.confirm(hash(&token), app.clock.now()).await {
        Ok(Some(id)) => {
            tracing::info!(subscriber = id.0, "an address was confirmed");
            let words = format!("subscriber {}: confirmed by a link", id.0);
            app.access.note(AuditKind::Subscriber, None, words).await;
            let words = "Alerts come to your address from now on. Every message has a link to leave.";
            letter(&app, &look, StatusCode::OK, "Thank you", words, None)
        }
        Ok(None) => worn(&app, &look),
        Err(error) => failed(&app, &look, &error),
    }
}

/// `GET /unsubscribe/{token}`: asks.
pub(super) async fn ask_to_leave(State(app): State<App>, Path(token): Path<String>, look: Look) -> Response {
    match leaver(&app, &token).await {
        Ok(Some((_, true))) => letter(&app, &look, StatusCode::OK, "You have left", GONE, None),
        Ok(Some(_)) => {
            let action = format!("/unsubscribe/{token}");
            let form = Form { action: &action, fields: &[], button: "Unsubscribe", problem: None };
            let words = "Nothing more will come to your address, and what waits to be sent is cancelled. You can be added again later.";
            letter(&app, &look, StatusCode::OK, "Unsubscribe?", words, Some(&form))
        }
        Ok(None) => worn(&app, &look),
        Err(error) => failed(&app, &look, &error),
    }
}

const GONE: &str = "Nothing more comes to your address.";

/// `POST /unsubscribe/{token}`: leaves. By the page's button, or by a mail program with one click (RFC 8058): without
/// cookies, without a login, and without being sent elsewhere.
pub(super) async fn leave(State(app): State<App>, Path(token): Path<String>, look: Look) -> Response {
    let left = match leaver(&app, &token).await {
        Ok(Some((id, _))) => part(&app, id).await,
        Ok(None) => return worn(&app, &look),
        Err(error) => Err(error),
    };
    match left {
        Ok(true) => letter(&app, &look, StatusCode::OK, "You have left", GONE, None),
        Ok(false) => {
            let words = "One message was already on its way; after it, nothing more comes to your address.";
            letter(&app, &look, StatusCode::OK, "You have left", words, None)
        }
        Err(error) => failed(&app, &look, &error),
    }
}

/// Whose link it is, and whether they have left already.
async fn leaver(app: &App, token: &str) -> Result<Option<(SubscriberId, bool)>, StoreError> {
    let Some(id) = app.keys.read_token(Purpose::Unsubscribe, token) else { return Ok(None) };
    let known = app.store.subscriber(id).await?;
    Ok(known.map(|person| (id, person.profile.state == SubscriberState::Left)))
}

/// Leaves, and waits until nothing is on its way any more; `false` when that took too long.
pub(super) async fn part(app: &App, id: SubscriberId) -> Result<bool, StoreError> {
    if app.store.leave(id).await? {
        tracing::info!(subscriber = id.0, "somebody left");
        let words = format!("subscriber {}: left by a link", id.0);
        app.access.note(AuditKind::Subscriber, None, words).await;
    }
    let deadline = Instant::now() + LAST_SENDS;
    while app.store.sending_to(id).await? > 0 {
        if Instant::now() > deadline {
            return Ok(false);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(true)
}

/// For a link that never was, was used, or is too old: they look alike.
pub(super) fn worn(app: &App, look: &Look) -> Response {
    let words = "It was used before, is too old, or is not complete. Please open the newest message you got.";
    letter(app, look, StatusCode::NOT_FOUND, "This link does not work", words, None)
}

fn failed(app: &App, look: &Look, error: &StoreError) -> Response {
    tracing::error!(%error, "a link in a message could not be followed");
    let words = "Nothing was changed. Please try again in a minute.";
    letter(app, look, StatusCode::SERVICE_UNAVAILABLE, "That did not work", words, None)
}

/// A letter as an answer.
pub(crate) fn letter(
    app: &App,
    look: &Look,
    status: StatusCode,
    heading: &str,
    words: &str,
    form: Option<&Form<'_>>,
) -> Response {
    let page = render::letter(&frame(app, look), heading, words, form);
    html(status, page, &look.nonce)
}
