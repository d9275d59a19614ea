//! From the outbox to the providers: claim, render, send, settle.
//!
//! - One line for each channel, so that a slow or broken one never delays another; eight sendings in flight on each, one
//!   for each recipient. A kill repeats what was in flight, and nothing else.
//! - What became of a sending is written in the same transaction that claims the next ones.
//! - What waited over quiet hours, a mute or an outage travels as one digest for each recipient.
//! - A channel that fails as a whole rests, is probed by one message, and goes on where it stopped.
//!
//! In reading order: `line` (the loop), `parcel` (what travels together), `flight` (one sending), `verdict` (what an
//! outcome means for the row, the recipient and the channel; pure), `charts` (each chart is drawn once).

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_http::Clock;
use cockpit_store::{Channel as Way, ChannelPause, Store, StoreError, SubscriberId};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;
use url::Url;

use crate::channel::{Channel, Key};

mod charts;
mod flight;
mod line;
mod parcel;
#[cfg(test)]
mod tests;
mod verdict;

use charts::Charts;
use line::Line;

/// Sendings in flight on one channel.
pub const IN_FLIGHT_MAX: usize = 8;

/// A wall clock that goes back further than this is set back, not adjusted.
const STEP_BACK: TimeDelta = TimeDelta::seconds(30);
/// When the store does not answer.
const STORE_AGAIN_AFTER: Duration = Duration::from_secs(2);
const LOOK_AT_CLOCK_EVERY: Duration = Duration::from_secs(5);

/// What a relay needs.
#[derive(Clone)]
pub struct RelaySettings {
    /// Where messages wait.
    pub store: Store,
    /// The program's clock.
    pub clock: Clock,
    /// The channels that are set up. Messages for others wait, and are given up after a day.
    pub channels: Vec<(Way, Arc<dyn Channel>)>,
    /// Links and keys of one recipient.
    pub links: Arc<dyn Links>,
    /// Where the page is, if others can reach it.
    pub public_url: Option<Url>,
}

/// Links and keys that belong to one recipient.
pub trait Links: Send + Sync {
    /// Where one click ends it.
    fn unsubscribe(&self, id: SubscriberId) -> Option<Url>;
    /// Where they change what is sent.
    fn manage(&self, id: SubscriberId) -> Option<Url>;
    /// What their webhook's messages are signed with.
    fn webhook_key(&self, id: SubscriberId) -> Key;
}

/// Delivers what waits in the outbox.
pub struct Relay {
    house: Arc<House>,
    channels: Vec<(Way, Arc<dyn Channel>)>,
}

/// What all lines share.
struct House {
    store: Store,
    clock: Clock,
    links: Arc<dyn Links>,
    public_url: Option<Url>,
    charts: Charts,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Relay")
    }
}

impl Relay {
    /// A relay that has not begun.
    pub fn new(settings: RelaySettings) -> Self {
        let RelaySettings { store, clock, channels, links, public_url } = settings;
        let charts = Charts::default();
        Self { house: Arc::new(House { store, clock, links, public_url, charts }), channels }
    }

    /// Delivers until `stop`, then lets what is in flight come down, for some seconds.
    ///
    /// What was in flight when the last process ended is sent again, marked as a possible repeat.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let pauses = loop {
            match self.house.recover().await {
                Ok(pauses) => break pauses,
                Err(error) => tracing::error!(%error, "the outbox cannot be opened; it is tried again"),
            }
            tokio::select! {
                () = tokio::time::sleep(STORE_AGAIN_AFTER) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        };
        let mut tasks = JoinSet::new();
        for (way, channel) in self.channels {
            let pause = pauses.iter().find(|pause| pause.channel == way);
            let line = Line::new(Arc::clone(&self.house), way, channel, pause);
            tasks.spawn(line.run(stop.clone()));
        }
        tasks.spawn(watch_clock(self.house, stop));
        while let Some(ended) = tasks.join_next().await {
            // A line that panicked must not stay silent while the others go on: all of them begin again.
            if let Err(error) = ended
                && error.is_panic()
            {
                std::panic::resume_unwind(error.into_panic());
            }
        }
    }
}

impl House {
    /// What the last process left behind: what it was sending is due again, and channels rest as they did.
    async fn recover(&self) -> Result<Vec<ChannelPause>, StoreError> {
        let recovered = self.store.recover_sending().await?;
        if recovered > 0 {
            tracing::warn!(
                messages = recovered,
                "were being sent when the program ended; they are sent again"
            );
        }
        self.store.channel_pauses().await
    }
}

/// What waits moves with a wall clock that is set back: else it would wait until the old time comes again.
async fn watch_clock(house: Arc<House>, mut stop: watch::Receiver<bool>) {
    let (mut wall, mut steady): (DateTime<Utc>, _) = (house.clock.now(), Instant::now());
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_AT_CLOCK_EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        let (now, passed) = (house.clock.now(), steady.elapsed());
        let back = (wall + TimeDelta::from_std(passed).unwrap_or_default()) - now;
        (wall, steady) = (now, Instant::now());
        if back > STEP_BACK {
            match house.store.shift_due(-back).await {
                Ok(moved) => {
                    tracing::warn!(seconds = back.num_seconds(), messages = moved, "the clock went back");
                }
                Err(error) => {
                    tracing::error!(%error, "the clock went back, and what waits could not be moved");
                }
            }
        }
    }
}
