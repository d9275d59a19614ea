//! The loop of one channel.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_store::{
    Channel as Way, ChannelPause, Claim, MessageId, Settled, Settlement, StoreError, SubscriberId, crash_at,
};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use super::flight::{Landed, fly};
use super::parcel::pack;
use super::verdict::{ChannelNews, probe_at, verdict};
use super::{House, IN_FLIGHT_MAX, STORE_AGAIN_AFTER};
use crate::channel::Channel;

/// Longer than any sending's own deadline; then somebody else may send it.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// Another process may have put something into the outbox.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// And no more often than this.
const LOOK_AT_LEAST_AFTER: Duration = Duration::from_millis(20);
/// How long what is in flight may take to come down after the signal to stop.
const LAND_WITHIN: Duration = Duration::from_secs(8);
/// So many sendings in a row of which nobody knows what became: the channel is taken for broken.
const SILENT_MAX: u32 = 3;

pub(super) struct Line {
    house: Arc<House>,
    way: Way,
    channel: Arc<dyn Channel>,
    flights: JoinSet<Landed>,
    /// What is in flight, by its task: for one that panics.
    aloft: HashMap<tokio::task::Id, (SubscriberId, Vec<MessageId>)>,
    settlements: Vec<Settlement>,
    /// Recipients that are not to be written to yet.
    resting: HashMap<SubscriberId, Instant>,
    pause: Option<Pause>,
    silent: u32,
    /// Something was sent since the channel last rested.
    warm: bool,
}

/// A channel that fails as a whole.
struct Pause {
    until: DateTime<Utc>,
    failures: u32,
    /// Whether the store knows.
    told: bool,
}

