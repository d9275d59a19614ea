//! A series as one value per day, as far as it was known on each day.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::{Origin, Point, SeriesId};

/// What is known of one series at the end of each day: the newest day spoken of, and its value.
#[derive(Clone, Debug, Default)]
pub struct Daily {
    /// The day of the first entry of `known`.
    first_day: NaiveDate,
    /// One entry a day, up to the last day on which something was learnt.
    known: Vec<(NaiveDate, f64)>,
}

impl Daily {
    /// From a series' points, in any order.
    ///
    /// A value seen live was known on the day it was first seen. History has no such time: it counts as known the
    /// series' usual publication lag after the day it speaks of.
    pub fn new(series: SeriesId, points: impl IntoIterator<Item = Point>) -> Self {
        let lag = Days::new(series.definition().publication_lag_days);
        let mut learnt = BTreeMap::<NaiveDate, (NaiveDate, f64)>::new();
        for point in points {
            let spoken_of = point.observed_at.day();
            let known_on = match point.origin {
                Origin::Live => point.first_seen_at.date_naive().max(spoken_of),
                Origin::Backfill | Origin::Bundled => spoken_of.checked_add_days(lag).unwrap_or(spoken_of),
            };
            let newer = learnt.get(&known_on).is_none_or(|(day, _)| *day <= spoken_of);
            if newer {
                learnt.insert(known_on, (spoken_of, point.value.amount()));
            }
        }
        let Some((first_day, mut newest)) = learnt.first_key_value().map(|(day, value)| (*day, *value))
        else {
            return Self::default();
        };
        let mut known = Vec::new();
        let mut day = first_day;
        for (known_on, value) in learnt {
            while day < known_on {
                known.push(newest);
                day = day.succ_opt().unwrap_or(known_on);
            }
            // What was learnt last need not speak of the newest day: a late backfill must not hide a newer value.
            if value.0 >= newest.0 {
                newest = value;
            }
        }
        known.push(newest);
        Self { first_day, known }
    }

    /// The newest value known at the end of `day`, when it speaks of a day at most `age_days_max` before it.
    pub fn at(&self, day: NaiveDate, age_days_max: u16) -> Option<f64> {
        let index = usize::try_from((day - self.first_day).num_days()).ok()?;
        let (spoken_of, value) = self.known.get(index).or_else(|| self.known.last())?;
        ((day - *spoken_of).num_days() <= i64::from(age_days_max)).then_some(*value)
    }

    /// The mean over the `days` calendar days that end with `day`, each with the last value known then.
    /// `None` when more than a tenth of the days have none.
    pub fn mean(&self, day: NaiveDate, days: u16, age_days_max: u16) -> Option<f64> {
        let values: Vec<f64> = (0..u64::from(days))
            .filter_map(|back| self.at(day.checked_sub_days(Days::new(back))?, age_days_max))
            .collect();
        let enough = values.len() * 10 >= usize::from(days) * 9;
        enough.then(|| values.iter().sum::<f64>() / values.len() as f64)
    }

    /// The first day on which anything was known.
    pub fn first_day(&self) -> Option<NaiveDate> {
        (!self.known.is_empty()).then_some(self.first_day)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::{Moment, Value};

    fn point(day: &str, first_seen_at: &str, percent: f64, origin: Origin) -> Point {
        Point {
            observed_at: Moment::Day(day.parse().unwrap()),
            first_seen_at: first_seen_at.parse::<DateTime<Utc>>().unwrap(),
            value: Value::percent(percent).unwrap(),
            origin,
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_yield_of_history_is_known_the_day_after() {
        let daily = Daily::new(
            SeriesId::Us10y,
            [point("2025-12-23", "2026-11-23T12:00:00Z", 4.17, Origin::Backfill)],
        );
        assert_eq!(daily.at(day("2025-12-23"), 10), None);
        assert_eq!(daily.at(day("2025-12-24"), 10), Some(4.17));
        assert_eq!(daily.at(day("2026-01-02"), 10), Some(4.17));
        assert_eq!(daily.at(day("2026-01-03"), 10), None, "eleven days old");
    }

    #[test]
    fn a_live_value_is_known_when_it_was_seen() {
        let daily =
            Daily::new(SeriesId::Us10y, [point("2025-12-23", "2025-12-26T13:00:00Z", 4.17, Origin::Live)]);
        assert_eq!(daily.at(day("2025-12-25"), 10), None);
        assert_eq!(daily.at(day("2025-12-26"), 10), Some(4.17));
    }

    #[test]
    fn a_mean_with_too_many_holes_is_no_mean() {
        let days = |count: u64| {
            let points = (0..count).map(|n| Point {
                observed_at: Moment::Day(day("2026-01-01").checked_add_days(Days::new(n * 2)).unwrap()),
                ..point("2026-01-01", "2026-11-23T12:00:00Z", 1.0, Origin::Bundled)
            });
            Daily::new(SeriesId::UsdtDominance, points)
        };
        assert_eq!(days(50).mean(day("2026-04-09"), 100, 1), Some(1.0), "every hole is one day wide");
        assert_eq!(
            days(50).mean(day("2026-04-09"), 100, 0),
            None,
            "half the days have no value of their own"
        );
    }
}
