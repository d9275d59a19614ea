//! Events, their markets and outcomes, as a publisher gave them. Titles and labels are other people's words: they are
//! never more than text.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Usd;

/// The price of an outcome that pays one dollar when it comes true: 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Probability(f64);

impl Probability {
    /// `None` outside 0 to 1.
    pub fn new(share: f64) -> Option<Self> {
        // `+ 0.0` takes the sign from a negative zero.
        (0.0..=1.0).contains(&share).then_some(Self(share + 0.0))
    }

    /// The share, 0 to 1.
    pub const fn share(self) -> f64 {
        self.0
    }

    /// Percent, 0 to 100.
    pub fn percent(self) -> f64 {
        self.0 * 100.0
    }
}

impl TryFrom<f64> for Probability {
    type Error = &'static str;

    fn try_from(share: f64) -> Result<Self, Self::Error> {
        Self::new(share).ok_or("a probability is a number from 0 to 1")
    }
}

impl From<Probability> for f64 {
    fn from(probability: Probability) -> Self {
        probability.0
    }
}

/// Polymarket's name of one outcome of one market: a long decimal number. Odds belong to a token, so that a market
/// which enters or leaves a list brings its own past with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Token(String);

impl Token {
    /// `None` unless 1 to 80 decimal digits.
    pub fn new(digits: impl Into<String>) -> Option<Self> {
        let digits = digits.into();
        let whole = (1..=80).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        whole.then_some(Self(digits))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Token {
    type Error = &'static str;

    fn try_from(digits: String) -> Result<Self, Self::Error> {
        Self::new(digits).ok_or("a token is 1 to 80 decimal digits")
    }
}

impl From<Token> for String {
    fn from(token: Token) -> Self {
        token.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What people bet on: one question, or a group of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The publisher's number of it.
    pub id: String,
    /// The last part of its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Whether exactly one of its markets comes true (`negRisk`).
    pub exclusive: bool,
    /// Whether all of it is decided.
    pub closed: bool,
    /// When trading should end; may lie in the past while it goes on.
    pub ends_at: Option<DateTime<Utc>>,
    /// Traded in the last 24 hours, all markets together.
    pub volume_24h: Usd,
    /// Traded since the beginning.
    pub volume: Option<Usd>,
    /// Slugs of its tags, such as `fed-rates`.
    pub tags: Vec<String>,
    /// Its markets, in the publisher's order.
    pub markets: Vec<Market>,
}

impl Event {
    /// The event's page.
    pub fn url(&self) -> String {
        format!("https://polymarket.com/event/{}", self.slug)
    }
}

/// One question of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Market {
    /// The publisher's number of it.
    pub id: String,
    /// The last part of its address.
    pub slug: String,
    /// The question.
    pub question: String,
    /// What stands for it inside its event, such as `No change` or `December 31` (`groupItemTitle`).
    pub label: Option<String>,
    /// Its outcomes, in the publisher's order; the first is the one the question asks for.
    pub outcomes: Vec<Outcome>,
    /// The best price somebody pays for the first outcome.
    pub best_bid: Option<Probability>,
    /// The best price somebody sells the first outcome for.
    pub best_ask: Option<Probability>,
    /// Traded in the last 24 hours; none is 0.
    pub volume_24h: Usd,
    /// Traded since the beginning.
    pub volume: Option<Usd>,
    /// Money in the order book.
    pub liquidity: Option<Usd>,
    /// When trading should end; may lie in the past while it goes on.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whether it can be traded: active, neither closed nor archived, and taking orders.
    pub open: bool,
    /// A place kept for an outcome that has no name yet, or "other" (`negRiskOther`).
    pub placeholder: bool,
}

/// One side of a market.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its label: `Yes`, `No`, `Up`, a name.
    pub label: String,
    /// Its price.
    pub price: Option<Probability>,
    /// Its token.
    pub token: Option<Token>,
}

/// What an outcome cost at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Odds {
    /// Which outcome.
    pub token: Token,
    /// When, to the second.
    pub observed_at: DateTime<Utc>,
    /// Its price.
    pub probability: Probability,
    /// Best ask less best bid, 0 to 1; `None` for history, which has no book.
    pub spread: Option<Probability>,
    /// Who said so: `gamma`, or `clob` for history.
    pub source: String,
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// A market with the price of "Yes", traded for so many dollars.
    pub(crate) fn market(question: &str, label: Option<&str>, yes: f64, volume_24h: i64) -> Market {
        let token = |side: u32| {
            let digits: String = question.bytes().map(|byte| format!("{byte:03}")).take(20).collect();
            Token::new(format!("{side}{digits}"))
        };
        let outcome = |label: &str, share, side| Outcome {
            label: label.to_owned(),
            price: Probability::new(share),
            token: token(side),
        };
        Market {
            id: question.to_owned(),
            slug: "a-market".to_owned(),
            question: question.to_owned(),
            label: label.map(str::to_owned),
            outcomes: vec![outcome("Yes", yes, 1), outcome("No", 1.0 - yes, 2)],
            best_bid: Probability::new(yes - 0.005),
            best_ask: Probability::new(yes + 0.005),
            volume_24h: Usd::from_dollars(volume_24h),
            volume: None,
            liquidity: Some(Usd::from_dollars(50_000)),
            ends_at: None,
            open: true,
            placeholder: false,
        }
    }

    pub(crate) fn event(slug: &str, exclusive: bool, markets: Vec<Market>) -> Event {
        let volume = markets.iter().map(|market| market.volume_24h.dollars()).sum();
        Event {
            id: slug.to_owned(),
            slug: slug.to_owned(),
            title: format!("{slug}?"),
            exclusive,
            closed: false,
            ends_at: None,
            volume_24h: Usd::from_dollars(volume),
            volume: None,
            tags: vec!["economy".to_owned()],
            markets,
        }
    }
}
