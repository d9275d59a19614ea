//! Moments in the page's zone, which an awake page turns into the viewer's own.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use chrono_tz::America::New_York;
use chrono_tz::Tz;
use leptos::prelude::*;

use crate::format::civil;

/// What a wall clock in `zone` shows at `at`, as seconds since 1970.
pub(crate) fn local_s(at: DateTime<Utc>, zone: Tz) -> i64 {
    at.with_timezone(&zone).naive_local().and_utc().timestamp()
}

/// The day in `zone`.
pub(crate) fn day_in(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The time of day in New York, where these things happen: `08:30 ET`.
pub(crate) fn new_york(at: DateTime<Utc>) -> String {
    format!("{} ET", civil::clock(local_s(at, New_York)))
}

/// `14:30`.
pub(crate) fn clock(at: DateTime<Utc>, zone: Tz) -> impl IntoView {
    let text = civil::clock(local_s(at, zone));
    view! { <time datetime=iso(at) data-clock=at.timestamp()>{text}</time> }
}

/// `Thu 26 Nov, 14:30`.
pub(crate) fn day_and_clock(at: DateTime<Utc>, zone: Tz) -> impl IntoView {
    let text = format!("{}, {}", civil::weekday(day_in(at, zone)), civil::clock(local_s(at, zone)));
    view! { <time datetime=iso(at) data-day-clock=at.timestamp()>{text}</time> }
}

fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_york_keeps_its_time_of_day_over_the_change_of_the_clocks() {
        for (at, berlin) in [("2026-10-23T12:30:00Z", "14:30"), ("2026-10-30T12:30:00Z", "13:30")] {
            let at = at.parse().unwrap();
            assert_eq!(new_york(at), "08:30 ET");
            assert_eq!(civil::clock(local_s(at, Tz::Europe__Berlin)), berlin);
        }
    }
}
