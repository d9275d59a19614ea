//! The last 90 days of every series, for the sliders: read once a minute at most, and replayed for whichever rule is asked for.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::rules::{Rule, would_fire};
use cockpit_domain::{Moment, Point, SeriesId};
use cockpit_frontend::settings::view::Past;
use cockpit_store::{Store, StoreError};
use tokio::sync::Mutex;

/// How far back the sliders look.
pub(super) const DAYS: i64 = 90;
/// How much earlier the history begins, so that the first day has a base.
const BASE_DAYS: i64 = 9;
/// How long what was read is as good as new.
const KEPT: TimeDelta = TimeDelta::seconds(60);
/// Points of the line under a slider.
const COURSE_POINTS: usize = 240;

/// Values of series, as they were read last.
#[derive(Debug, Default)]
pub(super) struct Pasts(Mutex<HashMap<SeriesId, Read>>);

/// When it was read, and what.
type Read = (DateTime<Utc>, Arc<[Point]>);

impl Pasts {
    /// A series' values by rising time. Whoever comes while it is read waits for that.
    pub(super) async fn of(
        &self,
        store: &Store,
        series: SeriesId,
        now: DateTime<Utc>,
    ) -> Result<Arc<[Point]>, StoreError> {
        let mut known = self.0.lock().await;
        if let Some((read_at, points)) = known.get(&series)
            && (now - *read_at).abs() < KEPT
        {
            return Ok(Arc::clone(points));
        }
        let kind = series.definition().moments;
        let from = since(now) - TimeDelta::days(BASE_DAYS);
        let points = store.points(series, Moment::of(kind, from), Moment::of(kind, now)).await?;
        let points: Arc<[Point]> = points.into();
        known.insert(series, (now, Arc::clone(&points)));
        Ok(points)
    }
}

/// When the 90 days begin.
pub(super) fn since(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::days(DAYS)
}

/// When a rule would have fired in the last 90 days.
pub(super) fn fired(rule: &Rule, points: &[Point], now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let since = since(now);
    would_fire(rule, points).into_iter().filter(|at| *at >= since).collect()
}

/// The strip under a slider.
pub(super) fn strip(rule: &Rule, points: &[Point], now: DateTime<Utc>) -> Past {
    let from = since(now);
    let begin = points.partition_point(|point| point.observed_at.start() < from);
    let shown = points.get(begin..).unwrap_or_default();
    let every = shown.len().div_ceil(COURSE_POINTS).max(1);
    let last = shown.len().saturating_sub(1);
    let course = shown.iter().enumerate().filter(|(place, _)| place % every == 0 || *place == last);
    let course = course.map(|(_, point)| (point.observed_at.start(), point.value.amount())).collect();
    Past { from, until: now, course, fired: fired(rule, points, now) }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::rules::Preset;
    use cockpit_domain::{Origin, Value};

    use super::*;

    #[test]
    fn a_strip_has_few_points_and_ends_with_the_newest() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let points: Vec<Point> = (0..9_504)
            .rev()
            .map(|quarter| Point {
                observed_at: Moment::Instant(now - TimeDelta::minutes(15 * quarter)),
                first_seen_at: now,
                value: Value::usd(if quarter < 100 { 110_000.0 } else { 100_000.0 }).unwrap(),
                origin: Origin::Backfill,
            })
            .collect();
        let rule = Preset::Balanced.rules().into_iter().find(|rule| rule.id().to_string() == "btc.change.1h");
        let strip = strip(&rule.unwrap(), &points, now);
        assert!((200..=COURSE_POINTS + 1).contains(&strip.course.len()), "{}", strip.course.len());
        assert_eq!((strip.from, strip.course.last().unwrap().0), (since(now), now));
        assert!(strip.course[0].0 >= strip.from);
        assert_eq!(strip.fired, [now - TimeDelta::minutes(15 * 98)], "the second of two that agree");
    }
}
