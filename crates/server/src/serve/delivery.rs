//! What delivers: the relay over the outbox, the bot, the briefings, and who is told when a channel is down.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use cockpit_domain::dashboard::Dashboard;
use cockpit_domain::rules::Severity;
use cockpit_http::{Clock, Sender};
use cockpit_notifier::discord::Discord;
use cockpit_notifier::email::{self, Email};
use cockpit_notifier::message::ChannelDown;
use cockpit_notifier::ntfy::Ntfy;
use cockpit_notifier::slack::Slack;
use cockpit_notifier::telegram::Telegram;
use cockpit_notifier::webhook::Webhook;
use cockpit_notifier::{About, Bot, Briefings, Channel, House, Message, Phrasing, Relay, RelaySettings};
use cockpit_store::{Channel as Way, ChannelPause, NewMessage, Store, StoreError, SubscriberState};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use super::snapshot::Snapshots;
use crate::clock::deadline_max;
use crate::config::Config;
use crate::keys::{Keys, SignedLinks};
use crate::supervise::{Health, keep};

/// How often it is looked whether a channel is down.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// A channel that is down for less than this is nobody's news.
const DOWN_FOR: TimeDelta = TimeDelta::minutes(5);

/// All that delivers, ready to begin.
pub(super) struct Delivery {
    relay: RelaySettings,
    telegram: Option<Telegram>,
    phrasing: Option<Phrasing>,
    house: Arc<dyn House>,
}

/// What the bot and the briefings see of the page.
struct Page {
    snapshots: Snapshots,
    public_url: Option<Url>,
    zone: Tz,
}

impl House for Page {
    fn dashboard(&self, now: DateTime<Utc>) -> Dashboard {
        self.snapshots.dashboard(now)
    }

    fn public_url(&self) -> Option<Url> {
        self.public_url.clone()
    }

    fn default_zone(&self) -> Tz {
        self.zone
    }
}

impl Delivery {
    /// The channels that the configuration sets up; those that need no setting up are always there.
    pub(super) fn new(
        config: &Config,
        keys: Keys,
        store: &Store,
        clock: &Clock,
        sender: &Sender,
        snapshots: Snapshots,
    ) -> anyhow::Result<Self> {
        let delivery = &config.delivery;
        let telegram = delivery
            .telegram
            .as_ref()
            .map(|token| Telegram::new(sender.clone(), clock.clone(), token.expose()));
        let mut channels: Vec<(Way, Arc<dyn Channel>)> = vec![
            (Way::Webhook, Arc::new(Webhook::new(sender.clone(), clock.clone()))),
            (Way::Ntfy, Arc::new(Ntfy::new(sender.clone()))),
            (Way::Discord, Arc::new(Discord::new(sender.clone()))),
            (Way::Slack, Arc::new(Slack::new(sender.clone()))),
        ];
        if let Some(telegram) = &telegram {
            channels.push((Way::Telegram, Arc::new(telegram.clone())));
        }
        if let Some(mail) = &delivery.mail {
            let total = deadline_max().map_or(mail.total, |max| max.min(mail.total));
            let mail = email::Settings { total, ..mail.clone() };
            channels.push((Way::Email, Arc::new(Email::new(&mail, clock.clone())?)));
        }
        let public_url = config.public_url.clone();
        let phrasing = delivery
            .model
            .as_ref()
            .map(|model| Phrasing::new(sender.clone(), &model.url, model.key.clone(), model.name.clone()));
        Ok(Self {
            relay: RelaySettings {
                store: store.clone(),
                clock: clock.clone(),
                channels,
                links: Arc::new(SignedLinks { keys, public_url: public_url.clone() }),
                public_url: public_url.clone(),
            },
            telegram,
            phrasing,
            house: Arc::new(Page { snapshots, public_url, zone: config.time_zone }),
        })
    }

    /// Begins; each part begins again by itself should it break down.
    pub(super) fn start(self, health: &Health, stop: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
        let Self { relay, telegram, phrasing, house } = self;
        let (store, clock) = (relay.store.clone(), relay.clock.clone());
        let mut tasks = vec![part("relay", health, stop, move |stop| Relay::new(relay.clone()).run(stop))];
        if let Some(telegram) = telegram {
            let bot = Bot::new(telegram, store.clone(), clock.clone(), Arc::clone(&house));
            tasks.push(part("bot", health, stop, move |stop| bot.clone().run(stop)));
        }
        let (of_briefings, at) = (store.clone(), clock.clone());
        tasks.push(part("briefings", health, stop, move |stop| {
            Briefings::new(of_briefings.clone(), at.clone(), Arc::clone(&house), phrasing.clone()).run(stop)
        }));
        tasks
            .push(part("channel watch", health, stop, move |stop| watch(store.clone(), clock.clone(), stop)));
        tasks
    }
}

fn part<F, T>(name: &'static str, health: &Health, stop: &watch::Receiver<bool>, begin: F) -> JoinHandle<()>
where
    F: Fn(watch::Receiver<bool>) -> T + Send + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    let stopped = stop.clone();
    tokio::spawn(keep(name, health.clone(), stop.clone(), move || begin(stopped.clone())))
}

/// Tells operators, by other channels, once of each time that a channel is down.
async fn watch(store: Store, clock: Clock, mut stop: watch::Receiver<bool>) {
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
