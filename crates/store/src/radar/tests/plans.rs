use super::super::{
    FORGET_LEADERS, FORGET_ODDS, FORGET_ODDS_OF_UNPINNED, FORGET_TOKENS, event, leader, odds,
};
use crate::scratch::Scratch;

#[tokio::test]
async fn nothing_walks_over_all_odds() {
    let store = Scratch::new().await;
    let queries =
        [odds::OF_ONE, odds::OF_MANY, odds::KNOWN, FORGET_ODDS, FORGET_ODDS_OF_UNPINNED, FORGET_TOKENS];
    for query in queries {
        let plan = store.plan(query).await;
        let by_moment = "SEARCH odds USING PRIMARY KEY (token_id=? AND observed_at";
        let walks = |step: &String| {
            ["SCAN odds ", "SCAN newer "].iter().any(|all| format!("{step} ").starts_with(all))
        };
        assert!(!plan.iter().any(walks), "{plan:#?}");
        assert!(plan.iter().any(|step| step.starts_with("SEARCH odds USING PRIMARY KEY")), "{plan:#?}");
        // The ends of a key, and whether there is any, are found by the outcome alone.
        let by_outcome_will_do = [odds::KNOWN, FORGET_TOKENS].contains(&query);
        assert!(by_outcome_will_do || plan.iter().any(|step| step.starts_with(by_moment)), "{plan:#?}");
    }
    let plan = store.plan(odds::OF_ONE).await;
    assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
}

#[tokio::test]
async fn outcomes_events_and_leaders_are_found_by_an_index() {
    let store = Scratch::new().await;
    for (query, index) in [
        (odds::NUMBERS, "odds_token USING COVERING INDEX"),
        (event::SEEN_SINCE, "radar_event USING INDEX radar_event_seen"),
        (event::BY_SLUG, "radar_event USING INDEX radar_event_slug"),
        (leader::CHANGES, "changed USING INDEX radar_leader_at"),
        (leader::CHANGES, "before USING INDEX radar_leader_event"),
        (FORGET_LEADERS, "radar_leader USING INDEX radar_leader_at"),
    ] {
        let plan = store.plan(query).await;
        assert!(plan.iter().any(|step| step.contains(index)), "{index}: {plan:#?}");
    }
}
