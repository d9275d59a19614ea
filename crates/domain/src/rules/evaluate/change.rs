//! *Change over a window*: the new value against the one at the window's start.
//!
//! The value at the start is the newest at or before `observed_at − window` (for `1d`: at or before the day before). It may
//! lie before the start by at most the series' own rhythm: 5 minutes for 15 m, 15 minutes for 1 h, 2 hours for 24 h,
//! 24 hours for 7 d, and never more than the series' longest normal distance between neighbours; series published by day
//! are held to that distance alone. Further away, or when the last value before this one is older than both the window and
//! that distance, is a `gap`. Without any earlier value there is nothing to say.

use chrono::TimeDelta;

use super::gate::{Scale, Signal};
use crate::Moment;
use crate::Origin;
use crate::change::{Window, base_at_or_before};
use crate::rules::decision::Reason;
use crate::rules::input::{Seen, Trust};

/// Why an observation cannot speak for itself.
pub(super) fn distrust(seen: &Seen<'_>) -> Option<Reason> {
    match (seen.trust, seen.sample.origin) {
        (Trust::Held, _) => Some(Reason::Quarantine),
        (_, Origin::Bundled) => Some(Reason::Bundled),
        (_, Origin::Backfill) => Some(Reason::History),
        (Trust::Revised, Origin::Live) => Some(Reason::Revision),
        (Trust::Good, Origin::Live) => None,
    }
}

pub(super) fn signal(window: Window, seen: &Seen<'_>) -> Option<Signal> {
    let definition = seen.series.definition();
    let sample = &seen.sample;
    let start = base_at_or_before(window, sample.observed_at);
    let base = seen.history.at_or_before(start)?;
    let (from, to) = (base.value.amount(), sample.value.amount());
    let change = definition.change_unit.between(from, to)?;

    let distance = start.start() - base.observed_at.start();
    let gap_max = window.length().max(definition.gap_max);
    let publishers_disagree = base.source != sample.source
        && seen.around.disagreed_at.is_some_and(|switched_at| switched_at > base.observed_at.start());
    let guard = distrust(seen).or_else(|| {
        if distance > window.tolerance(&definition) || silence(seen, gap_max) > gap_max {
            Some(Reason::Gap)
        } else if base.origin == Origin::Bundled {
            Some(Reason::Bundled)
        } else {
            publishers_disagree.then_some(Reason::Publisher)
        }
    });
    let (scale, fires) = (Scale::Distance, Reason::Moved);
    Some(Signal {
        value: change,
        scale,
        guard,
        fires,
        from: Some(from),
        from_at: Some(base.observed_at),
        to: Some(to),
        change: Some(change),
    })
}

/// How long nothing was known before this observation. What a source's own history filled in later counts as known.
fn silence(seen: &Seen<'_>, gap_max: TimeDelta) -> TimeDelta {
    let at = seen.sample.observed_at;
    let since = |moment| at.start() - moment;
    // A value of the same day or second says nothing about the time before.
    let seen_live =
        seen.around.previous.map(|(previous, _)| since(previous)).filter(|since| !since.is_zero());
    if let Some(silence) = seen_live.filter(|silence| *silence <= gap_max) {
        return silence;
    }
    let just_before = match at {
        Moment::Day(day) => day.pred_opt().map(Moment::Day),
        Moment::Instant(at) => Some(Moment::Instant(at - TimeDelta::seconds(1))),
    };
    let known = just_before.and_then(|moment| seen.history.at_or_before(moment));
    known.map_or(TimeDelta::MAX, |known| since(known.observed_at.start()))
}
