//! How far back a chart or a history goes.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};

/// How far back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Range {
    /// One day.
    Day,
    /// Seven days.
    Week,
    /// 30 days.
    Month,
    /// 90 days.
    Quarter,
    /// 365 days.
    Year,
    /// Five years.
    FiveYears,
    /// Everything there is.
    Max,
}

impl Range {
    /// Every range, the shortest first.
    pub const ALL: [Self; 7] =
        [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year, Self::FiveYears, Self::Max];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "1d",
            Self::Week => "7d",
            Self::Month => "30d",
            Self::Quarter => "90d",
            Self::Year => "1y",
            Self::FiveYears => "5y",
            Self::Max => "max",
        }
    }

    /// In words, to follow "over".
    pub const fn words(self) -> &'static str {
        match self {
            Self::Day => "one day",
            Self::Week => "7 days",
            Self::Month => "30 days",
            Self::Quarter => "90 days",
            Self::Year => "one year",
            Self::FiveYears => "five years",
            Self::Max => "all of its history",
        }
    }

    /// The start of the range that ends `now`; 1970 for everything there is.
    pub fn start(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let days = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
            Self::FiveYears => 1_826,
            Self::Max => return DateTime::UNIX_EPOCH,
        };
        now - TimeDelta::days(days)
    }

    /// The next shorter one.
    pub fn shorter(self) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|other| *other < self)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no range of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be one of 1d, 7d, 30d, 90d, 1y, 5y, max")]
pub struct UnknownRange;

impl FromStr for Range {
    type Err = UnknownRange;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|range| range.as_str() == word).ok_or(UnknownRange)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_is_read_back_and_begins_before_the_shorter_one() {
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        for range in Range::ALL {
            assert_eq!(range.as_str().parse(), Ok(range));
            if let Some(shorter) = range.shorter() {
                assert!(range.start(now) < shorter.start(now), "{range}");
            }
        }
        assert_eq!(Range::Day.shorter(), None);
        assert!("1D".parse::<Range>().is_err() && "".parse::<Range>().is_err());
    }
}
