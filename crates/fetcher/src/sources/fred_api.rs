//! FRED's JSON API, which needs a free key. Its observations are the same as those of the CSV.

use chrono::{DateTime, NaiveDate, Utc};
use cockpit_domain::SeriesId;
use cockpit_http::{Answer, Request, Secret};

use super::fred::FredSeries;
use super::json::{Field, read};
use crate::source::{ParseError, Reading, Source, address, days_before, nth};

/// One FRED series over the last days.
#[derive(Clone, Debug)]
pub struct FredApi {
    series: FredSeries,
    since_days: u32,
    key: Secret,
}

impl FredApi {
    /// `series` is one of `us10y`, `walcl`, `wtregen`, `rrpontsyd`.
    pub fn new(series: SeriesId, since_days: u32, key: Secret) -> Self {
        Self { series: FredSeries::of(series), since_days, key }
    }
}

impl Source for FredApi {
    fn name(&self) -> &'static str {
        "fred_api"
    }

    fn requests(&self, now: DateTime<Utc>) -> Vec<Request> {
        vec![request(self.series.id, now, self.since_days, &self.key)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let answer = nth(answers, 0)?;
        self.series.readings(&rows(&answer.body)?, days_before(answer.received_at, self.since_days))
    }
}

/// Asks for the FRED series `id` over the last days.
pub(super) fn request(id: &str, now: DateTime<Utc>, since_days: u32, key: &Secret) -> Request {
    let since = days_before(now, since_days);
    // There is at most one row a day. Newest first: in the other order a limit would keep the oldest.
    let limit = since_days.clamp(1, 100_000);
    let url = address(&format!(
        "https://api.stlouisfed.org/fred/series/observations?series_id={id}&file_type=json&sort_order=desc\
         &observation_start={since}&limit={limit}"
    ));
    Request::get(url).secret_query("api_key", key.clone())
}

/// Every day of an answer, newest first; `None` is a day without a value.
pub(super) fn rows(body: &[u8]) -> Result<Vec<(NaiveDate, Option<f64>)>, ParseError> {
    let body = read(body)?;
    Field::root(&body)
        .get("observations")
        .rows()?
        .map(|row| {
            let value = row.get("value");
            let value = if matches!(value.text()?, "" | ".") { None } else { Some(value.number()?) };
            Ok((row.get("date").day()?, value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{now, parse, refusal, refuses_changes, refuses_what_is_no_answer, told};

    const YIELDS: &str = include_str!("../../fixtures/fred_api_dgs10.json");

    fn yields() -> FredApi {
        FredApi::new(SeriesId::Us10y, 60, Secret::new("0123456789abcdef0123456789abcdef"))
    }

    #[test]
    fn a_dot_is_a_missing_day_not_an_error() {
        let rows = told(&yields(), &[YIELDS]);
        assert_eq!(
            rows,
            [
                ("2026-11-13".to_owned(), 4.69),
                ("2026-11-12".to_owned(), 4.63),
                ("2026-11-10".to_owned(), 4.7)
            ]
        );
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&yields(), YIELDS);
        refuses_changes(
            &yields(),
            YIELDS,
            &[
                ("\"4.6900000000\"", "\"NaN\"", "observations[0].value: number expected"),
                ("\"4.6900000000\"", "null", "observations[0].value: text expected, found null"),
                ("\"value\"", "\"amount\"", "observations[0].value: missing"),
                ("\"date\"", "\"day\"", "observations[0].date: missing"),
                ("2026-11-13", "soon", "observations[0].date: date expected"),
                ("\"observations\"", "\"rows\"", "observations: missing"),
            ],
        );
        assert_eq!(refusal(&yields(), &[r#"{"observations":[]}"#]), "no value in 0 rows");
    }

    #[test]
    fn a_refused_key_is_permanent_and_told_without_the_address() {
        let body = r#"{"error_code":400,"error_message":"Bad Request.  The value for variable api_key is not a 32 character alpha-numeric lower-case string.  Read https://fred.stlouisfed.org/docs/api/api_key.html for more information."}"#;
        assert!(refusal(&yields(), &[body]).contains("api_key is not a 32 character"));
        assert!(!parse(&yields(), &[body]).unwrap_err().is_transient());
    }

    #[test]
    fn the_key_is_not_in_what_prints() {
        let request = yields().requests(now()).remove(0);
        let printed = format!("{request:?} {:?} {}", yields(), request.url());
        assert!(!printed.contains("0123456789abcdef") && printed.contains("sort_order=desc"), "{printed}");
    }
}
