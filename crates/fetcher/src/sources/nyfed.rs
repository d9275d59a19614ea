//! Reverse repo operations of the last two weeks from the New York Fed's markets API, keyless, in dollars. The day's
//! total is what FRED publishes as `RRPONTSYD`, hours earlier.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use cockpit_domain::{Moment, SeriesId, Usd};
use cockpit_http::{Answer, Request};

use super::json::{Field, read};
use crate::source::{ParseError, Reading, Source, address, nth};

/// The daily totals of the last two weeks.
#[derive(Clone, Copy, Debug)]
pub struct NyFed;

impl Source for NyFed {
    fn name(&self) -> &'static str {
        "nyfed"
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        vec![Request::get(address(
            "https://markets.newyorkfed.org/api/rp/reverserepo/all/results/lastTwoWeeks.json",
        ))]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let body = read(&nth(answers, 0)?.body)?;
        let root = Field::root(&body);
        let reverse = root.get("reverseRepo");
        let wrapper = if reverse.is_none() { root.get("repo") } else { reverse };
        let operations = wrapper.get("operations").rows()?;
        let rows = operations.len();
        let mut totals = BTreeMap::<NaiveDate, f64>::new();
        for operation in operations {
            if counts(&operation)? {
                let accepted = operation.get("totalAmtAccepted").not_negative()?;
                *totals.entry(operation.get("operationDate").day()?).or_default() += accepted;
            }
        }
        if totals.is_empty() {
            return Err(ParseError::NoValue { rows });
        }
        let reading = |(day, usd): (NaiveDate, f64)| {
            let total = Usd::from_millions(usd / 1e6).ok_or_else(|| {
                ParseError::unexpected("totalAmtAccepted", "amount", format_args!("{usd} on {day}"))
            })?;
            Ok(Reading {
                series: SeriesId::Rrpontsyd,
                observed_at: Moment::Day(day),
                value: total.to_billions(),
            })
        };
        totals.into_iter().map(reading).collect()
    }
}

/// Whether an operation is part of the day's total: a finished overnight reverse repo that is no test of the plumbing.
/// The shorter form of the answer has neither status nor term.
fn counts(operation: &Field<'_>) -> Result<bool, ParseError> {
    let is = |key: &str, word: &str| {
        let field = operation.get(key);
        if field.is_none() { Ok(true) } else { field.text().map(|text| text == word) }
    };
    let note = operation.get("note");
    let small_value = !note.is_none() && note.text()?.to_ascii_lowercase().contains("small value");
    Ok(operation.get("operationType").text()? == "Reverse Repo"
        && is("auctionStatus", "Results")?
        && is("term", "Overnight")?
        && !small_value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{now, refusal, refuses_changes, refuses_what_is_no_answer, told};

    const OPERATIONS: &str = include_str!("../../fixtures/nyfed_operations.json");

    #[test]
    fn the_days_real_reverse_repos_are_summed_and_nothing_else() {
        let rows = [("2026-11-18".to_owned(), 3.5), ("2026-11-19".to_owned(), 1.077)];
        assert_eq!(told(&NyFed, &[OPERATIONS]), rows);
    }

    #[test]
    fn the_other_wrapper_and_the_shorter_form_are_read_too() {
        let wrapped = OPERATIONS.replace("{\"repo\":", "{\"reverseRepo\":");
        assert_eq!(told(&NyFed, &[&wrapped]), told(&NyFed, &[OPERATIONS]));
        let shorter = r#"{"repo":{"operations":[{"operationId":"RP 1","operationDate":"2026-11-19",
            "operationType":"Reverse Repo","note":"","totalAmtAccepted":0}]}}"#;
        assert_eq!(
            told(&NyFed, &[shorter]),
            [("2026-11-19".to_owned(), 0.0)],
            "nothing taken up is a real zero"
        );
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&NyFed, OPERATIONS);
        refuses_changes(
            &NyFed,
            OPERATIONS,
            &[
                ("1077000000", "null", "operations[0].totalAmtAccepted: number expected, found null"),
                ("1077000000", "\"NaN\"", "operations[0].totalAmtAccepted: number expected"),
                ("1077000000", "-1", "number of zero or more"),
                ("\"operationDate\"", "\"day\"", "operationDate: missing"),
                ("\"operationType\"", "\"kind\"", "operationType: missing"),
                ("\"operations\"", "\"rows\"", "repo.operations: missing"),
            ],
        );
        assert_eq!(refusal(&NyFed, &[r#"{"repo":{"operations":[]}}"#]), "no value in 0 rows");
    }

    #[test]
    fn the_results_of_two_weeks_are_asked_for() {
        assert!(NyFed.requests(now())[0].url().path().ends_with("results/lastTwoWeeks.json"));
    }
}
