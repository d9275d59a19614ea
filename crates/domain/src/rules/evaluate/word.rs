//! Rules that compare words: *new release* (the release last told), *regime change*, *leader change*.
//!
//! The first word is settled in silence. Another word fires, unless it cannot be trusted, comes within the cooldown (then it
//! fires when that is over and it still stands), or has to be confirmed.
//!
//! The word of a release is the day its value speaks of; for weekly series the Wednesday of its week, so that net liquidity
//! is told once per WALCL week whatever leg came last. Revisions speak of a day already told; a day older than the one last
//! told is never told; days learnt as history are settled in silence. The regime's *Unknown* is no word: On, a day of
//! Unknown, On again is no change.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use super::Told;
use super::change::distrust;
use crate::change::Window;
use crate::moment::MomentKind;
use crate::regime::State;
use crate::rules::decision::{Quantity, Reason};
use crate::rules::input::{RegimeSeen, Seen};
use crate::rules::rule::Rule;
use crate::rules::state::RuleState;
use crate::{Moment, SeriesId};

/// A word as it was seen.
pub(in crate::rules) struct Said {
    pub(super) word: String,
    pub(super) guard: Option<Reason>,
    /// Whether it counts as different enough to take the settled one's place.
    pub(super) counts: bool,
    pub(super) fires: Reason,
    /// From, to and change, for words that stand for a value.
    pub(super) numbers: Option<(Option<f64>, f64, Option<f64>)>,
    /// Which moment *from* speaks of.
    pub(super) from_at: Option<Moment>,
    /// Whether only a word that sorts after the settled one takes its place.
    pub(super) ordered: bool,
}

pub(super) fn release(seen: &Seen<'_>) -> Said {
    let to = seen.sample.value.amount();
    let word = release_day(seen.series, seen.sample.observed_at.day());
    let before = word.pred_opt().and_then(|day| seen.history.at_or_before(Moment::Day(day)));
    let from = before.map(|before| before.value.amount());
    let change = from.and_then(|from| seen.series.definition().change_unit.between(from, to));
    let guard = distrust(seen);
    let word = word.to_string();
    Said {
        word,
        guard,
        counts: true,
        fires: Reason::Released,
        numbers: Some((from, to, change)),
        from_at: before.map(|before| before.observed_at),
        ordered: true,
    }
}

/// The day a release is known by.
fn release_day(series: SeriesId, day: NaiveDate) -> NaiveDate {
    let definition = series.definition();
    let weekly = definition.moments == MomentKind::Day && definition.windows == [Window::Days7];
    // Days since the last Wednesday, 0 on a Wednesday.
    let since = if weekly { (day.weekday().num_days_from_monday() + 5) % 7 } else { 0 };
    day.checked_sub_days(Days::new(since.into())).unwrap_or(day)
}

pub(super) fn regime(regime: RegimeSeen) -> Option<Said> {
    let word = match regime.state {
        State::RiskOn => "risk_on",
        State::RiskOff => "risk_off",
        State::Neutral => "neutral",
        State::Unknown => return None,
    };
    let word = word.to_owned();
    Some(Said {
        word,
        guard: None,
        counts: true,
        fires: Reason::Flipped,
        numbers: None,
        from_at: None,
        ordered: false,
    })
}

pub(super) fn step(rule: &Rule, state: &mut RuleState, said: &Said, now: DateTime<Utc>) -> Option<Told> {
    let history = matches!(said.guard, Some(Reason::History | Reason::Bundled));
    let Some(settled) = state.settled.clone() else {
        if said.guard.is_none() || history {
            state.settled = Some(said.word.clone());
        }
        return None;
    };
    let is_older = said.ordered && said.word <= settled;
    if is_older || said.word == settled || !said.counts {
        if !is_older {
            state.leave();
        }
        state.tidy(rule.cooldown(), now);
        return None;
    }
    if history {
        state.settled = Some(said.word.clone());
        return None;
    }
    if state.candidate.as_ref() != Some(&said.word) {
        state.leave();
        state.candidate = Some(said.word.clone());
    }
    let reason = if let Some(guard) = said.guard {
        state.agreeing = 0;
        guard
    } else {
        state.agreeing = state.agreeing.saturating_add(1).min(rule.confirm());
        if state.is_cooling(rule.cooldown(), now) {
            Reason::Cooldown
        } else if state.agreeing < rule.confirm() {
            Reason::Confirmation
        } else {
            said.fires
        }
    };
    let told = state.tell(reason);
    if reason == said.fires {
        state.leave();
        state.settled = Some(said.word.clone());
        state.fired_at = Some(now);
        state.fired_value = said.numbers.map(|(_, to, _)| to);
    }
    let (from, to, change) = match said.numbers {
        Some((from, to, change)) => (from.map(Quantity::Number), Quantity::Number(to), change),
        None => (Some(Quantity::Word(settled)), Quantity::Word(said.word.clone()), None),
    };
    told.map(|reason| Told { reason, from, from_at: said.from_at, to: Some(to), change })
}
