//! Which outcome of an event is shown, and with which probability.
//!
//! One question: its first side, whatever the price; "Yes 1 %", never "No 99 %". Exclusive outcomes: the likeliest and the
//! one behind it. Several dates or thresholds of one question do not add up to one, so the most traded of them is shown.

use std::cmp::Reverse;

use super::candidate::{Candidate, candidates};
use super::{Event, Kind, Market, Probability, Token};

/// At or below this share, and at or above one less it, an outcome is decided for practical purposes.
pub const DECIDED: f64 = 0.01;

/// What is shown of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline<'a> {
    /// How its markets belong together.
    pub kind: Kind,
    /// The market that is shown.
    pub market: &'a Market,
    /// The token of the shown outcome, whose history is the line's history.
    pub token: &'a Token,
    /// What the outcome is called.
    pub outcome: &'a str,
    /// Its probability.
    pub probability: Probability,
    /// The outcome behind it, for exclusive events.
    pub runner_up: Option<(&'a str, Probability)>,
}

/// What is shown of an event; `None` when nothing of it is open and undecided.
pub fn headline(event: &Event) -> Option<Headline<'_>> {
    let kind = match event.markets.as_slice() {
        [_] => Kind::Binary,
        _ if event.exclusive => Kind::Exclusive,
        _ => Kind::Cumulative,
    };
    let mut open = candidates(event);
    open.retain(|candidate| candidate.price.share() > DECIDED);
    match kind {
        Kind::Binary => {}
        // Stable: equal prices keep the publisher's order.
        Kind::Exclusive => open.sort_by(|a, b| b.price.share().total_cmp(&a.price.share())),
        Kind::Cumulative => open.sort_by_key(|candidate| Reverse(candidate.market.volume_24h)),
    }
    if kind == Kind::Cumulative {
        open.retain(|candidate| candidate.price.share() < 1.0 - DECIDED);
    }
    let Candidate { market, outcome, price: probability } = *open.first()?;
    if probability.share() >= 1.0 - DECIDED {
        return None;
    }
    let runner_up = open.get(1).filter(|_| kind == Kind::Exclusive);
    Some(Headline {
        kind,
        market,
        token: outcome.token.as_ref()?,
        outcome: if kind == Kind::Binary { &outcome.label } else { name(market) },
        probability,
        runner_up: runner_up.map(|runner_up| (name(runner_up.market), runner_up.price)),
    })
}

/// What stands for a market inside its event.
pub(super) fn name(market: &Market) -> &str {
    market.label.as_deref().unwrap_or(&market.question)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::radar::market::testing::{event, market};

    fn shown(event: &Event) -> (Kind, &str, f64, Option<&str>) {
        let headline = headline(event).expect("something to show");
        let runner_up = headline.runner_up.map(|(name, _)| name);
        (headline.kind, headline.outcome, headline.probability.share(), runner_up)
    }

    #[test]
    fn one_question_shows_its_first_side_whatever_the_price() {
        let unlikely = event("btc-250k", false, vec![market("Will it?", None, 0.015, 2_500)]);
        assert_eq!(shown(&unlikely), (Kind::Binary, "Yes", 0.015, None));
        let mut likely = unlikely.clone();
        likely.markets[0].outcomes[0].label = "Up".to_owned();
        assert_eq!(shown(&likely).1, "Up", "its own label");
    }

    #[test]
    fn exclusive_outcomes_show_the_likeliest_and_the_one_behind_it() {
        let mut decision = event(
            "fed-decision",
            true,
            vec![
                market("50 bps?", Some("50 bps decrease"), 0.011, 300),
                market("25 bps?", Some("25 bps decrease"), 0.249, 900),
                market("No change?", Some("No change"), 0.7355, 500),
                market("Other?", Some("Other"), 0.9, 1),
            ],
        );
        decision.markets[3].placeholder = true;
        assert_eq!(shown(&decision), (Kind::Exclusive, "No change", 0.7355, Some("25 bps decrease")));
    }

    #[test]
    fn several_dates_show_the_most_traded_open_one() {
        let mut ipo = event(
            "ipo",
            false,
            vec![
                market("2025?", Some("December 31, 2025"), 0.0, 9_999),
                market("2026?", Some("December 31, 2026"), 0.265, 5_000),
                market("June?", Some("June 30"), 0.05, 100),
            ],
        );
        ipo.markets[0].open = false;
        assert_eq!(shown(&ipo), (Kind::Cumulative, "December 31, 2026", 0.265, None));
    }

    #[test]
    fn what_is_decided_closed_or_without_a_price_is_not_shown() {
        let of = |price| event("x", false, vec![market("?", None, price, 1_000)]);
        assert!(headline(&of(0.01)).is_none() && headline(&of(0.99)).is_none());
        let mut closed = of(0.5);
        closed.markets[0].open = false;
        assert!(headline(&closed).is_none());
        let mut unpriced = of(0.5);
        unpriced.markets[0].outcomes[0].price = None;
        (unpriced.markets[0].best_bid, unpriced.markets[0].best_ask) = (None, Probability::new(0.52));
        assert!(headline(&unpriced).is_none());
        unpriced.markets[0].best_bid = Probability::new(0.48);
        assert_eq!(headline(&unpriced).unwrap().probability.share(), 0.5);
    }
}
