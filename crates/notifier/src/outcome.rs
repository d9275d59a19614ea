//! What became of one attempt to deliver, in the terms by which the next step is decided.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::render::clean;

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The provider has it.
    Sent {
        /// The provider's name for it, where it gave one.
        provider_id: Option<String>,
        /// What was not quite as planned.
        remark: Option<Remark>,
    },
    /// It did not arrive; the same may work later. By the schedule, and not before `not_before`.
    Retry {
        /// The time the provider named, at most 24 hours ahead.
        not_before: Option<DateTime<Utc>>,
        /// Who has to wait: other rows of the same scope would meet the same.
        scope: Scope,
        /// Why.
        reason: Reason,
    },
    /// Nothing was sent and nothing is wrong: it is not this row's turn. Not an attempt.
    Wait {
        /// When its turn may be.
        until: DateTime<Utc>,
        /// Who has to wait.
        scope: Scope,
    },
    /// It may have arrived: at most one repeat, marked as such.
    Ambiguous {
        /// Why that is not known.
        reason: Reason,
    },
    /// It will never arrive.
    Dead {
        /// Why.
        reason: Reason,
        /// Whether nothing will ever arrive at this address.
        recipient_gone: bool,
    },
    /// The recipient has another address now. Nothing was sent; send to the new one at once.
    Moved {
        /// The new address.
        to: String,
    },
    /// The channel as a whole cannot deliver until somebody helps or a quota returns; rows are kept.
    Paused {
        /// When to try one row again.
        until: DateTime<Utc>,
        /// Why: for the operator.
        reason: Reason,
    },
}

/// Who has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// This message.
    Row,
    /// Every message to this address.
    Recipient,
    /// Every message of this channel.
    Channel,
}

/// What was not quite as planned although the message arrived. To be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The provider could not read the markup and got plain text.
    PlainText,
    /// The picture could not be sent; the text was.
    WithoutPicture,
    /// The provider said yes in words that could not be read.
    UnreadableAnswer,
}

/// Why, as a stable word and, where the provider said something, its own words: cut, clean, for the operator only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Such as `blocked`, `no_such_user`, `rate_limited`.
    pub word: &'static str,
    /// What the provider said.
    pub said: Option<String>,
}

/// A provider's words are kept no longer than this, in characters.
const SAID_MAX: usize = 200;

impl Reason {
    /// Only a word.
    pub const fn word(word: &'static str) -> Self {
        Self { word, said: None }
    }

    /// A word and what the provider said.
    pub fn said(word: &'static str, said: impl fmt::Display) -> Self {
        let said = clean::line(&said.to_string(), SAID_MAX);
        Self { word, said: (!said.is_empty()).then_some(said) }
    }
}

/// `blocked: Forbidden: bot was blocked by the user`.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.said {
            Some(said) => write!(f, "{}: {said}", self.word),
            None => f.write_str(self.word),
        }
    }
}

impl Outcome {
    /// It arrived, and nothing is to be said about it.
    pub fn sent(provider_id: impl Into<Option<String>>) -> Self {
        Self::Sent { provider_id: provider_id.into(), remark: None }
    }

    /// This row again, by the schedule.
    pub fn retry(reason: Reason) -> Self {
        Self::Retry { not_before: None, scope: Scope::Row, reason }
    }

    /// This row never; others to the same address may.
    pub fn dead(reason: Reason) -> Self {
        Self::Dead { reason, recipient_gone: false }
    }

    /// Nothing to this address any more.
    pub fn gone(reason: Reason) -> Self {
        Self::Dead { reason, recipient_gone: true }
    }
}
