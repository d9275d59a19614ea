//! Who somebody is and how they are reached.

use std::fmt;

use chrono::{DateTime, Utc};
use cockpit_domain::rules::Preset;
use serde::{Deserialize, Serialize};

/// Somebody's number; never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriberId(pub i64);

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the provider or protocol of that name")]
pub enum Channel {
    Telegram,
    Email,
    Webhook,
    Ntfy,
    Discord,
    Slack,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 6] =
        [Self::Telegram, Self::Email, Self::Webhook, Self::Ntfy, Self::Discord, Self::Slack];

    /// The word in the store and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Telegram => "telegram",
            Self::Email => "email",
            Self::Webhook => "webhook",
            Self::Ntfy => "ntfy",
            Self::Discord => "discord",
            Self::Slack => "slack",
        }
    }

    /// From [`Channel::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word)
    }
}

/// Whether somebody is told anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubscriberState {
    /// Is told.
    Active,
    /// Asked for a pause.
    Paused,
    /// Has not confirmed yet.
    Pending,
    /// Unsubscribed.
    Left,
    /// Refuses our messages.
    Blocked,
}

impl SubscriberState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Active, Self::Paused, Self::Pending, Self::Left, Self::Blocked];

    /// The word in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Pending => "pending",
            Self::Left => "left",
            Self::Blocked => "blocked",
        }
    }

    /// From [`SubscriberState::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A chat's number, an e-mail address or a URL. Private, and for some channels as good as a password: it does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// As it was given.
    pub fn new(address: impl Into<String>) -> Self {
        Self(address.into())
    }

    /// For sending, and for the operator.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

/// Minutes of the local day in which messages wait; `from` after `until` spans midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// First quiet minute, 0 to 1439.
    pub from_min: u16,
    /// First minute that is not quiet any more, 0 to 1439.
    pub until_min: u16,
}

/// All that can be changed about somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// What they are called; 1 to 200 bytes.
    pub name: String,
    /// How they are reached.
    pub channel: Channel,
    /// Where; 1 to 2,000 bytes.
    pub address: Address,
    /// IANA name of their time zone.
    pub time_zone: String,
    /// How they read numbers and days, such as `en-US`.
    pub locale: String,
    /// Whether they are told of stale sources and failed deliveries.
    pub is_operator: bool,
    /// Their rules, where they have none of their own.
    pub preset: Preset,
    /// Whether they are told anything.
    pub state: SubscriberState,
    /// When messages wait.
    pub quiet_hours: Option<QuietHours>,
    /// Local hour of the morning briefing, 0 to 23; `None` when not wanted.
    pub digest_hour: Option<u8>,
}

/// Somebody who wants to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscriber {
    /// Their number.
    pub id: SubscriberId,
    /// When they were added, to the second.
    pub created_at: DateTime<Utc>,
    /// Grows with every change of their profile.
    pub revision: i64,
    /// Everything else.
    pub profile: Profile,
}
