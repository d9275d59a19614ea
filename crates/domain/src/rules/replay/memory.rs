//! What a replay remembers of one series.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::SOURCE;
use crate::regime::Daily;
use crate::rules::Track;
use crate::rules::input::{History, Sample};
use crate::validate::Held;
use crate::{Moment, Origin, Point, SeriesId, Usd, Value, liquidity};

/// Longer than the longest window with its tolerance.
const KEPT: TimeDelta = TimeDelta::days(15);
/// Longer than what the regime looks back, values' greatest age included.
const KEPT_DAYS: usize = 200;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    pub(super) track: Track,
    /// Seconds since 1970, and the value; rising.
    points: VecDeque<(i64, f64)>,
    /// The last value of each day.
    days: BTreeMap<NaiveDate, f64>,
    held: Option<Waiting>,
}

/// A value that waits for a second, agreeing one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Waiting {
    at: DateTime<Utc>,
    value: f64,
    released_by_agreement: bool,
}

impl Memory {
    /// The moment a line of `series` speaks of.
    pub(super) fn moment(series: SeriesId, at: DateTime<Utc>) -> Moment {
        moment(series, at.timestamp()).unwrap_or(Moment::Instant(at))
    }

    pub(super) fn last_point(&self, series: SeriesId) -> Option<Point> {
        let (at, amount) = *self.points.back()?;
        let observed_at = moment(series, at)?;
        let value = Value::new(amount, series.unit()).ok()?;
        Some(Point { observed_at, first_seen_at: observed_at.start(), value, origin: Origin::Live })
    }

    pub(super) fn keep(&mut self, observed_at: Moment, value: Value) {
        let at = observed_at.timestamp();
        if self.points.back().is_some_and(|(last, _)| *last == at) {
            self.points.pop_back();
        }
        self.points.push_back((at, value.amount()));
        let oldest = at - KEPT.num_seconds();
        // The newest of those too old stays: a base that lies too far back is told from none at all.
        while self.points.get(1).is_some_and(|(at, _)| *at < oldest) {
            self.points.pop_front();
        }
        self.days.insert(observed_at.day(), value.amount());
        if self.days.len() > KEPT_DAYS {
            self.days.pop_first();
        }
    }

    pub(super) fn held(&self, series: SeriesId) -> Option<Held> {
        let waiting = self.held?;
        Some(Held {
            series,
            observed_at: Self::moment(series, waiting.at),
            value: Value::new(waiting.value, series.unit()).ok()?,
            held_at: waiting.at,
            source: SOURCE.to_owned(),
            reason: String::new(),
            released_by_agreement: waiting.released_by_agreement,
        })
    }

    pub(super) fn hold(&mut self, at: DateTime<Utc>, value: Value, released_by_agreement: bool) {
        self.held = Some(Waiting { at, value: value.amount(), released_by_agreement });
    }

    pub(super) fn release(&mut self) {
        self.held = None;
    }

    /// The last value of each day, for the regime: known on the day it was seen.
    pub(super) fn daily(&self, series: SeriesId) -> Daily {
        let points = self.days.iter().filter_map(|(day, amount)| {
            let (observed_at, first_seen_at) = (Moment::Day(*day), Moment::Day(*day).start());
            let value = Value::new(*amount, series.unit()).ok()?;
            Some(Point { observed_at, first_seen_at, value, origin: Origin::Live })
        });
        Daily::new(series, points)
    }

    /// The last weeks as money by day, for net liquidity.
    pub(super) fn amounts(&self) -> liquidity::Daily {
        let days = self.days.iter().rev().take(20);
        days.filter_map(|(day, amount)| Some((*day, Usd::from_billions(*amount)?))).collect()
    }

    pub(super) const fn past(&self, series: SeriesId) -> Past<'_> {
        Past { series, points: &self.points }
    }
}

fn moment(series: SeriesId, timestamp_s: i64) -> Option<Moment> {
    Moment::from_timestamp(series.definition().moments, timestamp_s)
}

/// The remembered values as a past to look back on.
pub(super) struct Past<'a> {
    series: SeriesId,
    points: &'a VecDeque<(i64, f64)>,
}

impl History for Past<'_> {
    fn at_or_before(&self, wanted: Moment) -> Option<Sample<'_>> {
        let after = self.points.partition_point(|(at, _)| *at <= wanted.timestamp());
        let (at, amount) = *self.points.get(after.checked_sub(1)?)?;
        let value = Value::new(amount, self.series.unit()).ok()?;
        Some(Sample { observed_at: moment(self.series, at)?, value, source: SOURCE, origin: Origin::Live })
    }
}
