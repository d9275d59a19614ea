//! Any series of FRED, in the unit that the operator says it is published in.

use chrono::{DateTime, Utc};
use cockpit_domain::{Moment, Unit, Value};
use cockpit_http::{Answer, Request, Secret};

use crate::source::{ParseError, Source, days_before, nth};
use crate::sources::{fred_api, fredgraph};

/// One series over the last days.
#[derive(Clone, Debug)]
pub struct FredAny {
    id: String,
    unit: Unit,
    since_days: u32,
    key: Option<Secret>,
}

impl FredAny {
    /// By the keyless CSV. `id` holds letters, digits and `_` alone.
    pub fn keyless(id: &str, unit: Unit, since_days: u32) -> Self {
        Self { id: id.to_owned(), unit, since_days, key: None }
    }

    /// By the JSON API.
    pub fn with_key(id: &str, unit: Unit, since_days: u32, key: Secret) -> Self {
        Self { key: Some(key), ..Self::keyless(id, unit, since_days) }
    }
}

impl Source<Vec<(Moment, Value)>> for FredAny {
    fn name(&self) -> &'static str {
        if self.key.is_some() { "fred_api" } else { "fredgraph" }
    }

    fn requests(&self, now: DateTime<Utc>) -> Vec<Request> {
        vec![match &self.key {
            Some(key) => fred_api::request(&self.id, now, self.since_days, key),
            None => fredgraph::request(&self.id, days_before(now, self.since_days)),
        }]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<(Moment, Value)>, ParseError> {
        let answer = nth(answers, 0)?;
        let rows = match self.key {
            Some(_) => fred_api::rows(&answer.body)?,
            None => fredgraph::rows(&self.id, &answer.body)?,
        };
        // A server that ignores the first day sends decades.
        let since = days_before(answer.received_at, self.since_days);
        let mut told = Vec::with_capacity(rows.len());
        for (day, number) in &rows {
            if let Some(number) = number.filter(|_| *day >= since) {
                let value = Value::new(number, self.unit)
                    .map_err(|error| ParseError::unexpected(&self.id, "number", error))?;
                told.push((Moment::Day(*day), value));
            }
        }
        if told.is_empty() { Err(ParseError::NoValue { rows: rows.len() }) } else { Ok(told) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{now, parse, refusal, refuses_what_is_no_answer};

    const CSV: &str = include_str!("../../../fixtures/fredgraph_unrate.csv");

    fn unemployment() -> FredAny {
        FredAny::keyless("UNRATE", Unit::Percent, 400)
    }

    #[test]
    fn a_monthly_figure_speaks_of_the_first_day_of_its_month() {
        let told = parse(&unemployment(), &[CSV]).unwrap();
        let newest = told.last().unwrap();
        assert_eq!((newest.0.to_string().as_str(), newest.1), ("2026-10-01", Value::percent(4.4).unwrap()));
        assert_eq!(told.len(), 3, "a month without a figure is no value");
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&unemployment(), CSV);
        let words = refusal(&FredAny::keyless("PAYEMS", Unit::Number, 400), &[CSV]);
        assert!(words.contains("PAYEMS expected"), "{words}");
        assert_eq!(refusal(&FredAny::keyless("UNRATE", Unit::Percent, 10), &[CSV]), "no value in 4 rows");
    }

    #[test]
    fn the_question_goes_to_who_answers_it() {
        let keyed = FredAny::with_key("UNRATE", Unit::Percent, 400, Secret::new("k"));
        let hosts = [&unemployment(), &keyed]
            .map(|source| source.requests(now())[0].url().host_str().unwrap().to_owned());
        assert_eq!(hosts, ["fred.stlouisfed.org", "api.stlouisfed.org"]);
    }
}
