//! A test message, and what the provider says to it.

use axum::extract::State;
use cockpit_frontend::settings::view::{Probe, SubscribersView};
use cockpit_store::{MessageId, MessageState, MessageStatus, StoreError, SubscriberId};

use super::{Answer, Operator, Posted, SECTION, Why, undone};
use crate::commands::send_test::{answer, enqueue, words};
use crate::serve::api::Problem;
use crate::serve::routes::App;
use crate::serve::test_message::PATIENCE;

/// `POST /settings/subscribers/test`: waits some seconds for an answer. Loading the page again tells what came later.
pub(super) async fn test(State(app): State<App>, _: Operator, posted: Posted) -> Result<Answer, Problem> {
    let id = SubscriberId(posted.number("id")?);
    let Some(known) = app.store.subscriber(id).await? else {
        return undone(&app, &posted, Why::Gone).await;
    };
    if let Some(name) = app.config.delivery.lacks(known.profile.channel) {
        let words =
            format!("Nobody delivers by {}: set {name}.", super::shown(known.profile.channel).title());
        return undone(&app, &posted, Why::Cannot(words)).await;
    }
    let sent = async {
        let message = enqueue(&app.store, &known, app.clock.now()).await?;
        answer(&app.store, message, PATIENCE).await
    };
    let status = sent.await.map_err(|error| Problem::ours(error.as_ref()))?;
    Ok(Answer::done_with(&posted, SECTION, "tested", status.id.0))
}

/// Puts into the list what became of a test.
pub(super) async fn show(app: &App, section: &mut SubscribersView, message: i64) -> Result<(), StoreError> {
    let Some(status) = app.store.message(MessageId(message)).await? else { return Ok(()) };
    if let Some(row) = section.people.iter_mut().find(|row| row.id == status.recipient.0) {
        row.test = Some(probe(&status));
    }
    Ok(())
}

fn probe(status: &MessageStatus) -> Probe {
    let reason = || status.reason.clone().unwrap_or_default();
    match status.state {
        MessageState::Sent => Probe::Arrived(words(status)),
        MessageState::Pending | MessageState::Sending if status.reason.is_none() => Probe::Sending,
        MessageState::Pending | MessageState::Sending | MessageState::Dead => Probe::Refused(reason()),
        MessageState::Cancelled | MessageState::Unknown => Probe::Refused(words(status)),
    }
}
