//! What the official schedules (Fed, BEA, BLS) have in common: they say what and when, and nothing about figures.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use chrono_tz::America::New_York;
use cockpit_domain::business_day::new_york;
use cockpit_domain::calendar::{Listing, Schedule};
use cockpit_http::Answer;

use crate::source::ParseError;

/// Whether a published day can be meant; arithmetic with such a day cannot leave the calendar.
pub(super) fn is_plausible(day: NaiveDate) -> bool {
    (2000..2100).contains(&day.year())
}

/// A row at a New York wall-clock time, or on a day.
pub(super) fn in_new_york(title: String, day: NaiveDate, time: Option<NaiveTime>) -> Listing {
    row(title, new_york(day, time.unwrap_or(NaiveTime::MIN)), time.is_some())
}

/// A row at an instant.
pub(super) const fn at_instant(title: String, at: DateTime<Utc>) -> Listing {
    row(title, at, true)
}

const fn row(title: String, at: DateTime<Utc>, timed: bool) -> Listing {
    Listing { title, at, timed, impact: None, forecast: None, previous: None, note: None }
}

/// The New York day of a row.
pub(super) fn day_of(listing: &Listing) -> NaiveDate {
    listing.at.with_timezone(&New_York).date_naive()
}

/// The first and the last day that have a row.
pub(super) fn listed_days<'a>(
    listings: impl IntoIterator<Item = &'a Listing>,
) -> Option<RangeInclusive<NaiveDate>> {
    listings.into_iter().map(day_of).fold(None, |days, day| {
        Some(days.map_or(day..=day, |days: RangeInclusive<NaiveDate>| {
            day.min(*days.start())..=day.max(*days.end())
        }))
    })
}

/// A published schedule, in order of time; what is said twice is kept once.
pub(super) fn published(
    source: &str,
    answer: &Answer,
    covers: RangeInclusive<NaiveDate>,
    mut listings: Vec<Listing>,
) -> Result<Schedule, ParseError> {
    listings.sort_by(|a, b| (a.at, &a.title).cmp(&(b.at, &b.title)));
    listings.dedup_by(|a, b| a.at == b.at && a.title == b.title);
    if listings.is_empty() {
        return Err(ParseError::NoValue { rows: 0 });
    }
    Ok(Schedule {
        source: source.to_owned(),
        seen_at: answer.received_at,
        covers,
        estimated: false,
        listings,
    })
}
