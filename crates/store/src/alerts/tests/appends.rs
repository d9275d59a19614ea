use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Quantity, Reason};

use super::{decision, event, nothing, subscriber};
use crate::alerts::{Decided, DecisionRow, Recipient};
use crate::scratch::{Scratch, at, btc, profile};
use crate::{AlertEvent, AlertId, OutboxCounts, Profile, StoreError, SubscriberId, SubscriberState};

fn state(key: &str, state: &str) -> (String, Option<String>) {
    (key.to_owned(), Some(state.to_owned()))
}

/// An observation with everything that can follow from it.
fn full(recipients: &[SubscriberId]) -> Decided {
    let fired = DecisionRow { event: Some(0), ..decision(1, Reason::Moved) };
    Decided {
        states: vec![state("a", "{\"spent_up\":true}")],
        decisions: vec![fired, decision(1, Reason::Cooldown)],
        events: vec![event(1, recipients)],
        ..nothing(at(1))
    }
}

#[tokio::test]
async fn an_observation_and_all_that_follows_from_it_are_written_together() {
    let store = Scratch::new().await;
    let people = [subscriber(&store, 1).await, subscriber(&store, 2).await];
    let changes = *store.changes().borrow();
    let told = store.append_and_decide(vec![btc(0, 1.0)], full(&people)).await.unwrap();
    assert_eq!((told.appended.inserted, told.enqueued, told.events.len()), (1, 2, 1));
    assert_eq!(*store.changes().borrow(), changes + 1);
    assert_eq!(store.latest(SeriesId::Btc).await, Ok(Some(btc(0, 1.0))));
    assert_eq!(store.rule_states().await.unwrap()["a"], "{\"spent_up\":true}");
    assert_eq!(store.outbox_counts().await, Ok(OutboxCounts { pending: 2, ..OutboxCounts::default() }));
    let alerts = store.alert_events(at(0), 9).await.unwrap();
    assert_eq!(alerts.iter().map(|alert| alert.id).collect::<Vec<_>>(), told.events);
    let logged = store.decisions(at(0), 9).await.unwrap();
    assert_eq!(logged.iter().map(|logged| logged.event).collect::<Vec<_>>(), [None, Some(told.events[0])]);
}

#[tokio::test]
async fn when_any_part_is_refused_nothing_of_it_is_written() {
    let store = Scratch::new().await;
    let people = [subscriber(&store, 1).await];
    let changes = *store.changes().borrow();
    let with = |change: &dyn Fn(&mut Decided)| {
        let mut decided = full(&people);
        change(&mut decided);
        decided
    };
    let number = Some(Quantity::Number(f64::NAN));
    for (bad, field) in [
        (with(&|decided| decided.states.push(state("b", "not json"))), "state"),
        (with(&|decided| decided.states.push(state("", "{}"))), "key"),
        (with(&|decided| decided.decisions[1].parameters = "x".repeat(501)), "parameters"),
        (with(&|decided| decided.decisions[1].decision.from.clone_from(&number)), "from"),
        (with(&|decided| decided.decisions[1].decision.change = Some(f64::INFINITY)), "change"),
        (with(&|decided| decided.decisions[1].event = Some(1)), "event"),
        (with(&|decided| decided.events.push(AlertEvent { body: "{".to_owned(), ..event(1, &[]) })), "body"),
        (with(&|decided| decided.events.push(AlertEvent { cause: String::new(), ..event(1, &[]) })), "cause"),
    ] {
        let error = store.append_and_decide(vec![btc(0, 1.0)], bad).await.unwrap_err();
        assert!(matches!(&error, StoreError::Refused(why) if why.contains(field)), "{field}: {error}");
    }
    assert_eq!(store.latest(SeriesId::Btc).await, Ok(None));
    assert!(store.rule_states().await.unwrap().is_empty());
    assert!(store.decisions(at(0), 9).await.unwrap().is_empty());
    assert!(store.alert_events(at(0), 9).await.unwrap().is_empty());
    assert_eq!(store.outbox_counts().await, Ok(OutboxCounts::default()));
    assert_eq!(*store.changes().borrow(), changes);
    let told = store.append_and_decide(Vec::new(), full(&people)).await.unwrap();
    assert_eq!((told.events, told.enqueued), (vec![AlertId(1)], 1), "it goes on as if nothing had been");
}

#[tokio::test]
async fn somebody_is_told_once_and_who_is_not_there_is_not_told() {
    let store = Scratch::new().await;
    let active = subscriber(&store, 1).await;
    let paused = Profile { state: SubscriberState::Paused, ..profile(2) };
    let paused = store.add_subscriber(paused, at(0)).await.unwrap();
    let mut twice = event(1, &[active, paused, SubscriberId(99), active]);
    twice.recipients.push(Recipient { subscriber: active, due_at: at(999) });
    let decided = Decided { events: vec![twice], ..nothing(at(1)) };
    assert_eq!(store.append_and_decide(Vec::new(), decided).await.unwrap().enqueued, 1);
    assert_eq!(store.outbox_counts().await.unwrap().pending, 1);

    let copy = "insert into outbox (event_id, recipient_id, channel, kind, due_at, created_at)
        select event_id, recipient_id, channel, kind, due_at, created_at from outbox";
    let mut db = sqlx::ConnectOptions::connect(&crate::writer::options(&store.path())).await.unwrap();
    let refused = StoreError::from(sqlx::query(copy).execute(&mut db).await.unwrap_err());
    assert!(matches!(&refused, StoreError::Refused(why) if why.contains("UNIQUE")), "{refused}");
}

#[tokio::test]
async fn messages_to_somebody_who_is_removed_go_with_them_and_the_alert_stays() {
    let store = Scratch::new().await;
    let people = [subscriber(&store, 1).await, subscriber(&store, 2).await];
    store.append_and_decide(Vec::new(), full(&people)).await.unwrap();
    store.remove_subscriber(people[0]).await.unwrap();
    assert_eq!(store.outbox_counts().await.unwrap().pending, 1);
    assert_eq!(store.alert_events(at(0), 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_state_is_replaced_or_forgotten_and_others_stay() {
    let store = Scratch::new().await;
    let hostile = "btc.drift 'both' \"\0\" 5";
    let states = |states| Decided { states, ..nothing(at(1)) };
    let first = vec![state("a", "1"), state("b", "2"), state(hostile, "3")];
    store.append_and_decide(Vec::new(), states(first)).await.unwrap();
    let second = vec![state("a", "4"), (hostile.to_owned(), None), ("c".to_owned(), None)];
    store.append_and_decide(Vec::new(), states(second)).await.unwrap();
    let mut left: Vec<_> = store.rule_states().await.unwrap().into_iter().collect();
    left.sort();
    assert_eq!(left, [("a", "4"), ("b", "2")].map(|(key, state)| (key.to_owned(), state.to_owned())));
}
