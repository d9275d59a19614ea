//! The bot on Telegram: answers commands, does what buttons ask for, and notices who comes and goes.
//!
//! It asks Telegram for news by long polling, so nobody needs to reach this program. What has been handled is remembered
//! only afterwards: an end in the middle means handling the same news twice, which changes nothing. In a group, the chat as a
//! whole is the subscriber; in a forum, answers go to the topic that asked.
//!
//! In reading order: `listen` (the loop), `trouble` (what a failed question means; pure), `hear` (what was said, and by
//! whom), `command` and `pace` (pure), `answers` (what the page shows, in a chat's words; pure), `join`, `mute` and
//! `thresholds` (what people change about themselves), `press` (buttons) with `larger` and `course`, `moves` (chats that
//! block, come back, or get another number).

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::dashboard::Dashboard;
use cockpit_http::Clock;
use cockpit_store::{Store, SubscriberId};
use tokio::sync::watch;
use url::Url;

use crate::telegram::Telegram;

mod answers;
mod command;
mod course;
mod hear;
mod html;
mod join;
mod larger;
mod listen;
mod moves;
mod mute;
mod pace;
mod press;
mod thresholds;
mod trouble;

use pace::Pace;

/// What the bot and the briefings need of the house beside its store.
pub trait House: Send + Sync {
    /// What the page shows at `now`.
    fn dashboard(&self, now: DateTime<Utc>) -> Dashboard;
    /// Where the page is, if others can reach it.
    fn public_url(&self) -> Option<Url>;
    /// The zone of whoever has not chosen one.
    fn default_zone(&self) -> Tz;
    /// Where a subscriber changes what is sent to them: whoever has the address can.
    fn manage(&self, _: SubscriberId) -> Option<Url> {
        None
    }
    /// Whether the numbers are for subscribers only.
    fn is_private(&self) -> bool {
        false
    }
}

/// A bot. Clones are the same one.
#[derive(Clone)]
pub struct Bot(Arc<Inner>);

struct Inner {
    telegram: Telegram,
    store: Store,
    clock: Clock,
    house: Arc<dyn House>,
    pace: Mutex<Pace>,
}

impl std::fmt::Debug for Bot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bot")
    }
}

impl Bot {
    /// A bot that has not begun to listen.
    pub fn new(telegram: Telegram, store: Store, clock: Clock, house: Arc<dyn House>) -> Self {
        Self(Arc::new(Inner { telegram, store, clock, house, pace: Mutex::default() }))
    }

    /// Listens until `stop`, then lets what is being answered come to its end, for some seconds.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        self.listen(stop).await;
    }
}
