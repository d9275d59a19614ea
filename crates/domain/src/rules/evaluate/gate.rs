//! Holding a measured value against a threshold: excursions, hysteresis, cooldown, confirmation.

use chrono::{DateTime, Utc};

use super::Told;
use crate::Moment;
use crate::rules::decision::{Quantity, Reason};
use crate::rules::rule::{Direction, Rule};
use crate::rules::state::{RuleState, Side};

/// How a value stands to a threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::rules) enum Scale {
    /// A signed change: beyond at +threshold and at −threshold.
    Distance,
    /// A position: at or above the level, or below it. `before` is where it stood; without it there is no crossing.
    Position {
        /// The value before.
        before: Option<f64>,
    },
}

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::rules) struct Signal {
    pub(in crate::rules) value: f64,
    pub(in crate::rules) scale: Scale,
    /// Why it cannot be trusted.
    pub(super) guard: Option<Reason>,
    /// What it means when it fires.
    pub(super) fires: Reason,
    pub(super) from: Option<f64>,
    pub(super) from_at: Option<Moment>,
    pub(super) to: Option<f64>,
    pub(super) change: Option<f64>,
}

impl Signal {
    /// A condition that is met or not.
    pub(super) fn flag(met: bool) -> Self {
        let value = f64::from(u8::from(met));
        let (scale, guard, fires) = (Scale::Distance, None, Reason::Stale);
        Self { value, scale, guard, fires, from: None, from_at: None, to: None, change: None }
    }

    fn told(&self, reason: Reason) -> Told {
        let (from, to) = (self.from.map(Quantity::Number), self.to.map(Quantity::Number));
        Told { reason, from, from_at: self.from_at, to, change: self.change }
    }
}

pub(super) fn step(
    rule: &Rule,
    threshold: f64,
    state: &mut RuleState,
    signal: &Signal,
    now: DateTime<Utc>,
) -> Option<Told> {
    let side = beyond(rule.direction(), threshold, signal, state.side);
    if let Some(guard) = signal.guard {
        let side = side?;
        if state.has_fired() {
            return None;
        }
        enter(state, side);
        state.agreeing = 0;
        return state.tell(guard).map(|reason| signal.told(reason));
    }
    come_back(rule.hysteresis(), threshold, signal, state);
    let Some(side) = side else {
        state.leave();
        state.tidy(rule.cooldown(), now);
        return None;
    };
    enter(state, side);
    state.agreeing = state.agreeing.saturating_add(1).min(rule.confirm());
    let spent = match side {
        Side::Up => state.spent_up,
        Side::Down => state.spent_down,
    };
    let reason = if state.has_fired() {
        return None;
    } else if spent {
        Reason::Hysteresis
    } else if state.is_cooling(rule.cooldown(), now) {
        Reason::Cooldown
    } else if state.agreeing < rule.confirm() {
        Reason::Confirmation
    } else {
        (state.spent_up, state.spent_down) = (true, true);
        come_back(rule.hysteresis(), threshold, signal, state);
        state.fired_at = Some(now);
        state.fired_value = signal.to;
        signal.fires
    };
    state.tell(reason).map(|reason| signal.told(reason))
}

/// The side on which the value is beyond the threshold.
fn beyond(direction: Direction, threshold: f64, signal: &Signal, present: Option<Side>) -> Option<Side> {
    let value = signal.value;
    let side = match signal.scale {
        Scale::Distance if value >= threshold => Side::Up,
        Scale::Distance if -value >= threshold => Side::Down,
        Scale::Distance => return None,
        Scale::Position { before } => {
            let side = side_of(value, threshold);
            // An excursion goes on, or a crossing begins one. (Present may be one that only a value held for review
            // opened: coming back from there is no crossing.)
            if present != Some(side) && before.is_none_or(|before| side_of(before, threshold) == side) {
                return None;
            }
            side
        }
    };
    let looked_at = match direction {
        Direction::Both => true,
        Direction::Up => side == Side::Up,
        Direction::Down => side == Side::Down,
    };
    looked_at.then_some(side)
}

fn side_of(value: f64, level: f64) -> Side {
    if value >= level { Side::Up } else { Side::Down }
}

fn enter(state: &mut RuleState, side: Side) {
    if state.side != Some(side) {
        state.leave();
        state.side = Some(side);
    }
}

/// Re-arms the sides from which the value has come back by the hysteresis.
fn come_back(hysteresis: f64, threshold: f64, signal: &Signal, state: &mut RuleState) {
    let value = signal.value;
    let (from_up, from_down) = match signal.scale {
        Scale::Distance => (value < threshold - hysteresis, -value < threshold - hysteresis),
        Scale::Position { .. } => (value < threshold - hysteresis, value >= threshold + hysteresis),
    };
    state.spent_up &= !from_up;
    state.spent_down &= !from_down;
}
