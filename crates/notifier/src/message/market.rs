//! Facts about series and about odds.

use cockpit_domain::SeriesId;
use serde::{Deserialize, Serialize};

use super::figure::{Figure, Reading};

/// Which series, and who published the newest figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// Its id, such as `btc`.
    pub series: String,
    /// Its name, such as `Bitcoin Price`.
    pub name: String,
    /// Who published the figure, in words.
    pub source: String,
}

impl Metric {
    /// A series by its definition.
    pub fn of(series: SeriesId, source: impl Into<String>) -> Self {
        let name = series.definition().name.to_owned();
        Self { series: series.as_str().to_owned(), name, source: source.into() }
    }
}

/// A move from one value to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// Of what.
    pub metric: Metric,
    /// At the window's start, or the value last told.
    pub from: Reading,
    /// Now.
    pub to: Reading,
    /// The change between them.
    pub change: Figure,
    /// What the change was held against.
    pub threshold: Figure,
    /// The window, such as `15m`; none for a drift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
}

/// A level that was crossed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Of what.
    pub metric: Metric,
    /// The value before, if there was one.
    pub from: Option<Reading>,
    /// Now.
    pub to: Reading,
    /// The level.
    pub level: Figure,
    /// Whether the value is above it now.
    pub above: bool,
}

/// A new figure of a published series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// Of what.
    pub metric: Metric,
    /// The figure before, if there was one.
    pub from: Option<Reading>,
    /// The new one.
    pub to: Reading,
    /// The change between them.
    pub change: Option<Figure>,
    /// Whether it revises an earlier figure.
    #[serde(default)]
    pub revised: bool,
}

/// A prediction market. Titles and outcomes are other people's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Market {
    /// The event's title.
    pub title: String,
    /// Its page.
    pub url: String,
    /// The outcome this is about.
    pub outcome: String,
    /// Traded in 24 hours, in whole dollars.
    pub volume_24h_usd: Option<i64>,
}

/// Odds that moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OddsSwing {
    /// Of what.
    pub market: Market,
    /// A day before, in percent.
    pub from: Reading,
    /// Now, in percent.
    pub to: Reading,
    /// The change, in percentage points.
    pub change: Figure,
    /// What the change was held against.
    pub threshold: Figure,
}

/// Another outcome leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OddsLeader {
    /// The event; its outcome is the one that leads now.
    pub market: Market,
    /// The odds of the leading outcome, in percent.
    pub odds: Reading,
    /// Which outcome led before.
    pub led_before: String,
    /// Its odds now, in percent.
    pub its_odds: Option<Figure>,
}
