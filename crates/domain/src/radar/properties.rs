//! What holds for every event, however it came about.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::market::testing::{event, market};
use super::{Event, Kind, Known, Market, Odds, Probability, entry, headline, leader, watched};

prop_compose! {
    /// Any market: priced or not, with a book or without, open or not, a placeholder or not.
    fn any_market()(
        yes in 0.0..=1.0_f64,
        priced in any::<bool>(),
        bid in prop::option::of(0.0..=1.0_f64),
        ask in prop::option::of(0.0..=1.0_f64),
        volume in 0_i64..200_000,
        open in prop::bool::weighted(0.8),
        placeholder in prop::bool::weighted(0.2),
    ) -> Market {
        let mut market = market("?", Some("label"), yes, volume);
        if !priced {
            market.outcomes[0].price = None;
        }
        market.best_bid = bid.and_then(Probability::new);
        market.best_ask = ask.and_then(Probability::new);
        (market.open, market.placeholder) = (open, placeholder);
        market
    }
}

prop_compose! {
    fn any_event()(
        mut markets in prop::collection::vec(any_market(), 0..6),
        exclusive in any::<bool>(),
    ) -> Event {
        for (index, market) in markets.iter_mut().enumerate() {
            for (side, outcome) in market.outcomes.iter_mut().enumerate() {
                outcome.token = super::Token::new(format!("{index}{side}"));
            }
        }
        event("any", exclusive, markets)
    }
}

fn now() -> DateTime<Utc> {
    "2026-08-26T12:00:00Z".parse().unwrap()
}

proptest! {
    #[test]
    fn a_line_holds_no_impossible_number_and_never_the_other_side_of_a_question(
        event in any_event(),
        past in prop::collection::vec((0_i64..200, 0.0..=1.0_f64), 0..8),
    ) {
        let shown = headline(&event);
        let odds: Vec<Odds> = past
            .iter()
            .filter_map(|(hours, share)| {
                Some(Odds {
                    token: shown.as_ref()?.token.clone(),
                    observed_at: now() - TimeDelta::hours(*hours),
                    probability: Probability::new(*share)?,
                    spread: None,
                    source: "clob".to_owned(),
                })
            })
            .collect();
        let line = entry(&event, now(), &Known { odds: &odds, ..Known::default() }, now());
        prop_assert_eq!(line.is_some(), shown.is_some());
        let Some(line) = line else { return Ok(()) };
        prop_assert!((0.01..0.99).contains(&line.probability), "{line:?}");
        prop_assert!(line.runner_up.iter().all(|next| next.probability <= line.probability), "{line:?}");
        prop_assert!(line.change_24h_pp.is_none_or(|change| change.abs() <= 100.0), "{line:?}");
        prop_assert!(line.spread_pp.is_none_or(|spread| (0.0..=100.0).contains(&spread)), "{line:?}");
        prop_assert!(line.spark.iter().all(|(_, share)| (0.0..=1.0).contains(share)), "{line:?}");
        prop_assert!(line.kind != Kind::Binary || line.outcome == "Yes", "{line:?}");
    }

    #[test]
    fn what_is_shown_or_leads_an_exclusive_event_is_also_watched(event in any_event()) {
        let tokens: Vec<_> = watched(&event).into_iter().map(|(token, ..)| token.clone()).collect();
        if event.exclusive && event.markets.len() > 1 {
            if let Some(shown) = headline(&event) {
                prop_assert!(tokens.contains(shown.token));
            }
            if let Some((token, _)) = leader(&event, None) {
                prop_assert!(tokens.contains(token));
            }
        }
    }

    #[test]
    fn a_leader_stays_while_nothing_changes(event in any_event()) {
        let first = leader(&event, None);
        prop_assert_eq!(leader(&event, first.map(|(token, _)| token)), first);
    }
}
