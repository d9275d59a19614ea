//! The lines of the time axis: full hours, days, months and years of a zone.

use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;

/// A line of the time axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeTick {
    /// Where it stands.
    pub at: DateTime<Utc>,
    /// What is written under it.
    pub label: String,
}

/// The distances that people count in.
#[derive(Clone, Copy, Debug)]
enum Step {
    Minutes(u32),
    Days(u64),
    Weeks,
    Months(u32),
    Years(i32),
}

const STEPS: [Step; 18] = [
    Step::Minutes(5),
    Step::Minutes(15),
    Step::Minutes(30),
    Step::Minutes(60),
    Step::Minutes(120),
    Step::Minutes(180),
    Step::Minutes(360),
    Step::Minutes(720),
    Step::Days(1),
    Step::Days(2),
    Step::Weeks,
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
];

/// At most `count_max` lines between `from` and `to`, on the wall clock and calendar of `zone`.
pub fn time_ticks(from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz, count_max: usize) -> Vec<TimeTick> {
    if to <= from {
        return Vec::new();
    }
    let lines = |step: Step| {
        // One more than fits is enough to know that it does not.
        let found: Vec<_> = step.lines(from, to, zone).take(count_max + 1).collect();
        (found.len() <= count_max).then_some(found)
    };
    STEPS.into_iter().find_map(lines).unwrap_or_default()
}

impl Step {
    fn lines(self, from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz) -> impl Iterator<Item = TimeTick> {
        let first = self.floor(from.with_timezone(&zone).naive_local());
        // Where the clocks go forward a wall clock may not show the time at all.
        std::iter::successors(first, move |at| self.next(*at))
            .filter_map(move |local| Some((zone.from_local_datetime(&local).earliest()?.to_utc(), local)))
            .skip_while(move |(at, _)| *at < from)
            .take_while(move |(at, _)| *at <= to)
            .map(move |(at, local)| TimeTick { at, label: self.label(local) })
    }

    fn floor(self, local: NaiveDateTime) -> Option<NaiveDateTime> {
        let day = local.date();
        let day = match self {
            Self::Minutes(step) => {
                let minutes = local.num_seconds_from_midnight() / 60;
                return day
                    .and_hms_opt(0, 0, 0)?
                    .checked_add_signed(TimeDelta::minutes(i64::from(minutes / step * step)));
            }
            // Counted from a fixed day, so that the lines stay where they are when time moves on.
            Self::Days(step) => {
                let number = u64::try_from(day.num_days_from_ce()).ok()?;
                day.checked_sub_days(Days::new(number % step))?
            }
            Self::Weeks => {
                day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))?
            }
            Self::Months(step) => NaiveDate::from_ymd_opt(day.year(), day.month0() / step * step + 1, 1)?,
            Self::Years(step) => NaiveDate::from_ymd_opt(day.year().div_euclid(step) * step, 1, 1)?,
        };
        Some(day.and_time(NaiveTime::MIN))
    }

    fn next(self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        match self {
            Self::Minutes(step) => at.checked_add_signed(TimeDelta::minutes(i64::from(step))),
            Self::Days(step) => at.checked_add_days(Days::new(step)),
            Self::Weeks => at.checked_add_days(Days::new(7)),
            Self::Months(step) => at.checked_add_months(Months::new(step)),
            Self::Years(step) => at.checked_add_months(Months::new(u32::try_from(step).ok()? * 12)),
        }
    }

    /// What is new at the line: the day at midnight, the year in January.
    fn label(self, local: NaiveDateTime) -> String {
        let form = match self {
            Self::Minutes(_) if local.num_seconds_from_midnight() > 0 => "%H:%M",
            Self::Minutes(_) | Self::Days(_) | Self::Weeks => "%-d %b",
            Self::Months(_) if local.month() > 1 => "%b",
            Self::Months(_) | Self::Years(_) => "%Y",
        };
        local.format(form).to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(from: &str, to: &str, zone: Tz, count_max: usize) -> Vec<String> {
        let ticks = time_ticks(from.parse().unwrap(), to.parse().unwrap(), zone, count_max);
        ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn a_day_has_hours_a_month_weeks_and_a_decade_years() {
        let now = "2026-08-26T15:07:30Z";
        for (from, told) in [
            ("2026-08-25T15:07:30Z", vec!["18:00", "26 Aug", "06:00", "12:00"]),
            ("2026-08-19T15:07:30Z", vec!["20 Aug", "22 Aug", "24 Aug", "26 Aug"]),
            ("2026-07-27T15:07:30Z", vec!["3 Aug", "10 Aug", "17 Aug", "24 Aug"]),
            ("2026-05-28T15:07:30Z", vec!["Jun", "Jul", "Aug"]),
            ("2025-08-26T15:07:30Z", vec!["Oct", "2026", "Apr", "Jul"]),
            ("2021-08-26T15:07:30Z", vec!["2022", "2023", "2024", "2025", "2026"]),
            ("2012-08-26T15:07:30Z", vec!["2015", "2020", "2025"]),
        ] {
            assert_eq!(labels(from, now, Tz::UTC, 5), told, "from {from}");
        }
    }

    #[test]
    fn days_begin_at_midnight_of_the_zone_also_when_the_clocks_change() {
        let ticks = time_ticks(
            "2026-10-23T22:00:00Z".parse().unwrap(),
            "2026-10-26T12:00:00Z".parse().unwrap(),
            Tz::Europe__Berlin,
            4,
        );
        let at: Vec<String> = ticks.iter().map(|tick| tick.at.to_rfc3339()).collect();
        assert_eq!(
            at,
            ["2026-10-23T22:00:00+00:00", "2026-10-24T22:00:00+00:00", "2026-10-25T23:00:00+00:00"]
        );
    }

    proptest! {
        #[test]
        fn lines_are_few_rising_and_within(from in 0_i64..2_000_000_000, span in 1_i64..1_000_000_000, count in 2_usize..9) {
            let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
            let (from, to) = (at(from), at(from + span));
            for zone in [Tz::UTC, Tz::America__New_York, Tz::Asia__Kathmandu] {
                let ticks = time_ticks(from, to, zone, count);
                prop_assert!(ticks.len() <= count);
                prop_assert!(ticks.is_sorted_by(|a, b| a.at < b.at));
                prop_assert!(ticks.iter().all(|tick| (from..=to).contains(&tick.at)));
            }
        }
    }
}
