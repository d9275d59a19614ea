//! Changing somebody.

use axum::extract::State;
use cockpit_frontend::settings::view::{Body, Conflict, SubscriberOpen};
use cockpit_store::{Channel as Way, Profile, StoreError, Subscriber, SubscriberState};

use super::add::{NO_MAIL, ask, taken};
use super::form::differences;
use super::{About, Answer, Entered, Operator, Posted, SECTION, Why, note, section, shown, undone};
use crate::commands::confirmation;
use crate::serve::api::Problem;
use crate::serve::routes::App;

/// What became of a change.
pub(in crate::serve::settings) enum Saved {
    /// It is saved.
    Done,
    /// It is saved, and the new address is asked first.
    Asked,
    /// Something is wrong, as the form says.
    Refused,
    /// Somebody else changed them since: as they are now, and as they would have been.
    Changed(Box<Subscriber>, Box<Profile>),
}

/// `POST /settings/subscribers/save`.
pub(super) async fn save(
    State(app): State<App>,
    operator: Operator,
    posted: Posted,
) -> Result<Answer, Problem> {
    let about = About::read(&posted)?;
    let Some(known) = app.store.subscriber(about.id).await? else {
        return undone(&app, &posted, Why::Gone).await;
    };
    let mut entered = Entered::read(&posted, shown(known.profile.channel))?;
    (entered.id, entered.revision) = (Some(about.id.0), about.revision);
    let conflict = match put(&app, &operator, known, &mut entered).await? {
        Saved::Done => return Ok(Answer::done_with(&posted, SECTION, "saved", about.id.0)),
        Saved::Asked => return Ok(Answer::done_with(&posted, SECTION, "asked", about.id.0)),
        Saved::Refused => None,
        Saved::Changed(theirs, ours) => {
            entered.revision = theirs.revision;
            Some(Conflict { lines: differences(&theirs.profile, &ours) })
        }
    };
    let open = SubscriberOpen::Edit(entered.form(&app));
    let body = Body::Subscribers(section(&app, Some(open)).await?);
    Ok(match conflict {
        Some(conflict) => Answer::conflict(&posted, body, conflict),
        None => Answer::refused(&posted, body),
    })
}

/// Changes somebody into whom the form describes, if they still are at its revision.
pub(in crate::serve::settings) async fn put(
    app: &App,
    operator: &Operator,
    known: Subscriber,
    entered: &mut Entered,
) -> Result<Saved, Problem> {
    let before = &known.profile;
    let Some(mut profile) = entered.checked(before.state) else { return Ok(Saved::Refused) };
    let moved = profile.address != before.address;
    profile.state = state(before, moved, entered.own);
    let asks = moved && profile.state == SubscriberState::Pending;
    if asks && !confirmation::is_possible(&app.config) {
        entered.address.error = Some(NO_MAIL.to_owned());
        return Ok(Saved::Refused);
    }
    let there = app.store.subscriber_at(profile.channel, profile.address.expose()).await?;
    if let Some(there) = there.filter(|there| there.id != known.id) {
        entered.address.error = Some(taken(&there));
        return Ok(Saved::Refused);
    }
    match app.store.update_subscriber(known.id, entered.revision, profile.clone()).await {
        Ok(Some(_)) => {}
        Ok(None) => {
            // Whoever is gone by now is as good as changed: the form that comes back finds nobody any more.
            let theirs = app.store.subscriber(known.id).await?.unwrap_or(known);
            return Ok(Saved::Changed(Box::new(theirs), Box::new(profile)));
        }
        Err(StoreError::Refused(_)) => {
            entered.address.error = Some("was given to somebody else just now".to_owned());
            return Ok(Saved::Refused);
        }
        Err(error) => return Err(error.into()),
    }
    note(app, operator, known.id, "changed").await;
    if !asks {
        return Ok(Saved::Done);
    }
    ask(app, known.id).await?;
    Ok(Saved::Asked)
}

/// Whether they are told afterwards: another e-mail address is asked first, unless it is the operator's own; a new address
/// is no longer the one that refused us.
fn state(before: &Profile, moved: bool, own: bool) -> SubscriberState {
    match (before.channel, before.state) {
        (Way::Email, SubscriberState::Pending) if own => SubscriberState::Active,
        (Way::Email, SubscriberState::Paused) if moved && own => SubscriberState::Paused,
        (Way::Email, _) if moved && own => SubscriberState::Active,
        (Way::Email, _) if moved => SubscriberState::Pending,
        (_, SubscriberState::Blocked) if moved => SubscriberState::Active,
        (_, state) => state,
    }
}
