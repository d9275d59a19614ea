//! Bitcoin in whole dollars from mempool.space, keyless; the last resort.

use chrono::{DateTime, Utc};
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Request};

use super::json::{Field, read};
use crate::source::{ParseError, Reading, Source, address, nth};

/// The current price.
#[derive(Clone, Copy, Debug)]
pub struct Mempool;

impl Source for Mempool {
    fn name(&self) -> &'static str {
        "mempool"
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        vec![Request::get(address("https://mempool.space/api/v1/prices"))]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let body = read(&nth(answers, 0)?.body)?;
        let root = Field::root(&body);
        let observed_at = Moment::instant(root.get("time").seconds()?);
        // It says -1 when it has no price.
        let usd = root.get("USD");
        let value = Value::usd(usd.positive()?).map_err(|_| usd.unexpected("number"))?;
        Ok(vec![Reading { series: SeriesId::Btc, observed_at, value }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{refuses_changes, refuses_what_is_no_answer, told};

    const PRICES: &str = include_str!("../../fixtures/mempool_prices.json");

    #[test]
    fn the_price_has_its_own_time() {
        assert_eq!(told(&Mempool, &[PRICES]), [("2026-11-23T11:55:00Z".to_owned(), 86_930.0)]);
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&Mempool, PRICES);
        refuses_changes(
            &Mempool,
            PRICES,
            &[
                ("\"USD\"", "\"usd\"", "USD: missing"),
                ("86930", "-1", "USD: number above zero expected, found -1"),
                ("86930", "null", "USD: number expected, found null"),
                ("86930", "\"NaN\"", "USD: number expected"),
                ("\"time\"", "\"at\"", "time: missing"),
            ],
        );
    }
}
