//! What delivers: the relay over the outbox, the bot, the briefings, and who is told when a channel is down.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::dashboard::Dashboard;
use cockpit_http::{Clock, Sender};
use cockpit_notifier::discord::Discord;
use cockpit_notifier::email::{self, Email};
use cockpit_notifier::ntfy::Ntfy;
use cockpit_notifier::slack::Slack;
use cockpit_notifier::telegram::Telegram;
use cockpit_notifier::webhook::Webhook;
use cockpit_notifier::{Bot, Briefings, Channel, House, Links, Phrasing, Relay, RelaySettings};
use cockpit_store::{Channel as Way, Store, SubscriberId};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use super::channel_watch::watch;
use super::snapshot::Snapshots;
use crate::clock::deadline_max;
use crate::config::Config;
use crate::keys::{Keys, SignedLinks};
use crate::supervise::{Health, keep};

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
    links: Arc<SignedLinks>,
    zone: Tz,
    is_private: bool,
}

impl House for Page {
    fn dashboard(&self, now: DateTime<Utc>) -> Dashboard {
        self.snapshots.dashboard(now)
    }

    fn public_url(&self) -> Option<Url> {
        self.links.public_url.clone()
    }

    fn default_zone(&self) -> Tz {
        self.zone
    }

    fn manage(&self, id: SubscriberId) -> Option<Url> {
        self.links.manage(id)
    }

    fn is_private(&self) -> bool {
        self.is_private
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
        let links = Arc::new(SignedLinks { keys, public_url: config.public_url.clone() });
        let phrasing = delivery
            .model
            .as_ref()
            .map(|model| Phrasing::new(sender.clone(), &model.url, model.key.clone(), model.name.clone()));
        Ok(Self {
            relay: RelaySettings {
                store: store.clone(),
                clock: clock.clone(),
                channels,
                links: Arc::<SignedLinks>::clone(&links),
                public_url: config.public_url.clone(),
            },
            telegram,
            phrasing,
            house: Arc::new(Page { snapshots, links, zone: config.time_zone, is_private: config.private }),
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
