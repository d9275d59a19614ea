//! The daily history of all stablecoins, in dollars whatever the peg.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Limits, Request};
use serde::Deserialize;
use serde_json::Value as Json;

use super::NAME;
use crate::source::{ParseError, Reading, Source, address, nth};
use crate::sources::json::{Field, each_row};

/// Every day since 2017 with some twenty pegs in several measures: far more than the few figures we take.
const BODY_BYTES_MAX: usize = 24 * 1024 * 1024;

/// The market capitalisation at 00:00 UTC of every day since it first reached what is plausible today.
#[derive(Clone, Copy, Debug)]
pub struct StablecoinHistory;

#[derive(Deserialize)]
struct Row {
    date: Option<Json>,
    #[serde(rename = "totalCirculatingUSD")]
    usd: Option<HashMap<String, Json>>,
}

impl Source for StablecoinHistory {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        let limits = Limits {
            total: Duration::from_secs(30),
            attempt: Duration::from_secs(30),
            body_bytes_max: BODY_BYTES_MAX,
            ..Limits::default()
        };
        vec![Request::get(address("https://stablecoins.llama.fi/stablecoincharts/all")).limits(limits)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let (mut readings, mut rows) = (Vec::new(), 0);
        each_row(&nth(answers, 0)?.body, |index, row: Row| {
            rows = index + 1;
            let at = Field::at(format!("[{index}].date"), row.date.as_ref()).seconds()?;
            let place = format!("[{index}].totalCirculatingUSD");
            let pegs = row.usd.as_ref().ok_or_else(|| ParseError::missing(&place))?;
            let mut total = 0.0;
            for (peg, usd) in pegs {
                let usd = Field::at(format!("{place}.{peg}"), Some(usd));
                total += if usd.is_none() { 0.0 } else { usd.number()? };
            }
            let value = Value::usd_billions(total / 1e9).ok().filter(|_| total >= 0.0);
            let value =
                value.ok_or_else(|| ParseError::unexpected(&place, "a total of zero or more", total))?;
            readings.push(Reading {
                series: SeriesId::StablecoinMcap,
                observed_at: Moment::instant(at),
                value,
            });
            Ok(())
        })?;
        // The market of the first years was smaller than anything that would be believed today, and until 2020 this
        // history covers only a part of it.
        let plausible_min = SeriesId::StablecoinMcap.definition().range.0;
        readings.sort_by_key(|reading| reading.observed_at.timestamp());
        let grown = readings.iter().position(|reading| reading.value.amount() >= plausible_min);
        readings.drain(..grown.unwrap_or(readings.len()));
        if readings.is_empty() { Err(ParseError::NoValue { rows }) } else { Ok(readings) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{refusal, refuses_changes, refuses_what_is_no_answer, told};

    const CHART: &str = include_str!("../../../fixtures/defillama_stablecoincharts.json");

    #[test]
    fn all_pegs_are_dollars_here_and_the_date_is_text() {
        let rows = [
            ("2026-11-21T00:00:00Z".to_owned(), 306.0),
            ("2026-11-22T00:00:00Z".to_owned(), 307.5),
            ("2026-11-23T00:00:00Z".to_owned(), 308.0),
        ];
        assert_eq!(told(&StablecoinHistory, &[CHART]), rows, "the tiny market of 2017 is left out");
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&StablecoinHistory, CHART);
        refuses_changes(
            &StablecoinHistory,
            CHART,
            &[
                ("\"1795219200\"", "\"soon\"", "[1].date: time in seconds expected"),
                ("\"date\"", "\"day\"", "[0].date: missing"),
                ("\"totalCirculatingUSD\"", "\"usd\"", "[0].totalCirculatingUSD: missing"),
                ("300000000000", "-1e308", "[1].totalCirculatingUSD: a total of zero or more expected"),
                ("300000000000", "\"NaN\"", "[1].totalCirculatingUSD.peggedUSD: number expected"),
            ],
        );
        assert_eq!(refusal(&StablecoinHistory, &["[]"]), "no value in 0 rows");
    }
}
