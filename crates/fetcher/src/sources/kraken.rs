//! Bitcoin in dollars at Kraken, keyless. Its ticker has no time, so the price is of the moment we received it.

use chrono::{DateTime, Utc};
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Request};

use super::json::{Field, read};
use crate::source::{ParseError, Reading, Source, address, nth};

/// The last trade.
#[derive(Clone, Copy, Debug)]
pub struct Kraken;

impl Source for Kraken {
    fn name(&self) -> &'static str {
        "kraken"
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        vec![Request::get(address("https://api.kraken.com/0/public/Ticker?pair=XBTUSD"))]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let answer = nth(answers, 0)?;
        let body = read(&answer.body)?;
        let result = Field::root(&body).get("result");
        // The key is Kraken's own name for the pair, `XXBTZUSD`; there is only the one that was asked for.
        let mut pairs = result.clone().entries()?;
        let (Some(pair), None) = (pairs.next(), pairs.next()) else {
            return Err(result.unexpected("one pair"));
        };
        let last_trade = pair.get("c").index(0);
        let value = Value::usd(last_trade.positive()?).map_err(|_| last_trade.unexpected("number"))?;
        Ok(vec![Reading { series: SeriesId::Btc, observed_at: Moment::instant(answer.received_at), value }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{parse, refusal, refuses_changes, refuses_what_is_no_answer, told};

    const TICKER: &str = include_str!("../../fixtures/kraken_ticker.json");

    #[test]
    fn the_last_trade_is_read_whatever_the_pair_is_called() {
        assert_eq!(told(&Kraken, &[TICKER]), [("2026-11-23T12:00:00Z".to_owned(), 86_920.1)]);
        assert_eq!(told(&Kraken, &[&TICKER.replace("XXBTZUSD", "XBTUSD")])[0].1, 86_920.1);
    }

    #[test]
    fn an_error_with_status_200_is_an_error() {
        let body = r#"{"error":["EQuery:Unknown asset pair"]}"#;
        assert_eq!(refusal(&Kraken, &[body]), "the publisher says: EQuery:Unknown asset pair");
        assert!(parse(&Kraken, &[body]).unwrap_err().is_transient());
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&Kraken, TICKER);
        refuses_changes(
            &Kraken,
            TICKER,
            &[
                ("\"c\"", "\"x\"", "result.XXBTZUSD.c[0]: missing"),
                ("\"86920.10000\"", "null", "result.XXBTZUSD.c[0]: number expected, found null"),
                ("\"86920.10000\"", "\"1e400\"", "number expected"),
                ("\"86920.10000\"", "\"-1\"", "number above zero"),
                ("\"XXBTZUSD\"", "\"XETHZUSD\":{},\"XXBTZUSD\"", "result: one pair expected"),
            ],
        );
    }
}
