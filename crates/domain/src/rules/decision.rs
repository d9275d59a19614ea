//! What a rule decided, with the numbers that decided it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, Serializer};

use super::id::RuleId;
use super::rule::Severity;
use crate::moment::serialize_seconds;
use crate::{Moment, SeriesId};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An alert.
    Fired,
    /// Would be an alert, but waits.
    Held,
    /// Would be an alert, but must not be one.
    Suppressed,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Fired, Self::Held, Self::Suppressed];

    /// As in the log and in `replay`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fired => "fired",
            Self::Held => "held",
            Self::Suppressed => "suppressed",
        }
    }
}

macro_rules! reasons {
    ($($variant:ident $word:literal $outcome:ident: $words:literal,)*) => {
        /// Why. Each reason belongs to one [`Outcome`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Reason { $(#[doc = $words] $variant,)* }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// As in the log and in `replay`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// In words, to follow "because".
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }

            /// What became of it.
            pub const fn outcome(self) -> Outcome {
                match self { $(Self::$variant => Outcome::$outcome,)* }
            }
        }
    };
}

reasons! {
    Moved "moved" Fired: "the change over the window reached the threshold",
    Drifted "drifted" Fired: "the change since the last alert of this rule reached the threshold",
    Crossed "crossed" Fired: "the value crossed the level",
    Released "released" Fired: "a new figure was published",
    Flipped "flipped" Fired: "the settled regime changed",
    Swung "swung" Fired: "the odds moved by the threshold within a day",
    Overtaken "overtaken" Fired: "another outcome leads",
    Soon "soon" Fired: "the event comes up",
    Came "came" Fired: "the event's figure is out",
    Stale "stale" Fired: "the source has not brought what it should",
    Confirmation "confirmation" Held: "further polls have to agree",
    QuietHours "quiet_hours" Held: "the recipient has quiet hours",
    Cooldown "cooldown" Suppressed: "the rule fired too short a time ago",
    Hysteresis "hysteresis" Suppressed: "the change has not come back far enough since the last alert",
    Gap "gap" Suppressed: "there is no value near the window's start, or none for longer than the window",
    Quarantine "quarantine" Suppressed: "the value is held for review",
    Bundled "bundled" Suppressed: "a value is of the history that ships with the program",
    History "history" Suppressed: "the value is of the past and was only learnt now",
    Revision "revision" Suppressed: "the value revises an earlier one",
    Publisher "publisher" Suppressed: "the publisher changed, and the two disagree",
    Thin "thin" Suppressed: "too little is traded, or buyers and sellers are too far apart",
    Late "late" Suppressed: "it happened too long ago to be news",
}

/// A number, or a word where the rule compares words (regimes, leaders).
#[derive(Clone, Debug, PartialEq)]
pub enum Quantity {
    /// In the unit of the series; percent for odds; hours for events.
    Number(f64),
    /// A state or an outcome.
    Word(String),
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Word(word) => serializer.serialize_str(word),
        }
    }
}

/// A decision. Its JSON is one line of `cockpit replay --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// When it was made.
    #[serde(serialize_with = "serialize_seconds")]
    pub at: DateTime<Utc>,
    /// By which rule.
    pub rule: RuleId,
    /// What became of it.
    #[serde(rename = "decision")]
    pub outcome: Outcome,
    /// Why.
    pub reason: Reason,
    /// About which series, if about one.
    pub series: Option<SeriesId>,
    /// About what else: an outcome's token, an event's id, a source's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What it was before: the value at the window's start, the anchor, the value before the crossing, the old state.
    pub from: Option<Quantity>,
    /// Which day or instant that speaks of, where it is a value of a known moment.
    #[serde(skip)]
    pub from_at: Option<Moment>,
    /// What it is.
    pub to: Option<Quantity>,
    /// The change between them, in the rule's unit.
    pub change: Option<f64>,
    /// What the change was held against.
    pub threshold: Option<f64>,
    /// How much it matters.
    #[serde(skip)]
    pub severity: Severity,
}
