//! What a rule remembers. All of it is here: a restart between two observations changes nothing.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::decision::{Outcome, Reason};

/// A side of a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Beyond it upwards.
    Up,
    /// Beyond it downwards.
    Down,
}

/// A value that later ones are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anchor {
    /// The value, in the unit of the series.
    pub value: f64,
    /// The moment it speaks of.
    pub at: DateTime<Utc>,
}

/// State of one rule with one threshold on one subject. The default is a rule just armed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleState {
    /// Fired upwards and not yet come back.
    #[serde(skip_serializing_if = "no")]
    pub spent_up: bool,
    /// Fired downwards and not yet come back.
    #[serde(skip_serializing_if = "no")]
    pub spent_down: bool,
    /// The side of the present excursion: the unbroken run of evaluations beyond the threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Trusted evaluations in a row in the present excursion, for the confirmation.
    #[serde(skip_serializing_if = "none")]
    pub agreeing: u8,
    /// What was last decided in the present excursion: the same is not said again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<Reason>,
    /// When it last fired; forgotten when the cooldown is over and nothing else depends on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fired_at: Option<DateTime<Utc>>,
    /// The value told then, in the unit of the series.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fired_value: Option<f64>,
    /// What *drift* compares with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// The settled word of rules that compare words: the release last told, the regime, the leader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled: Option<String>,
    /// The word that would take its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub candidate: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn no(value: &bool) -> bool {
    !value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn none(value: &u8) -> bool {
    *value == 0
}

impl RuleState {
    /// Whether nothing has to be remembered: the state need not be stored.
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an alert would come too soon after the last one. A last alert in the future is the trace of a clock that
    /// was wrong, and blocks nothing.
    pub(super) fn is_cooling(&self, cooldown: TimeDelta, now: DateTime<Utc>) -> bool {
        self.fired_at.is_some_and(|fired_at| (TimeDelta::zero()..cooldown).contains(&(now - fired_at)))
    }

    /// Records a decision, unless the same was said before in this excursion or it already fired.
    pub(super) fn tell(&mut self, reason: Reason) -> Option<Reason> {
        if self.has_fired() || self.told == Some(reason) {
            return None;
        }
        self.told = Some(reason);
        Some(reason)
    }

    /// Whether the present excursion has had its alert.
    pub(super) fn has_fired(&self) -> bool {
        self.told.is_some_and(|reason| reason.outcome() == Outcome::Fired)
    }

    /// Ends the present excursion.
    pub(super) fn leave(&mut self) {
        self.side = None;
        self.agreeing = 0;
        self.told = None;
        self.candidate = None;
    }

    /// Forgets the last alert once neither cooldown nor hysteresis asks for it.
    pub(super) fn tidy(&mut self, cooldown: TimeDelta, now: DateTime<Utc>) {
        let waits = self.spent_up || self.spent_down || self.told.is_some();
        if !waits && !self.is_cooling(cooldown, now) {
            self.fired_at = None;
            self.fired_value = None;
        }
    }
}
