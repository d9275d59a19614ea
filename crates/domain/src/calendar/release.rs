//! One release with each of its figures: who said it, and when.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::change::Tone;
use crate::moment::{serialize_seconds, serialize_seconds_option};

/// How much a release usually moves markets, in the words of the source or of our own table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// Seldom noticed.
    Low,
    /// Noticed.
    Medium,
    /// Moves markets.
    High,
}

impl Impact {
    /// As in the API and in queries.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// From [`Impact::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Low, Self::Medium, Self::High].into_iter().find(|impact| impact.as_str() == text)
    }
}

/// A release's name for ever, such as `us.claims.2025-12-20`: given at first sight from its kind and the period (or, where
/// the period is not known, the day) it speaks of. Rescheduling does not change it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ReleaseId(String);

impl ReleaseId {
    /// `None` unless 1 to 120 characters of `a-z`, `0-9`, `.`, `-`, `_`.
    pub fn new(id: impl Into<String>) -> Option<Self> {
        let id = id.into();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
        ((1..=120).contains(&id.len()) && id.bytes().all(plain)).then_some(Self(id))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number as somebody published it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// As written, such as `0.1%`, `223K`, `4.58|2.6`.
    pub text: String,
    /// Who said so.
    pub source: String,
    /// When this program first saw this text.
    #[serde(serialize_with = "serialize_seconds")]
    pub seen_at: DateTime<Utc>,
}

/// What came, as first published.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Actual {
    /// In the form of the forecast, such as `57K`.
    pub text: String,
    /// Who said so and which series, such as `fredgraph PAYEMS`.
    pub source: String,
    /// When this program first saw it.
    #[serde(serialize_with = "serialize_seconds")]
    pub first_seen_at: DateTime<Utc>,
    /// What it was changed to later, when it was; the newest change.
    pub revised: Option<Figure>,
}

/// What came, against what was expected, by its economic meaning.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Surprise {
    /// What it means for risk.
    pub tone: Tone,
    /// In words: "fewer claims than expected: stronger labour market".
    pub words: String,
    /// Whether it is compared with the previous figure, because nobody published a forecast.
    pub versus_previous: bool,
    /// Distance in typical surprises of this release; `None` when there is no scale for it.
    pub size: Option<f64>,
}

/// One release.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Release {
    /// Its name for ever.
    pub id: ReleaseId,
    /// What it is: an id of [`crate::calendar`]'s table, such as `us.claims`, or one made from the title.
    pub kind: String,
    /// How people call it. May be a source's words.
    pub name: String,
    /// The period its figures speak of, by its first day; `None` where none is known.
    pub period: Option<NaiveDate>,
    /// The period in words, such as `Jul 2026`, `week to 20 Dec 2025`.
    pub period_words: Option<String>,
    /// When; New York midnight when only the day is known.
    #[serde(serialize_with = "serialize_seconds")]
    pub at: DateTime<Utc>,
    /// Whether the time of day is known.
    pub timed: bool,
    /// Whether the date follows from a rule and not from a publication.
    pub estimated: bool,
    /// Who said when.
    pub scheduled_by: String,
    /// When this program last heard so.
    #[serde(serialize_with = "serialize_seconds")]
    pub scheduled_seen_at: DateTime<Utc>,
    /// When it was to be before it was moved to another day; the newest such move.
    #[serde(serialize_with = "serialize_seconds_option")]
    pub moved_from: Option<DateTime<Utc>>,
    /// How much it usually moves markets.
    pub impact: Impact,
    /// What was expected before it came.
    pub forecast: Option<Figure>,
    /// What came last time.
    pub previous: Option<Figure>,
    /// What came.
    pub actual: Option<Actual>,
    /// Why there is no actual, once it should be there: "the publisher has no free feed", "FRED has no value for Oct 2025".
    pub actual_reason: Option<String>,
    /// When the source that listed it stopped listing it, before it came.
    #[serde(skip)]
    pub withdrawn_at: Option<DateTime<Utc>>,
}
