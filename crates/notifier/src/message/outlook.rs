//! Facts about the regime and the calendar.

use chrono::{DateTime, Utc};
use cockpit_domain::change::Tone;
use cockpit_domain::regime::State;
use serde::{Deserialize, Serialize};

/// What something means for risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// Supports risk.
    Supports,
    /// Weighs on risk.
    Against,
    /// Neither.
    Neutral,
}

impl From<Tone> for Meaning {
    fn from(tone: Tone) -> Self {
        match tone {
            Tone::Supports => Self::Supports,
            Tone::Against => Self::Against,
            Tone::Neutral => Self::Neutral,
        }
    }
}

impl Meaning {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Supports => "supports risk",
            Self::Against => "weighs on risk",
            Self::Neutral => "neither supports nor weighs on risk",
        }
    }
}

/// The settled regime changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegimeChange {
    /// What it was.
    pub from: State,
    /// What it is.
    pub to: State,
    /// The score, −1 to +1, if enough is known.
    pub score: Option<f64>,
    /// The votes behind it.
    pub votes: Vec<Vote>,
    /// The smallest single change that would change the answer, in words.
    pub flip: Option<String>,
}

/// One vote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vote {
    /// Who votes, such as `US 10Y Treasury Yield`.
    pub name: String,
    /// −1, 0 or +1; none when it is not known.
    pub vote: Option<i8>,
    /// Its weight in the score.
    pub weight: u8,
    /// Why, in words.
    pub reason: String,
}

/// A calendar event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its name for ever.
    pub id: String,
    /// Such as `CPI m/m`.
    pub name: String,
    /// The period it speaks of, in words.
    pub period: Option<String>,
    /// When it is due, or was.
    pub at: DateTime<Utc>,
    /// Whether the time of day is known.
    pub timed: bool,
    /// Whether the date is our estimate.
    pub estimated: bool,
    /// `high`, `medium` or `low`.
    pub impact: String,
    /// Who says so.
    pub source: String,
    /// The prediction market on it, when the radar follows one.
    pub market: Option<super::Market>,
}

/// An event comes up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventSoon {
    /// Which.
    pub event: Event,
    /// As published, such as `0.1%`.
    pub forecast: Option<String>,
    /// As published.
    pub previous: Option<String>,
}

/// An event's figure is out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventReleased {
    /// Which.
    pub event: Event,
    /// As published.
    pub actual: String,
    /// As published before the print.
    pub forecast: Option<String>,
    /// As published.
    pub previous: Option<String>,
    /// What the previous figure was revised to.
    pub previous_revised: Option<String>,
    /// What it means against what was expected.
    pub surprise: Option<Surprise>,
}

/// What a figure means against what was expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surprise {
    /// In words, such as `hotter than expected: more inflation pressure, rates up`.
    pub words: String,
    /// For risk.
    pub meaning: Meaning,
}
