//! The Bureau of Labor Statistics: when prices, jobs and everything else it measures are released, over two years.
//!
//! An iCalendar file without periods and without impact. Automated clients are often refused with 403; nothing depends
//! on this source.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use cockpit_domain::calendar::{Listing, Schedule};
use cockpit_http::{Answer, Request};

use super::ics::{Event, Property, events};
use super::{official, words};
use crate::source::{ParseError, Source, address, nth};

/// All releases.
#[derive(Clone, Copy, Debug)]
pub struct Bls;

impl Source<Schedule> for Bls {
    fn name(&self) -> &'static str {
        "bls"
    }

    fn requests(&self, _now: DateTime<Utc>) -> Vec<Request> {
        let url = address("https://www.bls.gov/schedule/news_release/bls.ics");
        vec![Request::get(url).conditional(true)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Schedule, ParseError> {
        let answer = nth(answers, 0)?;
        let events = events(&answer.body)?;
        let rows = events.len();
        let listings: Vec<Listing> =
            events.iter().filter(|event| !is_cancelled(event)).map(listing).collect::<Result<_, _>>()?;
        let covers = official::listed_days(&listings).ok_or(ParseError::NoValue { rows })?;
        official::published(self.name(), answer, covers, listings)
    }
}

fn is_cancelled(event: &Event) -> bool {
    event.get("STATUS").is_some_and(|status| status.value.eq_ignore_ascii_case("CANCELLED"))
}

fn listing(event: &Event) -> Result<Listing, ParseError> {
    let summary = event.get("SUMMARY").and_then(|summary| words::some(&summary.words()));
    let title = summary.ok_or_else(|| ParseError::missing("SUMMARY"))?;
    let start = event.get("DTSTART").ok_or_else(|| ParseError::missing("DTSTART"))?;
    let unexpected = |expected| ParseError::unexpected("DTSTART", expected, &start.value);
    let instant = start.value.strip_suffix('Z');
    let (day, time) = if let Ok(day) = NaiveDate::parse_from_str(&start.value, "%Y%m%d") {
        (day, None)
    } else {
        let local = NaiveDateTime::parse_from_str(instant.unwrap_or(&start.value), "%Y%m%dT%H%M%S");
        let local = local.map_err(|_| unexpected("date or time"))?;
        (local.date(), Some(local.time()))
    };
    if !official::is_plausible(day) {
        return Err(unexpected("time of this century"));
    }
    match time {
        Some(time) if instant.is_some() => Ok(official::at_instant(title, day.and_time(time).and_utc())),
        Some(_) if !is_eastern(start) => {
            let zone = start.parameter("TZID").unwrap_or("none");
            Err(ParseError::unexpected("DTSTART;TZID", "US-Eastern", zone))
        }
        time => Ok(official::in_new_york(title, day, time)),
    }
}

/// `US-Eastern` is a name of the file's own; its rules there are New York's.
fn is_eastern(start: &Property) -> bool {
    matches!(start.parameter("TZID"), Some("US-Eastern" | "US/Eastern" | "America/New_York"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{parse, refuses_changes, refuses_what_is_no_answer};

    const YEAR: &str = include_str!("../../fixtures/bls_schedule.ics");

    #[test]
    fn wall_clock_times_of_both_halves_of_the_year_become_instants() {
        let schedule = parse(&Bls, &[YEAR]).unwrap();
        let rows: Vec<(String, &str, bool)> = schedule
            .listings
            .iter()
            .map(|row| (row.at.to_rfc3339()[..16].to_owned(), row.title.as_str(), row.timed))
            .collect();
        let rows: Vec<(&str, &str, bool)> =
            rows.iter().map(|(at, title, timed)| (at.as_str(), *title, *timed)).collect();
        assert_eq!(
            rows,
            [
                ("2026-10-02T12:30", "Employment Situation", true),
                ("2026-11-10T13:30", "Consumer Price Index", true),
                ("2026-11-24T05:00", "County Employment, Wages, and Hours of Workers", false),
                ("2026-12-10T13:30", "Consumer Price Index", true),
            ],
            "one is cancelled"
        );
        assert_eq!(schedule.covers, "2026-10-02".parse().unwrap()..="2026-12-10".parse().unwrap());
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&Bls, YEAR);
        refuses_changes(
            &Bls,
            YEAR,
            &[
                (
                    "US-Eastern:20261002",
                    "US-Central:20261002",
                    "DTSTART;TZID: US-Eastern expected, found US-Central",
                ),
                (";TZID=US-Eastern:20261002", ":20261002", "DTSTART;TZID: US-Eastern expected, found none"),
                ("20261002T083000", "20261332T083000", "DTSTART: date or time expected"),
                ("20261002T083000", "18261002T083000", "DTSTART: time of this century expected"),
                ("SUMMARY:Employment Situation", "SUMMARY: ", "SUMMARY: missing"),
                ("END:VCALENDAR", "", "a file that is cut off"),
            ],
        );
    }
}
