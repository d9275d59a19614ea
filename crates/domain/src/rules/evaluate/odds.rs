//! *Odds swing* and *leader change*.
//!
//! A swing is the change of one fixed outcome's price over 24 hours, in percentage points, against its own last price at or
//! before the window's start and at most two hours before it. Thin markets (under $10,000 traded in 24 hours) and wide ones
//! (buyers and sellers more than 10 points apart, or no book) are `thin` and cannot fire. A leader counts as overtaken when
//! another outcome leads by at least the rule's hysteresis, `confirm` polls in a row.

use chrono::TimeDelta;

use super::gate::{Scale, Signal};
use super::word::Said;
use crate::change::ChangeUnit;
use crate::radar::Probability;
use crate::rules::decision::Reason;
use crate::rules::input::{LeaderSeen, OddsSeen};
use crate::{Moment, Usd};

/// Traded in 24 hours, below which one order can move a price.
const VOLUME_24H_MIN: Usd = Usd::from_dollars(10_000);
/// Spread beyond which the middle means little, as a share.
const SPREAD_MAX: f64 = 0.10;
/// How far before the window's start its price may lie.
const TOLERANCE: TimeDelta = TimeDelta::hours(2);

pub(super) fn swing(odds: &OddsSeen<'_>) -> Option<Signal> {
    let (then, before) = odds.day_before?;
    let (from, to) = (before.percent(), odds.probability.percent());
    let change = ChangeUnit::PercentagePoints.between(from, to)?;
    let distance = odds.observed_at - TimeDelta::hours(24) - then;
    let wide = odds.spread.is_none_or(|spread: Probability| spread.share() > SPREAD_MAX);
    let in_time = (TimeDelta::zero()..=TOLERANCE).contains(&distance);
    let thin = wide || odds.volume_24h < VOLUME_24H_MIN;
    let guard = match (in_time, thin) {
        (false, _) => Some(Reason::Gap),
        (true, true) => Some(Reason::Thin),
        (true, false) => None,
    };
    let (scale, fires) = (Scale::Distance, Reason::Swung);
    Some(Signal {
        value: change,
        scale,
        guard,
        fires,
        from: Some(from),
        from_at: Some(Moment::Instant(then)),
        to: Some(to),
        change: Some(change),
    })
}

pub(super) fn leader(leader: &LeaderSeen<'_>, lead_min_pp: f64) -> Said {
    Said {
        word: leader.leader.to_owned(),
        guard: (leader.volume_24h < VOLUME_24H_MIN).then_some(Reason::Thin),
        // Neck and neck is not overtaken.
        counts: leader.lead_pp >= lead_min_pp,
        fires: Reason::Overtaken,
        numbers: None,
        from_at: None,
        ordered: false,
    }
}
