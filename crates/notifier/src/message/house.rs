//! Facts about the house itself: sources, channels, addresses, and several messages in one.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Message;

/// A source that is silent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceStale {
    /// Its name, such as `fred.dgs10`.
    pub source: String,
    /// Names of the series that are old because of it.
    pub series: Vec<String>,
    /// When it last brought something; none when it never did.
    pub last_at: Option<DateTime<Utc>>,
    /// What it answered last, in words without addresses.
    pub problem: Option<String>,
}

/// A channel that does not deliver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelDown {
    /// Its name, such as `telegram`.
    pub channel: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// What is wrong, in words.
    pub problem: String,
    /// How many messages wait.
    pub waiting: u64,
    /// When it is tried again, if that is known.
    pub resume_at: Option<DateTime<Utc>>,
}

/// A test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Test {
    /// The recipient's name as the operator knows it.
    pub recipient: String,
}

/// The morning's bullets: Regime, Flows, Watchlist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Briefing {
    /// The recipient's civil day.
    pub day: NaiveDate,
    /// In order.
    pub bullets: Vec<Bullet>,
    /// The model that phrased the facts; none when they are in our own words.
    pub phrased_by: Option<String>,
}

/// One bullet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bullet {
    /// Such as `Regime`.
    pub heading: String,
    /// A sentence or two.
    pub text: String,
}

/// Several messages in one, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// When the quiet hours or the outage began.
    pub since: DateTime<Utc>,
    /// When they ended.
    pub until: DateTime<Utc>,
    /// What would have been sent.
    pub messages: Vec<Message>,
}

/// A question to an address that somebody typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    /// The link that says yes. It works once and for a day.
    pub url: String,
}

/// Alerts of one rule that came at the same moment, such as consumer prices and their core. Never empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Several {
    /// In the order in which they were decided.
    pub messages: Vec<Message>,
}

/// What no other kind can say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// In one line.
    pub title: String,
    /// A sentence or two.
    pub text: String,
}
