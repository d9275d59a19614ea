//! `/me/{token}`: what one person is told, and when, for whoever holds the link that was signed for them. Looking changes
//! nothing; every change is a form, and only about the one whom the link names.

mod mine;
mod thresholds;
mod view;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::TimeDelta;
use cockpit_frontend::settings::view::Conflict;
use cockpit_store::{AuditKind, Profile, SubscriberState};

use self::mine::Mine;
use super::person::Fields;
use super::posted::Posted;
use super::subscribers::differences;
use crate::access::{Class, Routes, see_other};
use crate::serve::api::Problem;
use crate::serve::letters::part;
use crate::serve::routes::App;

/// How long one can be silent, in hours.
const MUTES_H: [i64; 4] = [1, 4, 24, 72];
/// Others may change somebody at the same time; then it is tried once more.
const TRIES: usize = 3;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(Class::Link, "/me/{token}", get(page))
        .add(Class::Link, "/me/{token}/profile", post(profile))
        .add(Class::Link, "/me/{token}/thresholds", post(thresholds::save))
        .add(Class::Link, "/me/{token}/preset", post(thresholds::preset))
        .add(Class::Link, "/me/{token}/pause", post(pause))
        .add(Class::Link, "/me/{token}/resume", post(resume))
        .add(Class::Link, "/me/{token}/mute", post(mute))
        .add(Class::Link, "/me/{token}/unmute", post(unmute))
        .add(Class::Link, "/me/{token}/leave", post(leave))
}

/// `GET /me/{token}?done=saved&leave=1&rule=btc.drift`.
async fn page(State(app): State<App>, mine: Mine, uri: Uri) -> Result<Response, Problem> {
    let query: Vec<_> = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).collect();
    let asked = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref());
    let sliders = super::thresholds::of_person(&app, &mine.known, asked("rule")).await?;
    let mut view = view::of(&app, &mine, Fields::of(&mine.known.profile), sliders).await?;
    view.notice = asked("done").and_then(view::notice);
    view.leaving = asked("leave").is_some_and(|leave| leave == "1");
    Ok(mine.page(&app, StatusCode::OK, &view))
}

/// `POST /me/{token}/profile`.
async fn profile(State(app): State<App>, mut mine: Mine, posted: Posted) -> Result<Response, Problem> {
    let revision = posted.number("revision")?;
    let mut fields = Fields::read(&posted);
    let (status, conflict, known) = match fields.checked() {
        None => (StatusCode::UNPROCESSABLE_ENTITY, None, mine.known.clone()),
        Some(said) => {
            let profile = said.of(mine.known.profile.clone());
            if app.store.update_subscriber(mine.known.id, revision, profile.clone()).await?.is_some() {
                mine.note(&app, "changed").await;
                return Ok(mine.done("saved"));
            }
            let Some(theirs) = app.store.subscriber(mine.known.id).await? else { return Ok(mine.worn(&app)) };
            let lines = differences(&theirs.profile, &profile);
            (StatusCode::CONFLICT, Some(Conflict { lines }), theirs)
        }
    };
    mine.known = known;
    let sliders = super::thresholds::of_person(&app, &mine.known, None).await?;
    let mut view = view::of(&app, &mine, fields, sliders).await?;
    view.conflict = conflict;
    Ok(mine.page(&app, status, &view))
}

/// `POST /me/{token}/pause`.
async fn pause(State(app): State<App>, mine: Mine) -> Result<Response, Problem> {
    let paused = mine.becomes(&app, &[SubscriberState::Active], SubscriberState::Paused).await?;
    if paused {
        mine.note(&app, "paused").await;
    }
    Ok(mine.done("paused"))
}

/// `POST /me/{token}/resume`: also of who left and comes back. An address that was never confirmed is confirmed by its own
/// link.
async fn resume(State(app): State<App>, mine: Mine) -> Result<Response, Problem> {
    let silent = [SubscriberState::Paused, SubscriberState::Left, SubscriberState::Blocked];
    if !mine.becomes(&app, &silent, SubscriberState::Active).await? {
        return Ok(mine.done(""));
    }
    app.store.unmute(mine.known.id, app.clock.now()).await?;
    mine.note(&app, "resumed").await;
    Ok(mine.done("resumed"))
}

/// `POST /me/{token}/mute`.
async fn mute(State(app): State<App>, mine: Mine, posted: Posted) -> Result<Response, Problem> {
    let hours = posted.number("hours")?;
    if !MUTES_H.contains(&hours) {
        return Err(Problem::bad("hours", "must be 1, 4, 24 or 72"));
    }
    app.store.mute(mine.known.id, None, app.clock.now() + TimeDelta::hours(hours)).await?;
    mine.note(&app, "muted").await;
    Ok(mine.done("muted"))
}

/// `POST /me/{token}/unmute`.
async fn unmute(State(app): State<App>, mine: Mine) -> Result<Response, Problem> {
    app.store.unmute(mine.known.id, app.clock.now()).await?;
    mine.note(&app, "unmuted").await;
    Ok(mine.done("unmuted"))
}

/// `POST /me/{token}/leave`.
async fn leave(State(app): State<App>, mine: Mine) -> Result<Response, Problem> {
    let quiet = part(&app, mine.known.id).await?;
    Ok(mine.done(if quiet { "left" } else { "leaving" }))
}

impl Mine {
    /// Sets the state, where it is one of these; whether it was.
    async fn becomes(
        &self,
        app: &App,
        from: &[SubscriberState],
        state: SubscriberState,
    ) -> Result<bool, Problem> {
        let mut known = self.known.clone();
        for _ in 0..TRIES {
            if !from.contains(&known.profile.state) {
                return Ok(false);
            }
            let profile = Profile { state, ..known.profile };
            if app.store.update_subscriber(known.id, known.revision, profile).await?.is_some() {
                return Ok(true);
            }
            let Some(now) = app.store.subscriber(known.id).await? else { return Ok(false) };
            known = now;
        }
        let words = "somebody else changes this at the same time; try again";
        Err(Problem::status(StatusCode::CONFLICT, words))
    }

    /// The page again, with a word about what was done.
    fn done(&self, word: &str) -> Response {
        let more = if word.is_empty() { String::new() } else { format!("?done={word}") };
        see_other(&format!("{}{more}", self.path)).into_response()
    }

    async fn note(&self, app: &App, what: &str) {
        let words = format!("subscriber {}: {what} on their own page", self.known.id.0);
        app.access.note(AuditKind::Subscriber, None, words).await;
    }
}
