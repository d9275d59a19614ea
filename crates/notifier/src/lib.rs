//! Messages in words, and the channels that carry them.
//!
//! Nothing here reads the store or decides who gets what: a caller hands over an [`Envelope`] and acts on the [`Outcome`],
//! which tells apart what arrived, what did not, and what may have.
//!
//! In reading order:
//!
//! 1. [`message`]: what is to be said, in facts; it is stored with the alert.
//! 2. [`render`]: one card of words per message, and each form of it.
//! 3. [`channel`]: the envelope, the trait, and [`outcome`]: what became of it.
//! 4. [`telegram`], [`email`], [`webhook`], [`ntfy`], [`discord`], [`slack`]: one file or folder per channel.
//! 5. [`limits`] and [`schedule`]: how fast, and when again; pure, with the time as argument.
//! 6. [`picture`]: the chart that goes along.
//!
//! Another channel is one file that implements [`Channel`], and one line in this one.

mod answer;
pub mod channel;
pub mod discord;
pub mod email;
pub mod limits;
pub mod message;
pub mod ntfy;
pub mod outcome;
pub mod picture;
pub mod render;
pub mod schedule;
pub mod slack;
pub mod telegram;
pub mod tell;
pub mod webhook;

pub use channel::{Button, Channel, Envelope, Key, Press};
pub use message::{About, Message};
pub use outcome::{Outcome, Reason, Remark, Scope};
pub use render::{Numbers, Options};
