//! Bitcoin in dollars at Coinbase Exchange, keyless: the last trade, and candles.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Request};

use super::json::{Field, read};
use crate::source::{ParseError, Reading, Source, address, nth};

const NAME: &str = "coinbase";

/// The last trade.
#[derive(Clone, Copy, Debug)]
pub struct CoinbaseTicker;

impl Source for CoinbaseTicker {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        vec![Request::get(address("https://api.exchange.coinbase.com/products/BTC-USD/ticker"))]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let body = read(&nth(answers, 0)?.body)?;
        let root = Field::root(&body);
        let observed_at = Moment::instant(root.get("time").instant()?);
        Ok(vec![price(&root.get("price"), observed_at)?])
    }
}

/// Closing prices of the candles between two instants.
#[derive(Clone, Copy, Debug)]
pub struct CoinbaseCandles {
    granularity_s: i64,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl CoinbaseCandles {
    /// Candles of `granularity_s` seconds (60, 300, 900, 3600, 21600 or 86400) that begin at or after `start` and
    /// before `end`; at most 300.
    pub const fn new(granularity_s: i64, start: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        Self { granularity_s, start, end }
    }
}

impl Source for CoinbaseCandles {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        let second = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        // Both ends are inclusive: the candle that begins at `end` would be one too many.
        let last = self.end - TimeDelta::seconds(self.granularity_s);
        vec![Request::get(address(&format!(
            "https://api.exchange.coinbase.com/products/BTC-USD/candles?granularity={}&start={}&end={}",
            self.granularity_s,
            second(self.start),
            second(last)
        )))]
    }

    /// Rows are `[time_s, low, high, open, close, volume]`, newest first. A close speaks of the end of its candle, so
    /// the candle that is still running has none; days without trades have no row.
    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let answer = nth(answers, 0)?;
        let body = read(&answer.body)?;
        let mut readings = Vec::new();
        let rows = Field::root(&body).rows()?;
        let count = rows.len();
        for row in rows {
            let begin = row.index(0).seconds()?;
            let (low, high, close) = (row.index(1).positive()?, row.index(2).positive()?, row.index(4));
            if !(low..=high).contains(&close.positive()?) {
                return Err(close.unexpected("close between low and high"));
            }
            let end = begin + TimeDelta::seconds(self.granularity_s);
            if begin >= self.start && begin < self.end && end <= answer.received_at {
                readings.push(price(&close, Moment::instant(end))?);
            }
        }
        // A page that is over has candles; one that has just begun may have only the running one.
        if readings.is_empty() && self.end <= answer.received_at {
            return Err(ParseError::NoValue { rows: count });
        }
        Ok(readings)
    }
}

fn price(field: &Field<'_>, observed_at: Moment) -> Result<Reading, ParseError> {
    let value = Value::usd(field.positive()?).map_err(|_| field.unexpected("number"))?;
    Ok(Reading { series: SeriesId::Btc, observed_at, value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{now, refusal, refuses_changes, refuses_what_is_no_answer, told};

    const TICKER: &str = include_str!("../../fixtures/coinbase_ticker.json");
    const CANDLES: &str = include_str!("../../fixtures/coinbase_candles.json");

    fn days() -> CoinbaseCandles {
        let at = |text: &str| text.parse().unwrap();
        CoinbaseCandles::new(86_400, at("2026-11-20T00:00:00Z"), at("2026-11-24T00:00:00Z"))
    }

    #[test]
    fn the_last_trade_has_a_price_in_text_and_its_own_time() {
        assert_eq!(told(&CoinbaseTicker, &[TICKER]), [("2026-11-23T11:59:58Z".to_owned(), 86_915.07)]);
        let number = TICKER.replace("\"86915.07\"", "86915.07");
        assert_eq!(told(&CoinbaseTicker, &[&number])[0].1, 86_915.07);
    }

    #[test]
    fn a_ticker_that_is_none_is_refused() {
        refuses_what_is_no_answer(&CoinbaseTicker, TICKER);
        refuses_changes(
            &CoinbaseTicker,
            TICKER,
            &[
                ("\"price\"", "\"last\"", "price: missing"),
                ("\"86915.07\"", "null", "price: number expected, found null"),
                ("\"86915.07\"", "\"Infinity\"", "price: number expected"),
                ("\"86915.07\"", "\"0\"", "price: number above zero expected"),
                ("2026-11-23T11:59:58.123456Z", "yesterday", "time: time expected"),
            ],
        );
        assert_eq!(refusal(&CoinbaseTicker, &[r#"{"message":"NotFound"}"#]), "the publisher says: NotFound");
    }

    #[test]
    fn a_close_speaks_of_the_end_of_its_candle_and_the_running_one_has_none() {
        let rows = told(&days(), &[CANDLES]);
        assert_eq!(
            rows,
            [
                ("2026-11-23T00:00:00Z".to_owned(), 86_500.5),
                ("2026-11-22T00:00:00Z".to_owned(), 86_100.0),
                ("2026-11-21T00:00:00Z".to_owned(), 85_000.25),
            ],
            "neither the candle of the running day nor one from before the page"
        );
    }

    #[test]
    fn candles_that_are_none_are_refused() {
        refuses_what_is_no_answer(&days(), CANDLES);
        refuses_changes(
            &days(),
            CANDLES,
            &[
                ("86500.5", "null", "[1][4]: number expected, found null"),
                ("86500.5", "\"NaN\"", "[1][4]: number expected"),
                ("86500.5", "99000", "[1][4]: close between low and high expected"),
                ("1795305600", "\"day\"", "[1][0]: time in seconds expected"),
                (", 86500.5, 410.25]", "]", "[1][4]: missing"),
            ],
        );
    }

    #[test]
    fn an_empty_page_is_an_error_only_when_the_page_is_over() {
        let over = CoinbaseCandles { end: now(), ..days() };
        assert_eq!(refusal(&over, &["[]"]), "no value in 0 rows");
        assert!(told(&days(), &["[]"]).is_empty());
    }

    #[test]
    fn a_page_asks_for_its_first_to_its_last_candle() {
        let request = days().requests(now()).remove(0);
        let query = request.url().query().unwrap();
        assert_eq!(query, "granularity=86400&start=2026-11-20T00:00:00Z&end=2026-11-23T00:00:00Z");
    }
}
