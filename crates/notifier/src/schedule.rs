//! When a message that did not arrive is tried again.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// Pauses before the second, third, … attempt, in seconds: 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 4 h, 8 h, and 8 h from
/// then on. The first attempt is at once.
const PAUSES_S: [u32; 9] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800];

/// Each pause is up to this share longer or shorter, so that what failed together does not come back together.
const JITTER: f64 = 0.2;

/// A message older than this is given up: it would be no news.
pub const GIVE_UP_AFTER: TimeDelta = TimeDelta::hours(24);

/// The pause after so many failed attempts, at least one. `chance` is 0 to 1.
pub fn pause(failed_attempts: u32, chance: f64) -> Duration {
    let index = usize::try_from(failed_attempts.max(1) - 1).unwrap_or(usize::MAX);
    let pause_s = PAUSES_S[index.min(PAUSES_S.len() - 1)];
    let chance = if chance.is_finite() { chance.clamp(0.0, 1.0) } else { 0.5 };
    Duration::from_secs(pause_s.into()).mul_f64(1.0 - JITTER + 2.0 * JITTER * chance)
}

/// When a row is due again: by the schedule, and not before the time the provider named. `None` when that would be too late
/// for a message that was queued at `queued_at`.
pub fn next(
    queued_at: DateTime<Utc>,
    now: DateTime<Utc>,
    failed_attempts: u32,
    not_before: Option<DateTime<Utc>>,
    chance: f64,
) -> Option<DateTime<Utc>> {
    let by_schedule = now + TimeDelta::from_std(pause(failed_attempts, chance)).ok()?;
    let due = not_before.map_or(by_schedule, |named| named.max(by_schedule));
    let end = queued_at + GIVE_UP_AFTER;
    // One last try just before the end is worth more than silence after a long pause.
    if due <= end {
        Some(due)
    } else if now < end - TimeDelta::minutes(5) && not_before.is_none_or(|named| named < end) {
        Some(end - TimeDelta::minutes(1))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_pauses_are_those_of_the_plan_give_or_take_a_fifth() {
        assert_eq!(pause(1, 0.5), Duration::from_secs(5));
        assert_eq!(pause(4, 0.0), Duration::from_secs(480));
        assert_eq!(pause(9, 1.0), Duration::from_secs(34_560));
        assert_eq!(pause(100, 0.5), pause(9, 0.5));
    }

    #[test]
    fn the_providers_time_counts_and_a_day_ends_it() {
        let start = DateTime::UNIX_EPOCH;
        let named = start + TimeDelta::hours(3);
        assert_eq!(next(start, start, 1, Some(named), 0.5), Some(named));
        assert_eq!(next(start, start + TimeDelta::hours(24), 12, None, 0.5), None);
        assert_eq!(next(start, start, 1, Some(start + TimeDelta::hours(25)), 0.5), None);
        let last = next(start, start + TimeDelta::hours(20), 9, None, 0.5).unwrap();
        assert_eq!(last, start + TimeDelta::minutes(24 * 60 - 1));
    }

    proptest! {
        #[test]
        fn a_message_that_never_arrives_is_tried_often_and_ends_within_a_day(chances in proptest::collection::vec(0.0..1.0, 40)) {
            let (start, mut now, mut attempts) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH, 1);
            while let Some(due) = next(start, now, attempts, None, chances[attempts as usize % 40]) {
                prop_assert!(due > now && due <= start + GIVE_UP_AFTER);
                now = due;
                attempts += 1;
                prop_assert!(attempts < 40);
            }
            prop_assert!(attempts >= 10);
        }
    }
}
