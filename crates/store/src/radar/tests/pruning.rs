use cockpit_domain::radar::Token;

use super::{event, odds, token};
use crate::Leader;
use crate::scratch::{Scratch, at};

const DAY: i64 = 86_400;

fn leader(event: &str, number: u64) -> Leader {
    Leader { event: event.to_owned(), token: token(number), label: "Yes".to_owned() }
}

/// Ages in days of the odds that are left.
async fn ages(store: &Scratch, token: &Token) -> Vec<i64> {
    let left = store.odds(token, at(-500 * DAY), at(0)).await.unwrap();
    left.iter().map(|odds| (at(0) - odds.observed_at).num_days()).collect()
}

#[tokio::test]
async fn old_odds_go_and_those_of_pinned_events_stay_for_a_year() {
    let store = Scratch::new().await;
    store.save_events(vec![event("pinned", 1, 1), event("other", 1, 3)], at(0)).await.unwrap();
    store.pin_event("slug-pinned", at(0)).await.unwrap();
    store.pin_event("never seen", at(0)).await.unwrap();
    let all = [401, 399, 41, 39].into_iter().flat_map(|age| (1..=5).map(move |n| odds(n, -age * DAY, 0.5)));
    store.append_odds(all.chain([odds(6, -41 * DAY, 0.5)]).collect()).await.unwrap();
    store.prune(at(0)).await.unwrap();
    for number in [1, 2] {
        assert_eq!(ages(&store, &token(number)).await, [399, 41, 39], "{number} is of the pinned event");
    }
    for number in [3, 4, 5] {
        assert_eq!(ages(&store, &token(number)).await, [39], "{number}");
    }
    let tokens: Vec<Token> = (1..=6).map(token).collect();
    assert_eq!(store.odds_tokens_known(&tokens).await.unwrap().len(), 2);
    // An outcome that lost all its odds is told anew like any other.
    assert_eq!(store.append_odds(vec![odds(6, 0, 0.5)]).await, Ok(1));
}

#[tokio::test]
async fn events_that_are_gone_are_forgotten_unless_they_are_pinned() {
    let store = Scratch::new().await;
    store.save_events(vec![event("old", 1, 1), event("pinned", 1, 3)], at(-61 * DAY)).await.unwrap();
    store.save_events(vec![event("new", 1, 5)], at(-59 * DAY)).await.unwrap();
    store.pin_event("slug-pinned", at(0)).await.unwrap();
    for (age, number) in [(300, 1), (200, 2), (1, 1)] {
        let all = ["old", "pinned", "new"].map(|event| leader(event, number));
        store.record_leaders(all.to_vec(), at(-age * DAY)).await.unwrap();
    }
    store.record_leaders(vec![leader("steady", 1)], at(-300 * DAY)).await.unwrap();
    store.save_events(vec![event("steady", 9, 7)], at(0)).await.unwrap();
    store.prune(at(0)).await.unwrap();

    let left = store.events_seen_since(at(-500 * DAY)).await.unwrap();
    let left: Vec<&str> = left.iter().map(|seen| seen.event.id.as_str()).collect();
    assert_eq!(left, ["steady", "new", "pinned"]);
    let changes = store.leader_changes(at(-500 * DAY)).await.unwrap();
    let mut changes: Vec<(&str, i64)> =
        changes.iter().map(|change| (change.event.as_str(), (at(0) - change.at).num_days())).collect();
    changes.sort_unstable();
    assert_eq!(changes, [("new", 1), ("old", 1), ("pinned", 1), ("steady", 300)]);
    store.record_leaders(vec![leader("steady", 1)], at(0)).await.unwrap();
    assert_eq!(store.leader_changes(at(0)).await, Ok(Vec::new()), "who leads is still known");
}
