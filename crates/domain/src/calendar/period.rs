//! Which period a release's figures speak of, told from the day it comes on.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta, Weekday};

use super::published;

/// How the period follows from the New York day of the release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodRule {
    /// A month, by its first day: `back` months before that of the release day moved by `shift_days`. The shift keeps
    /// releases that straddle the turn of a month in one row: ADP's of September comes on 30 September or in October.
    Month {
        /// Months back.
        back: u32,
        /// Days the release day is moved by before its month is taken.
        shift_days: i64,
    },
    /// A week, by its last day, as publishers name weeks.
    Week {
        /// The last day of it.
        ends_on: Weekday,
        /// How many such weeks before the newest that ended before the release day.
        back: u32,
    },
    /// The quarter before the release day's, by its first day.
    Quarter,
    /// The FOMC meeting whose minutes are published: the newest decision at least two weeks before.
    Meeting,
    /// None is known; the release day is its own name.
    Day,
}

/// The previous month: what most releases speak of.
pub const PREVIOUS_MONTH: PeriodRule = PeriodRule::Month { back: 1, shift_days: 0 };
/// The previous month, when the release comes at a month's end and may slip over it.
pub const PREVIOUS_MONTH_LATE: PeriodRule = PeriodRule::Month { back: 1, shift_days: -5 };
/// The month of the release itself.
pub const SAME_MONTH: PeriodRule = PeriodRule::Month { back: 0, shift_days: 0 };
/// Two months back, when the release comes at a month's beginning and may come days before it.
pub const TWO_MONTHS_BACK: PeriodRule = PeriodRule::Month { back: 2, shift_days: 7 };

impl PeriodRule {
    /// The period of a release on `day`.
    pub fn period(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Month { back, shift_days } => {
                let day = day.checked_add_signed(TimeDelta::try_days(shift_days)?)?;
                day.with_day(1)?.checked_sub_months(Months::new(back))
            }
            Self::Week { ends_on, back } => {
                let since = day.weekday().days_since(ends_on);
                let since = if since == 0 { 7 } else { since } + 7 * back;
                day.checked_sub_days(Days::new(u64::from(since)))
            }
            Self::Quarter => {
                let back = 3 + (day.month0() % 3);
                day.with_day(1)?.checked_sub_months(Months::new(back))
            }
            Self::Meeting => published::decision_before(day.checked_sub_days(Days::new(14))?),
            Self::Day => None,
        }
    }

    /// A period in words: `Jul 2026`, `week to 20 Dec 2025`, `Q2 2026`, `meeting of 29 Jul 2026`.
    pub fn words(self, period: NaiveDate) -> String {
        match self {
            Self::Month { .. } => period.format("%b %Y").to_string(),
            Self::Week { .. } => period.format("week to %-d %b %Y").to_string(),
            Self::Quarter => format!("Q{} {}", period.month0() / 3 + 1, period.year()),
            Self::Meeting => period.format("meeting of %-d %b %Y").to_string(),
            Self::Day => period.format("%-d %b %Y").to_string(),
        }
    }

    /// The period a title names in brackets, `(Sep)` or `(Q3)`: the newest one that had begun on `day`.
    pub(super) fn stated(self, label: &str, day: NaiveDate) -> Option<NaiveDate> {
        let month = match self {
            Self::Month { .. } => {
                let names =
                    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
                let place = names.iter().position(|name| name.eq_ignore_ascii_case(label))?;
                u32::try_from(place).ok()? + 1
            }
            Self::Quarter => match label {
                "Q1" => 1,
                "Q2" => 4,
                "Q3" => 7,
                "Q4" => 10,
                _ => return None,
            },
            Self::Week { .. } | Self::Meeting | Self::Day => return None,
        };
        let this_year = NaiveDate::from_ymd_opt(day.year(), month, 1)?;
        if this_year <= day { Some(this_year) } else { NaiveDate::from_ymd_opt(day.year() - 1, month, 1) }
    }

    /// How far such a release can be moved and still be the same one, in days.
    pub(super) const fn reach_days(self) -> i64 {
        match self {
            Self::Month { .. } => 45,
            Self::Quarter | Self::Meeting => 60,
            Self::Week { .. } | Self::Day => 10,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_follows_from_the_release_day() {
        let claims = PeriodRule::Week { ends_on: Weekday::Sat, back: 0 };
        let continuing = PeriodRule::Week { ends_on: Weekday::Sat, back: 1 };
        let adp = PeriodRule::Month { back: 1, shift_days: 6 };
        for (rule, day, period, words) in [
            (PREVIOUS_MONTH, "2026-01-13", "2025-12-01", "Dec 2025"),
            (PREVIOUS_MONTH_LATE, "2026-12-23", "2026-11-01", "Nov 2026"),
            (PREVIOUS_MONTH_LATE, "2026-10-01", "2026-08-01", "Aug 2026"),
            (TWO_MONTHS_BACK, "2026-08-04", "2026-06-01", "Jun 2026"),
            (TWO_MONTHS_BACK, "2025-09-30", "2025-08-01", "Aug 2025"),
            (SAME_MONTH, "2026-08-14", "2026-08-01", "Aug 2026"),
            (adp, "2026-09-30", "2026-09-01", "Sep 2026"),
            (adp, "2026-09-02", "2026-08-01", "Aug 2026"),
            (claims, "2026-08-06", "2026-08-01", "week to 1 Aug 2026"),
            (claims, "2025-12-24", "2025-12-20", "week to 20 Dec 2025"),
            (continuing, "2026-08-06", "2026-07-25", "week to 25 Jul 2026"),
            (PeriodRule::Quarter, "2026-07-30", "2026-04-01", "Q2 2026"),
            (PeriodRule::Quarter, "2026-03-27", "2025-10-01", "Q4 2025"),
            (PeriodRule::Meeting, "2026-08-19", "2026-07-29", "meeting of 29 Jul 2026"),
            (PeriodRule::Meeting, "2026-10-07", "2026-09-16", "meeting of 16 Sep 2026"),
        ] {
            let found = rule.period(day.parse().unwrap()).unwrap();
            assert_eq!(
                (found.to_string().as_str(), rule.words(found).as_str()),
                (period, words),
                "{rule:?} {day}"
            );
        }
        assert_eq!(PeriodRule::Day.period("2026-08-19".parse().unwrap()), None);
    }

    #[test]
    fn a_month_in_brackets_is_the_newest_of_that_name() {
        let stated =
            |label, day: &str| PREVIOUS_MONTH.stated(label, day.parse().unwrap()).unwrap().to_string();
        assert_eq!(stated("Sep", "2025-12-23"), "2025-09-01");
        assert_eq!(stated("Dec", "2026-01-13"), "2025-12-01");
        assert_eq!(
            PeriodRule::Quarter.stated("Q3", "2025-12-23".parse().unwrap()).unwrap().to_string(),
            "2025-07-01"
        );
    }
}
