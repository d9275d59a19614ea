//! What is known about the schedule without asking anybody: announced days, and days that follow from rules.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::America::New_York;

use super::precedence::{BUILT_IN, RULE};
use super::published::{announced, decisions};
use super::{Listing, Schedule, kind};
use crate::business_day::{is_business_day, new_york, next_business_day, previous_business_day};

/// The New York days the calendar shows: the week of `now`, Sunday to Saturday, and the next three.
pub fn window(now: DateTime<Utc>) -> RangeInclusive<NaiveDate> {
    let today = new_york_day(now);
    let sunday = today - Days::new(u64::from(today.weekday().num_days_from_sunday()));
    sunday..=sunday + Days::new(27)
}

/// The New York day of an instant.
pub fn new_york_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&New_York).date_naive()
}

/// The announced days of the window, and the ones that follow from rules; to be merged as any publisher's schedule.
pub fn own_schedules(now: DateTime<Utc>) -> [Schedule; 2] {
    let window = window(now);
    let publication = announced()
        .filter(|(_, day)| window.contains(day))
        .filter_map(|(title, day)| listing(title, BUILT_IN, day));
    let rules = by_rule(&window).into_iter().filter_map(|(id, day)| listing(id, RULE, day));
    // Said anew each day, so that merging it again within the day changes nothing.
    let seen_at = new_york(new_york_day(now), NaiveTime::MIN);
    let schedule = |source: &str, listings| Schedule {
        source: source.to_owned(),
        seen_at,
        covers: window.clone(),
        estimated: source == RULE,
        listings,
    };
    [schedule(BUILT_IN, publication.collect()), schedule(RULE, rules.collect())]
}

fn listing(title: &str, source: &str, day: NaiveDate) -> Option<Listing> {
    let (hour, minute) = kind::kind_of(title, source)?.usual_time;
    Some(Listing {
        title: title.to_owned(),
        at: new_york(day, NaiveTime::from_hms_opt(hour, minute, 0)?),
        timed: true,
        impact: None,
        forecast: None,
        previous: None,
        note: None,
    })
}

/// Kinds and days within `window` that follow from rules.
fn by_rule(window: &RangeInclusive<NaiveDate>) -> Vec<(&'static str, NaiveDate)> {
    let mut found = Vec::new();
    for day in window.start().iter_days().take_while(|day| day <= window.end()) {
        if day.weekday() == Weekday::Thu {
            // Before a holiday claims come on the last business day, as on Wednesday, 24 December 2025.
            let claims = if is_business_day(day) { day } else { previous_business_day(day) };
            found.extend([("us.claims", claims), ("us.claims.continuing", claims)]);
            // The Fed's own releases come on the next business day instead.
            let fed = if is_business_day(day) { day } else { next_business_day(day) };
            found.push(("us.fed.balance_sheet", fed));
        }
        if day.day() == 1 {
            found.extend(of_month(day));
        }
    }
    // The window may begin within a month.
    let first = window.start().with_day(1).unwrap_or(*window.start());
    if first < *window.start() {
        found.extend(of_month(first));
    }
    found.extend(decisions().map(|(decision, _)| ("us.fomc.minutes", decision + Days::new(21))));
    found.retain(|(_, day)| window.contains(day));
    found
}

