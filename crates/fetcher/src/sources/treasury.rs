//! The Treasury's daily par yield curve, keyless CSV, one file per calendar year. Its 10-year rate is the one that
//! H.15 and FRED `DGS10` repeat.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::America::New_York;
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Request};

use super::body::{csv_rows, number, text};
use crate::source::{ParseError, Reading, Source, address};

/// This month also asks for the year before, whose last days are the newest for a while.
const JANUARY: u32 = 1;

/// The 10-year rate of this year's days.
#[derive(Clone, Copy, Debug)]
pub struct Treasury;

impl Source for Treasury {
    fn name(&self) -> &'static str {
        "treasury"
    }

    fn requests(&self, now: DateTime<Utc>) -> Vec<Request> {
        let today = now.with_timezone(&New_York).date_naive();
        let first = if today.month() == JANUARY { today.year() - 1 } else { today.year() };
        (first..=today.year())
            .map(|year| {
                Request::get(address(&format!(
                    "https://home.treasury.gov/resource-center/data-chart-center/interest-rates/daily-treasury-rates.csv/\
                     {year}/all?type=daily_treasury_yield_curve&field_tdr_date_value={year}&page&_format=csv"
                )))
            })
            .collect()
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let (mut readings, mut rows) = (Vec::new(), 0);
        for answer in answers {
            // A year that has just begun has no file yet, or an empty one; beside last year's that is no error.
            if answers.len() > 1 && answer.body.trim_ascii().is_empty() {
                continue;
            }
            let year = read_year(&answer.body)?;
            rows += year.len();
            readings.extend(year.into_iter().flatten());
        }
        if readings.is_empty() { Err(ParseError::NoValue { rows }) } else { Ok(readings) }
    }
}

fn read_year(body: &[u8]) -> Result<Vec<Option<Reading>>, ParseError> {
    let rows = csv_rows(text(body, "CSV")?)?;
    let (header, rows) = rows.split_first().ok_or(ParseError::NoValue { rows: 0 })?;
    if header.get(0) != Some("Date") {
        return Err(ParseError::unexpected("header", "Date first", header.get(0).unwrap_or_default()));
    }
    // Maturities are added now and then, so the column is found by its name.
    let column = header.iter().position(|name| name.trim() == "10 Yr");
    let column = column.ok_or_else(|| ParseError::missing("header: 10 Yr"))?;
    rows.iter()
        .map(|row| {
            let (day, rate) = (row.get(0).unwrap_or_default(), row.get(column).unwrap_or_default().trim());
            let day = NaiveDate::parse_from_str(day, "%m/%d/%Y")
                .map_err(|_| ParseError::unexpected("Date", "MM/DD/YYYY", format_args!("{day:?}")))?;
            if matches!(rate, "" | "N/A") {
                return Ok(None);
            }
            let value = Value::percent(number("10 Yr", rate)?)
                .map_err(|error| ParseError::unexpected("10 Yr", "number", error))?;
            Ok(Some(Reading { series: SeriesId::Us10y, observed_at: Moment::Day(day), value }))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{now, refusal, refuses_changes, refuses_what_is_no_answer, told};

    const CURVE: &str = include_str!("../../fixtures/treasury_curve.csv");

    #[test]
    fn the_ten_year_column_is_found_by_its_name() {
        let rows = [
            ("2026-11-20".to_owned(), 4.12),
            ("2026-11-19".to_owned(), 4.09),
            ("2026-11-17".to_owned(), 4.11),
        ];
        assert_eq!(told(&Treasury, &[CURVE]), rows, "one day has no rate");
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&Treasury, CURVE);
        refuses_changes(
            &Treasury,
            CURVE,
            &[
                ("\"10 Yr\"", "\"10 Year\"", "header: 10 Yr: missing"),
                ("Date,", "Day,", "header: Date first expected"),
                ("11/20/2026", "2026-11-20", "Date: MM/DD/YYYY expected"),
                ("4.12", "NaN", "10 Yr: number expected"),
                ("4.12,", "", "CSV expected"),
            ],
        );
    }

    #[test]
    fn january_reads_two_years_and_the_new_one_may_still_be_empty() {
        let january = "2027-01-02T12:00:00Z".parse().unwrap();
        let asked: Vec<bool> = Treasury
            .requests(january)
            .iter()
            .map(|request| request.url().path().contains("/2026/all"))
            .collect();
        assert_eq!(asked, [true, false]);
        assert_eq!(told(&Treasury, &[CURVE, ""]).len(), 3);
        assert_eq!(refusal(&Treasury, &["", ""]), "no value in 0 rows");
        assert_eq!(Treasury.requests(now()).len(), 1);
    }
}
