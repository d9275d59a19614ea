//! What rules are shown: an observation with its past, a regime's answer, odds, an event, a source.

use chrono::{DateTime, NaiveDate, Utc};

use super::track::Around;
use crate::radar::Probability;
use crate::regime::State;
use crate::{Moment, Origin, SeriesId, Usd, Value};

/// A value with its publisher.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample<'a> {
    /// The day or instant it speaks of.
    pub observed_at: Moment,
    /// The value, in the unit of the series.
    pub value: Value,
    /// Who said so.
    pub source: &'a str,
    /// How it came to us.
    pub origin: Origin,
}

/// The past of one series: values that were believed, each moment once, with its newest revision.
pub trait History: Sync {
    /// The newest value whose moment is not after `moment`.
    fn at_or_before(&self, moment: Moment) -> Option<Sample<'_>>;
}

/// How far a new value is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It was stored as a new observation.
    Good,
    /// It is held for review ([`crate::validate`]).
    Held,
    /// It was stored, and replaces what was known of the same moment.
    Revised,
}

/// A new observation, as [`super::Track::follow`] makes it.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// Of which series.
    pub series: SeriesId,
    /// What was seen.
    pub sample: Sample<'a>,
    /// How far it is believed.
    pub trust: Trust,
    /// What was seen before it, and whether publishers disagreed.
    pub around: Around,
    /// The past.
    pub history: &'a dyn History,
}

/// The regime at the end of a UTC day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegimeSeen {
    /// The day.
    pub day: NaiveDate,
    /// The settled state.
    pub state: State,
}

/// The odds of one outcome: one fixed token, so that another outcome's price is never taken for a move of this one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OddsSeen<'a> {
    /// The token.
    pub token: &'a str,
    /// When they were seen.
    pub observed_at: DateTime<Utc>,
    /// The price now.
    pub probability: Probability,
    /// The last price of the same token at or before 24 hours earlier, and when that was.
    pub day_before: Option<(DateTime<Utc>, Probability)>,
    /// Best ask less best bid; `None` when there is no book.
    pub spread: Option<Probability>,
    /// Traded in the last 24 hours in the outcome's market.
    pub volume_24h: Usd,
}

/// Who leads an event with exclusive outcomes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeaderSeen<'a> {
    /// The event's slug.
    pub event: &'a str,
    /// The leading outcome's label.
    pub leader: &'a str,
    /// Its lead over the runner-up, in percentage points.
    pub lead_pp: f64,
    /// Traded in the last 24 hours in all of the event's markets.
    pub volume_24h: Usd,
}

/// An event of the calendar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventSeen<'a> {
    /// Its id, which survives rescheduling.
    pub id: &'a str,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// Whether it usually moves markets (high impact).
    pub high: bool,
    /// Whether it has been withdrawn.
    pub withdrawn: bool,
    /// When this program first saw its figure.
    pub came_at: Option<DateTime<Utc>>,
}

/// A source, or a series whose sources all fail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SourceSeen<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether what it brings is older than it should be ([`mod@crate::freshness`]).
    pub stale: bool,
}

/// What a rule is evaluated on. A rule that is not about it says nothing.
#[derive(Clone, Copy)]
pub enum Input<'a> {
    /// A new observation of a series.
    Series(&'a Seen<'a>),
    /// The end of a day of the regime.
    Regime(RegimeSeen),
    /// A poll of an outcome's odds.
    Odds(OddsSeen<'a>),
    /// A poll of an event's leader.
    Leader(LeaderSeen<'a>),
    /// A look at an event.
    Event(EventSeen<'a>),
    /// A look at a source.
    Source(SourceSeen<'a>),
}

impl Input<'_> {
    /// What it is about, where that is not a series: state is kept per rule and subject.
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::Series(_) | Self::Regime(_) => None,
            Self::Odds(odds) => Some(odds.token),
            Self::Leader(leader) => Some(leader.event),
            Self::Event(event) => Some(event.id),
            Self::Source(source) => Some(source.name),
        }
    }
}
