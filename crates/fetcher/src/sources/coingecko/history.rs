//! A year of daily Bitcoin prices. Without a key CoinGecko gives at most the last 365 days.

use chrono::{DateTime, NaiveTime, Utc};
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Request};

use super::{Access, NAME};
use crate::source::{ParseError, Reading, Source, nth};
use crate::sources::json::{Field, read};

/// The prices at 00:00 UTC of the last 365 days.
#[derive(Clone, Debug)]
pub struct CoinGeckoHistory {
    access: Access,
}

impl CoinGeckoHistory {
    /// Asks with this access.
    pub const fn new(access: Access) -> Self {
        Self { access }
    }
}

impl Source for CoinGeckoHistory {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        vec![self.access.get("coins/bitcoin/market_chart?vs_currency=usd&days=365&interval=daily")]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let body = read(&nth(answers, 0)?.body)?;
        let points = Field::root(&body).get("prices").rows()?;
        let rows = points.len();
        let mut readings = Vec::with_capacity(rows);
        for point in points {
            let (time, usd) = (point.index(0), point.index(1));
            let at = time.milliseconds()?;
            // The last point is "now" and no close.
            if at.time() == NaiveTime::MIN {
                let value = Value::usd(usd.positive()?).map_err(|_| usd.unexpected("number"))?;
                readings.push(Reading { series: SeriesId::Btc, observed_at: Moment::instant(at), value });
            }
        }
        if readings.is_empty() { Err(ParseError::NoValue { rows }) } else { Ok(readings) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{refusal, refuses_changes, refuses_what_is_no_answer, told};

    const CHART: &str = include_str!("../../../fixtures/coingecko_market_chart.json");

    #[test]
    fn the_point_of_now_is_not_a_close() {
        let source = CoinGeckoHistory::new(Access::Keyless);
        let rows =
            [("2026-11-22T00:00:00Z".to_owned(), 86_100.25), ("2026-11-23T00:00:00Z".to_owned(), 86_500.5)];
        assert_eq!(told(&source, &[CHART]), rows);
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let source = CoinGeckoHistory::new(Access::Keyless);
        refuses_what_is_no_answer(&source, CHART);
        refuses_changes(
            &source,
            CHART,
            &[
                ("\"prices\"", "\"points\"", "prices: missing"),
                ("86100.25", "null", "prices[0][1]: number expected, found null"),
                ("86100.25", "\"Infinity\"", "prices[0][1]: number expected"),
                ("[1795305600000,86100.25]", "[1795305600000]", "prices[0][1]: missing"),
                ("1795305600000,", "\"day\",", "prices[0][0]: time in milliseconds expected"),
            ],
        );
        assert_eq!(refusal(&source, &[r#"{"prices":[]}"#]), "no value in 0 rows");
    }
}
