//! A rule with checked parameters, and the form in which people write it.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::id::{RuleId, UnknownRule};
use super::span::Span;
use crate::SeriesId;
use crate::change::Window;
use crate::moment::MomentKind;

/// Which way a value must move.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Either way.
    #[default]
    Both,
    /// Rises, or is above a level.
    Up,
    /// Falls, or is below a level.
    Down,
}

impl Direction {
    /// As written in rules.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// How much it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Worth a look now.
    #[default]
    Warning,
    /// Look now.
    Critical,
}

impl Severity {
    /// Every severity, the mildest first.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Critical];

    /// As written in rules.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// A rule as people write it, in `--rules FILE`, in settings, and in the store. Only `rule`, and for kinds that measure
/// something `threshold`, are needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// The rule's id, such as `btc.change.15m`.
    pub rule: String,
    /// In the unit of the change (%, bp, pp, $ bn); the level itself for level rules; the lead in hours for `event.soon`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Which way; `both` when absent.
    #[serde(default)]
    pub direction: Direction,
    /// Shortest time between two alerts of this rule on one subject, such as `4h`; none when absent.
    #[serde(default)]
    pub cooldown: Span,
    /// How far below its threshold the change must come back before the rule may fire again; 0 when absent.
    #[serde(default)]
    pub hysteresis: f64,
    /// Polls in a row that must agree; 1 when absent.
    #[serde(default = "once")]
    pub confirm: u8,
    /// How much it matters; `warning` when absent.
    #[serde(default)]
    pub severity: Severity,
    /// Whether it is evaluated; `true` when absent.
    #[serde(default = "yes")]
    pub enabled: bool,
}

const fn once() -> u8 {
    1
}

const fn yes() -> bool {
    true
}

/// Longest cooldown: beyond it a rule is better switched off.
const COOLDOWN_MAX: TimeDelta = TimeDelta::days(30);
/// Most polls to confirm.
const CONFIRM_MAX: u8 = 10;

/// Why a rule is refused. Every message names the field and what would do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RuleError {
    /// No such rule.
    #[error("rule: {0}")]
    Unknown(#[from] UnknownRule),
    /// The series is not watched over this window.
    #[error("{id}: rule: {series} has no window {window}; it has {known}", window = window.as_str())]
    Window {
        /// The rule.
        id: RuleId,
        /// Its series.
        series: SeriesId,
        /// The window asked for.
        window: Window,
        /// Those there are.
        known: String,
    },
    /// A release rule on something that is not published by day.
    #[error("{0}: rule: {1} has no releases, its values are polled; use {1}.change.24h or {1}.drift")]
    NotReleased(RuleId, SeriesId),
    /// The threshold is missing.
    #[error("{0}: threshold: is missing; give a number in {1}")]
    ThresholdMissing(RuleId, &'static str),
    /// The threshold is out of range.
    #[error("{id}: threshold: {threshold} is not {low} to {high} {unit}")]
    Threshold {
        /// The rule.
        id: RuleId,
        /// What was given.
        threshold: f64,
        /// Lowest.
        low: f64,
        /// Highest.
        high: f64,
        /// Their unit.
        unit: &'static str,
    },
    /// A threshold where nothing is measured.
    #[error("{0}: threshold: this rule measures nothing; leave it out")]
    ThresholdUnused(RuleId),
    /// A hysteresis out of range.
    #[error("{id}: hysteresis: {hysteresis} is not from 0 to below {below} {unit}")]
    Hysteresis {
        /// The rule.
        id: RuleId,
        /// What was given.
        hysteresis: f64,
        /// It must be smaller than this.
        below: f64,
        /// The unit.
        unit: &'static str,
    },
    /// A cooldown out of range.
    #[error("{0}: cooldown: {1} is longer than 30d; switch the rule off instead")]
    Cooldown(RuleId, Span),
    /// A confirmation out of range.
    #[error("{0}: confirm: {1} is not 1 to 10 polls")]
    Confirm(RuleId, u8),
    /// The same rule twice in one list.
    #[error("{0}: rule: is given twice; keep one")]
    Twice(RuleId),
}

/// A rule whose parameters make sense together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "RuleSpec", try_from = "RuleSpec")]
pub struct Rule {
    id: RuleId,
    threshold: Option<f64>,
    direction: Direction,
    cooldown: TimeDelta,
    hysteresis: f64,
    confirm: u8,
    severity: Severity,
    enabled: bool,
}

impl Rule {
    /// Checks a rule as written.
    pub fn new(spec: &RuleSpec) -> Result<Self, RuleError> {
        let id: RuleId = spec.rule.parse()?;
        check_subject(&id)?;
        check_threshold(&id, spec.threshold)?;
        let cooldown = spec.cooldown.length();
        if cooldown > COOLDOWN_MAX {
            return Err(RuleError::Cooldown(id, spec.cooldown));
        }
        if !(1..=CONFIRM_MAX).contains(&spec.confirm) {
            return Err(RuleError::Confirm(id, spec.confirm));
        }
        // What measures nothing has nothing to come back by.
        let below = spec.threshold.map_or(f64::MAX, f64::abs);
        if !(spec.hysteresis == 0.0 || (0.0..below).contains(&spec.hysteresis)) {
            let (hysteresis, unit) = (spec.hysteresis, unit(&id));
            return Err(RuleError::Hysteresis { id, hysteresis, below, unit });
        }
        let RuleSpec { threshold, direction, hysteresis, confirm, severity, enabled, .. } = *spec;
        Ok(Self { id, threshold, direction, cooldown, hysteresis, confirm, severity, enabled })
    }

    /// Checks a list: every rule by itself, and none twice.
    pub fn list(specs: impl IntoIterator<Item = RuleSpec>) -> Result<Vec<Self>, RuleError> {
        let mut rules = Vec::<Self>::new();
        for spec in specs {
            let rule = Self::new(&spec)?;
            if rules.iter().any(|other| other.id == rule.id) {
                return Err(RuleError::Twice(rule.id));
            }
            rules.push(rule);
        }
        Ok(rules)
    }

    /// The same rule with another threshold. A hysteresis that no longer fits below it becomes half of it, so that every
    /// threshold one may choose makes a rule.
    pub fn with_threshold(&self, threshold: f64) -> Result<Self, RuleError> {
        let below = threshold.abs();
        let hysteresis = if self.hysteresis < below { self.hysteresis } else { below / 2.0 };
        Self::new(&RuleSpec { threshold: Some(threshold), hysteresis, ..self.clone().into() })
    }

    /// The same rule, switched on or off.
    #[must_use]
    pub fn switched(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }

    /// Its id.
    pub const fn id(&self) -> &RuleId {
        &self.id
    }

    /// Its threshold, in [`Rule::unit`]; `None` for kinds that measure nothing.
    pub const fn threshold(&self) -> Option<f64> {
        self.threshold
    }

    /// Which way.
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// Shortest time between two alerts on one subject.
    pub const fn cooldown(&self) -> TimeDelta {
        self.cooldown
    }

    /// How far the change must come back, in [`Rule::unit`].
    pub const fn hysteresis(&self) -> f64 {
        self.hysteresis
    }

    /// Polls in a row that must agree, 1 to 10.
    pub const fn confirm(&self) -> u8 {
        self.confirm
    }

    /// How much it matters.
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// Whether it is evaluated.
    pub const fn enabled(&self) -> bool {
        self.enabled
    }

    /// Unit of threshold and hysteresis; empty for kinds that measure nothing.
    pub fn unit(&self) -> &'static str {
        unit(&self.id)
    }

    /// Lowest and highest threshold; `None` for kinds that measure nothing.
    pub fn range(&self) -> Option<(f64, f64)> {
        range(&self.id)
    }

    /// Whether it can look at one direction alone.
    pub const fn has_direction(&self) -> bool {
        matches!(self.id, RuleId::Change(..) | RuleId::Drift(_) | RuleId::Level(..) | RuleId::OddsSwing)
    }
}

