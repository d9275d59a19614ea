//! The Fed's own calendar: FOMC meetings, press conferences, minutes, the Beige Book, and industrial production.
//!
//! Speeches and testimony are left out: they publish no figure, and the Chair's are in ForexFactory's week. The other
//! statistics are left out too. The file names no impact. It is UTF-8 with a byte-order mark, its texts are
//! HTML that was escaped, its times are New York's, and an empty object ends the list.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, Utc};
use cockpit_domain::calendar::{Listing, Schedule};
use cockpit_http::{Answer, Request};

use super::json::{Field, read};
use super::{official, words};
use crate::source::{ParseError, Source, address, nth};

/// The one statistic that is read: industrial production and capacity utilisation.
const STATISTIC: &str = "G.17";

/// Decisions, press conferences, minutes, Beige Book, industrial production.
#[derive(Clone, Copy, Debug)]
pub struct FederalReserve;

impl Source<Schedule> for FederalReserve {
    fn name(&self) -> &'static str {
        "federalreserve"
    }

    fn requests(&self, _now: DateTime<Utc>) -> Vec<Request> {
        vec![Request::get(address("https://www.federalreserve.gov/json/calendar.json")).conditional(true)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Schedule, ParseError> {
        let answer = nth(answers, 0)?;
        let body = read(&answer.body)?;
        let rows = Field::root(&body).get("events").rows()?;
        let count = rows.len();
        let (mut policy, mut statistics, mut first_month) = (Vec::new(), Vec::new(), None::<NaiveDate>);
        for row in rows {
            // Months of every row tell where the file begins; the other fields of rows that are not ours are not read.
            first_month = month(&row).ok().into_iter().chain(first_month).min();
            match row.get("type").text() {
                Ok("FOMC" | "Beige") => policy.extend(days_of(&row)?),
                Ok("Stat") if row.get("title").text().is_ok_and(|title| title.starts_with(STATISTIC)) => {
                    statistics.extend(days_of(&row)?);
                }
                _ => {}
            }
        }
        // The year's schedule is published as a whole, the next one piece by piece: after the last entry of the FOMC
        // nothing is known to be missing.
        let days = official::listed_days(&policy).ok_or(ParseError::NoValue { rows: count })?;
        let first = first_month.map_or(*days.start(), |month| month.min(*days.start()));
        let listings = policy.into_iter().chain(statistics).collect();
        official::published(self.name(), answer, first..=*days.end(), listings)
    }
}

/// One listing for each day of a row; a meeting of two days is one, on its last day, when the decision comes.
fn days_of(row: &Field<'_>) -> Result<Vec<Listing>, ParseError> {
    let title = words::some(row.get("title").text()?).ok_or_else(|| row.get("title").unexpected("title"))?;
    let (month, time) = (month(row)?, time(&row.get("time"))?);
    let days = row.get("days");
    let note = row.get("description").text().ok().and_then(words::of_html);
    days.text()?
        .split(',')
        .map(|span| {
            let day = last_day(month, span).ok_or_else(|| days.unexpected("days of the month"))?;
            Ok(Listing { note: note.clone(), ..official::in_new_york(title.clone(), day, time) })
        })
        .collect()
}

/// The first day of a month such as `2026-10`.
fn month(row: &Field<'_>) -> Result<NaiveDate, ParseError> {
    let field = row.get("month");
    let first =
        format!("{}-01", field.text()?.trim()).parse().ok().filter(|day| official::is_plausible(*day));
    first.ok_or_else(|| field.unexpected("month"))
}

/// The last day of `28` or `27-28`; a span such as `31-1` ends in the next month.
fn last_day(month: NaiveDate, span: &str) -> Option<NaiveDate> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let Some((first, last)) = span.split_once(['-', '–']) else {
        return month.with_day(number(span)?);
    };
    let (first, last) = (month.with_day(number(first)?)?, number(last)?);
    if last >= first.day() {
        return month.with_day(last);
    }
    let last = month.checked_add_months(Months::new(1))?.with_day(last)?;
    (last <= first.checked_add_days(Days::new(7))?).then_some(last)
}

