//! Telling somebody nothing for now, telling them again, and asking once more for an address to be confirmed.

use axum::extract::State;
use cockpit_store::{Profile, Subscriber, SubscriberId, SubscriberState};

use super::add::ask;
use super::{About, Answer, Operator, Posted, SECTION, Why, is_mail, note, undone};
use crate::commands::confirmation;
use crate::serve::api::Problem;
use crate::serve::routes::App;

/// `POST /settings/subscribers/pause`.
pub(super) async fn pause(
    State(app): State<App>,
    operator: Operator,
    posted: Posted,
) -> Result<Answer, Problem> {
    let about = About::read(&posted)?;
    let Some(known) = app.store.subscriber(about.id).await? else {
        return undone(&app, &posted, Why::Gone).await;
    };
    match known.profile.state {
        SubscriberState::Active => {
            if !set(&app, &known, about.revision, SubscriberState::Paused).await? {
                return undone(&app, &posted, Why::Changed(known.profile.name)).await;
            }
            note(&app, &operator, known.id, "paused").await;
        }
        // Twice is as good as once.
        SubscriberState::Paused => {}
        SubscriberState::Pending | SubscriberState::Left | SubscriberState::Blocked => {
            let words = format!("{} is told nothing as it is.", known.profile.name);
            return undone(&app, &posted, Why::Cannot(words)).await;
        }
    }
    Ok(Answer::done_with(&posted, SECTION, "paused", about.id.0))
}

/// `POST /settings/subscribers/resume`: of who is paused, muted, or refused our messages. Whoever left or never confirmed
/// says yes themselves.
pub(super) async fn resume(
    State(app): State<App>,
    operator: Operator,
    posted: Posted,
) -> Result<Answer, Problem> {
    let about = About::read(&posted)?;
    let Some(known) = app.store.subscriber(about.id).await? else {
        return undone(&app, &posted, Why::Gone).await;
    };
    match known.profile.state {
        SubscriberState::Paused | SubscriberState::Blocked => {
            if !set(&app, &known, about.revision, SubscriberState::Active).await? {
                return undone(&app, &posted, Why::Changed(known.profile.name)).await;
            }
        }
        SubscriberState::Active => {}
        SubscriberState::Pending | SubscriberState::Left => {
            let words = format!("{} has to say yes first: only they can.", known.profile.name);
            return undone(&app, &posted, Why::Cannot(words)).await;
        }
    }
    app.store.unmute(known.id, app.clock.now()).await?;
    note(&app, &operator, known.id, "resumed").await;
    Ok(Answer::done_with(&posted, SECTION, "resumed", about.id.0))
}

/// `POST /settings/subscribers/confirm`: sends the mail once more.
pub(super) async fn confirm(
    State(app): State<App>,
    operator: Operator,
    posted: Posted,
) -> Result<Answer, Problem> {
    let id = SubscriberId(posted.number("id")?);
    let Some(known) = app.store.subscriber(id).await? else {
        return undone(&app, &posted, Why::Gone).await;
    };
    let name = known.profile.name.clone();
    let open = matches!(known.profile.state, SubscriberState::Pending | SubscriberState::Left);
    let words = if !is_mail(&known) || !open {
        format!("{name} has nothing to confirm.")
    } else if !confirmation::is_possible(&app.config) {
        "No mail can ask: set COCKPIT_PUBLIC_URL and SMTP_HOST.".to_owned()
    } else if known.profile.state == SubscriberState::Left
        && !set(&app, &known, known.revision, SubscriberState::Pending).await?
    {
        return undone(&app, &posted, Why::Changed(name)).await;
    } else if ask(&app, id).await? {
        note(&app, &operator, id, "asked to confirm").await;
        return Ok(Answer::done_with(&posted, SECTION, "asked", id.0));
    } else {
        format!("Three mails went to {name} within a day already. Try again tomorrow.")
    };
    undone(&app, &posted, Why::Cannot(words)).await
}

/// `false` when somebody else changed them since that revision.
async fn set(app: &App, known: &Subscriber, revision: i64, state: SubscriberState) -> Result<bool, Problem> {
    let profile = Profile { state, ..known.profile.clone() };
    Ok(app.store.update_subscriber(known.id, revision, profile).await?.is_some())
}
