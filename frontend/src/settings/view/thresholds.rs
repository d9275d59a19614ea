//! From which size on a change is told, with the last 90 days beside it.
//!
//! | Form | Posted to | Fields beside `back`, `revision` |
//! |---|---|---|
//! | save | `/settings/thresholds/save` | `who`; each rule that measures: its id = number; check boxes `on=<rule id>` |
//! | preset | `/settings/thresholds/preset` | as save (one form, another button), `preset=calm\|balanced\|sensitive` |
//!
//! A rule that is not among the fields is left as it is; a rule whose check box `on` is missing is off: every rule shown
//! sends `shown=<rule id>`. `tab.<group>` is sent, too, and means nothing. A preset puts every rule back to what the preset
//! has: for everybody, it becomes everybody's preset and the installation's own numbers go; for one person it becomes
//! theirs and their own numbers go.
//!
//! While a slider moves, `GET /api/v1/replay?rule=<id>&threshold=<number>&preset=<like>` is asked; of its answer `fired` is read, the
//! moments in the form `2026-11-23T12:00:00Z`.
//!
//! Linked: `&who=<id>` for one person, `&rule=<id>` to begin with a rule.

use chrono::{DateTime, Utc};
use cockpit_domain::rules::Preset;

use super::Field;

/// The section, and the same on the personal page.
#[derive(Clone, Debug, Default)]
pub struct ThresholdsView {
    /// Whose: posted as `who`.
    pub who: Who,
    /// Whom one can choose: number and name.
    pub people: Vec<(i64, String)>,
    /// The preset that all numbers are of; `None` when some are not.
    pub preset: Option<Preset>,
    /// The preset whose other parameters hold while a slider moves, asked for as `preset`.
    pub like: Option<Preset>,
    /// Posted as `revision`; changes when any of the numbers does.
    pub revision: String,
    /// One for each metric, and one for what has no series (odds, calendar, regime).
    pub groups: Vec<ThresholdGroup>,
    /// The rule to begin with: the first of its group that is seen.
    pub shown: Option<String>,
}

/// Whose thresholds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Who {
    /// The installation's: `all`.
    #[default]
    Everybody,
    /// One person's, by number and name: `<id>`.
    One(i64, String),
}

/// The rules of one metric.
#[derive(Clone, Debug)]
pub struct ThresholdGroup {
    /// The series' id, or another word that is the group's alone; `a-z`, `0-9`, `_`.
    pub id: String,
    /// What it is called: `Bitcoin Price`.
    pub title: String,
    /// Whether it stands among the main ones, or further down, folded.
    pub main: bool,
    /// Its rules; never empty.
    pub rules: Vec<ThresholdRow>,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct ThresholdRow {
    /// Its id, such as `btc.change.15m`.
    pub rule: String,
    /// In one or two words, to choose by: `15 min`, `drift`. For built-in ones `crate::format::rules::short`.
    pub short: String,
    /// In words: `change over 15 min`. For built-in ones `crate::format::rules::words`.
    pub words: String,
    /// Whether it is on, as entered.
    pub on: bool,
    /// Its threshold, as entered; `None` for kinds that measure nothing.
    pub threshold: Option<Field>,
    /// The threshold's unit: `%`, `bp`, `pp`, `$ bn`, `h`.
    pub unit: String,
    /// Lowest and highest that are taken.
    pub range: (f64, f64),
    /// What calm, balanced and sensitive have; empty where no preset has it.
    pub presets: Vec<(Preset, f64)>,
    /// What holds where nothing of one's own is chosen: the preset's, for one person also the installation's.
    pub usual: Option<f64>,
    /// The past under the slider; `None` for rules without a series, or when it is off and nobody asked.
    pub past: Option<Past>,
}

/// The last 90 days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// When they begin.
    pub from: DateTime<Utc>,
    /// When they end: now.
    pub until: DateTime<Utc>,
    /// The series' values by rising time, at most some hundreds.
    pub course: Vec<(DateTime<Utc>, f64)>,
    /// When the rule would have fired, by rising time.
    pub fired: Vec<DateTime<Utc>>,
}
