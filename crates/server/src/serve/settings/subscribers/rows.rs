//! The list: everybody with what became of their last message, and every channel with what it lacks.

use cockpit_frontend::settings::view::{Channel, ChannelRow, Delivery, SubscriberRow};
use cockpit_store::{MessageState, MessageStatus, Standing, StoreError, Subscriber};

use super::{shown, way};
use crate::address::masked;
use crate::serve::routes::App;
use crate::serve::settings::person::standing;

/// Everybody, in the order in which they came.
pub(in crate::serve::settings) async fn people(app: &App) -> Result<Vec<SubscriberRow>, StoreError> {
    rows(app, app.store.subscribers().await?).await
}

/// The same of these.
pub(super) async fn rows(app: &App, people: Vec<Subscriber>) -> Result<Vec<SubscriberRow>, StoreError> {
    let muted = app.store.muted(app.clock.now()).await?;
    let mut standings = app.store.standings().await?;
    let row = |known: Subscriber| {
        let state = standing(&known, muted.get(&known.id).copied());
        let delivery = delivery(standings.remove(&known.id).unwrap_or_default());
        SubscriberRow {
            id: known.id.0,
            revision: known.revision,
            channel: shown(known.profile.channel),
            address: masked(known.profile.channel, known.profile.address.expose()),
            name: known.profile.name,
            state,
            is_operator: known.profile.is_operator,
            delivery,
            test: None,
        }
    };
    Ok(people.into_iter().map(row).collect())
}

/// What is most worth knowing of somebody's messages.
fn delivery(standing: Standing) -> Delivery {
    let reason =
        |last: &MessageStatus| last.reason.clone().unwrap_or_else(|| "no reason was given".to_owned());
    let ended = |last: &MessageStatus| last.settled_at.unwrap_or(last.created_at);
    match standing {
        Standing { last: Some(last), .. }
            if last.state == MessageState::Pending && last.reason.is_some() && !last.held =>
        {
            Delivery::Retrying(reason(&last), last.due_at)
        }
        Standing { held: Some((count, until)), .. } => Delivery::Held(count, until),
        Standing { waiting, .. } if waiting > 0 => Delivery::Waiting(waiting),
        Standing { last: Some(last), .. } => match last.state {
            MessageState::Sent => Delivery::Sent(ended(&last)),
            MessageState::Dead => Delivery::Failed(reason(&last), ended(&last)),
            MessageState::Unknown => Delivery::Unknown(ended(&last)),
            // Nothing of theirs is open, so that it has come to its end since.
            MessageState::Pending | MessageState::Sending | MessageState::Cancelled => Delivery::None,
        },
        Standing { last: None, .. } => Delivery::None,
    }
}

/// Every channel, and what it lacks or why it rests.
pub(super) async fn channels(app: &App) -> Result<Vec<ChannelRow>, StoreError> {
    let pauses = app.store.channel_pauses().await?;
    let problem = |channel: Channel| {
        if let Some(name) = app.config.delivery.lacks(way(channel)) {
            return Some(format!("needs {name}"));
        }
        let pause = pauses.iter().find(|pause| pause.channel == way(channel))?;
        Some(format!("cannot deliver since {} UTC: {}", pause.since.format("%-d %b %H:%M"), pause.reason))
    };
    Ok(Channel::ALL.into_iter().map(|channel| ChannelRow { channel, problem: problem(channel) }).collect())
}

#[cfg(test)]
mod tests {
    use cockpit_store::{Channel as Way, MessageId, SubscriberId};

    use super::*;

    fn last(state: MessageState, reason: Option<&str>) -> MessageStatus {
        let at = |seconds| chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        MessageStatus {
            id: MessageId(1),
            recipient: SubscriberId(1),
            channel: Way::Email,
            state,
            attempt: 1,
            possible_repeat: false,
            held: false,
            reason: reason.map(str::to_owned),
            remark: None,
            provider_id: None,
            created_at: at(10),
            due_at: at(20),
            settled_at: state.is_settled().then(|| at(30)),
        }
    }

    #[test]
    fn what_matters_most_is_said() {
        let at = |seconds| chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        let with = |last| Standing { last, ..Standing::default() };
        assert_eq!(delivery(Standing::default()), Delivery::None);
        assert_eq!(delivery(with(Some(last(MessageState::Sent, None)))), Delivery::Sent(at(30)));
        let failed = last(MessageState::Dead, Some("chat not found"));
        assert_eq!(delivery(with(Some(failed))), Delivery::Failed("chat not found".to_owned(), at(30)));
        assert_eq!(delivery(with(Some(last(MessageState::Unknown, None)))), Delivery::Unknown(at(30)));
        let held =
            Standing { held: Some((3, at(99))), waiting: 2, last: Some(last(MessageState::Sent, None)) };
        assert_eq!(delivery(held), Delivery::Held(3, at(99)));
        let waiting = Standing { held: None, waiting: 2, last: Some(last(MessageState::Sent, None)) };
        assert_eq!(delivery(waiting), Delivery::Waiting(2));
        let again = Standing { held: None, waiting: 1, last: Some(last(MessageState::Pending, Some("502"))) };
        assert_eq!(delivery(again), Delivery::Retrying("502".to_owned(), at(20)));
    }
}
