//! An evaluation's result, as data.

use chrono::{DateTime, Utc};
use cockpit_domain::rules::{Decision, RuleId, Severity};

use crate::{Appended, SubscriberId};

/// An alert's number; never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertId(pub i64);

/// What an evaluation of the rules brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// When it was made.
    pub at: DateTime<Utc>,
    /// What rules remember now, as JSON, by their parameters and subject; `None` forgets. Others stay as they are.
    pub states: Vec<(String, Option<String>)>,
    /// Every decision.
    pub decisions: Vec<DecisionRow>,
    /// Every alert.
    pub events: Vec<AlertEvent>,
}

/// A decision, to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionRow {
    /// What was decided.
    pub decision: Decision,
    /// All parameters of the rule but its threshold, in words, such as [`cockpit_domain::rules::Group::key`].
    pub parameters: String,
    /// The alert it became: its place in [`Decided::events`]. Several decisions may have become one alert.
    pub event: Option<usize>,
}

/// An alert, to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertEvent {
    /// By which rule.
    pub rule: RuleId,
    /// About what, where the rule does not say all: an outcome's token, an event's id, a source's name.
    pub subject: Option<String>,
    /// How much it matters.
    pub severity: Severity,
    /// When.
    pub at: DateTime<Utc>,
    /// The facts it is told with: JSON.
    pub body: String,
    /// What caused it, such as the observation's series and moment.
    pub cause: String,
    /// Who is told. Somebody who is named twice is told once; somebody who is gone or not active is not told.
    pub recipients: Vec<Recipient>,
}

/// Somebody who is told of an alert, on their channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub subscriber: SubscriberId,
    /// Not before this moment: later than the alert in quiet hours.
    pub due_at: DateTime<Utc>,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What became of the observations.
    pub appended: Appended,
    /// Numbers of the alerts, in the order of [`Decided::events`].
    pub events: Vec<AlertId>,
    /// Messages that wait to be sent.
    pub enqueued: u64,
}
