//! Risk On or Risk Off: votes, their score, and the settled answer.
//!
//! Five series vote −1, 0 or +1, each with its reason in words and its distance to the next vote. The score is the
//! weighted mean of the known votes. One evaluation belongs to each UTC day, at its end, on the last values known by
//! then; an answer counts after five evaluations in a row, so that noise does not flip the badge.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::SeriesId;
use crate::change::ChangeUnit;

pub mod daily;
pub mod past;
pub mod settle;
pub mod spec;
pub mod vote;

pub use daily::Daily;
pub use past::{Past, ScoreRow, Turn, past};
pub use settle::{Settled, Settling, settle};
pub use spec::{ModelSpec, VoteSpec};
pub use vote::evaluate;

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Above or below a fixed level: there is no band, one of the two sides always holds.
    Level {
        /// The level, in the unit of the series.
        level: f64,
        /// Unit of the distance to it.
        unit: ChangeUnit,
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

/// Which way of telling the regime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// Weighted votes with bands, hysteresis and confirmation.
    Votes,
    /// The rule of the earlier system: a yield below 4.0 % and liquidity above $5,000 bn is Risk On, everything else is
    /// Risk Off, on the day itself.
    Classic,
}

impl ModelKind {
    /// As in the API and in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Votes => "votes",
            Self::Classic => "classic",
        }
    }

    /// The model with its default numbers.
    pub fn model(self) -> Model {
        match self {
            Self::Votes => Model::default(),
            Self::Classic => Model::classic(),
        }
    }
}

/// A name that is no model's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no model of the regime; there are 'votes' and 'classic'")]
pub struct UnknownModel(String);

impl std::str::FromStr for ModelKind {
    type Err = UnknownModel;

    fn from_str(name: &str) -> Result<Self, UnknownModel> {
        let found = [Self::Votes, Self::Classic].into_iter().find(|kind| kind.as_str() == name);
        found.ok_or_else(|| UnknownModel(name.chars().take(40).collect()))
    }
}

/// The whole model: votes and thresholds.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Which way of telling.
    pub kind: ModelKind,
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
            kind: ModelKind::Votes,
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

impl Model {
    /// The longest look-back of its votes, in days.
    pub fn days_max(&self) -> u16 {
        let days = self.votes.iter().map(|vote| match vote.measure {
            Measure::Change { days, .. } | Measure::AgainstMean { days } => days,
            Measure::Level { .. } => 0,
        });
        days.max().unwrap_or(0)
    }

    /// The rule of the earlier system, see [`ModelKind::Classic`].
    pub fn classic() -> Self {
        let vote = |series, level, unit, inverse| VoteRule {
            series,
            measure: Measure::Level { level, unit },
            band: 0.0,
            inverse,
            weight: 1,
            age_days_max: 10,
        };
        Self {
            kind: ModelKind::Classic,
            votes: vec![
                vote(SeriesId::Us10y, 4.0, ChangeUnit::BasisPoints, true),
                vote(SeriesId::NetLiquidity, 5_000.0, ChangeUnit::UsdBillions, false),
            ],
            enter: 1.0,
            known_weight_min: 1.0,
            confirmations: 1,
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
    /// Length of its look-back in days; `None` for a fixed level.
    pub days: Option<u16>,
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
