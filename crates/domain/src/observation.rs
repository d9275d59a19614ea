//! A value as it was seen.

use chrono::{DateTime, Utc};

use crate::{Moment, SeriesId, Value};

/// How a value came to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Seen as the newest value when it was published.
    Live,
    /// History asked for from the publisher itself.
    Backfill,
    /// History that ships with the program: shown as such, never a reason for an alert, replaced by the other two.
    Bundled,
}

impl Origin {
    /// The word used in the store and in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Backfill => "backfill",
            Self::Bundled => "bundled",
        }
    }

    /// The reverse of [`Origin::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Live, Self::Backfill, Self::Bundled].into_iter().find(|origin| origin.as_str() == word)
    }
}

/// One value of one series.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// Which series.
    pub series: SeriesId,
    /// The day or instant the value speaks of.
    pub observed_at: Moment,
    /// When this program first saw it.
    pub first_seen_at: DateTime<Utc>,
    /// The value, in the series' unit.
    pub value: Value,
    /// Who answered, such as `fredgraph` or `coinbase`; for derived series, who answered for the legs.
    pub source: String,
    /// The publisher's place among those of its series, 0 first: a stand-in never overwrites the value of a
    /// better-placed publisher for the same moment.
    pub standing: u8,
    /// How it came to us.
    pub origin: Origin,
}

/// A value on a series' time line, for charts and for rules that look back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The day or instant the value speaks of.
    pub observed_at: Moment,
    /// When this program first saw it.
    pub first_seen_at: DateTime<Utc>,
    /// The value, in the series' unit.
    pub value: Value,
    /// How it came to us.
    pub origin: Origin,
}

impl From<&Observation> for Point {
    fn from(observation: &Observation) -> Self {
        Self {
            observed_at: observation.observed_at,
            first_seen_at: observation.first_seen_at,
            value: observation.value,
            origin: observation.origin,
        }
    }
}
