//! ForexFactory's weekly file: what is released from Sunday to Saturday, with forecast, previous figure and impact.
//!
//! It never holds what came. It rolls over at about midnight from Saturday to Sunday in New York; there is no file of
//! the next week. No terms and no limits are published; beyond about two downloads in five minutes the host answers
//! 429 and a web page.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::America::New_York;
use cockpit_domain::calendar::{Impact, Listing, Schedule};
use cockpit_http::{Answer, Limits, Request};

use super::json::{Field, read};
use super::official::is_plausible;
use super::words;
use crate::source::{ParseError, Source, address, nth};

/// This week's releases of the United States.
#[derive(Clone, Copy, Debug)]
pub struct ForexFactory;

impl Source<Schedule> for ForexFactory {
    fn name(&self) -> &'static str {
        "forexfactory"
    }

    fn requests(&self, _now: DateTime<Utc>) -> Vec<Request> {
        let limits = Limits {
            // A real file has 20 kB.
            body_bytes_max: 1024 * 1024,
            spacing: Duration::from_secs(150),
            // A second try counts as a second download.
            tries: 1,
            ..Limits::default()
        };
        let url = address("https://nfs.faireconomy.media/ff_calendar_thisweek.json");
        vec![Request::get(url).limits(limits).conditional(true)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Schedule, ParseError> {
        let answer = nth(answers, 0)?;
        let body = read(&answer.body)?;
        if !body.is_array() {
            return Err(Field::at("answer".to_owned(), Some(&body)).unexpected("array"));
        }
        let rows = Field::root(&body).rows()?;
        let count = rows.len();
        let listings: Vec<Listing> =
            rows.map(|row| listing(&row)).filter_map(Result::transpose).collect::<Result<_, _>>()?;
        let covers = week(&listings).ok_or(ParseError::NoValue { rows: count })?;
        Ok(Schedule {
            source: self.name().to_owned(),
            seen_at: answer.received_at,
            covers,
            estimated: false,
            listings,
        })
    }
}

/// `None` for what is not about the United States, or not a release.
fn listing(row: &Field<'_>) -> Result<Option<Listing>, ParseError> {
    if row.get("country").text()? != "USD" {
        return Ok(None);
    }
    let impact = match row.get("impact").text()? {
        "High" => Impact::High,
        "Medium" => Impact::Medium,
        "Low" => Impact::Low,
        "Holiday" | "Non-Economic" => return Ok(None),
        _ => return Err(row.get("impact").unexpected("High, Medium, Low or Holiday")),
    };
    let (title, date) = (row.get("title"), row.get("date"));
    let at = date.instant()?;
    if !is_plausible(at.date_naive()) {
        return Err(date.unexpected("time of this century"));
    }
    Ok(Some(Listing {
        title: words::some(title.text()?).ok_or_else(|| title.unexpected("title"))?,
        at,
        timed: true,
        impact: Some(impact),
        forecast: words::some(row.get("forecast").text()?),
        previous: words::some(row.get("previous").text()?),
        note: None,
    }))
}

/// The New York week, Sunday to Saturday, in which most rows lie: a stray row of another week does not make this
/// answer complete about that one.
fn week(listings: &[Listing]) -> Option<RangeInclusive<NaiveDate>> {
    let mut rows_of = BTreeMap::<NaiveDate, usize>::new();
    for listing in listings {
        let day = listing.at.with_timezone(&New_York).date_naive();
        let sunday = day.checked_sub_days(Days::new(day.weekday().num_days_from_sunday().into()))?;
        *rows_of.entry(sunday).or_default() += 1;
    }
    let (sunday, _) = rows_of.into_iter().max_by_key(|(_, rows)| *rows)?;
    Some(sunday..=sunday.checked_add_days(Days::new(6))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{now, parse, refusal, refuses_changes, refuses_what_is_no_answer};

    const WEEK: &str = include_str!("../../fixtures/forexfactory_week.json");

    #[test]
    fn only_releases_of_the_united_states_are_listed() {
        let schedule = parse(&ForexFactory, &[WEEK]).unwrap();
        let titles: Vec<&str> = schedule.listings.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(
            titles,
            ["CPI m/m", "10-y Bond Auction", "Unemployment Claims", "FOMC Member Speaks"],
            "neither other currencies nor holidays"
        );
        assert_eq!(
            (schedule.source.as_str(), schedule.seen_at, schedule.estimated),
            ("forexfactory", now(), false)
        );
    }

    #[test]
    fn a_row_keeps_its_words_and_its_instant() {
        let schedule = parse(&ForexFactory, &[WEEK]).unwrap();
        assert_eq!(
            schedule.listings[0],
            Listing {
                title: "CPI m/m".to_owned(),
                at: "2026-11-24T13:30:00Z".parse().unwrap(),
                timed: true,
                impact: Some(Impact::High),
                forecast: Some("<0.2%".to_owned()),
                previous: Some("-0.1%".to_owned()),
                note: None,
            }
        );
        let auction = &schedule.listings[1];
        assert_eq!((auction.forecast.as_deref(), auction.previous.as_deref()), (None, Some("4.58|2.6")));
    }

    #[test]
    fn the_week_runs_from_sunday_to_saturday_in_new_york() {
        let covers = |body: &str| {
            let covers = parse(&ForexFactory, &[body]).unwrap().covers;
            format!("{}..{}", covers.start(), covers.end())
        };
        assert_eq!(covers(WEEK), "2026-11-22..2026-11-28", "Saturday 23:30 there is Sunday in UTC");
        let stray = WEEK.replace("2026-11-24T08:30:00-05:00", "2026-12-01T08:30:00-05:00");
        assert_eq!(covers(&stray), "2026-11-22..2026-11-28", "a stray row does not move it");
    }

    #[test]
    fn a_file_without_a_release_of_the_united_states_is_no_answer() {
        assert_eq!(refusal(&ForexFactory, &["[]"]), "no value in 0 rows");
        assert_eq!(refusal(&ForexFactory, &[&WEEK.replace("\"USD\"", "\"JPY\"")]), "no value in 7 rows");
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&ForexFactory, WEEK);
        refuses_changes(
            &ForexFactory,
            WEEK,
            &[
                ("\"<0.2%\"", "0.2", "[1].forecast: text expected, found 0.2"),
                ("\"<0.2%\"", "null", "[1].forecast: text expected, found null"),
                ("\"CPI m\\/m\"", "\" \"", "[1].title: title expected"),
                ("\"High\"", "\"Extreme\"", "[1].impact: High, Medium, Low or Holiday expected"),
                ("\"previous\":\"-0.1%\"", "\"last\":\"-0.1%\"", "[1].previous: missing"),
                ("2026-11-24T08:30:00-05:00", "2026-11-24 08:30", "[1].date: time expected"),
                ("2026-11-24T08:30:00-05:00", "0001-01-01T00:00:00Z", "[1].date: time of this century"),
            ],
        );
        assert_eq!(refusal(&ForexFactory, &[r#"{"rows":[]}"#]), "answer: array expected, found an object");
    }
}
