use std::collections::HashSet;

use cockpit_domain::radar::Odds;

use super::{odds, token};
use crate::StoreError;
use crate::scratch::{Scratch, at};

fn history(number: u64, seconds: i64, share: f64) -> Odds {
    Odds { spread: None, source: "clob".to_owned(), ..odds(number, seconds, share) }
}

#[tokio::test]
async fn odds_come_back_oldest_first_and_the_first_of_a_second_stays() {
    let store = Scratch::new().await;
    let changes = store.changes();
    let first = vec![odds(1, 60, 0.1), history(1, 0, 0.3), odds(2, 0, 1.0), odds(1, 60, 0.2)];
    assert_eq!(store.append_odds(first.clone()).await, Ok(3));
    assert_eq!(store.append_odds(first).await, Ok(0));
    assert_eq!(*changes.borrow(), 1, "nothing new, nothing to show");
    assert_eq!(store.append_odds(vec![odds(1, 60, 0.9), odds(1, 61, 0.4)]).await, Ok(1));
    let of_first = [history(1, 0, 0.3), odds(1, 60, 0.1), odds(1, 61, 0.4)];
    assert_eq!(store.odds(&token(1), at(0), at(61)).await.unwrap(), of_first);
    assert_eq!(store.odds(&token(1), at(1), at(60)).await.unwrap(), of_first[1..2]);
    assert_eq!(store.odds(&token(3), at(0), at(61)).await, Ok(Vec::new()));

    let wanted = [token(2), token(1), token(3), token(1)];
    let all = store.odds_since(&wanted, at(0)).await.unwrap();
    assert_eq!(all.len(), 2, "outcomes without odds are absent");
    assert_eq!(all[&token(1)], of_first);
    assert_eq!(all[&token(2)], [odds(2, 0, 1.0)]);
    assert_eq!(store.odds_since(&wanted, at(61)).await.unwrap()[&token(1)], of_first[2..]);
    assert!(store.odds_since(&[], at(0)).await.unwrap().is_empty());
}

#[tokio::test]
async fn of_many_odds_of_one_outcome_the_newest_are_told() {
    let store = Scratch::new().await;
    let many = (0..3_000).map(|n| odds(1, n, 0.5)).chain([odds(2, 7, 0.5)]).collect();
    assert_eq!(store.append_odds(many).await, Ok(3_001));
    let told = store.odds_since(&[token(1), token(2)], at(0)).await.unwrap();
    let (first, last) = (told[&token(1)].first().unwrap(), told[&token(1)].last().unwrap());
    assert_eq!(told[&token(1)].len(), 2_500);
    assert_eq!((first.observed_at, last.observed_at), (at(500), at(2_999)));
    assert_eq!(told[&token(2)].len(), 1, "each outcome has its own bound");
}

#[tokio::test]
async fn a_past_is_known_by_the_publishers_history_or_a_day_of_our_own() {
    let store = Scratch::new().await;
    let day = 86_400;
    let rows = vec![
        odds(1, 0, 0.5),
        history(2, 0, 0.5),
        odds(3, 0, 0.5),
        odds(3, day + 1, 0.5),
        odds(4, 0, 0.5),
        odds(4, day, 0.5),
        odds(5, 0, 0.5),
    ];
    store.append_odds(rows).await.unwrap();
    // Its history brings nothing that is not known, and is in all the same.
    assert_eq!(store.append_odds(vec![history(5, 0, 0.5)]).await, Ok(0));
    let tokens: Vec<_> = (1..=6).map(token).collect();
    let known = store.odds_tokens_known(&tokens).await.unwrap();
    assert_eq!(known, HashSet::from([token(2), token(3), token(5)]));
}

#[tokio::test]
async fn odds_that_break_a_rule_are_refused_and_not_ignored() {
    let store = Scratch::new().await;
    let bad = Odds { source: String::new(), ..odds(2, 0, 0.5) };
    let error = store.append_odds(vec![odds(1, 0, 0.5), bad]).await.unwrap_err();
    assert!(matches!(&error, StoreError::Refused(why) if why.contains("source")), "{error}");
    assert_eq!(store.odds(&token(1), at(0), at(1)).await, Ok(Vec::new()));
}
