//! *Event soon* and *event released*: high-impact events of the calendar.
//!
//! *Soon* is told once, when the time left has come down to the threshold (hours). An event that is moved by a day or more
//! after it was told is told again. *Released* is told once, when the figure is first seen; a figure first seen more than
//! twelve hours after it was due is `late`: history that was only learnt now.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::Told;
use crate::rules::decision::{Quantity, Reason};
use crate::rules::input::EventSeen;
use crate::rules::rule::Rule;
use crate::rules::state::RuleState;

/// A move of this length makes it another date for people.
const MOVED_BY: TimeDelta = TimeDelta::hours(24);
/// How long after its time a figure is news.
const NEWS_FOR: TimeDelta = TimeDelta::hours(12);

pub(super) fn soon(
    rule: &Rule,
    lead_hours: f64,
    state: &mut RuleState,
    event: &EventSeen<'_>,
    now: DateTime<Utc>,
) -> Option<Told> {
    let hours = (event.due_at - now).num_seconds() as f64 / 3_600.0;
    let told_for = state.settled.as_deref().and_then(|at| at.parse::<DateTime<Utc>>().ok());
    let known = told_for.is_some_and(|told_for| (event.due_at - told_for).abs() < MOVED_BY);
    let comes_up = hours > 0.0 && hours <= lead_hours;
    if known || !comes_up || !event.high || event.withdrawn || event.came_at.is_some() {
        return None;
    }
    let reason = if state.is_cooling(rule.cooldown(), now) {
        state.tell(Reason::Cooldown)?
    } else {
        state.leave();
        state.settled = Some(written(event.due_at));
        state.fired_at = Some(now);
        Reason::Soon
    };
    let change = Some((hours * 100.0).round() / 100.0);
    Some(Told { reason, from: None, from_at: None, to: Some(Quantity::Word(written(event.due_at))), change })
}

pub(super) fn released(state: &mut RuleState, event: &EventSeen<'_>) -> Option<Told> {
    let came_at = event.came_at?;
    if state.settled.is_some() || !event.high {
        return None;
    }
    state.settled = Some(written(came_at));
    let reason = if came_at - event.due_at > NEWS_FOR { Reason::Late } else { Reason::Came };
    let from = Some(Quantity::Word(written(event.due_at)));
    Some(Told { reason, from, from_at: None, to: Some(Quantity::Word(written(came_at))), change: None })
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
