//! Any coin of CoinGecko in US dollars: the price of now, and its past.

use chrono::{DateTime, NaiveTime, Utc};
use cockpit_domain::{Moment, Value};
use cockpit_http::{Answer, Request};

use crate::source::{ParseError, Source, nth};
use crate::sources::coingecko::{Access, NAME};
use crate::sources::json::{Field, read};

/// The current price.
#[derive(Clone, Debug)]
pub struct CoinPrice {
    coin: String,
    access: Access,
}

impl CoinPrice {
    /// `coin` is CoinGecko's id: letters, digits, `-`, `_` and `.` alone.
    pub fn new(coin: &str, access: Access) -> Self {
        Self { coin: coin.to_owned(), access }
    }
}

impl Source<Vec<(Moment, Value)>> for CoinPrice {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        let coin = &self.coin;
        vec![self.access.get(&format!(
            "simple/price?ids={coin}&vs_currencies=usd&include_last_updated_at=true&precision=full"
        ))]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<(Moment, Value)>, ParseError> {
        let body = read(&nth(answers, 0)?.body)?;
        let coin = Field::root(&body).get(&self.coin);
        let at = Moment::instant(coin.get("last_updated_at").seconds()?);
        Ok(vec![(at, usd(&coin.get("usd"))?)])
    }
}

/// Its past, in one answer.
#[derive(Clone, Debug)]
pub struct CoinHistory {
    coin: String,
    access: Access,
    span: Span,
}

/// How far apart and how far back.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    query: &'static str,
    midnights: bool,
}

impl CoinHistory {
    /// The prices at 00:00 UTC of the last year: more CoinGecko does not give without a key.
    pub const DAYS: Span = Span { query: "days=365&interval=daily", midnights: true };
    /// About every hour of the last 90 days.
    pub const HOURS: Span = Span { query: "days=90", midnights: false };

    /// Of a coin, as [`CoinPrice::new`].
    pub fn new(coin: &str, access: Access, span: Span) -> Self {
        Self { coin: coin.to_owned(), access, span }
    }
}

impl Source<Vec<(Moment, Value)>> for CoinHistory {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        let (coin, query) = (&self.coin, self.span.query);
        vec![self.access.get(&format!("coins/{coin}/market_chart?vs_currency=usd&{query}"))]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<(Moment, Value)>, ParseError> {
        let body = read(&nth(answers, 0)?.body)?;
        let points = Field::root(&body).get("prices").rows()?;
        let rows = points.len();
        let mut told = Vec::with_capacity(rows);
        // The last point is "now": that is the price's to say.
        for point in points.take(rows.saturating_sub(1)) {
            let at = point.index(0).milliseconds()?;
            if !self.span.midnights || at.time() == NaiveTime::MIN {
                told.push((Moment::instant(at), usd(&point.index(1))?));
            }
        }
        if told.is_empty() { Err(ParseError::NoValue { rows }) } else { Ok(told) }
    }
}

fn usd(field: &Field<'_>) -> Result<Value, ParseError> {
    Value::usd(field.positive()?).map_err(|_| field.unexpected("number"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{parse, refusal, refuses_changes, refuses_what_is_no_answer};

    const PRICE: &str = include_str!("../../../fixtures/coingecko_ethereum.json");
    const CHART: &str = include_str!("../../../fixtures/coingecko_market_chart.json");

    fn price() -> CoinPrice {
        CoinPrice::new("ethereum", Access::Keyless)
    }

    #[test]
    fn a_price_has_its_own_time_and_all_its_figures() {
        let told = parse(&price(), &[PRICE]).unwrap();
        assert_eq!(
            told,
            [(
                Moment::instant("2026-11-23T11:59:20Z".parse().unwrap()),
                Value::usd(0.000_012_345_678).unwrap()
            )]
        );
    }

    #[test]
    fn what_is_no_price_is_refused() {
        refuses_what_is_no_answer(&price(), PRICE);
        refuses_changes(
            &price(),
            PRICE,
            &[
                ("ethereum", "ether", "ethereum.last_updated_at: missing"),
                ("0.000012345678", "null", "ethereum.usd: number expected, found null"),
                ("0.000012345678", "\"NaN\"", "ethereum.usd: number expected"),
                ("0.000012345678", "0", "ethereum.usd: number above zero"),
            ],
        );
        assert_eq!(
            refusal(&price(), &[r#"{"error":"coin not found"}"#]),
            "the publisher says: coin not found"
        );
    }

    #[test]
    fn the_point_of_now_is_not_history() {
        let days = CoinHistory::new("ethereum", Access::Keyless, CoinHistory::DAYS);
        assert_eq!(parse(&days, &[CHART]).unwrap().len(), 2);
        refuses_what_is_no_answer(&days, CHART);
        let hours = CoinHistory::new("ethereum", Access::Keyless, CoinHistory::HOURS);
        let chart = r#"{"prices":[[1795305600123,10.5],[1795309200456,10.75],[1795309300000,11]]}"#;
        let told = parse(&hours, &[chart]).unwrap();
        assert_eq!((told.len(), told[0].0.timestamp()), (2, 1_795_305_600), "moments are whole seconds");
    }
}
