//! The evaluation: `(rule, state, input, now)` to the next state and at most one decision. Total and pure.
//!
//! # What every rule has in common
//!
//! An evaluation is *beyond* when what is measured has reached the threshold (`>=`) on a side the rule's direction looks
//! at. An unbroken run of evaluations beyond on one side is an *excursion*. In an excursion a rule says each thing at most
//! once, and nothing after it fired. In order:
//!
//! 1. A value that cannot be trusted (held for review, bundled, learnt late, revising; for a change also a gap or
//!    publishers that disagree) gives `suppressed` with that reason, if beyond. It neither counts towards the confirmation
//!    (which starts again) nor re-arms, and not beyond it changes nothing at all.
//! 2. Fired on this side and not yet come back: `suppressed`, `hysteresis`. A change has come back when it is below
//!    threshold − hysteresis on that side; a value has when it is below level − hysteresis (after an upward crossing), or at
//!    or above level + hysteresis (after a downward one).
//! 3. Less than the cooldown since this rule last fired on this subject: `suppressed`, `cooldown`. When the cooldown ends
//!    within the excursion, the rule fires then.
//! 4. Fewer than `confirm` trusted evaluations in a row in this excursion: `held`, `confirmation`. Those of steps 2 and 3
//!    count.
//! 5. Otherwise `fired`.
//!
//! A last alert that lies in the future is the trace of a clock that was wrong, and blocks nothing.

use chrono::{DateTime, Utc};

use super::decision::{Decision, Quantity, Reason};
use super::id::RuleId;
use super::input::{Input, Seen};
use super::rule::Rule;
use super::state::RuleState;
use crate::Moment;

mod change;
mod drift;
mod event;
pub(super) mod gate;
mod level;
mod odds;
mod word;

/// Evaluates one rule. A rule that is switched off, or not about this input, leaves its state as it is.
///
/// State is kept per rule, threshold and subject ([`Input::subject`]).
pub fn evaluate(
    rule: &Rule,
    state: &RuleState,
    input: &Input<'_>,
    now: DateTime<Utc>,
) -> (RuleState, Option<Decision>) {
    let mut state = state.clone();
    let decision = measure(rule, input)
        .and_then(|measured| step(rule, rule.threshold(), &mut state, &measured, input, now));
    (state, decision)
}

/// What is the same for every threshold of a rule, measured once.
pub(super) enum Measured<'a> {
    /// Something to hold against thresholds.
    Signal(gate::Signal),
    /// An observation to compare with each threshold's own anchor.
    Drift(&'a Seen<'a>),
    /// A word to compare with the settled one.
    Word(word::Said),
    /// An event.
    Event(&'a super::input::EventSeen<'a>),
}

pub(super) fn measure<'a>(rule: &Rule, input: &'a Input<'a>) -> Option<Measured<'a>> {
    if !rule.enabled() {
        return None;
    }
    match (rule.id(), input) {
        (RuleId::Change(series, window), Input::Series(seen)) if seen.series == *series => {
            change::signal(window.0, seen).map(Measured::Signal)
        }
        (RuleId::Drift(series), Input::Series(seen)) if seen.series == *series => Some(Measured::Drift(seen)),
        (RuleId::Level(series, _), Input::Series(seen)) if seen.series == *series => {
            Some(Measured::Signal(level::signal(seen)))
        }
        (RuleId::Release(series), Input::Series(seen)) if seen.series == *series => {
            Some(Measured::Word(word::release(seen)))
        }
        (RuleId::RegimeChange, Input::Regime(regime)) => word::regime(*regime).map(Measured::Word),
        (RuleId::OddsSwing, Input::Odds(odds)) => odds::swing(odds).map(Measured::Signal),
        (RuleId::OddsLeader, Input::Leader(leader)) => {
            Some(Measured::Word(odds::leader(leader, rule.hysteresis())))
        }
        (RuleId::EventSoon | RuleId::EventReleased, Input::Event(event)) => Some(Measured::Event(event)),
        (RuleId::SourceStale, Input::Source(source)) => {
            Some(Measured::Signal(gate::Signal::flag(source.stale)))
        }
        _ => None,
    }
}

/// A decision's own numbers.
pub(super) struct Told {
    pub(super) reason: Reason,
    pub(super) from: Option<Quantity>,
    pub(super) from_at: Option<Moment>,
    pub(super) to: Option<Quantity>,
    pub(super) change: Option<f64>,
}

pub(super) fn step(
    rule: &Rule,
    threshold: Option<f64>,
    state: &mut RuleState,
    measured: &Measured<'_>,
    input: &Input<'_>,
    now: DateTime<Utc>,
) -> Option<Decision> {
    let told = match measured {
        Measured::Signal(signal) => gate::step(rule, threshold.unwrap_or(1.0), state, signal, now),
        Measured::Drift(seen) => drift::step(rule, threshold?, state, seen, now),
        Measured::Word(said) => word::step(rule, state, said, now),
        Measured::Event(event) if *rule.id() == RuleId::EventSoon => {
            event::soon(rule, threshold?, state, event, now)
        }
        Measured::Event(event) => event::released(state, event),
    }?;
    Some(Decision {
        at: now,
        rule: rule.id().clone(),
        outcome: told.reason.outcome(),
        reason: told.reason,
        series: rule.id().series(),
        subject: input.subject().map(str::to_owned),
        from: told.from,
        from_at: told.from_at,
        to: told.to,
        change: told.change,
        threshold,
        severity: rule.severity(),
    })
}
