//! When a feed is asked next. Pure: what happened and the time come in, the next due time comes out.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// The shortest wait after a failure.
const RETRY_MIN: Duration = Duration::from_secs(30);
/// A failing feed is asked at least this often, even when its host said to wait longer than an hour.
const WAIT_MAX: Duration = Duration::from_secs(3_600);

/// When to ask again after `failures` failed rounds in a row (0 after a success), all publishers of the feed counted.
///
/// After a success: one rhythm later. After a failure: 30 s, doubling up to the rhythm (or a minute for faster feeds).
/// `retry_at` is the host's own advice and is obeyed up to an hour. `jitter` in 0..1 spreads feeds by up to a tenth.
pub fn next_due(
    now: DateTime<Utc>,
    rhythm: Duration,
    failures: u32,
    retry_at: Option<DateTime<Utc>>,
    jitter: f64,
) -> DateTime<Utc> {
    let wait = match failures {
        0 => rhythm,
        failures => {
            let doubled = RETRY_MIN.saturating_mul(1 << (failures - 1).min(10));
            doubled.min(rhythm.max(RETRY_MIN * 2))
        }
    };
    let spread = wait.mul_f64(1.0 + 0.1 * jitter.clamp(0.0, 1.0));
    let due = now + delta(spread);
    match retry_at {
        Some(retry_at) => due.max(retry_at.min(now + delta(WAIT_MAX))),
        None => due,
    }
}

/// When to ask first after a start: where the last run left off, at once when that time has passed.
pub fn first_due(now: DateTime<Utc>, rhythm: Duration, planned: Option<DateTime<Utc>>) -> DateTime<Utc> {
    planned.map_or(now, |planned| bounded(now, rhythm, planned).max(now))
}

/// A due time that cannot be right (the clock was set back) is brought back to one rhythm from now.
pub fn bounded(now: DateTime<Utc>, rhythm: Duration, due: DateTime<Utc>) -> DateTime<Utc> {
    let latest = now + delta(rhythm.mul_f64(1.1).max(WAIT_MAX));
    if due > latest { now + delta(rhythm) } else { due }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::days(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const HOUR: Duration = Duration::from_secs(3_600);

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_766_534_400 + seconds, 0).unwrap()
    }

    #[test]
    fn a_success_waits_one_rhythm_and_failures_double_up_to_it() {
        assert_eq!(next_due(at(0), MINUTE, 0, None, 0.0), at(60));
        let hourly: Vec<i64> =
            (1..=9).map(|n| (next_due(at(0), HOUR, n, None, 0.0) - at(0)).num_seconds()).collect();
        assert_eq!(hourly, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(
            next_due(at(0), MINUTE, 40, None, 0.0),
            at(60),
            "a minute feed never waits longer than a minute"
        );
    }

    #[test]
    fn the_hosts_advice_is_obeyed_up_to_an_hour() {
        assert_eq!(next_due(at(0), MINUTE, 1, Some(at(120)), 0.0), at(120));
        assert_eq!(next_due(at(0), MINUTE, 1, Some(at(86_400)), 0.0), at(3_600));
        assert_eq!(next_due(at(0), MINUTE, 1, Some(at(-5)), 0.0), at(30));
    }

    #[test]
    fn a_restart_keeps_the_rhythm_and_a_long_sleep_asks_once_at_once() {
        assert_eq!(first_due(at(0), HOUR, Some(at(900))), at(900));
        assert_eq!(first_due(at(0), HOUR, Some(at(-90_000))), at(0));
        assert_eq!(first_due(at(0), HOUR, None), at(0));
    }

    #[test]
    fn a_clock_set_back_a_day_does_not_silence_a_feed_for_a_day() {
        assert_eq!(bounded(at(0), MINUTE, at(86_400)), at(60));
    }

    proptest! {
        #[test]
        fn a_feed_is_never_asked_sooner_than_half_a_minute_nor_later_than_its_rhythm_or_an_hour(
            rhythm_s in 30_u64..86_400, failures in 0_u32..1_000, retry in proptest::option::of(-1_000_i64..1_000_000),
            jitter in 0.0..1.0_f64,
        ) {
            let rhythm = Duration::from_secs(rhythm_s);
            let wait = next_due(at(0), rhythm, failures, retry.map(at), jitter) - at(0);
            prop_assert!(wait >= TimeDelta::seconds(30));
            prop_assert!(wait <= delta(rhythm.mul_f64(1.1)).max(TimeDelta::hours(1) + TimeDelta::minutes(6)));
        }
    }
}
