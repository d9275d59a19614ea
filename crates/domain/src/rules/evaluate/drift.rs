//! *Drift*: the change since the value last alerted on by this rule, or since the rule was armed, so that a slow slide is
//! told once.
//!
//! The anchor is the first trusted value the rule sees; it moves to the told value whenever this rule fires, and only then
//! (alerts of other rules do not move it: people have different other rules). So drift needs no hysteresis: after an alert
//! the whole threshold has to be covered again. A gap does not silence it, because the change since the anchor is real.
//! Where publishers change and disagree, the anchor is carried over by their ratio (for % changes) or difference, so that
//! the jump between them is never told and the rest of the slide is.

use chrono::{DateTime, Utc};

use super::Told;
use super::change::distrust;
use super::gate::{self, Scale, Signal};
use crate::change::ChangeUnit;
use crate::rules::decision::Reason;
use crate::rules::input::Seen;
use crate::rules::rule::Rule;
use crate::rules::state::{Anchor, RuleState};

pub(super) fn step(
    rule: &Rule,
    threshold: f64,
    state: &mut RuleState,
    seen: &Seen<'_>,
    now: DateTime<Utc>,
) -> Option<Told> {
    let unit = seen.series.definition().change_unit;
    let guard = distrust(seen);
    let here = Anchor { value: seen.sample.value.amount(), at: seen.sample.observed_at.start() };
    let Some(anchor) = &mut state.anchor else {
        if guard.is_none() {
            state.anchor = Some(here);
        }
        return None;
    };
    if let (None, Some((old, new))) = (guard, seen.around.switch) {
        anchor.value = match unit {
            ChangeUnit::Percent if old > 0.0 => anchor.value * (new / old),
            _ => anchor.value + (new - old),
        };
    }
    let Some(change) = unit.between(anchor.value, here.value) else {
        // There is no percentage of nothing: begin again.
        if guard.is_none() {
            state.anchor = Some(here);
        }
        return None;
    };
    let from = Some(anchor.value);
    let from_at = Some(seen.sample.observed_at.at_time(anchor.at));
    let (scale, fires) = (Scale::Distance, Reason::Drifted);
    let signal = Signal {
        value: change,
        scale,
        guard,
        fires,
        from,
        from_at,
        to: Some(here.value),
        change: Some(change),
    };
    let told = gate::step(rule, threshold, state, &signal, now);
    if told.as_ref().is_some_and(|told| told.reason == Reason::Drifted) {
        state.anchor = Some(here);
        state.leave();
        (state.spent_up, state.spent_down) = (false, false);
    }
    told
}
