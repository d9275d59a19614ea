//! Days and times of day as people say them, and the way to a moment. The browser says them too, in its own zone, so a
//! local time comes as seconds since 1970 of the wall clock, and nothing here needs tables of zones.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 86_400;

/// The time of day that a wall clock shows: `08:30`.
pub fn clock(local_s: i64) -> String {
    let minutes = local_s.rem_euclid(DAY_S) / MINUTE_S;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The day that a wall clock shows.
pub fn day(local_s: i64) -> NaiveDate {
    DateTime::from_timestamp(local_s, 0).unwrap_or_default().date_naive()
}

/// A day without its year: `Thu 26 Nov`.
pub fn weekday(day: NaiveDate) -> String {
    let weekday = WEEKDAYS[day.weekday().num_days_from_monday() as usize];
    format!("{weekday} {} {}", day.day(), MONTHS[day.month0() as usize])
}

/// A day as the heading of a list: `Today, Mon 23 Nov`, `Thu 26 Nov`.
pub fn heading(day: NaiveDate, today: NaiveDate) -> String {
    let near = match (day - today).num_days() {
        -1 => "Yesterday, ",
        0 => "Today, ",
        1 => "Tomorrow, ",
        _ => "",
    };
    format!("{near}{}", weekday(day))
}

/// A week by its first day: `22 to 28 Nov`, `29 Nov to 5 Dec`.
pub fn week(first: NaiveDate) -> String {
    let last = first + TimeDelta::days(6);
    let month = |day: NaiveDate| MONTHS[day.month0() as usize];
    if first.month() == last.month() {
        format!("{} to {} {}", first.day(), last.day(), month(last))
    } else {
        format!("{} {} to {} {}", first.day(), month(first), last.day(), month(last))
    }
}

/// The time until a moment, in its two largest units: `in 45 s`, `in 3 h 20 min`, `in 1 day 17 h`, `in 10 days`; `due
/// now` once it is there.
pub fn countdown(seconds: i64) -> String {
    let two = |large: String, rest: i64, unit: &str| {
        if rest == 0 { format!("in {large}") } else { format!("in {large} {rest} {unit}") }
    };
    match seconds {
        i64::MIN..=0 => "due now".to_owned(),
        1..MINUTE_S => format!("in {seconds} s"),
        s @ MINUTE_S..HOUR_S => format!("in {} min", s / MINUTE_S),
        s @ HOUR_S..DAY_S => two(format!("{} h", s / HOUR_S), s % HOUR_S / MINUTE_S, "min"),
        s if s < 7 * DAY_S => two(days(s / DAY_S), s % DAY_S / HOUR_S, "h"),
        s => format!("in {}", days(s / DAY_S)),
    }
}

/// The way to a day: `today`, `tomorrow`, `in 5 days`.
pub fn days_until(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        i64::MIN..=0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        ahead => format!("in {}", days(ahead)),
    }
}

fn days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_a_moment_is_told_in_its_two_largest_units() {
        for (seconds, text) in [
            (-1, "due now"),
            (0, "due now"),
            (1, "in 1 s"),
            (3_599, "in 59 min"),
            (3_600, "in 1 h"),
            (12_000, "in 3 h 20 min"),
            (86_400, "in 1 day"),
            (147_600, "in 1 day 17 h"),
            (604_799, "in 6 days 23 h"),
            (900_000, "in 10 days"),
        ] {
            assert_eq!(countdown(seconds), text);
        }
    }

    #[test]
    fn a_wall_clock_is_read_on_both_sides_of_1970() {
        assert_eq!((clock(30_600), clock(-60)), ("08:30".to_owned(), "23:59".to_owned()));
        assert_eq!(weekday(day(-60)), "Wed 31 Dec");
    }

    #[test]
    fn days_and_weeks_have_the_names_people_use() {
        let of = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = of("2026-11-30");
        for (day, name, way) in [
            ("2026-11-29", "Yesterday, Sun 29 Nov", "today"),
            ("2026-11-30", "Today, Mon 30 Nov", "today"),
            ("2026-12-01", "Tomorrow, Tue 1 Dec", "tomorrow"),
            ("2026-12-04", "Fri 4 Dec", "in 4 days"),
        ] {
            assert_eq!((heading(of(day), today).as_str(), days_until(of(day), today).as_str()), (name, way));
        }
        assert_eq!(week(of("2026-11-22")), "22 to 28 Nov");
        assert_eq!(week(of("2026-11-29")), "29 Nov to 5 Dec");
    }
}
