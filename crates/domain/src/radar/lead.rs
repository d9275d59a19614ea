//! Which outcome leads, and when that changed.

use chrono::{DateTime, Utc};

use super::candidate::{Candidate, candidates, price};
use super::headline::name;
use super::{Event, Market, Probability, Token};

/// Another outcome leads only when it is ahead by so much: a dead heat does not flip to and fro.
const LEAD_MIN: f64 = 0.01;

/// The last change of the leading outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    /// Which outcome leads.
    pub token: Token,
    /// What it is called.
    pub label: String,
    /// Which one led before; `None` when this is the first that was seen.
    pub led_before: Option<String>,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// The outcome that leads, given the one that did: of exclusive outcomes the likeliest, of one question the side above
/// one half. Dates and thresholds of one question have no leader.
///
/// `None` also when the one that did is traded and lacks a price in this answer: that is no flip.
pub fn leader<'a>(event: &'a Event, before: Option<&Token>) -> Option<(&'a Token, &'a str)> {
    let sides = sides(event);
    let best = sides.first()?;
    let still = sides.iter().find(|side| Some(side.token) == before);
    if still.is_none() && before.is_some_and(|before| lacks_a_price(event, before)) {
        return None;
    }
    let lead = still.filter(|still| best.share - still.share < LEAD_MIN).unwrap_or(best);
    Some((lead.token, lead.label))
}

/// An outcome that may lead.
struct Side<'a> {
    token: &'a Token,
    label: &'a str,
    share: f64,
}

/// Those that may lead, the likeliest first; equal ones in the publisher's order.
fn sides(event: &Event) -> Vec<Side<'_>> {
    let mut sides: Vec<Side<'_>> = match (event.markets.as_slice(), event.exclusive) {
        ([market], _) if market.open => of_one_question(market),
        ([_], _) | (_, false) => Vec::new(),
        (_, true) => candidates(event)
            .into_iter()
            .filter_map(|Candidate { market, outcome, price }| {
                Some(Side { token: outcome.token.as_ref()?, label: name(market), share: price.share() })
            })
            .collect(),
    };
    sides.sort_by(|a, b| b.share.total_cmp(&a.share));
    sides
}

fn of_one_question(market: &Market) -> Vec<Side<'_>> {
    let first = market.outcomes.first().and_then(|first| price(market, first));
    let two = market.outcomes.len() == 2;
    let mut sides = Vec::new();
    for (index, side) in market.outcomes.iter().enumerate() {
        let price = match (index, first) {
            (0, first) => first,
            // What the first side leaves, also where the book knew better than the published price.
            (1, Some(first)) if two => Probability::new(1.0 - first.share()),
            _ => side.price,
        };
        if let (Some(token), Some(price)) = (&side.token, price) {
            sides.push(Side { token, label: &side.label, share: price.share() });
        }
    }
    sides
}

fn lacks_a_price(event: &Event, token: &Token) -> bool {
    let open = event.markets.iter().filter(|market| market.open);
    open.filter_map(|market| Some((market, market.outcomes.first()?)))
        .any(|(market, first)| first.token.as_ref() == Some(token) && price(market, first).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::radar::market::testing::{event, market};

    fn race(a: f64, b: f64) -> Event {
        event("race", true, vec![market("a?", Some("A"), a, 1_000), market("b?", Some("B"), b, 1_000)])
    }

    #[test]
    fn a_dead_heat_does_not_flip() {
        let first = race(0.50, 0.49);
        let (token, label) = leader(&first, None).unwrap();
        assert_eq!(label, "A");
        assert_eq!(leader(&race(0.495, 0.50), Some(token)).unwrap().1, "A");
        assert_eq!(leader(&race(0.48, 0.50), Some(token)).unwrap().1, "B");
    }

    #[test]
    fn one_question_is_led_by_the_side_above_one_half() {
        let of = |yes| event("q", false, vec![market("q?", None, yes, 1_000)]);
        assert_eq!(leader(&of(0.3), None).unwrap().1, "No");
        let dates = event("d", false, vec![market("a", None, 0.2, 1), market("b", None, 0.4, 1)]);
        assert_eq!(leader(&dates, None), None);
    }

    #[test]
    fn a_leader_that_is_no_longer_traded_gives_way() {
        let mut decided = race(0.9, 0.05);
        let token = leader(&decided, None).unwrap().0.clone();
        decided.markets[0].open = false;
        assert_eq!(leader(&decided, Some(&token)).unwrap().1, "B");
    }

    #[test]
    fn a_leader_without_a_price_in_one_answer_is_no_flip() {
        let mut race = race(0.6, 0.3);
        let token = leader(&race, None).unwrap().0.clone();
        race.markets[0].outcomes[0].price = None;
        race.markets[0].best_bid = None;
        assert_eq!(leader(&race, Some(&token)), None);
        assert_eq!(leader(&race, None).unwrap().1, "B", "nobody led before");
    }
}
