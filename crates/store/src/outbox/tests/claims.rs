use super::super::claim::FIRST;
use super::*;

#[tokio::test]
async fn a_claim_takes_one_message_of_each_recipient_oldest_first_and_says_all_about_it() {
    let store = Scratch::new().await;
    let (ada, ben) = (person(&store, 1).await, person(&store, 2).await);
    store.set_threshold(ben, &"btc.change.15m".parse().unwrap(), Some(2.5), true).await.unwrap();
    alert(&store, 10, &[ada], 10).await;
    alert(&store, 20, &[ada, ben], 20).await;
    assert_eq!(store.next_due(Channel::Telegram).await, Ok(Some(at(10))));
    assert_eq!(claimed(&store, 9, 8).await, [], "nothing is due yet");

    let first = claimed(&store, 30, 8).await;
    let told: Vec<_> = first.iter().map(|due| (due.recipient.id, due.created_at, due.attempt)).collect();
    assert_eq!(told, [(ada, at(10), 1), (ben, at(20), 1)]);
    let thresholds: Vec<_> = first
        .iter()
        .map(|due| match &due.content {
            Content::Alert { alert, own_threshold } => (alert.at, *own_threshold),
            Content::Message { .. } => panic!("it is an alert"),
        })
        .collect();
    assert_eq!(thresholds, [(at(10), None), (at(20), Some(2.5))]);
    assert_eq!(claimed(&store, 31, 8).await, [], "both are being written to");

    settle(&store, first[0].id, sent()).await;
    let second = claimed(&store, 32, 8).await;
    assert_eq!(second.iter().map(|due| due.created_at).collect::<Vec<_>>(), [at(20)]);
    let done = status(&store, first[0].id).await;
    assert_eq!(
        (done.state, done.provider_id.as_deref(), done.settled_at),
        (MessageState::Sent, Some("42"), Some(at(60)))
    );
}

#[tokio::test]
async fn who_has_to_wait_is_passed_over_and_the_limit_counts_recipients() {
    let store = Scratch::new().await;
    let mut people = Vec::new();
    for number in 0..5 {
        people.push(person(&store, number).await);
    }
    alert(&store, 0, &people, 0).await;
    let claim = Claim { except: vec![people[0], people[2]], ..claim_at(at(1), 2) };
    let due = store.deliver(Channel::Telegram, Vec::new(), Some(claim)).await.unwrap();
    assert_eq!(due.iter().map(|due| due.recipient.id).collect::<Vec<_>>(), [people[1], people[3]]);
    assert_eq!(store.deliver(Channel::Email, Vec::new(), Some(claim_at(at(1), 8))).await.unwrap(), []);
}

#[tokio::test]
async fn what_was_held_and_what_waited_long_travels_together() {
    let store = Scratch::new().await;
    let (ada, ben) = (person(&store, 1).await, person(&store, 2).await);
    for seconds in [0, 100, 200] {
        alert(&store, seconds, &[ada], 30_000).await;
    }
    for seconds in [0, 60, 29_900] {
        alert(&store, seconds, &[ben], seconds).await;
    }
    let due = claimed(&store, 30_000, 8).await;
    let of = |who| {
        due.iter()
            .filter(|due| due.recipient.id == who)
            .map(|due| (due.created_at, due.held))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(ada), [(at(0), true), (at(100), true), (at(200), true)]);
    assert_eq!(of(ben), [(at(0), false), (at(60), false)], "the one of 100 seconds ago is news by itself");
}

#[tokio::test]
async fn a_key_is_taken_once_by_each_recipient() {
    let store = Scratch::new().await;
    let (ada, ben) = (person(&store, 1).await, person(&store, 2).await);
    let key = Some("briefing/2026-11-24");
    let new = |to| message(to, "briefing", key);
    assert_eq!(store.enqueue(vec![new(ada), new(ben), new(ada)]).await.unwrap().len(), 2);
    assert_eq!(store.enqueue(vec![new(ada), message(SubscriberId(99), "test", None)]).await.unwrap(), []);
    assert_eq!(
        store.enqueue(vec![message(ada, "test", None), message(ada, "test", None)]).await.unwrap().len(),
        2
    );
}

#[tokio::test]
async fn a_claim_is_a_walk_along_its_index_however_many_wait() {
    let store = Scratch::new().await;
    let plan = store.plan(FIRST).await;
    assert!(
        plan.iter().any(|step| step.contains("outbox USING INDEX outbox_due (channel=? AND due_at<?)")),
        "{plan:#?}"
    );
    assert!(
        plan.iter().all(|step| !step.contains("SCAN outbox") && !step.contains("TEMP B-TREE")),
        "{plan:#?}"
    );
}

#[tokio::test]
async fn messages_of_an_earlier_version_are_still_there_after_the_migration() {
    use sqlx::ConnectOptions;
    let store = Scratch::new().await;
    let ada = person(&store, 1).await;
    alert(&store, 0, &[ada], 0).await;
    alert(&store, 5, &[ada], 500).await;
    let mut db = crate::writer::options(&store.path()).connect().await.unwrap();
    // The table as it was, filled from the one that is.
    let before = include_str!("../../../../../migrations/0008_alerts.sql");
    let begin = before.find("create table outbox").unwrap();
    let end = begin + before[begin..].find(") strict;").unwrap() + ") strict;".len();
    let old = before[begin..end].replace("create table outbox", "create table outbox_old");
    let fill = "insert into outbox_old (id, event_id, recipient_id, channel, due_at, created_at)
        select id, event_id, recipient_id, channel, due_at, created_at from outbox";
    for statement in [
        &*old,
        fill,
        "drop trigger subscriber_stops",
        "drop table outbox",
        "alter table outbox_old rename to outbox",
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut db).await.unwrap();
    }
    let now = include_str!("../../../../../migrations/0009_delivery.sql");
    let begin = now.find("create table outbox_anew").unwrap();
    let end = now.find("-- What somebody does not want to hear").unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(&now[begin..end])).execute(&mut db).await.unwrap();
    let due = claimed(&store, 1_000, 8).await;
    assert_eq!(
        due.iter().map(|due| (due.created_at, due.held)).collect::<Vec<_>>(),
        [(at(0), false), (at(5), true)]
    );
}
