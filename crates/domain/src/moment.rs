//! The day or the instant a value speaks of.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use serde::{Serialize, Serializer};

/// Whether the values of a series speak of civil days or of instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MomentKind {
    /// A civil day, such as the day of a yield or the Wednesday of a balance sheet.
    Day,
    /// An instant in UTC, to the second.
    Instant,
}

/// The day or the instant a value speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// A civil day.
    Day(NaiveDate),
    /// An instant, to the second.
    Instant(DateTime<Utc>),
}

impl Moment {
    /// An instant, cut to the whole second: finer than any of our series is published.
    pub fn instant(at: DateTime<Utc>) -> Self {
        Self::Instant(DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at))
    }

    /// From seconds since 1970; a day is its midnight in UTC. `None` outside the calendar's range.
    pub fn from_timestamp(kind: MomentKind, timestamp_s: i64) -> Option<Self> {
        Some(Self::of(kind, DateTime::from_timestamp(timestamp_s, 0)?))
    }

    /// Seconds since 1970; a day stands at its midnight in UTC, so that moments of one series sort.
    pub fn timestamp(self) -> i64 {
        self.start().timestamp()
    }

    /// The instant itself, or the day's midnight in UTC.
    pub fn start(self) -> DateTime<Utc> {
        match self {
            Self::Day(day) => day.and_time(NaiveTime::MIN).and_utc(),
            Self::Instant(at) => at,
        }
    }

    /// The moment of the same kind as this one that `at` lies in.
    #[must_use]
    pub fn at_time(self, at: DateTime<Utc>) -> Self {
        match self {
            Self::Day(_) => Self::Day(at.date_naive()),
            Self::Instant(_) => Self::instant(at),
        }
    }

    /// An instant, or the day that it lies in by UTC.
    pub fn of(kind: MomentKind, at: DateTime<Utc>) -> Self {
        match kind {
            MomentKind::Day => Self::Day(at.date_naive()),
            MomentKind::Instant => Self::instant(at),
        }
    }

    /// The civil day in UTC.
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Instant(at) => at.date_naive(),
        }
    }

    /// How long before `now` the moment was; never negative.
    pub fn age(self, now: DateTime<Utc>) -> TimeDelta {
        (now - self.start()).max(TimeDelta::zero())
    }

    /// Which kind this is.
    pub const fn kind(self) -> MomentKind {
        match self {
            Self::Day(_) => MomentKind::Day,
            Self::Instant(_) => MomentKind::Instant,
        }
    }
}

/// `2026-11-20`, or `2026-11-20T15:59:12Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Instant(at) => f.write_str(&at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Writes an instant to the second, `2026-11-20T15:59:12Z`; for `serialize_with`.
pub fn serialize_seconds<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// As [`serialize_seconds`], with `null` for none.
pub fn serialize_seconds_option<S: Serializer>(
    at: &Option<DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serialize_seconds(at, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_a_date_and_an_instant_to_the_second() {
        let day = Moment::from_timestamp(MomentKind::Day, 1_766_534_400).unwrap();
        assert_eq!(day.to_string(), "2025-12-24");
        let instant = Moment::from_timestamp(MomentKind::Instant, 1_766_591_952).unwrap();
        assert_eq!(instant.to_string(), "2025-12-24T15:59:12Z");
    }

    #[test]
    fn a_moment_survives_the_way_through_a_timestamp() {
        for kind in [MomentKind::Day, MomentKind::Instant] {
            let moment = Moment::from_timestamp(kind, 1_709_164_800).unwrap(); // 29 Feb 2024
            assert_eq!(Moment::from_timestamp(kind, moment.timestamp()), Some(moment));
        }
    }

    #[test]
    fn a_moment_in_the_future_has_no_negative_age() {
        let moment = Moment::from_timestamp(MomentKind::Instant, 1_000).unwrap();
        assert_eq!(moment.age(DateTime::from_timestamp(0, 0).unwrap()), TimeDelta::zero());
    }
}
