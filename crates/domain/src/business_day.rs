//! New York business days: weekdays that are not Federal Reserve bank holidays.
//!
//! The holidays follow 5 U.S.C. 6103 as the Federal Reserve Banks keep them: one that falls on a Sunday is kept on
//! Monday, one that falls on a Saturday is not moved. The bond market also closes on Good Friday, when the Treasury
//! still publishes no curve.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::America::New_York;

/// Whether banks and the bond market in New York are open on `day`.
pub fn is_business_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day)
}

fn is_holiday(day: NaiveDate) -> bool {
    let kept_on = |month, of_month| {
        // A Sunday's holiday is kept on the Monday after it.
        let monday_after = day.weekday() == Weekday::Mon && day.day() == of_month + 1;
        day.month() == month && (day.day() == of_month || monday_after)
    };
    let nth_monday =
        |month, nth| day.month() == month && day.weekday() == Weekday::Mon && (day.day() - 1) / 7 + 1 == nth;
    kept_on(1, 1)
        || nth_monday(1, 3) // Martin Luther King Jr.
        || nth_monday(2, 3) // Washington's Birthday
        || good_friday(day.year()) == Some(day)
        || (day.month() == 5 && day.weekday() == Weekday::Mon && day.day() > 24) // Memorial Day
        || (day.year() >= 2022 && kept_on(6, 19)) // Juneteenth
        || kept_on(7, 4)
        || nth_monday(9, 1) // Labor Day
        || nth_monday(10, 2) // Columbus Day
        || kept_on(11, 11) // Veterans Day
        || (day.month() == 11 && day.weekday() == Weekday::Thu && (day.day() - 1) / 7 + 1 == 4) // Thanksgiving
        || kept_on(12, 25)
}

/// Two days before Easter Sunday, by the anonymous Gregorian computus.
fn good_friday(year: i32) -> Option<NaiveDate> {
    // Names as in Butcher's rule: the year's place in the moon's cycle, the moon's age, the Sunday's distance.
    let cycle = year % 19;
    let (century, year_of_century) = (year / 100, year % 100);
    let epact_shift = century - century / 4 - (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * cycle + epact_shift + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (year_of_century / 4) - moon - year_of_century % 4) % 7;
    let count = moon + weekday - 7 * ((cycle + 11 * moon + 22 * weekday) / 451) + 114;
    let (month, day) = (u32::try_from(count / 31).ok()?, u32::try_from(count % 31 + 1).ok()?);
    NaiveDate::from_ymd_opt(year, month, day)?.checked_sub_days(Days::new(2))
}

/// The last business day before `day`.
pub fn previous_business_day(day: NaiveDate) -> NaiveDate {
    nearest(day, NaiveDate::pred_opt)
}

/// The first business day after `day`.
pub fn next_business_day(day: NaiveDate) -> NaiveDate {
    nearest(day, NaiveDate::succ_opt)
}

fn nearest(day: NaiveDate, step: fn(&NaiveDate) -> Option<NaiveDate>) -> NaiveDate {
    let mut candidate = day;
    // Four closed days in a row is the most there can be; the end of the calendar is its own neighbour.
    while let Some(next) = step(&candidate) {
        candidate = next;
        if is_business_day(candidate) {
            return candidate;
        }
    }
    candidate
}

/// The instant of a New York wall-clock time. In the hour that DST skips: the first instant after it; in the hour
/// that comes twice: the earlier one.
pub fn new_york(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let local = day.and_time(time);
    let found = New_York.from_local_datetime(&local).earliest().or_else(|| {
        // The gap is one hour; the clock shows the same instant one hour later.
        New_York.from_local_datetime(&(local + chrono::TimeDelta::hours(1))).earliest()
    });
    found.map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
}

/// The newest business day whose H.15 yield should be out at `now`: the Board publishes a day's yields on the next
/// business day at 16:15 New York time.
pub fn newest_published_yield_day(now: DateTime<Utc>) -> NaiveDate {
    let today = now.with_timezone(&New_York).date_naive();
    let release = NaiveTime::from_hms_opt(16, 15, 0).map(|time| new_york(today, time));
    let out_today = is_business_day(today) && release.is_some_and(|release| now >= release);
    let last = previous_business_day(today);
    if out_today { last } else { previous_business_day(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_bank_holidays_of_2026_are_closed() {
        let closed = [
            "2026-01-01",
            "2026-01-19",
            "2026-02-16",
            "2026-04-03",
            "2026-05-25",
            "2026-06-19",
            "2026-09-07",
            "2026-10-12",
            "2026-11-11",
            "2026-11-26",
            "2026-12-25",
        ];
        let weekdays = (0..365)
            .filter_map(|n| day("2026-01-01").checked_add_days(Days::new(n)))
            .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
        let found: Vec<String> =
            weekdays.filter(|day| !is_business_day(*day)).map(|day| day.to_string()).collect();
        assert_eq!(found, closed, "4 July 2026 is a Saturday and is not moved");
    }

    #[test]
    fn a_holiday_on_a_sunday_is_kept_on_monday() {
        assert!(!is_business_day(day("2023-01-02")));
        assert!(is_business_day(day("2023-01-03")));
    }

    #[test]
    fn good_friday_is_found_in_every_kind_of_year() {
        for (year, expected) in
            [(2024, "2024-03-29"), (2025, "2025-04-18"), (2027, "2027-03-26"), (2038, "2038-04-23")]
        {
            assert_eq!(good_friday(year), Some(day(expected)));
        }
    }

    #[test]
    fn half_past_eight_in_new_york_is_right_on_both_sides_of_dst() {
        let time = NaiveTime::from_hms_opt(8, 30, 0).unwrap();
        for (date, utc) in [
            ("2027-03-12", "2027-03-12T13:30:00Z"),
            ("2027-03-15", "2027-03-15T12:30:00Z"),
            ("2026-10-30", "2026-10-30T12:30:00Z"),
            ("2026-11-02", "2026-11-02T13:30:00Z"),
        ] {
            assert_eq!(new_york(day(date), time), utc.parse::<DateTime<Utc>>().unwrap());
        }
    }

    #[test]
    fn skipped_and_repeated_hours_have_one_instant_each() {
        let skipped = new_york(day("2027-03-14"), NaiveTime::from_hms_opt(2, 30, 0).unwrap());
        assert_eq!(skipped, "2027-03-14T07:30:00Z".parse::<DateTime<Utc>>().unwrap());
        let repeated = new_york(day("2026-11-01"), NaiveTime::from_hms_opt(1, 30, 0).unwrap());
        assert_eq!(repeated, "2026-11-01T05:30:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn a_yield_is_due_on_the_next_business_day_at_a_quarter_past_four() {
        // Friday's yield comes on Monday 23 Nov 2026 at 16:15 New York = 21:15 UTC.
        for (now, newest) in [
            ("2026-11-23T21:14:59Z", "2026-11-19"),
            ("2026-11-23T21:15:00Z", "2026-11-20"),
            ("2026-11-22T12:00:00Z", "2026-11-19"),
            ("2026-11-28T12:00:00Z", "2026-11-25"), // Thanksgiving: Friday 27th published Wednesday's
        ] {
            assert_eq!(newest_published_yield_day(now.parse().unwrap()), day(newest), "{now}");
        }
    }
}
