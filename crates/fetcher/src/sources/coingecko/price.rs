//! Bitcoin in dollars, averaged over exchanges by volume.

use chrono::{DateTime, Utc};
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Request};

use super::{Access, NAME};
use crate::source::{ParseError, Reading, Source, nth};
use crate::sources::json::{Field, read};

/// The current price.
#[derive(Clone, Debug)]
pub struct CoinGeckoPrice {
    access: Access,
}

impl CoinGeckoPrice {
    /// Asks with this access.
    pub const fn new(access: Access) -> Self {
        Self { access }
    }
}

impl Source for CoinGeckoPrice {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        // Without `precision` prices of this size come in whole dollars.
        vec![
            self.access
                .get("simple/price?ids=bitcoin&vs_currencies=usd&include_last_updated_at=true&precision=2"),
        ]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let body = read(&nth(answers, 0)?.body)?;
        // An id that CoinGecko does not know is left out without a word, so an empty object is no answer.
        let bitcoin = Field::root(&body).get("bitcoin");
        let usd = bitcoin.get("usd");
        let value = Value::usd(usd.positive()?).map_err(|_| usd.unexpected("number"))?;
        let observed_at = Moment::instant(bitcoin.get("last_updated_at").seconds()?);
        Ok(vec![Reading { series: SeriesId::Btc, observed_at, value }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{refusal, refuses_changes, refuses_what_is_no_answer, told};

    const PRICE: &str = include_str!("../../../fixtures/coingecko_price.json");

    #[test]
    fn the_price_has_its_own_time() {
        let source = CoinGeckoPrice::new(Access::Keyless);
        assert_eq!(told(&source, &[PRICE]), [("2026-11-23T11:59:20Z".to_owned(), 86_911.42)]);
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let source = CoinGeckoPrice::new(Access::Keyless);
        refuses_what_is_no_answer(&source, PRICE);
        refuses_changes(
            &source,
            PRICE,
            &[
                ("bitcoin", "ethereum", "bitcoin.usd: missing"),
                ("86911.42", "null", "bitcoin.usd: number expected, found null"),
                ("86911.42", "\"NaN\"", "bitcoin.usd: number expected"),
                ("86911.42", "0", "bitcoin.usd: number above zero"),
                ("last_updated_at", "updated", "bitcoin.last_updated_at: missing"),
            ],
        );
        assert_eq!(
            refusal(&source, &[r#"{"error":"coin not found"}"#]),
            "the publisher says: coin not found"
        );
    }
}
