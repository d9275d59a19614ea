//! The past of one outcome: `GET https://clob.polymarket.com/prices-history?market={token}&interval=1w&fidelity=60`.
//!
//! `market` is the token of an outcome, not the market's id. Resolved outcomes have few points or none.

use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_domain::radar::{Odds, Probability, Token};
use cockpit_http::{Answer, Limits, Request};

use super::NAME;
use crate::source::{ParseError, Source, address, nth};
use crate::sources::json::{Field, read};

/// A week of one point an hour has 168; a server that sends minutes is cut.
const POINTS_MAX: usize = 2_500;

/// The last week of one outcome, hour by hour.
#[derive(Clone, Debug)]
pub struct PriceHistory(Token);

impl PriceHistory {
    /// Of this outcome.
    pub const fn new(token: Token) -> Self {
        Self(token)
    }
}

impl Source<Vec<Odds>> for PriceHistory {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _now: DateTime<Utc>) -> Vec<Request> {
        let token = &self.0;
        let url = address(&format!(
            "https://clob.polymarket.com/prices-history?market={token}&interval=1w&fidelity=60"
        ));
        let limits = Limits {
            spacing: Duration::from_millis(250),
            tries: 2,
            body_bytes_max: 1024 * 1024,
            ..Limits::default()
        };
        vec![Request::get(url).limits(limits)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Odds>, ParseError> {
        let value = read(&nth(answers, 0)?.body)?;
        let rows = Field::root(&value).get("history").rows()?;
        let odds = rows.take(POINTS_MAX).map(|row| {
            let price = row.get("p");
            Ok(Odds {
                token: self.0.clone(),
                observed_at: row.get("t").seconds()?,
                probability: Probability::new(price.number()?)
                    .ok_or_else(|| price.unexpected("a price from 0 to 1"))?,
                spread: None,
                source: "clob".to_owned(),
            })
        });
        odds.collect()
    }
}
