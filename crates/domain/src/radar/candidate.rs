//! Which outcomes of an event stand for something, and at which price.

use super::rank::spread;
use super::{Event, Market, Outcome, Probability};

/// Offers further apart than this share leave the price open: the publisher's own page shows the middle up to ten cents
/// and the last trade beyond. The rule about swings draws the same line.
const SPREAD_SANE: f64 = 0.10;
/// Prices of outcomes that exclude each other add up to little more than one (1.00 to 1.03 in real answers); a
/// placeholder that lifts the sum above this is not priced in earnest.
const SUM_MAX: f64 = 1.10;

/// The first outcome of a market that can be traded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'a> {
    pub(super) market: &'a Market,
    pub(super) outcome: &'a Outcome,
    pub(super) price: Probability,
}

/// The first outcomes of the markets that are open, priced and backed by somebody, in the publisher's order.
///
/// A placeholder ("other", negative risk) is among them only when it leads the named ones in earnest: hiding an "other"
/// of 60 % behind a named outcome of 20 % would mislead.
pub(super) fn candidates(event: &Event) -> Vec<Candidate<'_>> {
    let alone = event.markets.len() == 1;
    let open = event.markets.iter().filter(|market| market.open && (alone || is_backed(market)));
    let mut candidates: Vec<Candidate<'_>> = open
        .filter_map(|market| {
            let outcome = market.outcomes.first()?;
            Some(Candidate { market, outcome, price: price(market, outcome)? })
        })
        .collect();
    let named = candidates.iter().filter(|candidate| !candidate.market.placeholder);
    let (sum, highest) = named.fold((0.0, 0.0_f64), |(sum, highest), candidate| {
        let share = candidate.price.share();
        (sum + share, highest.max(share))
    });
    let leads = |share: f64| event.exclusive && share > highest && share + sum <= SUM_MAX;
    candidates.retain(|candidate| !candidate.market.placeholder || leads(candidate.price.share()));
    candidates
}

/// The published price or, where it is absent or lies outside of offers that are close together, the middle between
/// these: a published price lags behind a book that moved. `None` when neither says anything.
pub(super) fn price(market: &Market, outcome: &Outcome) -> Option<Probability> {
    let sane = spread(market).is_some_and(|spread| spread.share() <= SPREAD_SANE);
    let offers = market.best_bid.zip(market.best_ask).filter(|_| sane);
    match (outcome.price, offers) {
        (Some(published), Some((bid, ask))) if (bid..=ask).contains(&published) => Some(published),
        (_, Some((bid, ask))) => Probability::new(round(f64::midpoint(bid.share(), ask.share()))),
        (published, None) => published,
    }
}

/// To a millionth; the finest tick is a thousandth, and the rest is float dust.
fn round(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

/// Whether anybody bids, offers or trades. A new market says 50 % before anybody did, and would lead its event.
fn is_backed(market: &Market) -> bool {
    market.volume_24h.dollars() > 0
        || market.best_bid.is_some_and(|bid| bid.share() > 0.0)
        || market.best_ask.is_some_and(|ask| ask.share() < 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::radar::market::testing::{event, market};

    #[test]
    fn a_published_price_outside_of_close_offers_is_old() {
        let priced = |bid, ask| {
            let mut market = market("?", None, 0.30, 1_000);
            (market.best_bid, market.best_ask) = (Probability::new(bid), Probability::new(ask));
            price(&market, &market.outcomes[0]).unwrap().share()
        };
        assert_eq!(priced(0.29, 0.31), 0.30);
        assert_eq!(priced(0.40, 0.42), 0.41, "the book moved on");
        assert_eq!(priced(0.40, 0.90), 0.30, "too far apart to say anything");
        assert_eq!(priced(0.42, 0.40), 0.30, "crossed offers are no book");
    }

    #[test]
    fn without_a_published_price_only_close_offers_give_one() {
        let mut market = market("?", None, 0.5, 0);
        market.outcomes[0].price = None;
        (market.best_bid, market.best_ask) = (Probability::new(0.0), Probability::new(1.0));
        assert_eq!(price(&market, &market.outcomes[0]), None, "an empty book is not 50 %");
        (market.best_bid, market.best_ask) = (Probability::new(0.48), Probability::new(0.52));
        assert_eq!(price(&market, &market.outcomes[0]), Probability::new(0.5));
    }

    #[test]
    fn a_market_nobody_has_touched_does_not_lead_with_its_fifty_percent() {
        let mut race =
            event("race", true, vec![market("a", Some("A"), 0.4, 900), market("b", Some("B"), 0.5, 0)]);
        (race.markets[1].best_bid, race.markets[1].best_ask) = (None, Probability::new(1.0));
        let labels = |race: &Event| -> Vec<String> {
            candidates(race).iter().filter_map(|candidate| candidate.market.label.clone()).collect()
        };
        assert_eq!(labels(&race), ["A"]);
        race.markets[1].best_bid = Probability::new(0.49);
        assert_eq!(labels(&race), ["A", "B"], "a bid is somebody's money");
    }

    #[test]
    fn a_placeholder_counts_only_when_it_leads_in_earnest() {
        let with_other = |share| {
            let mut race = event(
                "race",
                true,
                vec![market("a", Some("A"), 0.3, 900), market("o", Some("Other"), share, 1)],
            );
            race.markets[1].placeholder = true;
            candidates(&race).len()
        };
        assert_eq!(with_other(0.7), 2, "it leads");
        assert_eq!(with_other(0.2), 1, "it does not");
        assert_eq!(with_other(0.9), 1, "it leads, but the prices exclude each other");
    }
}
