//! Risk On or Risk Off: votes, their score, and the settled answer.
//!
//! Five series vote −1, 0 or +1, each with its reason in words and its distance to the next vote. The score is the
//! weighted mean of the known votes. One evaluation belongs to each UTC day, at its end, on the last values known by
//! then; an answer counts after five evaluations in a row, so that noise does not flip the badge.

use chrono::NaiveDate;
use serde::Serialize;

use crate::SeriesId;
use crate::change::ChangeUnit;

pub mod daily;
pub mod settle;
pub mod vote;

pub use daily::Daily;
pub use settle::{Settled, settle};
pub use vote::evaluate;

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Conditions favour risk.
    RiskOn,
    /// Conditions weigh on risk.
    RiskOff,
    /// Neither.
    Neutral,
    /// Less than the needed share of the weight is known.
    Unknown,
}

impl State {
    /// As people say it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::RiskOn => "Risk On",
            Self::RiskOff => "Risk Off",
            Self::Neutral => "Neutral",
            Self::Unknown => "Unknown",
        }
    }
}

/// What a vote looks at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// The change over so many days, in the given unit.
    Change {
        /// Length of the look-back.
        days: u16,
        /// Unit of the change.
        unit: ChangeUnit,
    },
    /// Percent above or below the mean of so many calendar days.
    AgainstMean {
        /// Length of the mean.
        days: u16,
    },
}

/// How one series votes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VoteRule {
    /// Which series.
    pub series: SeriesId,
    /// What it looks at.
    pub measure: Measure,
    /// Inside ± this, the vote is 0.
    pub band: f64,
    /// Whether a rise votes −1.
    pub inverse: bool,
    /// Its weight in the score.
    pub weight: u8,
    /// How old a value may be, in days, and still count.
    pub age_days_max: u16,
}

/// The whole model: votes and thresholds.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The votes.
    pub votes: Vec<VoteRule>,
    /// Risk On at or above this score, Risk Off at or below its negative.
    pub enter: f64,
    /// Share of the weight that must be known.
    pub known_weight_min: f64,
    /// Evaluations in a row with the same new answer before it counts.
    pub confirmations: u8,
}

impl Default for Model {
    fn default() -> Self {
        use SeriesId::{Btc, NetLiquidity, StablecoinMcap, Us10y, UsdtDominance};
        let change = |unit| Measure::Change { days: 63, unit };
        let vote = |series, measure, band, inverse, weight, age_days_max| VoteRule {
            series,
            measure,
            band,
            inverse,
            weight,
            age_days_max,
        };
        Self {
            votes: vec![
                vote(Us10y, change(ChangeUnit::BasisPoints), 20.0, true, 2, 10),
                vote(NetLiquidity, change(ChangeUnit::Percent), 1.0, false, 2, 10),
                vote(StablecoinMcap, change(ChangeUnit::Percent), 1.5, false, 1, 3),
                vote(UsdtDominance, change(ChangeUnit::PercentagePoints), 0.4, true, 1, 3),
                vote(Btc, Measure::AgainstMean { days: 100 }, 3.0, false, 1, 3),
            ],
            enter: 0.34,
            known_weight_min: 0.60,
            confirmations: 5,
        }
    }
}

/// One vote as it was cast.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Vote {
    /// Which series.
    pub series: SeriesId,
    /// −1 weighs on risk, +1 supports it; `None` when it cannot be told.
    pub vote: Option<i8>,
    /// Weight in the score.
    pub weight: u8,
    /// What was measured, in `unit`.
    pub value: Option<f64>,
    /// Unit of `value`, `band` and `to_next`.
    pub unit: ChangeUnit,
    /// Inside ± this, the vote is 0.
    pub band: f64,
    /// The smallest change of `value` that changes the vote.
    pub to_next: Option<f64>,
    /// In words.
    pub reason: String,
}

/// One evaluation.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The UTC day at whose end it stands.
    pub day: NaiveDate,
    /// The votes, in the model's order.
    pub votes: Vec<Vote>,
    /// Σ weight·vote / Σ known weight; `None` when nothing is known.
    pub score: Option<f64>,
    /// Share of the weight that is known, 0 to 1.
    pub known_weight: f64,
}

/// The smallest single change that would change the answer of the day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flip {
    /// Which series would have to move.
    pub series: SeriesId,
    /// By how much, in `unit`.
    pub change: f64,
    /// Unit of `change`.
    pub unit: ChangeUnit,
    /// What the answer would become.
    pub to: State,
}
