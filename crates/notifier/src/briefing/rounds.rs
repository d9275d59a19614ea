//! The loop that puts each morning's briefings into the outbox.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use cockpit_domain::rules::Severity;
use cockpit_http::Clock;
use cockpit_store::{NewMessage, Store, StoreError, Subscriber, SubscriberId, SubscriberState};
use tokio::sync::watch;

use super::hour::{Due, due};
use super::{Phrasing, compose};
use crate::bot::House;
use crate::message::{About, Briefing, Message};
use crate::render::{Numbers, Options};

/// How late a briefing may be without anybody noticing.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// Puts briefings into the outbox.
pub struct Briefings {
    store: Store,
    clock: Clock,
    house: Arc<dyn House>,
    phrasing: Option<Phrasing>,
    /// Who has been served on which day; the store knows it too, this only saves asking.
    served: Mutex<HashSet<(SubscriberId, NaiveDate)>>,
}

impl std::fmt::Debug for Briefings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Briefings")
    }
}

/// Those who read the same words: by day, zone, and how numbers are written.
type Readers = (NaiveDate, Tz, Numbers);

impl Briefings {
    /// Composes from what `house` shows, and lets `phrasing` put it into other words.
    pub fn new(store: Store, clock: Clock, house: Arc<dyn House>, phrasing: Option<Phrasing>) -> Self {
        Self { store, clock, house, phrasing, served: Mutex::default() }
    }

    /// Looks whose hour has come until `stop`.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        loop {
            // A round may wait for a model; whatever it has not written yet is written after the next start.
            tokio::select! {
                round = self.round(self.clock.now()) => if let Err(error) = round {
                    tracing::error!(%error, "the briefings could not be put into the outbox");
                },
                _ = stop.wait_for(|stop| *stop) => return,
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Puts the briefings that are due into the outbox, once for each recipient and day; says how many.
    pub async fn round(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut groups: HashMap<Readers, Vec<SubscriberId>> = HashMap::new();
        for subscriber in self.store.subscribers().await? {
            let Some((due, zone)) = wanted(&subscriber, now) else { continue };
            if !self.is_served(subscriber.id, due.day) && !self.is_muted(subscriber.id, now).await? {
                let numbers = Numbers::of_language(&subscriber.profile.locale);
                groups.entry((due.day, zone, numbers)).or_default().push(subscriber.id);
            }
        }
        let mut enqueued = 0;
        for ((day, zone, numbers), readers) in groups {
            let options = Options { zone, numbers, public_url: None };
            let briefing = self.briefing(day, &options, now).await;
            enqueued += self.enqueue(&briefing, &readers, now).await?;
        }
        Ok(enqueued)
    }

    /// In a model's words where there is one that keeps to the facts.
    async fn briefing(&self, day: NaiveDate, options: &Options, now: DateTime<Utc>) -> Briefing {
        let composed = compose(&self.house.dashboard(now), day, options);
        let Some(phrasing) = &self.phrasing else { return composed };
        match phrasing.phrase(&composed).await {
            Ok(phrased) => phrased,
            Err(error) => {
                tracing::warn!(%error, "the briefing goes out in our own words");
                composed
            }
        }
    }

    async fn enqueue(
        &self,
        briefing: &Briefing,
        readers: &[SubscriberId],
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let message = Message {
            at: now,
            severity: Severity::Info,
            rule: None,
            why: None,
            path: Some("/".to_owned()),
            about: About::Briefing(briefing.clone()),
        };
        let body = serde_json::to_string(&message).map_err(|error| StoreError::Refused(error.to_string()))?;
        let messages = readers.iter().map(|recipient| NewMessage {
            recipient: *recipient,
            kind: "briefing",
            key: Some(format!("briefing/{}", briefing.day)),
            body: body.clone(),
            at: now,
            // Quiet hours do not hold it: its hour was asked for.
            due_at: now,
        });
        let enqueued = self.store.enqueue(messages.collect()).await?.len();
        let mut served = self.served.lock().unwrap_or_else(PoisonError::into_inner);
        served.retain(|(_, day)| *day + Days::new(2) >= briefing.day);
        served.extend(readers.iter().map(|reader| (*reader, briefing.day)));
        Ok(enqueued)
    }

    fn is_served(&self, subscriber: SubscriberId, day: NaiveDate) -> bool {
        self.served.lock().unwrap_or_else(PoisonError::into_inner).contains(&(subscriber, day))
    }

    /// Whoever wants to hear nothing for a while gets no briefing: that of a morning is no news in the evening.
    async fn is_muted(&self, subscriber: SubscriberId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mutes = self.store.mutes(subscriber).await?;
        Ok(mutes.iter().any(|(rule, until)| rule.is_none() && *until > now))
    }
}

/// The briefing that somebody wants now.
fn wanted(subscriber: &Subscriber, now: DateTime<Utc>) -> Option<(Due, Tz)> {
    let profile = &subscriber.profile;
    let hour = profile.digest_hour.filter(|_| profile.state == SubscriberState::Active)?;
    let zone = profile.time_zone.parse().unwrap_or_default();
    // Whoever came after their hour hears tomorrow.
    due(zone, hour, now).filter(|due| due.since >= subscriber.created_at).map(|due| (due, zone))
}

#[cfg(test)]
mod tests;