fn unit(id: &RuleId) -> &'static str {
    match id {
        RuleId::Change(series, _) | RuleId::Drift(series) => series.definition().change_unit.symbol(),
        RuleId::Level(series, _) => series.unit().symbol(),
        RuleId::OddsSwing | RuleId::OddsLeader => "pp",
        RuleId::EventSoon => "h",
        _ => "",
    }
}

fn check_subject(id: &RuleId) -> Result<(), RuleError> {
    let by_day = |series: SeriesId| series.definition().moments == MomentKind::Day;
    match *id {
        RuleId::Change(series, window) => {
            let shown = series.definition().windows;
            let polled = [Window::Minutes15, Window::Hour1, Window::Hours24, Window::Days7];
            let windows = if by_day(series) { shown } else { &polled };
            if windows.contains(&window.0) {
                return Ok(());
            }
            let known = windows.iter().map(|window| window.as_str()).collect::<Vec<_>>().join(", ");
            Err(RuleError::Window { id: id.clone(), series, window: window.0, known })
        }
        RuleId::Release(series) if !by_day(series) => Err(RuleError::NotReleased(id.clone(), series)),
        _ => Ok(()),
    }
}

fn range(id: &RuleId) -> Option<(f64, f64)> {
    match id {
        // A tenth of the finest published step up to what no series does in a week.
        RuleId::Change(..) | RuleId::Drift(_) => Some((0.001, 1_000.0)),
        RuleId::Level(series, _) => Some(series.definition().range),
        RuleId::OddsSwing => Some((0.1, 100.0)),
        RuleId::EventSoon => Some((0.25, 168.0)),
        _ => None,
    }
}

fn check_threshold(id: &RuleId, threshold: Option<f64>) -> Result<(), RuleError> {
    let unit = unit(id);
    let (low, high) = match range(id) {
        Some(range) => range,
        None if threshold.is_some() => return Err(RuleError::ThresholdUnused(id.clone())),
        None => return Ok(()),
    };
    let threshold = threshold.ok_or_else(|| RuleError::ThresholdMissing(id.clone(), unit))?;
    if (low..=high).contains(&threshold) {
        return Ok(());
    }
    Err(RuleError::Threshold { id: id.clone(), threshold, low, high, unit })
}

impl From<Rule> for RuleSpec {
    fn from(rule: Rule) -> Self {
        let Rule { threshold, direction, hysteresis, confirm, severity, enabled, .. } = rule;
        let (id, cooldown) = (rule.id.to_string(), Span::new(rule.cooldown));
        Self { rule: id, threshold, direction, cooldown, hysteresis, confirm, severity, enabled }
    }
}

impl TryFrom<RuleSpec> for Rule {
    type Error = RuleError;

    fn try_from(spec: RuleSpec) -> Result<Self, Self::Error> {
        Self::new(&spec)
    }
}
