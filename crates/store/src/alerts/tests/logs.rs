use chrono::TimeDelta;
use cockpit_domain::rules::{Preset, Quantity, Reason};

use super::super::{decision as decisions, event as events};
use super::{decision, event, nothing, subscriber};
use crate::alerts::{Decided, DecisionRow};
use crate::outbox;
use crate::scratch::{Scratch, at};
use crate::{AlertEvent, LoggedDecision};

#[tokio::test]
async fn every_decision_comes_back_as_it_was_made_newest_first() {
    let store = Scratch::new().await;
    let rules = Preset::Balanced.rules();
    let rows: Vec<DecisionRow> = Reason::ALL
        .iter()
        .zip(rules.iter().cycle())
        .zip(0..)
        .map(|((reason, rule), n)| {
            let mut row = decision(n, *reason);
            row.decision.rule = rule.id().clone();
            if n % 2 == 0 {
                row.decision.series = None;
                row.decision.subject = Some("it's \"a\" \0".to_owned());
                row.decision.from = Some(Quantity::Word("12".to_owned()));
                row.decision.to = None;
                row.decision.change = None;
                row.decision.threshold = None;
            }
            row
        })
        .collect();
    store.append_and_decide(Vec::new(), Decided { decisions: rows.clone(), ..nothing(at(0)) }).await.unwrap();
    let logged = |row: &DecisionRow| LoggedDecision {
        decision: row.decision.clone(),
        parameters: row.parameters.clone(),
        event: None,
    };
    let newest_first: Vec<_> = rows.iter().rev().map(logged).collect();
    assert_eq!(store.decisions(at(0), 99).await.unwrap(), newest_first);
    assert_eq!(store.decisions(at(0), 3).await.unwrap(), newest_first[..3]);
    assert_eq!(store.decisions(at(5), 99).await.unwrap().len(), rows.len() - 5);
    let of_one = store.decisions_of(rules[3].id(), at(0), 99).await.unwrap();
    assert_eq!(of_one, [logged(&rows[3])]);
}

#[tokio::test]
async fn a_rule_is_kept_once_with_what_was_written_last() {
    let store = Scratch::new().await;
    let rule = Preset::Balanced.rules().swap_remove(0);
    let other = rule.with_threshold(1.5).unwrap().switched(false);
    for rule in [rule, other.clone()] {
        store.save_rule(rule, at(0)).await.unwrap();
    }
    assert_eq!(store.rules().await, Ok(vec![other]));
}

#[tokio::test]
async fn pruning_forgets_old_decisions_and_older_alerts_with_their_messages() {
    let store = Scratch::new().await;
    let people = [subscriber(&store, 1).await];
    let day = TimeDelta::days(1);
    for age in [401, 399, 91, 89] {
        let seconds = -(day * age).num_seconds();
        let alert = AlertEvent { cause: format!("{age} days"), ..event(seconds, &people) };
        let decided = Decided {
            decisions: vec![decision(seconds, Reason::Moved)],
            events: vec![alert],
            ..nothing(at(seconds))
        };
        store.append_and_decide(Vec::new(), decided).await.unwrap();
    }
    store.prune(at(0)).await.unwrap();
    let ever = at(0) - day * 999;
    let causes: Vec<_> =
        store.alert_events(ever, 9).await.unwrap().into_iter().map(|alert| alert.cause).collect();
    assert_eq!(causes, ["89 days", "91 days", "399 days"]);
    assert_eq!(store.decisions(ever, 9).await.unwrap().len(), 1);
    assert_eq!(store.outbox_counts().await.unwrap().pending, 3);
    store.prune(at(0) + day * 9_999).await.unwrap();
    let again = Decided { events: vec![event(0, &[])], ..nothing(at(0)) };
    let told = store.append_and_decide(Vec::new(), again).await.unwrap();
    assert_eq!(told.events[0].0, 5, "a number is never given twice");
}

#[tokio::test]
async fn logs_are_read_along_an_index_and_not_sorted() {
    let store = Scratch::new().await;
    for (query, index) in [
        (decisions::SINCE, "decision USING INDEX decision_at (at>?)"),
        (decisions::OF_RULE, "decision USING INDEX decision_rule (rule=? AND at>?)"),
        (events::SINCE, "alert_event USING INDEX alert_event_at (at>?)"),
        (outbox::COUNTS, "outbox USING COVERING INDEX outbox_state"),
    ] {
        let plan = store.plan(query).await;
        assert!(plan.iter().any(|step| step.contains(index)), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
    }
}
