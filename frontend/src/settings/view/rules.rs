//! What else decides whether a rule speaks, and the usual quiet hours.
//!
//! | Form | Posted to | Fields beside `back`, `revision` |
//! |---|---|---|
//! | rule | `/settings/rules/save` | `rule` and those of [`RuleForm`] |
//! | back to the preset | `/settings/rules/reset` | `rule` |
//! | a level | `/settings/rules/level` | those of [`LevelForm`] |
//! | remove a level | `/settings/rules/remove` | `rule` |
//! | usual values | `/settings/rules/defaults` | those of [`DefaultsForm`] |
//!
//! Linked: `&rule=<id>` opens one.

use super::Field;

/// The section.
#[derive(Clone, Debug, Default)]
pub struct RulesView {
    /// By metric.
    pub groups: Vec<RuleGroup>,
    /// The one that is open.
    pub open: Option<RuleForm>,
    /// A level of one's own.
    pub level: LevelForm,
    /// What new subscribers begin with, and the lead of events.
    pub defaults: DefaultsForm,
}

/// The rules of one metric.
#[derive(Clone, Debug)]
pub struct RuleGroup {
    /// What it is called.
    pub title: String,
    /// Its rules; never empty.
    pub rules: Vec<RuleRow>,
}

/// One rule in a line.
#[derive(Clone, Debug)]
pub struct RuleRow {
    /// Its id.
    pub rule: String,
    /// In words: `change over 15 min`.
    pub words: String,
    /// Whether it is on.
    pub on: bool,
    /// The rest in words: `from ±2 %, at most every 6 h, confirmed twice`.
    pub summary: String,
    /// Whether the installation has it otherwise than the preset.
    pub own: bool,
}

/// One rule, being changed.
#[derive(Clone, Debug, Default)]
pub struct RuleForm {
    /// Posted as `rule`.
    pub rule: String,
    /// Posted as `revision`.
    pub revision: String,
    /// In words, with its metric: `Bitcoin Price: change over 15 min`.
    pub words: String,
    /// Check box `on=yes`.
    pub on: bool,
    /// `threshold`; `None` for kinds that measure nothing.
    pub threshold: Option<Field>,
    /// Unit of threshold and hysteresis.
    pub unit: String,
    /// `direction`: `both`, `up` or `down`; `None` where there is no direction.
    pub direction: Option<Field>,
    /// `cooldown`: `6h`.
    pub cooldown: Field,
    /// `hysteresis`, in the rule's unit.
    pub hysteresis: Field,
    /// `confirm`: 1 to 10 polls.
    pub confirm: Field,
    /// `severity`: `info`, `warning` or `critical`.
    pub severity: Field,
    /// Whether it is a level of one's own, which can be removed; others can only go back to the preset's.
    pub is_level: bool,
    /// Whether it differs from the preset's.
    pub own: bool,
}

/// A level to watch.
#[derive(Clone, Debug, Default)]
pub struct LevelForm {
    /// Posted as `revision`.
    pub revision: String,
    /// Series to choose from: id, name, unit, newest value in words.
    pub choices: Vec<(String, String, String, String)>,
    /// `series`.
    pub series: Field,
    /// `level`, in the unit of the series.
    pub level: Field,
    /// `direction`: `both`, `up` or `down`.
    pub direction: Field,
}

/// What holds where nobody said otherwise.
#[derive(Clone, Debug, Default)]
pub struct DefaultsForm {
    /// Posted as `revision`.
    pub revision: String,
    /// `event_lead_h`: hours before an event that it is told, 0.25 to 168.
    pub event_lead_h: Field,
    /// `quiet_from`, `HH:MM`, of new subscribers; empty for none.
    pub quiet_from: Field,
    /// `quiet_until`, `HH:MM`.
    pub quiet_until: Field,
    /// `digest_hour` of new subscribers, 0 to 23; empty for none.
    pub digest_hour: Field,
}
