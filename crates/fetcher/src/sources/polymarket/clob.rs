//! One outcome in the order book's API: its past,
//! `GET https://clob.polymarket.com/prices-history?market={token}&interval=1w&fidelity=60`, and its offers,
//! `GET https://clob.polymarket.com/book?token_id={token}`.
//!
//! `market` is the token of an outcome, not the market's id. Resolved outcomes have few points or none.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::radar::{Odds, Probability, Token};
use cockpit_http::{Answer, Limits, Request};

use super::NAME;
use crate::source::{ParseError, Source, address, nth};
use crate::sources::json::{Field, read};

/// A week of one point an hour has 168; of a server that sends minutes the newest are kept.
const POINTS_MAX: usize = 2_500;
/// How far their clock may be ahead of ours.
const AHEAD_MAX: TimeDelta = TimeDelta::minutes(5);
/// One small question each.
const LIMITS: Limits = Limits {
    total: Duration::from_secs(20),
    attempt: Duration::from_secs(10),
    body_bytes_max: 1024 * 1024,
    spacing: Duration::from_millis(250),
    tries: 2,
};

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
        vec![Request::get(url).limits(LIMITS)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Odds>, ParseError> {
        let answer = nth(answers, 0)?;
        let value = read(&answer.body)?;
        let rows = Field::root(&value).get("history").rows()?;
        let too_many = rows.len().saturating_sub(POINTS_MAX);
        let odds = rows.skip(too_many).map(|row| {
            Ok(Odds {
                token: self.0.clone(),
                observed_at: row.get("t").seconds()?,
                probability: price(&row.get("p"))?,
                spread: None,
                source: "clob".to_owned(),
            })
        });
        let odds = odds.collect::<Result<Vec<Odds>, ParseError>>()?;
        // A point of tomorrow would stand as the newest until then.
        let newest = answer.received_at + AHEAD_MAX;
        Ok(odds.into_iter().filter(|odds| odds.observed_at <= newest).collect())
    }
}

/// The offers for one outcome, as they stand.
#[derive(Clone, Debug)]
pub struct OrderBook(Token);

impl OrderBook {
    /// Of this outcome.
    pub const fn new(token: Token) -> Self {
        Self(token)
    }
}

/// The best offers for one outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offers {
    /// The most anybody pays.
    pub best_bid: Option<Probability>,
    /// The least anybody sells for.
    pub best_ask: Option<Probability>,
    /// When they were seen.
    pub observed_at: DateTime<Utc>,
}

impl Source<Offers> for OrderBook {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _now: DateTime<Utc>) -> Vec<Request> {
        let url = address(&format!("https://clob.polymarket.com/book?token_id={}", self.0));
        vec![Request::get(url).limits(LIMITS)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Offers, ParseError> {
        let answer = nth(answers, 0)?;
        let value = read(&answer.body)?;
        let book = Field::root(&value);
        let asset = book.get("asset_id");
        if asset.text()? != self.0.as_str() {
            return Err(asset.unexpected("the outcome that was asked for"));
        }
        Ok(Offers {
            best_bid: best(book.get("bids"))?,
            best_ask: best(book.get("asks"))?,
            observed_at: answer.received_at,
        })
    }
}

/// The best offer of a side is its last: bids rise, asks fall. A side may be empty.
fn best(side: Field<'_>) -> Result<Option<Probability>, ParseError> {
    side.rows()?.last().map(|offer| price(&offer.get("price"))).transpose()
}

fn price(field: &Field<'_>) -> Result<Probability, ParseError> {
    Probability::new(field.number()?).ok_or_else(|| field.unexpected("a price from 0 to 1"))
}
