//! How Risk On and Risk Off are told.
//!
//! | Form | Posted to | Fields beside `back`, `revision` |
//! |---|---|---|
//! | save | `/settings/regime/save` | those of [`RegimeView`] |
//! | back to the defaults | `/settings/regime/reset` | none |

use super::Field;

/// The section.
#[derive(Clone, Debug, Default)]
pub struct RegimeView {
    /// Posted as `revision`.
    pub revision: String,
    /// `model`: `votes` or `classic`.
    pub model: Field,
    /// The votes.
    pub votes: Vec<VoteForm>,
    /// `enter`: Risk On at or above this score, Risk Off at or below its negative; 0.01 to 1.
    pub enter: Field,
    /// `known_weight_min_pct`: share of the weight that must be known, 0 to 100 %.
    pub known_weight_min_pct: Field,
    /// `confirmations`: evaluations in a row, 1 to 30.
    pub confirmations: Field,
    /// Whether anything differs from the defaults.
    pub own: bool,
    /// What the numbers in force say now: `Risk Off, score −0.57`.
    pub now: Option<String>,
}

/// How one series votes.
#[derive(Clone, Debug, Default)]
pub struct VoteForm {
    /// The series' id.
    pub series: String,
    /// What it is called: `10Y yield`.
    pub title: String,
    /// What it looks at: `63-day change, inverse`.
    pub words: String,
    /// `weight.<series>`: 0 to 10.
    pub weight: Field,
    /// `band.<series>`: inside ± this the vote is 0.
    pub band: Field,
    /// `days.<series>`: length of the window, 1 to 365.
    pub days: Field,
    /// The band's unit.
    pub unit: String,
}
