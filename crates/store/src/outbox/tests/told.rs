use super::*;
use crate::alerts::AlertId;
use crate::outbox::told::{COUNTS_OF, DELIVERIES};

#[tokio::test]
async fn the_messages_of_an_alert_are_counted_and_named_what_failed_first() {
    let store = Scratch::new().await;
    let people = [person(&store, 1).await, person(&store, 2).await, person(&store, 3).await];
    alert(&store, 0, &people, 0).await;
    let due = claimed(&store, 0, 3).await;
    settle(&store, due[0].id, sent()).await;
    settle(&store, due[1].id, sent()).await;
    let dead = Settlement {
        messages: vec![due[2].id],
        at: at(60),
        result: Settled::Dead { reason: "bot was blocked".to_owned(), recipient_gone: false },
    };
    store.deliver(Channel::Telegram, vec![dead], None).await.unwrap();
    let id = AlertId(1);
    let mut counts = store.delivery_counts(&[id, AlertId(7)]).await.unwrap();
    let mut of_it = counts.remove(&id).unwrap();
    of_it.sort_by_key(|(_, count)| *count);
    assert_eq!(of_it, [(MessageState::Dead, 1), (MessageState::Sent, 2)]);
    assert!(counts.is_empty());
    let told = store.deliveries_to(id, 2).await.unwrap();
    assert_eq!(
        told.iter().map(|one| one.status.state).collect::<Vec<_>>(),
        [MessageState::Dead, MessageState::Sent]
    );
    assert_eq!((told[0].name.as_str(), told[0].address.expose()), ("Ada", "770003"));
    assert_eq!(told[0].status.reason.as_deref(), Some("bot was blocked"));
    assert_eq!(store.deliveries_to(id, 9).await.unwrap().len(), 3);
}

#[tokio::test]
async fn who_was_told_is_found_by_the_alert() {
    let store = Scratch::new().await;
    for query in [COUNTS_OF, DELIVERIES] {
        let plan = store.plan(query).await;
        assert!(
            plan.iter().any(|step| step.starts_with("SEARCH outbox USING") && step.contains("event_id=?")),
            "{plan:#?}"
        );
    }
}