/// What comes once in the month that begins on `first`.
fn of_month(first: NaiveDate) -> Vec<(&'static str, NaiveDate)> {
    let nth_business_day = |nth: usize| first.iter_days().filter(|day| is_business_day(*day)).nth(nth - 1);
    let nth_friday = |nth: u64| {
        let until = (Weekday::Fri.num_days_from_monday() + 7 - first.weekday().num_days_from_monday()) % 7;
        first + Days::new(u64::from(until) + 7 * (nth - 1))
    };
    let mut found = Vec::new();
    if let Some(day) = nth_business_day(1) {
        found.extend([("us.ism.manufacturing", day), ("us.ism.manufacturing.prices", day)]);
    }
    if let Some(day) = nth_business_day(3) {
        found.push(("us.ism.services", day));
    }
    // The Bureau of Labor Statistics needs some days after New Year.
    let employment =
        if first.month() == 1 && nth_friday(1).day() <= 3 { nth_friday(2) } else { nth_friday(1) };
    let known = announced()
        .find(|(title, day)| {
            *title == "Employment Situation" && (day.year(), day.month()) == (first.year(), first.month())
        })
        .map(|(_, day)| day);
    if known.is_none() {
        found.extend(["us.payrolls", "us.unemployment", "us.earnings.mom"].map(|id| (id, employment)));
    }
    // ADP comes on the Wednesday of the week in which the official figure does.
    let employment = known.unwrap_or(employment);
    found.push(("us.adp", employment - Days::new(u64::from(employment.weekday().days_since(Weekday::Wed)))));
    let prelim = nth_friday(2);
    found.extend(["us.umich.prelim", "us.umich.expectations.prelim"].map(|id| (id, prelim)));
    let last = prelim + Days::new(14);
    found.extend(["us.umich.final", "us.umich.expectations.final"].map(|id| (id, last)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(now: &str, id: &str) -> Vec<String> {
        let [_, rules] = own_schedules(now.parse().unwrap());
        rules.listings.iter().filter(|row| row.title == id).map(|row| row.at.to_rfc3339()).collect()
    }

    #[test]
    fn the_window_is_four_weeks_from_sunday_in_new_york() {
        // 04:30 UTC on Sunday is half past midnight in New York; 03:30 UTC is still Saturday there.
        for (now, first, last) in [
            ("2026-08-02T04:30:00Z", "2026-08-02", "2026-08-29"),
            ("2026-08-02T03:30:00Z", "2026-07-26", "2026-08-22"),
        ] {
            let window = window(now.parse().unwrap());
            assert_eq!(
                (window.start().to_string(), window.end().to_string()),
                (first.to_owned(), last.to_owned())
            );
        }
    }

    #[test]
    fn half_past_eight_follows_the_clocks_of_new_york() {
        assert_eq!(
            days("2026-10-28T12:00:00Z", "us.claims")[..2],
            ["2026-10-29T12:30:00+00:00", "2026-11-05T13:30:00+00:00"]
        );
        assert_eq!(
            days("2027-03-10T12:00:00Z", "us.claims")[..2],
            ["2027-03-11T13:30:00+00:00", "2027-03-18T12:30:00+00:00"]
        );
    }

    #[test]
    fn claims_come_before_a_holiday_and_the_balance_sheet_after_it() {
        let claims = days("2025-12-22T12:00:00Z", "us.claims");
        assert_eq!(claims[..2], ["2025-12-24T13:30:00+00:00", "2025-12-31T13:30:00+00:00"]);
        assert!(days("2025-12-22T12:00:00Z", "us.fed.balance_sheet")[0].starts_with("2025-12-26"));
    }

    #[test]
    fn the_rules_give_the_days_that_were_published_for_august_2026() {
        let now = "2026-08-02T12:00:00Z";
        for (id, day) in [
            ("us.ism.manufacturing", "2026-08-03T14:00"),
            ("us.ism.services", "2026-08-05T14:00"),
            ("us.adp", "2026-08-05T12:15"),
            ("us.umich.prelim", "2026-08-14T14:00"),
            ("us.umich.final", "2026-08-28T14:00"),
            ("us.fomc.minutes", "2026-08-19T18:00"),
        ] {
            assert!(days(now, id)[0].starts_with(day), "{id}: {:?}", days(now, id));
        }
        assert!(days(now, "us.payrolls").is_empty(), "an announced day needs no rule");
    }

    #[test]
    fn announced_days_are_no_estimates_and_lie_in_the_window() {
        let now = "2026-10-12T12:00:00Z".parse().unwrap();
        let [built_in, rules] = own_schedules(now);
        assert!(!built_in.estimated && rules.estimated);
        let titles: Vec<&str> = built_in.listings.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "Consumer Price Index",
                "Employment Situation",
                "Personal Income and Outlays",
                "FOMC Meeting",
                "FOMC Press Conference"
            ]
        );
        let window = window(now);
        let all = built_in.listings.iter().chain(&rules.listings);
        assert!(all.clone().count() > 20 && all.clone().all(|row| window.contains(&new_york_day(row.at))));
    }
}
