//! How often a rule would have fired on one series: the dots under a threshold slider.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};

use super::SOURCE;
use crate::rules::decision::Outcome;
use crate::rules::evaluate::{measure, step};
use crate::rules::input::{History, Input, Sample, Trust};
use crate::rules::{Rule, RuleState, Track};
use crate::{Moment, Origin, Point};

/// When `rule` would have fired on `points`: one series' values by rising moment, each as if it had been seen at its moment
/// and by one publisher. Rules that watch no series never fire here.
pub fn would_fire(rule: &Rule, points: &[Point]) -> Vec<DateTime<Utc>> {
    over(rule, points).0
}

/// What `rule` would remember now, had it been evaluated on `points` as in [`would_fire`]: what is past is not told any more,
/// and what comes is told as if the rule had always been so.
pub fn remembered(rule: &Rule, points: &[Point]) -> RuleState {
    over(rule, points).1
}

fn over(rule: &Rule, points: &[Point]) -> (Vec<DateTime<Utc>>, RuleState) {
    let Some(series) = rule.id().series() else { return Default::default() };
    let past = Past { points, near: AtomicUsize::new(0) };
    let (mut track, mut state) = (Track::default(), RuleState::default());
    let mut fired = Vec::new();
    for point in points {
        let now = point.observed_at.start();
        let Some(seen) = track.follow(series, sample(point), Trust::Good, None, &past, now) else { continue };
        let input = Input::Series(&seen);
        let decision = measure(rule, &input)
            .and_then(|measured| step(rule, rule.threshold(), &mut state, &measured, &input, now));
        if decision.is_some_and(|decision| decision.outcome == Outcome::Fired) {
            fired.push(now);
        }
    }
    (fired, state)
}

/// Points to look back on, from a place that moves along with the questions.
struct Past<'a> {
    points: &'a [Point],
    /// Index of the last answer.
    near: AtomicUsize,
}

impl History for Past<'_> {
    fn at_or_before(&self, wanted: Moment) -> Option<Sample<'_>> {
        let wanted_s = wanted.timestamp();
        let stands =
            |index: usize| self.points.get(index).map(|point| point.observed_at.timestamp() <= wanted_s);
        let mut index = self.near.load(Ordering::Relaxed);
        if stands(index)? {
            while stands(index + 1) == Some(true) {
                index += 1;
            }
        } else {
            let after = self.points.partition_point(|point| point.observed_at.timestamp() <= wanted_s);
            index = after.checked_sub(1)?;
        }
        self.near.store(index, Ordering::Relaxed);
        self.points.get(index).map(sample)
    }
}

fn sample(point: &Point) -> Sample<'static> {
    let Point { observed_at, value, .. } = *point;
    Sample { observed_at, value, source: SOURCE, origin: Origin::Live }
}
