mod events;
mod odds;
mod plans;
mod pruning;

use cockpit_domain::Usd;
use cockpit_domain::radar::{Event, Market, Odds, Outcome, Probability, Token};

use crate::scratch::at;

fn token(number: u64) -> Token {
    Token::new(format!("{number:077}")).unwrap()
}

/// An event with one market of two outcomes, whose tokens are `token` and the one after it.
fn event(id: &str, volume_usd: i64, first: u64) -> Event {
    let outcome = |label: &str, number, share| Outcome {
        label: label.to_owned(),
        price: Probability::new(share),
        token: Some(token(number)),
    };
    let market = Market {
        id: format!("{id}-1"),
        slug: format!("{id}-in-december"),
        question: "Will it?".to_owned(),
        label: None,
        outcomes: vec![outcome("Yes", first, 0.1), outcome("No", first + 1, 0.9)],
        best_bid: Probability::new(0.09),
        best_ask: None,
        volume_24h: Usd::from_dollars(volume_usd),
        volume: None,
        liquidity: None,
        ends_at: Some(at(86_400)),
        open: true,
        placeholder: false,
    };
    Event {
        id: id.to_owned(),
        slug: format!("slug-{id}"),
        title: "Will it?".to_owned(),
        exclusive: false,
        closed: false,
        ends_at: None,
        volume_24h: Usd::from_dollars(volume_usd),
        volume: None,
        tags: vec!["fed-rates".to_owned()],
        markets: vec![market],
    }
}

fn odds(number: u64, seconds: i64, share: f64) -> Odds {
    Odds {
        token: token(number),
        observed_at: at(seconds),
        probability: Probability::new(share).unwrap(),
        spread: Probability::new(0.01),
        source: "gamma".to_owned(),
    }
}
