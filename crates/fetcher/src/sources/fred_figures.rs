//! The published figures of one FRED series, in the unit of that series: what the calendar makes its actuals from.

use chrono::{DateTime, NaiveDate, Utc};
use cockpit_http::{Answer, Request, Secret};

use super::{fred_api, fredgraph};
use crate::source::{ParseError, Source, days_before, nth};

/// Two years and two months: a change over a year, of the newest month and of several before it.
const SINCE_DAYS: u32 = 800;

/// A series as FRED has it at present, revisions included.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// FRED's id.
    pub series: &'static str,
    /// By the first day of the period (for claims: the Saturday that ends the week), oldest first, never empty. Periods
    /// without a figure are missing: the row before need not be the period before.
    pub values: Vec<(NaiveDate, f64)>,
}

/// One series over the last 800 days.
#[derive(Clone, Debug)]
pub struct FredFigures {
    series: &'static str,
    key: Option<Secret>,
}

impl FredFigures {
    /// By the keyless CSV, at most one request a second. `series` is FRED's id, such as `PAYEMS`.
    pub const fn keyless(series: &'static str) -> Self {
        Self { series, key: None }
    }

    /// By the JSON API, which answers 120 requests a minute.
    pub const fn with_key(series: &'static str, key: Secret) -> Self {
        Self { series, key: Some(key) }
    }
}

impl Source<Figures> for FredFigures {
    fn name(&self) -> &'static str {
        if self.key.is_some() { "fred_api" } else { "fredgraph" }
    }

    fn requests(&self, now: DateTime<Utc>) -> Vec<Request> {
        vec![match &self.key {
            Some(key) => fred_api::request(self.series, now, SINCE_DAYS, key),
            None => fredgraph::request(self.series, days_before(now, SINCE_DAYS)),
        }]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Figures, ParseError> {
        let answer = nth(answers, 0)?;
        let rows = match self.key {
            Some(_) => fred_api::rows(&answer.body)?,
            None => fredgraph::rows(self.series, &answer.body)?,
        };
        // A server that ignores the first day sends decades.
        let since = days_before(answer.received_at, SINCE_DAYS);
        let asked_for = rows.iter().filter(|(day, _)| *day >= since);
        let mut values: Vec<(NaiveDate, f64)> =
            asked_for.filter_map(|(day, value)| Some((*day, (*value)?))).collect();
        values.sort_by_key(|(day, _)| *day);
        if let Some(pair) = values.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(ParseError::unexpected(self.series, "one figure of each period", pair[0].0));
        }
        if values.is_empty() {
            return Err(ParseError::NoValue { rows: rows.len() });
        }
        Ok(Figures { series: self.series, values })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{now, parse, refusal, refuses_changes, refuses_what_is_no_answer};

    const CSV: &str = include_str!("../../fixtures/fred_figures_payems.csv");
    const JSON: &str = include_str!("../../fixtures/fred_figures_payems.json");

    fn keyless() -> FredFigures {
        FredFigures::keyless("PAYEMS")
    }

    fn with_key() -> FredFigures {
        FredFigures::with_key("PAYEMS", Secret::new("0123456789abcdef0123456789abcdef"))
    }

    #[test]
    fn both_roads_tell_the_same_figures_and_a_missing_month_is_not_a_zero() {
        let expected = [("2026-07-01", 159_030.0), ("2026-08-01", 159_101.0), ("2026-10-01", 159_220.0)];
        let expected = expected.map(|(day, value)| (day.parse().unwrap(), value)).to_vec();
        let figures = Figures { series: "PAYEMS", values: expected };
        assert_eq!(parse(&keyless(), &[CSV]), Ok(figures.clone()));
        assert_eq!(parse(&with_key(), &[JSON]), Ok(figures));
    }

    #[test]
    fn years_that_were_not_asked_for_are_left_out() {
        let longer = CSV.replace("PAYEMS\n", "PAYEMS\n1939-01-01,29923\n");
        assert_eq!(parse(&keyless(), &[&longer]), parse(&keyless(), &[CSV]));
        let only_old = "observation_date,PAYEMS\n1939-01-01,29923\n";
        assert_eq!(refusal(&keyless(), &[only_old]), "no value in 1 rows");
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&keyless(), CSV);
        refuses_changes(
            &keyless(),
            CSV,
            &[
                ("PAYEMS", "UNRATE", "header: observation_date,PAYEMS expected"),
                ("159220.000\n", "159220.0", "cut off"),
                ("2026-08-01", "2026-07-01", "PAYEMS: one figure of each period expected"),
                ("159101", "159,101", "CSV expected"),
            ],
        );
        refuses_what_is_no_answer(&with_key(), JSON);
    }

    #[test]
    fn about_two_years_are_asked_for_and_the_key_does_not_print() {
        assert_eq!(
            keyless().requests(now())[0].url().as_str(),
            "https://fred.stlouisfed.org/graph/fredgraph.csv?id=PAYEMS&cosd=2024-09-14"
        );
        let request = with_key().requests(now()).remove(0);
        let printed = format!("{request:?} {:?} {}", with_key(), request.url());
        assert!(!printed.contains("0123456789abcdef") && printed.contains("series_id=PAYEMS"), "{printed}");
        assert_eq!((keyless().name(), with_key().name()), ("fredgraph", "fred_api"));
    }
}
