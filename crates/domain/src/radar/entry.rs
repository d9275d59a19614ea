//! One line of the radar, as the page and the API show it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::moment::{serialize_seconds, serialize_seconds_option};

/// How the markets of an event belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One question with two sides: the first side is shown, never "No 99 %".
    Binary,
    /// Exactly one of several comes true: the most likely and its runner-up are shown.
    Exclusive,
    /// Several dates or thresholds of one question; they do not add up to one. The most traded one is shown.
    Cumulative,
}

/// Why a line's odds are to be taken with care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// Little is traded: one order can move it.
    Thin,
    /// Buyers and sellers are far apart: the middle means little.
    Wide,
    /// The odds have not been confirmed for a while.
    Stale,
    /// Trading ends within a day, or its end has passed.
    Closing,
}

/// The outcome behind the leading one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Runner {
    /// Its label.
    pub outcome: String,
    /// 0 to 1.
    pub probability: f64,
}

/// One event as a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// The event's slug.
    pub event: String,
    /// Its title: other people's words.
    pub title: String,
    /// Its page.
    pub url: String,
    /// How its markets belong together.
    pub kind: Kind,
    /// The outcome that is shown.
    pub outcome: String,
    /// Its probability, 0 to 1.
    pub probability: f64,
    /// The one behind it, for exclusive events.
    pub runner_up: Option<Runner>,
    /// Change of the shown outcome against its own price a day before, in percentage points.
    pub change_24h_pp: Option<f64>,
    /// Traded in the last 24 hours, in dollars.
    pub volume_24h_usd: i64,
    /// Traded since the beginning, in dollars.
    pub volume_usd: Option<i64>,
    /// Whether another outcome led within the last 24 hours.
    pub flipped: bool,
    /// Which one that was.
    pub led_before: Option<String>,
    /// Best ask less best bid of the shown outcome, in percentage points.
    pub spread_pp: Option<f64>,
    /// Why to take care.
    pub cautions: Vec<Caution>,
    /// Whether somebody pinned it.
    pub pinned: bool,
    /// When trading should end.
    #[serde(serialize_with = "serialize_seconds_option")]
    pub ends_at: Option<DateTime<Utc>>,
    /// When the odds were seen.
    #[serde(serialize_with = "serialize_seconds")]
    pub observed_at: DateTime<Utc>,
    /// The last week of the shown outcome: (when, 0 to 1), oldest first.
    #[serde(skip)]
    pub spark: Vec<(DateTime<Utc>, f64)>,
}
