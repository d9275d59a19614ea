//! Release days that their publishers have announced long ahead, as known when this program was made.
//!
//! Announced days are moved now and then, and by whole weeks when funding of the government lapses: every publisher that
//! answers is believed before this list.

use chrono::NaiveDate;

/// Decision days of the Federal Open Market Committee (the second day of each meeting), and whether projections come
/// with the decision. Board of Governors; 2027 is tentative until each meeting before it.
const DECISIONS: [((i32, u32, u32), bool); 16] = [
    ((2026, 1, 28), false),
    ((2026, 3, 18), true),
    ((2026, 4, 29), false),
    ((2026, 6, 17), true),
    ((2026, 7, 29), false),
    ((2026, 9, 16), true),
    ((2026, 10, 28), false),
    ((2026, 12, 9), true),
    ((2027, 1, 27), false),
    ((2027, 3, 17), true),
    ((2027, 4, 28), false),
    ((2027, 6, 9), true),
    ((2027, 7, 28), false),
    ((2027, 9, 15), true),
    ((2027, 10, 27), false),
    ((2027, 12, 8), true),
];

/// Bureau of Labor Statistics, month and day of 2026.
const CONSUMER_PRICES_2026: [(u32, u32); 12] = [
    (1, 13),
    (2, 13),
    (3, 11),
    (4, 10),
    (5, 12),
    (6, 10),
    (7, 14),
    (8, 12),
    (9, 11),
    (10, 14),
    (11, 10),
    (12, 10),
];
/// Bureau of Labor Statistics, month and day of 2026; the first three months were moved and are not listed.
const EMPLOYMENT_2026: [(u32, u32); 9] =
    [(4, 3), (5, 8), (6, 5), (7, 2), (8, 7), (9, 4), (10, 2), (11, 6), (12, 4)];
/// Bureau of Economic Analysis, Personal Income and Outlays, month and day of 2026.
const PERSONAL_INCOME_2026: [(u32, u32); 4] = [(9, 30), (10, 29), (11, 25), (12, 23)];

/// Every announced day, with the name of the release as its publisher calls it.
pub(super) fn announced() -> impl Iterator<Item = (&'static str, NaiveDate)> {
    let in_2026 = |title: &'static str, days: &'static [(u32, u32)]| {
        days.iter()
            .filter_map(move |(month, day)| Some((title, NaiveDate::from_ymd_opt(2026, *month, *day)?)))
    };
    let meetings = decisions().flat_map(|(day, projections)| {
        let titles = ["FOMC Meeting", "FOMC Press Conference", "FOMC Economic Projections"];
        titles.into_iter().take(if projections { 3 } else { 2 }).map(move |title| (title, day))
    });
    in_2026("Consumer Price Index", &CONSUMER_PRICES_2026)
        .chain(in_2026("Employment Situation", &EMPLOYMENT_2026))
        .chain(in_2026("Personal Income and Outlays", &PERSONAL_INCOME_2026))
        .chain(meetings)
}

/// Decision days, oldest first, and whether projections come with them.
pub(super) fn decisions() -> impl Iterator<Item = (NaiveDate, bool)> {
    DECISIONS.iter().filter_map(|((year, month, day), projections)| {
        Some((NaiveDate::from_ymd_opt(*year, *month, *day)?, *projections))
    })
}

/// The newest decision on or before `day`; `None` before and after the years that are known.
pub(super) fn decision_before(day: NaiveDate) -> Option<NaiveDate> {
    let found = decisions().map(|(decision, _)| decision).take_while(|decision| *decision <= day).last()?;
    // Meetings are at most eight weeks apart; further on the list has ended.
    ((day - found).num_days() <= 60).then_some(found)
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Weekday};

    use super::*;

    #[test]
    fn every_listed_day_exists_and_is_a_weekday() {
        let days: Vec<_> = announced().collect();
        assert_eq!(days.len(), 12 + 9 + 4 + 16 * 2 + 8);
        assert!(days.iter().all(|(_, day)| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)));
        assert!(decisions().all(|(day, _)| day.weekday() == Weekday::Wed));
    }

    #[test]
    fn after_the_end_of_the_list_no_meeting_is_made_up() {
        assert_eq!(decision_before("2028-04-01".parse().unwrap()), None);
        assert_eq!(decision_before("2025-12-01".parse().unwrap()), None);
    }
}
