//! Which events are worth following, and in which order.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::candidate::{Candidate, candidates};
use super::headline::headline;
use super::{Event, Market, Probability, Token};

/// Tags that make an event ours: the publisher's own, not words in titles.
pub const RELEVANT_TAGS: [&str; 5] = ["economy", "finance", "crypto", "fed", "fed-rates"];
/// Tags that take it away: prices asked for every few minutes, and games.
const EXCLUDED_TAGS: [&str; 8] =
    ["recurring", "up-or-down", "5m", "15m", "hourly", "sports", "esports", "games"];
/// The publisher's slugs of the recurring price markets.
const EXCLUDED_SLUG_PARTS: [&str; 2] = ["-updown-", "up-or-down"];
/// Below so many dollars in 24 hours nobody's money stands behind the odds.
const VOLUME_24H_MIN_USD: i64 = 1_000;
/// Outcomes of an exclusive event whose odds are kept: the leader, its rivals, and room for one to rise.
const OUTCOMES_WATCHED: usize = 4;

/// Whether an event belongs on the radar: by its tags, traded, and not decided.
pub fn is_relevant(event: &Event) -> bool {
    let has = |tags: &[&str]| event.tags.iter().any(|tag| tags.contains(&tag.as_str()));
    !event.closed
        && has(&RELEVANT_TAGS)
        && !has(&EXCLUDED_TAGS)
        && !EXCLUDED_SLUG_PARTS.iter().any(|part| event.slug.contains(part))
        && event.volume_24h.dollars() >= VOLUME_24H_MIN_USD
        && headline(event).is_some()
}

/// The relevant events, most traded first; one of several with the same id. The order of the input does not matter.
pub fn ranked<'a>(events: impl IntoIterator<Item = &'a Event>) -> Vec<&'a Event> {
    let mut by_id = BTreeMap::<&str, &Event>::new();
    for event in events {
        let known = by_id.entry(&event.id).or_insert(event);
        if event.volume_24h > known.volume_24h {
            *known = event;
        }
    }
    let mut ranked: Vec<&Event> = by_id.into_values().filter(|event| is_relevant(event)).collect();
    ranked.sort_by(|a, b| b.volume_24h.cmp(&a.volume_24h).then_with(|| a.id.cmp(&b.id)));
    ranked
}

/// The outcomes of an event whose odds are kept, with their prices and spreads: what is shown, and what may come to be.
pub fn watched(event: &Event) -> Vec<(&Token, Probability, Option<Probability>)> {
    let mut open = candidates(event);
    if event.exclusive {
        open.sort_by(|a, b| b.price.share().total_cmp(&a.price.share()));
    } else {
        open.sort_by_key(|candidate| Reverse(candidate.market.volume_24h));
    }
    let watched = open.into_iter().take(OUTCOMES_WATCHED);
    watched
        .filter_map(|Candidate { market, outcome, price }| {
            Some((outcome.token.as_ref()?, price, spread(market)))
        })
        .collect()
}

/// Best ask less best bid; `None` without both, or when they cross.
pub fn spread(market: &Market) -> Option<Probability> {
    Probability::new(market.best_ask?.share() - market.best_bid?.share())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Usd;
    use crate::radar::market::testing::{event, market};

    fn traded(slug: &str, volume: i64) -> Event {
        event(slug, false, vec![market(slug, None, 0.4, volume)])
    }

    #[test]
    fn games_recurring_prices_and_what_nobody_trades_are_left_out() {
        let mut game = traded("game", 90_000);
        game.tags.push("sports".to_owned());
        let mut recurring = traded("btc-up", 80_000);
        recurring.tags.push("recurring".to_owned());
        let updown = traded("btc-updown-5m-1773307200", 80_000);
        let mut politics = traded("politics", 70_000);
        politics.tags = vec!["politics".to_owned()];
        let events = [game, recurring, updown, politics, traded("thin", 999), traded("good", 1_000)];
        let slugs: Vec<&str> = ranked(&events).iter().map(|event| event.slug.as_str()).collect();
        assert_eq!(slugs, ["good"]);
    }

    #[test]
    fn an_event_that_came_under_two_tags_is_one_event() {
        let mut again = traded("a", 5_000);
        again.volume_24h = Usd::from_dollars(4_000);
        assert_eq!(ranked([&traded("a", 5_000), &again]).len(), 1);
    }

    #[test]
    fn the_rivals_of_a_leader_are_watched_too() {
        let rows = (1..=6).map(|n| market(&format!("m{n}"), Some("x"), f64::from(n) / 30.0, 10)).collect();
        let shares: Vec<f64> = watched(&event("e", true, rows))
            .iter()
            .map(|(_, price, _)| (price.share() * 30.0).round())
            .collect();
        assert_eq!(shares, [6.0, 5.0, 4.0, 3.0]);
    }

    proptest! {
        #[test]
        fn the_order_of_the_input_does_not_matter(volumes in proptest::collection::vec(0_i64..50_000, 0..12)) {
            let events: Vec<Event> =
                volumes.iter().enumerate().map(|(n, volume)| traded(&format!("e{n}"), *volume)).collect();
            let forward: Vec<&Event> = ranked(&events);
            let backward: Vec<&Event> = ranked(events.iter().rev());
            prop_assert_eq!(&forward, &backward);
            prop_assert!(forward.windows(2).all(|pair| pair[0].volume_24h >= pair[1].volume_24h));
        }
    }
}
