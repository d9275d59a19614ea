//! Which outcome leads, and when that changed.

use chrono::{DateTime, Utc};

use super::headline::{name, price};
use super::{Event, Probability, Token};

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
pub fn leader<'a>(event: &'a Event, before: Option<&Token>) -> Option<(&'a Token, &'a str)> {
    let sides: Vec<(&Token, &str, Probability)> = match event.markets.as_slice() {
        [market] if market.open => {
            let sides = market.outcomes.iter();
            sides.filter_map(|side| Some((side.token.as_ref()?, side.label.as_str(), side.price?))).collect()
        }
        markets if event.exclusive => markets
            .iter()
            .filter(|market| market.open && !market.placeholder)
            .filter_map(|market| {
                let first = market.outcomes.first()?;
                Some((first.token.as_ref()?, name(market), price(market, first)?))
            })
            .collect(),
        _ => return None,
    };
    let best = sides.iter().max_by(|a, b| a.2.share().total_cmp(&b.2.share()))?;
    let still = sides.iter().find(|side| Some(side.0) == before);
    let (token, label, _) = still.filter(|still| best.2.share() - still.2.share() < LEAD_MIN).unwrap_or(best);
    Some((token, label))
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
}
