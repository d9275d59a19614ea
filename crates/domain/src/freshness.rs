//! Fresh, stale, missing, bundled or held, given `now`. There is no made-up value.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::business_day::{newest_published_yield_day, previous_business_day};
use crate::series::StaleAfter;
use crate::{Observation, Origin, SeriesId};

/// How far a shown value can be trusted to be the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Freshness {
    /// As new as its publisher normally is.
    Fresh,
    /// Older than it should be; the last good value is shown with its age.
    Stale,
    /// There is no value.
    Missing,
    /// From the history that ships with the program.
    Bundled,
    /// A newer value came but is held for review; the last good value is shown.
    Held,
}

/// Freshness of `latest` at `now`; `held` says that a newer value waits for review.
pub fn freshness(latest: Option<&Observation>, held: bool, now: DateTime<Utc>) -> Freshness {
    match latest {
        _ if held => Freshness::Held,
        None => Freshness::Missing,
        Some(latest) if latest.origin == Origin::Bundled => Freshness::Bundled,
        Some(latest) if is_stale(latest, now) => Freshness::Stale,
        Some(_) => Freshness::Fresh,
    }
}

/// Whether the value is older than its series normally is, by the moment it speaks of, not by when it was fetched.
fn is_stale(latest: &Observation, now: DateTime<Utc>) -> bool {
    match latest.series.definition().stale_after {
        StaleAfter::Age(age_max) => latest.observed_at.age(now) > age_max + day_slack(latest.series),
        StaleAfter::BusinessDaysLate => {
            latest.observed_at.day() < previous_business_day(newest_published_yield_day(now))
        }
    }
}

/// A civil day's value speaks of the day's end, but its moment stands at midnight.
fn day_slack(series: SeriesId) -> TimeDelta {
    match series.definition().moments {
        crate::moment::MomentKind::Day => TimeDelta::days(1),
        crate::moment::MomentKind::Instant => TimeDelta::zero(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Moment, Value};

    fn observation(series: SeriesId, observed_at: Moment, origin: Origin) -> Observation {
        Observation {
            series,
            observed_at,
            first_seen_at: DateTime::UNIX_EPOCH,
            value: Value::new(5_000.0, series.unit()).unwrap(),
            source: "coinbase".into(),
            standing: 0,
            origin,
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn bitcoin_is_old_after_a_quarter_of_an_hour() {
        let latest = observation(SeriesId::Btc, Moment::instant(at("2026-11-23T12:00:00Z")), Origin::Live);
        assert_eq!(freshness(Some(&latest), false, at("2026-11-23T12:15:00Z")), Freshness::Fresh);
        assert_eq!(freshness(Some(&latest), false, at("2026-11-23T12:15:01Z")), Freshness::Stale);
    }

    #[test]
    fn a_yield_may_be_one_business_day_late() {
        let latest = observation(SeriesId::Us10y, Moment::Day("2026-11-18".parse().unwrap()), Origin::Live);
        // The 19th is due on the 20th at 21:15 UTC, the 20th on the 23rd.
        assert_eq!(freshness(Some(&latest), false, at("2026-11-20T22:00:00Z")), Freshness::Fresh);
        assert_eq!(freshness(Some(&latest), false, at("2026-11-23T22:00:00Z")), Freshness::Stale);
    }

    #[test]
    fn a_weekly_figure_is_fresh_until_the_next_one_is_clearly_late() {
        let latest =
            observation(SeriesId::NetLiquidity, Moment::Day("2026-11-18".parse().unwrap()), Origin::Live);
        assert_eq!(freshness(Some(&latest), false, at("2026-11-26T21:00:00Z")), Freshness::Fresh);
        assert_eq!(freshness(Some(&latest), false, at("2026-11-29T01:00:00Z")), Freshness::Stale);
    }

    #[test]
    fn bundled_and_held_values_are_never_called_fresh() {
        let now = at("2026-11-23T12:00:00Z");
        let bundled = observation(SeriesId::Btc, Moment::instant(now), Origin::Bundled);
        assert_eq!(freshness(Some(&bundled), false, now), Freshness::Bundled);
        let live = observation(SeriesId::Btc, Moment::instant(now), Origin::Live);
        assert_eq!(freshness(Some(&live), true, now), Freshness::Held);
        assert_eq!(freshness(None, false, now), Freshness::Missing);
    }
}
