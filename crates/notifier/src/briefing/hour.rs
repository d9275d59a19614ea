//! When somebody's morning is. Pure: the time is an argument.

use chrono::{DateTime, Days, LocalResult, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A briefing that is later than this is no briefing any more.
const LATE_MAX: TimeDelta = TimeDelta::hours(3);
/// No clock change is longer.
const GAP_MAX_MIN: i64 = 24 * 60;

/// A briefing whose hour has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Due {
    /// The recipient's civil day.
    pub day: NaiveDate,
    /// When its hour began.
    pub since: DateTime<Utc>,
}

/// The briefing that is due at `now` for somebody whose hour this is.
pub(super) fn due(zone: Tz, hour: u8, now: DateTime<Utc>) -> Option<Due> {
    let today = now.with_timezone(&zone).date_naive();
    // An hour late in the evening may be looked at after midnight.
    [Some(today), today.checked_sub_days(Days::new(1))].into_iter().flatten().find_map(|day| {
        let since = begins(zone, hour, day)?;
        (since <= now && now < since + LATE_MAX).then_some(Due { day, since })
    })
}

/// When the hour of a day begins: the first of the two where it comes twice, the first moment after where it is left out.
/// `None` for a day that a zone left out.
fn begins(zone: Tz, hour: u8, day: NaiveDate) -> Option<DateTime<Utc>> {
    let wall = day.and_hms_opt(u32::from(hour), 0, 0)?;
    let moments =
        (0..GAP_MAX_MIN).map(|minutes| zone.from_local_datetime(&(wall + TimeDelta::minutes(minutes))));
    let first = moments.into_iter().find_map(|moment| match moment {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at),
        LocalResult::None => None,
    })?;
    (first.date_naive() == day).then(|| first.to_utc())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn begin(zone: &str, hour: u8, day: &str) -> Option<DateTime<Utc>> {
        begins(zone.parse().unwrap(), hour, day.parse().unwrap())
    }

    #[test]
    fn the_hour_is_the_wall_clocks_in_summer_and_winter() {
        assert_eq!(begin("Europe/Berlin", 7, "2026-11-24"), Some(at("2026-11-24T06:00:00Z")));
        assert_eq!(begin("Europe/Berlin", 7, "2026-07-24"), Some(at("2026-07-24T05:00:00Z")));
    }

    #[test]
    fn an_hour_that_is_left_out_is_the_first_moment_after_and_one_that_comes_twice_is_the_first() {
        assert_eq!(begin("Europe/Berlin", 2, "2026-03-29"), Some(at("2026-03-29T01:00:00Z")));
        assert_eq!(begin("Europe/Berlin", 2, "2026-10-25"), Some(at("2026-10-25T00:00:00Z")));
        // Half an hour is left out, from 02:00 to 02:30.
        assert_eq!(begin("Australia/Lord_Howe", 2, "2026-10-04"), Some(at("2026-10-03T15:30:00Z")));
        // Samoa had no 30 December 2011.
        assert_eq!(begin("Pacific/Apia", 7, "2011-12-30"), None);
    }

    #[test]
    fn a_briefing_is_sent_up_to_three_hours_late() {
        let day = |now: &str| due(Tz::Europe__Berlin, 7, at(now)).map(|due| due.day.to_string());
        assert_eq!(day("2026-11-24T05:59:59Z"), None);
        assert_eq!(day("2026-11-24T06:00:00Z").as_deref(), Some("2026-11-24"));
        assert_eq!(day("2026-11-24T08:59:59Z").as_deref(), Some("2026-11-24"));
        assert_eq!(day("2026-11-24T09:00:00Z"), None);
    }

    #[test]
    fn an_evenings_briefing_that_is_late_belongs_to_the_day_before() {
        let due = due(Tz::UTC, 23, at("2026-11-25T01:30:00Z")).unwrap();
        assert_eq!((due.day.to_string().as_str(), due.since), ("2026-11-24", at("2026-11-24T23:00:00Z")));
    }

    proptest! {
        #[test]
        fn in_every_zone_each_day_has_one_briefing(
            zone in proptest::sample::select(&chrono_tz::TZ_VARIANTS[..]), hour in 0_u8..24, start_s in 1_700_000_000_i64..1_900_000_000
        ) {
            let mut days = Vec::new();
            for quarter in 0..(4 * 24 * 5) {
                let now = DateTime::from_timestamp(start_s + quarter * 900, 0).unwrap();
                days.extend(due(zone, hour, now).map(|due| due.day));
            }
            days.dedup();
            let mut once = days.clone();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(&days, &once, "a day came twice, or days went back");
            prop_assert!((5..=6).contains(&days.len()), "{:?}", days);
        }
    }
}
