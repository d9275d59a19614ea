//! FRED's keyless CSV, the download link of its web pages: one series per request, because several may come as a ZIP.
//!
//! It is undocumented, so the header is checked strictly. Some clients are not refused but left hanging, so one try is
//! cut after nine seconds; there is no documented rate limit, so one request a second.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use cockpit_domain::SeriesId;
use cockpit_http::{Answer, Limits, Request};

use super::body::{csv_rows, number, text};
use super::fred::FredSeries;
use crate::source::{ParseError, Reading, Source, address, days_before, nth};

/// One FRED series over the last days.
#[derive(Clone, Copy, Debug)]
pub struct Fredgraph {
    series: FredSeries,
    since_days: u32,
}

impl Fredgraph {
    /// `series` is one of `us10y`, `walcl`, `wtregen`, `rrpontsyd`.
    pub fn new(series: SeriesId, since_days: u32) -> Self {
        Self { series: FredSeries::of(series), since_days }
    }
}

impl Source for Fredgraph {
    fn name(&self) -> &'static str {
        "fredgraph"
    }

    fn requests(&self, now: DateTime<Utc>) -> Vec<Request> {
        vec![request(self.series.id, days_before(now, self.since_days))]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let answer = nth(answers, 0)?;
        let rows = rows(self.series.id, &answer.body)?;
        // A server that ignores `cosd` sends decades; we keep what was asked for.
        self.series.readings(&rows, days_before(answer.received_at, self.since_days))
    }
}

/// Asks for the FRED series `id` from `since` on.
pub(super) fn request(id: &str, since: NaiveDate) -> Request {
    let url = address(&format!("https://fred.stlouisfed.org/graph/fredgraph.csv?id={id}&cosd={since}"));
    let limits = Limits {
        total: Duration::from_secs(20),
        attempt: Duration::from_secs(9),
        spacing: Duration::from_secs(1),
        tries: 2,
        ..Limits::default()
    };
    Request::get(url).limits(limits).conditional(true)
}

/// Every day of a file of the FRED series `id`; `None` is a day without a value.
pub(super) fn rows(id: &str, body: &[u8]) -> Result<Vec<(NaiveDate, Option<f64>)>, ParseError> {
    let csv = text(body, "CSV")?;
    // Every real file ends with a line end; without it the last figure may have lost digits.
    if !csv.ends_with('\n') {
        return Err(ParseError::unreadable("CSV", "a last line that is cut off"));
    }
    let rows = csv_rows(csv)?;
    let (header, rows) = rows.split_first().ok_or(ParseError::NoValue { rows: 0 })?;
    let header: Vec<&str> = header.iter().collect();
    if !matches!(header[..], ["observation_date" | "DATE", name] if name == id) {
        let expected = format!("observation_date,{id}");
        return Err(ParseError::unexpected("header", expected, header.join(",")));
    }
    rows.iter()
        .map(|row| {
            let (day, value) = (row.get(0).unwrap_or_default(), row.get(1).unwrap_or_default().trim());
            let day = day
                .parse()
                .map_err(|_| ParseError::unexpected("observation_date", "date", format_args!("{day:?}")))?;
            // A day without a value: empty in the CSV, a dot elsewhere at FRED.
            let value = if matches!(value, "" | ".") { None } else { Some(number(id, value)?) };
            Ok((day, value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{now, refusal, refuses_changes, refuses_what_is_no_answer, told};

    const YIELDS: &str = include_str!("../../fixtures/fredgraph_dgs10.csv");

    fn yields() -> Fredgraph {
        Fredgraph::new(SeriesId::Us10y, 60)
    }

    #[test]
    fn an_empty_field_and_a_dot_are_days_without_a_value() {
        let rows = told(&yields(), &[YIELDS]);
        let days: Vec<&str> = rows.iter().map(|(day, _)| day.as_str()).collect();
        assert_eq!(days, ["2026-11-09", "2026-11-10", "2026-11-13", "2026-11-16"]);
        assert_eq!(rows[3].1, 4.9, "trailing zeros do not matter");
    }

    #[test]
    fn the_old_header_is_accepted_and_another_series_is_not() {
        assert_eq!(told(&yields(), &[&YIELDS.replace("observation_date", "DATE")]).len(), 4);
        let words = refusal(&Fredgraph::new(SeriesId::Walcl, 60), &[YIELDS]);
        assert_eq!(words, "header: observation_date,WALCL expected, found observation_date,DGS10");
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&yields(), YIELDS);
        refuses_changes(
            &yields(),
            YIELDS,
            &[
                ("4.13", "NaN", "DGS10: number expected"),
                ("4.13", "1e400", "DGS10: number expected"),
                ("4.13", "4.13,4.20", "CSV expected"),
                ("2026-11-10", "10/11/2026", "observation_date: date expected"),
                ("4.90\n", "4.9", "cut off"),
                ("observation_date,", "", "CSV expected"),
            ],
        );
    }

    #[test]
    fn a_file_without_any_value_is_an_error_and_not_an_empty_success() {
        assert_eq!(
            refusal(&yields(), &["observation_date,DGS10\n2026-11-11,\n2026-11-12,.\n"]),
            "no value in 2 rows"
        );
        assert_eq!(refusal(&yields(), &["observation_date,DGS10\n"]), "no value in 0 rows");
    }

    #[test]
    fn decades_that_were_not_asked_for_are_left_out() {
        let longer = YIELDS.replace("DGS10\n", "DGS10\n1962-01-02,4.06\n");
        assert_eq!(told(&yields(), &[&longer]).len(), 4);
    }

    #[test]
    fn one_series_is_asked_for_from_its_first_day_on() {
        let requests = yields().requests(now());
        assert_eq!(
            requests[0].url().as_str(),
            "https://fred.stlouisfed.org/graph/fredgraph.csv?id=DGS10&cosd=2026-09-24"
        );
    }
}