impl Line {
    pub(super) fn new(
        house: Arc<House>,
        way: Way,
        channel: Arc<dyn Channel>,
        pause: Option<&ChannelPause>,
    ) -> Self {
        let pause = pause.map(|pause| Pause { until: pause.until, failures: 1, told: true });
        Self {
            house,
            way,
            channel,
            flights: JoinSet::new(),
            aloft: HashMap::new(),
            settlements: Vec::new(),
            resting: HashMap::new(),
            pause,
            silent: 0,
            warm: false,
        }
    }

    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut changes = self.house.store.changes();
        while !*stop.borrow() {
            changes.mark_unchanged();
            let wait = match self.step().await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::error!(channel = self.way.as_str(), %error, "the outbox cannot be worked on");
                    STORE_AGAIN_AFTER
                }
            };
            let landed = tokio::select! {
                landed = self.flights.join_next_with_id(), if !self.flights.is_empty() => landed,
                _ = changes.changed() => None,
                () = tokio::time::sleep(wait) => None,
                _ = stop.changed() => None,
            };
            self.landed(landed).await;
        }
        self.come_down().await;
    }

    /// Settles what came down and claims as much as there is room for; says how long to wait if nothing happens.
    async fn step(&mut self) -> Result<Duration, StoreError> {
        let now = self.house.clock.now();
        self.resting.retain(|_, until| *until > Instant::now());
        let room = self.room(now);
        if room == 0 && self.settlements.is_empty() {
            return Ok(LOOK_EVERY);
        }
        let due = match room {
            0 => false,
            // Settling claims in the same breath; without it, look first: a look is cheaper than a write.
            _ if self.settlements.is_empty() => {
                self.house.store.next_due(self.way).await?.is_some_and(|due_at| due_at <= now)
            }
            _ => true,
        };
        if !due && self.settlements.is_empty() {
            self.rest().await;
            return Ok(LOOK_EVERY);
        }
        let except = self.resting.keys().chain(self.aloft.values().map(|(to, _)| to)).copied().collect();
        let limit = u32::try_from(room).unwrap_or(0);
        let claim = due.then(|| Claim { now, lease_until: now + LEASE, limit, except });
        // Kept until it is written: a failed write loses nothing.
        let settlements = self.settlements.clone();
        let claimed = self.house.store.deliver(self.way, settlements, claim).await?;
        if !self.settlements.is_empty() {
            crash_at("relay.settled");
        }
        self.settlements.clear();
        if claimed.is_empty() {
            return Ok(self.next_look());
        }
        crash_at("relay.claimed");
        let installed = self.house.store.rules().await.unwrap_or_default();
        let packed = pack(claimed, &installed, now);
        self.give_up(packed.too_old, "older than a day", now);
        self.give_up(packed.unreadable, "unreadable", now);
        for parcel in packed.parcels {
            let aloft = (parcel.to.id, parcel.ids.clone());
            let flight = fly(Arc::clone(&self.house), self.way, Arc::clone(&self.channel), parcel);
            let task = self.flights.spawn(flight);
            self.aloft.insert(task.id(), aloft);
        }
        self.warm = true;
        Ok(if self.settlements.is_empty() { self.next_look() } else { Duration::ZERO })
    }

    /// When to look again: when the first recipient has rested, and now and then.
    fn next_look(&self) -> Duration {
        let rested = self.resting.values().min().map(|until| until.saturating_duration_since(Instant::now()));
        rested.map_or(LOOK_EVERY, |rested| rested.clamp(LOOK_AT_LEAST_AFTER, LOOK_EVERY))
    }

    /// How many sendings may begin now.
    fn room(&self, now: DateTime<Utc>) -> usize {
        let free = IN_FLIGHT_MAX.saturating_sub(self.flights.len());
        match &self.pause {
            None => free,
            Some(pause) if pause.until > now => 0,
            // One message finds out whether the channel is well again.
            Some(_) => usize::from(self.flights.is_empty()),
        }
    }

    fn give_up(&mut self, messages: Vec<MessageId>, reason: &str, at: DateTime<Utc>) {
        if !messages.is_empty() {
            tracing::error!(
                channel = self.way.as_str(),
                messages = messages.len(),
                reason,
                "messages are given up"
            );
            let result = Settled::Dead { reason: reason.to_owned(), recipient_gone: false };
            self.settlements.push(Settlement { messages, at, result });
        }
    }

    /// Takes in what came down: the first, and all others that are there, too.
    async fn landed(&mut self, first: Option<Result<(tokio::task::Id, Landed), JoinError>>) {
        let mut next = first;
        while let Some(landed) = next {
            crash_at("relay.replied");
            match landed {
                Ok((task, landed)) => {
                    self.aloft.remove(&task);
                    self.judge(landed).await;
                }
                Err(error) => self.crashed(&error),
            }
            next = self.flights.try_join_next_with_id();
        }
    }

    async fn judge(&mut self, Landed { parcel, outcome }: Landed) {
        let now = self.house.clock.now();
        let verdict = verdict(&parcel, outcome, now, fastrand::f64());
        let recipient = parcel.to.id;
        tracing::info!(
            channel = self.way.as_str(),
            recipient = recipient.0,
            row = parcel.ids.first().map(|id| id.0),
            attempt = parcel.attempt,
            outcome = outcome_word(&verdict.settled),
            "a message was handed over"
        );
        let spacing = Instant::now() + self.channel.spacing();
        let rests =
            verdict.recipient_rests.map(|until| Instant::now() + (until - now).to_std().unwrap_or_default());
        self.resting.insert(recipient, rests.map_or(spacing, |rests| rests.max(spacing)));
        let maybe = matches!(verdict.settled, Settled::MaybeArrived { .. });
        self.settlements.push(Settlement { messages: parcel.ids, at: now, result: verdict.settled });
        self.silent = if maybe { self.silent + 1 } else { 0 };
        match verdict.channel {
            ChannelNews::Well => self.well().await,
            ChannelNews::Nothing if self.silent >= SILENT_MAX => {
                self.down(None, "it takes messages and does not answer", now).await;
            }
            ChannelNews::Nothing => {}
            ChannelNews::Busy(until) => {
                let failures = self.pause.as_ref().map_or(0, |pause| pause.failures);
                self.pause = Some(Pause { until, failures, told: failures > 0 });
            }
            ChannelNews::Down { until, reason } => self.down(until, &reason, now).await,
        }
    }

    /// The sending's own code broke: the message may have gone out.
    fn crashed(&mut self, error: &JoinError) {
        let Some((recipient, messages)) = self.aloft.remove(&error.id()) else { return };
        tracing::error!(channel = self.way.as_str(), recipient = recipient.0, "a sending broke down");
        let at = self.house.clock.now();
        let due_at = at + TimeDelta::minutes(1);
        let result = Settled::MaybeArrived { due_at, reason: "the sending broke down".to_owned() };
        self.settlements.push(Settlement { messages, at, result });
    }

    async fn well(&mut self) {
        self.silent = 0;
        let Some(pause) = self.pause.take() else { return };
        if pause.told {
            tracing::info!(channel = self.way.as_str(), "the channel delivers again");
            if let Err(error) = self.house.store.resume_channel(self.way).await {
                tracing::warn!(%error, "the end of a pause could not be written");
            }
        }
    }

    async fn down(&mut self, until: Option<DateTime<Utc>>, reason: &str, now: DateTime<Utc>) {
        // Those that were in flight together fail together: that is one failure.
        let failures = match &self.pause {
            Some(pause) if pause.until > now => pause.failures.max(1),
            Some(pause) => pause.failures + 1,
            None => 1,
        };
        let until = until.unwrap_or_else(|| probe_at(failures, now));
        let until = self.pause.as_ref().map_or(until, |pause| pause.until.max(until));
        // One warning; what fails together with it, and each probe, says nothing new.
        if self.pause.as_ref().is_some_and(|pause| pause.told) {
            tracing::info!(channel = self.way.as_str(), reason, %until, "the channel rests on");
        } else {
            tracing::warn!(channel = self.way.as_str(), reason, %until, "the channel rests");
        }
        self.silent = 0;
        self.pause = Some(Pause { until, failures, told: true });
        if let Err(error) = self.house.store.pause_channel(self.way, now, until, reason).await {
            tracing::warn!(%error, "a pause could not be written");
        }
    }

    /// Nothing is due: what is held open is let go.
    async fn rest(&mut self) {
        if self.warm && self.flights.is_empty() {
            self.warm = false;
            self.channel.rest().await;
        }
    }

    async fn come_down(&mut self) {
        let deadline = Instant::now() + LAND_WITHIN;
        while !self.flights.is_empty() {
            let Ok(landed) = tokio::time::timeout_at(deadline, self.flights.join_next_with_id()).await else {
                tracing::warn!(
                    channel = self.way.as_str(),
                    flights = self.flights.len(),
                    "still in flight at the end"
                );
                break;
            };
            self.landed(landed).await;
        }
        let settlements = std::mem::take(&mut self.settlements);
        if !settlements.is_empty()
            && let Err(error) = self.house.store.deliver(self.way, settlements, None).await
        {
            tracing::error!(channel = self.way.as_str(), %error, "what became of the last messages could not be written");
        }
        self.channel.rest().await;
    }
}

const fn outcome_word(settled: &Settled) -> &'static str {
    match settled {
        Settled::Sent { .. } => "sent",
        Settled::Again { .. } => "again",
        Settled::Wait { .. } => "wait",
        Settled::MaybeArrived { .. } => "maybe",
        Settled::Dead { .. } => "dead",
        Settled::Moved { .. } => "moved",
    }
}