/// A wall-clock time such as `2:00 p.m.`; `None` when there is none yet.
fn time(field: &Field<'_>) -> Result<Option<NaiveTime>, ParseError> {
    let text = field.text()?.trim();
    if matches!(text, "" | "TBA" | "TBD") {
        return Ok(None);
    }
    let half = text.rsplit(' ').next().unwrap_or_default();
    let plain = match half {
        "a.m." => text.replace(half, "AM"),
        "p.m." => text.replace(half, "PM"),
        _ => text.to_owned(),
    };
    let time = NaiveTime::parse_from_str(&plain, "%I:%M %p");
    time.map(Some).map_err(|_| field.unexpected("time such as 2:00 p.m."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{parse, refusal, refuses_changes, refuses_what_is_no_answer};

    const CALENDAR: &str = include_str!("../../fixtures/federalreserve_calendar.json");

    fn rows(body: &str) -> Vec<(String, String)> {
        let schedule = parse(&FederalReserve, &[body]).unwrap();
        let row = |row: Listing| (row.at.to_rfc3339(), row.title);
        schedule.listings.into_iter().map(row).collect()
    }

    #[test]
    fn decisions_minutes_the_beige_book_and_production_are_listed_and_speeches_are_not() {
        let rows = rows(CALENDAR);
        let rows: Vec<(&str, &str)> = rows.iter().map(|(at, title)| (&at[..16], title.as_str())).collect();
        assert_eq!(
            rows,
            [
                ("2026-10-28T18:00", "FOMC Meeting"),
                ("2026-10-28T18:30", "FOMC Press Conference"),
                ("2026-11-18T19:00", "FOMC Minutes"),
                ("2026-12-02T19:00", "Beige Book"),
                ("2027-01-15T14:15", "G.17 - Industrial Production and Capacity Utilization"),
            ],
            "in UTC, before and after the clocks change"
        );
    }

    #[test]
    fn the_byte_order_mark_is_no_part_of_the_answer() {
        assert_eq!(rows(&format!("\u{feff}{CALENDAR}")), rows(CALENDAR));
    }

    #[test]
    fn the_note_says_which_meeting_in_plain_words() {
        let listings = parse(&FederalReserve, &[CALENDAR]).unwrap().listings;
        assert_eq!(listings[2].note.as_deref(), Some("Meeting of October 27-28"));
        assert_eq!((listings[3].note.as_deref(), listings[3].impact), (None, None));
    }

    #[test]
    fn days_come_as_one_day_a_span_or_a_list() {
        let days = |days: &str| {
            let body = CALENDAR.replace("\"days\": \"2\"", &format!("\"days\": \"{days}\""));
            let rows = rows(&body).into_iter().filter(|(_, title)| title == "Beige Book");
            rows.map(|(at, _)| at[..10].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(days("8-9"), ["2026-12-09"], "the last day of a span");
        assert_eq!(days("1, 8, 15"), ["2026-12-01", "2026-12-08", "2026-12-15"]);
        assert_eq!(days("31-1"), ["2027-01-01"]);
    }

    #[test]
    fn a_row_without_a_time_is_that_day_in_new_york() {
        let body = CALENDAR.replace("\"2:30 p.m.\"", "\"\"");
        let listings = parse(&FederalReserve, &[&body]).unwrap().listings;
        assert_eq!(listings[0].title, "FOMC Press Conference");
        assert_eq!((listings[0].at, listings[0].timed), ("2026-10-28T04:00:00Z".parse().unwrap(), false));
    }

    #[test]
    fn a_next_year_that_is_listed_in_part_is_not_complete() {
        let covers = parse(&FederalReserve, &[CALENDAR]).unwrap().covers;
        assert!(
            CALENDAR.contains("\"2027-01\""),
            "a statistic of January is listed, its FOMC meeting is not"
        );
        assert_eq!(covers, "2026-10-01".parse().unwrap()..="2026-12-02".parse().unwrap());
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&FederalReserve, CALENDAR);
        refuses_changes(
            &FederalReserve,
            CALENDAR,
            &[
                ("\"events\"", "\"rows\"", "events: missing"),
                ("\"title\": \"FOMC Meeting\"", "\"name\": \"x\"", "events[1].title: missing"),
                ("\"days\": \"28\"", "\"days\": \"32\"", "events[1].days: days of the month expected"),
                ("\"days\": \"28\"", "\"days\": \"28-9\"", "events[1].days: days of the month expected"),
                ("\"days\": \"28\"", "\"days\": 28", "events[1].days: text expected, found 28"),
                ("\"2:00 p.m.\"", "\"14:00\"", "events[1].time: time such as 2:00 p.m. expected"),
                ("\"2026-10\"", "\"October\"", "events[1].month: month expected"),
            ],
        );
        assert_eq!(refusal(&FederalReserve, &[r#"{"events":[{}]}"#]), "no value in 1 rows");
    }
}
