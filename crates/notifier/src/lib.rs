//! Messages in words, and the channels that carry them.
//!
//! A channel knows nothing of the store: it is handed an [`Envelope`] and gives back the [`Outcome`], which tells apart what
//! arrived, what did not, and what may have. Only the relay, the bot and the briefings read and write the store.
//!
//! In reading order:
//!
//! 1. [`message`]: what is to be said, in facts; it is stored with the alert.
//! 2. [`render`]: one card of words per message, and each form of it.
//! 3. [`channel`]: the envelope, the trait, and [`outcome`]: what became of it.
//! 4. [`telegram`], [`email`], [`webhook`], [`ntfy`], [`discord`], [`slack`]: one file or folder per channel.
//! 5. [`limits`] and [`schedule`]: how fast, and when again; pure, with the time as argument.
//! 6. [`picture`]: the chart that goes along.
//! 7. [`tell`], [`chart`], [`relay`]: from a stored alert to a message, and from the outbox to the providers.
//! 8. [`briefing`]: the morning's three bullets. [`bot`]: commands and buttons on Telegram.
//!
//! Another channel is one file that implements [`Channel`], and one line in this one.

mod answer;
pub mod bot;
pub mod briefing;
pub mod channel;
pub mod chart;
pub mod discord;
pub mod email;
pub mod limits;
pub mod message;
pub mod ntfy;
pub mod outcome;
pub mod picture;
pub mod relay;
pub mod render;
pub mod schedule;
pub mod slack;
pub mod telegram;
pub mod tell;
pub mod webhook;

pub use bot::{Bot, House};
pub use briefing::{Briefings, Phrasing};
pub use channel::{Button, Channel, Envelope, Key, Press};
pub use message::{About, Message};
pub use outcome::{Outcome, Reason, Remark, Scope};
pub use relay::{Links, Relay, RelaySettings};
pub use render::{Numbers, Options};
