//! Who is told when a channel is down: operators, by other channels, once of each time.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::rules::Severity;
use cockpit_http::Clock;
use cockpit_notifier::message::ChannelDown;
use cockpit_notifier::{About, Message};
use cockpit_store::{ChannelPause, NewMessage, Store, StoreError, SubscriberState};
use tokio::sync::watch;

/// How often it is looked whether a channel is down.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// A channel that is down for less than this is nobody's news.
const DOWN_FOR: TimeDelta = TimeDelta::minutes(5);

/// Looks until `stop`.
pub(super) async fn watch(store: Store, clock: Clock, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(error) = look(&store, clock.now()).await {
            tracing::warn!(%error, "it could not be looked whether channels are down");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

async fn look(store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
    for pause in store.channel_pauses().await? {
        // What needs somebody's help is told at once, what may pass by itself after a while.
        let lasts = now - pause.since >= DOWN_FOR || pause.until - now >= DOWN_FOR;
        if !lasts {
            continue;
        }
        let body = serde_json::to_string(&message(&pause, store.waiting(pause.channel).await?, now));
        let Ok(body) = body else { continue };
        let operators = store.subscribers().await?.into_iter().filter(|person| {
            person.profile.is_operator
                && person.profile.state == SubscriberState::Active
                && person.profile.channel != pause.channel
        });
        let key = format!("channel_down/{}/{}", pause.channel.as_str(), pause.since.timestamp());
        let messages = operators.map(|person| NewMessage {
            recipient: person.id,
            kind: "channel_down",
            key: Some(key.clone()),
            body: body.clone(),
            at: now,
            due_at: now,
        });
        store.enqueue(messages.collect()).await?;
    }
    Ok(())
}

fn message(pause: &ChannelPause, waiting: u64, now: DateTime<Utc>) -> Message {
    Message {
        at: now,
        severity: Severity::Critical,
        rule: None,
        why: None,
        path: Some("/alerts".to_owned()),
        about: About::ChannelDown(ChannelDown {
            channel: pause.channel.as_str().to_owned(),
            since: pause.since,
            problem: pause.reason.clone(),
            waiting,
            resume_at: Some(pause.until),
        }),
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::rules::Preset;
    use cockpit_store::{Access, Address, Channel, Claim, Profile};

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-08-29T03:00:00Z".parse().unwrap()
    }

    fn person(channel: Channel, address: &str, is_operator: bool) -> Profile {
        Profile {
            name: address.to_owned(),
            channel,
            address: Address::new(address),
            time_zone: "UTC".to_owned(),
            locale: "en-US".to_owned(),
            is_operator,
            preset: Preset::Balanced,
            state: SubscriberState::Active,
            quiet_hours: None,
            digest_hour: None,
        }
    }

    async fn told(store: &Store, channel: Channel) -> usize {
        let claim = Claim { now: now(), lease_until: now(), limit: 8, except: Vec::new() };
        store.deliver(channel, Vec::new(), Some(claim)).await.unwrap().len()
    }

    #[tokio::test]
    async fn operators_hear_of_each_time_a_channel_is_down_once_and_by_another_one() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("cockpit.db"), Access::Exclusive).await.unwrap();
        let (began, until) = (now() - TimeDelta::minutes(10), now() + TimeDelta::minutes(1));
        for person in [
            person(Channel::Telegram, "1", true),
            person(Channel::Email, "operator@x.org", true),
            person(Channel::Email, "reader@x.org", false),
        ] {
            store.add_subscriber(person, began).await.unwrap();
        }
        store
            .pause_channel(Channel::Telegram, now() - TimeDelta::minutes(4), until, "refused")
            .await
            .unwrap();
        look(&store, now()).await.unwrap();
        assert_eq!(told(&store, Channel::Email).await, 0, "what passes by itself is nobody's news");
        store.resume_channel(Channel::Telegram).await.unwrap();

        store.pause_channel(Channel::Telegram, began, until, "refused").await.unwrap();
        for _ in 0..3 {
            look(&store, now()).await.unwrap();
        }
        let counts = store.outbox_counts().await.unwrap();
        assert_eq!((counts.pending, told(&store, Channel::Telegram).await), (1, 0));
        assert_eq!(told(&store, Channel::Email).await, 1);

        store.resume_channel(Channel::Telegram).await.unwrap();
        store
            .pause_channel(Channel::Telegram, began + TimeDelta::minutes(1), until, "refused")
            .await
            .unwrap();
        look(&store, now()).await.unwrap();
        let counts = store.outbox_counts().await.unwrap();
        assert_eq!(counts.pending + counts.sending, 2, "another time is news again");
        store.close().await;
    }
}
