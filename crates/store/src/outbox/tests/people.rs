use super::*;

async fn state(store: &Scratch, id: SubscriberId) -> SubscriberState {
    store.subscriber(id).await.unwrap().unwrap().profile.state
}

fn gone() -> Settled {
    Settled::Dead { reason: "blocked".to_owned(), recipient_gone: true }
}

#[tokio::test]
async fn whoever_leaves_pauses_or_blocks_is_sent_nothing_more() {
    let store = Scratch::new().await;
    for (number, stop) in
        [SubscriberState::Left, SubscriberState::Paused, SubscriberState::Blocked].into_iter().enumerate()
    {
        let number = i64::try_from(number).unwrap();
        let id = person(&store, number).await;
        let stamp = store.audience_stamp().await.unwrap();
        alert(&store, number, &[id], 0).await;
        alert(&store, number, &[id], 0).await;
        let aloft = claimed(&store, 10, 8).await;
        let waiting = store.enqueue(vec![message(id, "briefing", None)]).await.unwrap()[0];
        let revision = store.subscriber(id).await.unwrap().unwrap().revision;
        store
            .update_subscriber(id, revision, Profile { state: stop, ..profile(number) })
            .await
            .unwrap()
            .unwrap();
        let cancelled = status(&store, waiting).await;
        assert_eq!(
            (cancelled.state, cancelled.reason.as_deref()),
            (MessageState::Cancelled, Some(stop.as_str()))
        );
        // What was in flight and has to come again does not.
        settle(&store, aloft[0].id, Settled::Again { due_at: at(11), reason: "busy".to_owned() }).await;
        assert_eq!(status(&store, aloft[0].id).await.state, MessageState::Cancelled);
        assert_eq!(claimed(&store, 9_999, 8).await, []);
        assert_ne!(store.audience_stamp().await.unwrap(), stamp);
    }
}

#[tokio::test]
async fn leaving_cancels_what_waits_and_says_what_is_still_in_the_air() {
    let store = Scratch::new().await;
    let ada = person(&store, 1).await;
    alert(&store, 0, &[ada], 0).await;
    let aloft = claimed(&store, 1, 8).await[0].id;
    alert(&store, 2, &[ada], 2).await;
    assert_eq!(store.leave(ada).await, Ok(true));
    assert_eq!(store.leave(ada).await, Ok(false));
    assert_eq!(store.sending_to(ada).await, Ok(1));
    settle(&store, aloft, sent()).await;
    assert_eq!(store.sending_to(ada).await, Ok(0));
    assert_eq!(store.outbox_counts().await.unwrap().cancelled, 1);
}

#[tokio::test]
async fn a_chat_that_refuses_is_blocked_at_once_and_an_address_at_the_second_time_in_a_row() {
    let store = Scratch::new().await;
    let ada = person(&store, 1).await;
    alert(&store, 0, &[ada], 0).await;
    settle(&store, claimed(&store, 0, 1).await[0].id, gone()).await;
    assert_eq!(state(&store, ada).await, SubscriberState::Blocked);

    let mail = Profile { channel: Channel::Email, address: Address::new("a@b.org"), ..profile(2) };
    let ben = store.add_subscriber(mail, at(0)).await.unwrap();
    for (result, expected) in [
        (gone(), SubscriberState::Active),
        (sent(), SubscriberState::Active),
        (gone(), SubscriberState::Active),
        (gone(), SubscriberState::Blocked),
    ] {
        store.enqueue(vec![message(ben, "briefing", None)]).await.unwrap();
        let due = store.deliver(Channel::Email, Vec::new(), Some(claim_at(at(5), 1))).await.unwrap();
        settle(&store, due[0].id, result).await;
        assert_eq!(state(&store, ben).await, expected);
    }
}

#[tokio::test]
async fn a_chat_that_moved_is_written_to_at_its_new_address_unless_somebody_else_is_there() {
    let store = Scratch::new().await;
    let (ada, ben) = (person(&store, 1).await, person(&store, 2).await);
    alert(&store, 0, &[ada, ben], 0).await;
    let due = claimed(&store, 0, 8).await;
    settle(&store, due[0].id, Settled::Moved { to: Address::new("-100777") }).await;
    settle(&store, due[1].id, Settled::Moved { to: Address::new("-100777") }).await;
    let again = claimed(&store, 60, 8).await;
    assert_eq!(
        again.iter().map(|due| due.recipient.profile.address.expose()).collect::<Vec<_>>(),
        ["-100777"]
    );
    assert_eq!((again[0].recipient.id, again[0].attempt), (ada, 1));
    assert_eq!(state(&store, ben).await, SubscriberState::Blocked);
}

#[tokio::test]
async fn a_question_to_confirm_reaches_who_has_not_yet_and_a_test_who_has_paused() {
    let store = Scratch::new().await;
    let mut ids = Vec::new();
    for (number, state) in
        [SubscriberState::Pending, SubscriberState::Paused, SubscriberState::Left].into_iter().enumerate()
    {
        let person = Profile { state, ..profile(i64::try_from(number).unwrap()) };
        ids.push(store.add_subscriber(person, at(0)).await.unwrap());
    }
    for id in &ids {
        for kind in ["confirm", "test", "briefing"] {
            store.enqueue(vec![message(*id, kind, None)]).await.unwrap();
        }
    }
    let mut reached = Vec::new();
    for seconds in 0..3 {
        for due in claimed(&store, seconds, 8).await {
            let Content::Message { kind, .. } = &due.content else { panic!("no alert") };
            reached.push((due.recipient.id, kind.clone()));
            settle(&store, due.id, sent()).await;
        }
    }
    reached.sort();
    let expected = [(ids[0], "confirm"), (ids[0], "test"), (ids[1], "test")];
    assert_eq!(reached, expected.map(|(id, kind)| (id, kind.to_owned())));
    assert_eq!(store.outbox_counts().await.unwrap().cancelled, 6);
}

#[tokio::test]
async fn a_mute_holds_what_comes_and_what_waits_of_its_rule_and_ends_when_it_is_ended() {
    let store = Scratch::new().await;
    let (ada, ben) = (person(&store, 1).await, person(&store, 2).await);
    alert(&store, 0, &[ada], 0).await;
    store.mute(ada, Some(&"btc.change.15m".parse().unwrap()), at(4 * 3_600)).await.unwrap();
    store.mute(ben, Some(&"btc.drift".parse().unwrap()), at(4 * 3_600)).await.unwrap();
    alert(&store, 10, &[ada, ben], 10).await;
    assert_eq!(claimed(&store, 20, 8).await.iter().map(|due| due.recipient.id).collect::<Vec<_>>(), [ben]);
    assert_eq!(store.unmute(ada, at(30)).await, Ok(2));
    assert_eq!(store.mutes(ada).await, Ok(Vec::new()));
    let due = claimed(&store, 30, 8).await;
    assert_eq!(
        due.iter().map(|due| (due.recipient.id, due.held)).collect::<Vec<_>>(),
        [(ada, true), (ada, true)]
    );
    store.mute(ada, None, at(99)).await.unwrap();
    assert_eq!(store.mutes(ada).await, Ok(vec![(None, at(99))]));
}

#[tokio::test]
async fn a_link_works_once_for_a_day_and_only_three_go_to_an_address() {
    let store = Scratch::new().await;
    let ada =
        store.add_subscriber(Profile { state: SubscriberState::Pending, ..profile(1) }, at(0)).await.unwrap();
    let day = |days: i64| at(days * 86_400);
    for number in 0..4 {
        assert_eq!(store.issue_confirmation([number; 32], ada, at(0), day(1)).await, Ok(number < 3));
    }
    assert_eq!(store.confirm([9; 32], at(1)).await, Ok(None));
    assert_eq!(store.confirm([0; 32], day(1)).await, Ok(None), "too old");
    assert_eq!(store.confirmation([1; 32], at(1)).await, Ok(Some(ada)));
    assert_eq!(store.confirm([1; 32], at(1)).await, Ok(Some(ada)));
    assert_eq!(state(&store, ada).await, SubscriberState::Active);
    assert_eq!(store.confirm([1; 32], at(2)).await, Ok(None), "used");
    assert_eq!(store.issue_confirmation([8; 32], ada, day(2), day(3)).await, Ok(true), "another day");
}

#[tokio::test]
async fn an_invitation_adds_somebody_once_and_brings_back_who_had_left() {
    let store = Scratch::new().await;
    for number in 1..4 {
        store.issue_invite([number; 32], at(0), at(100)).await.unwrap();
    }
    let ada = store.join([1; 32], profile(1), at(1)).await.unwrap().unwrap();
    assert_eq!(store.join([1; 32], profile(2), at(1)).await, Ok(None), "used");
    assert_eq!(store.confirm([2; 32], at(1)).await, Ok(None), "an invitation confirms nothing");
    store.set_threshold(ada, &"btc.drift".parse().unwrap(), Some(7.0), true).await.unwrap();
    store.leave(ada).await.unwrap();
    assert_eq!(store.join([2; 32], profile(1), at(2)).await, Ok(Some(ada)));
    assert_eq!(state(&store, ada).await, SubscriberState::Active);
    assert_eq!(store.wishes().await.unwrap().len(), 1);
    assert_eq!(store.join([3; 32], profile(3), at(100)).await, Ok(None), "too old");
}

#[tokio::test]
async fn channels_rest_with_their_first_beginning_and_the_bot_remembers_how_far_it_listened() {
    let store = Scratch::new().await;
    store.pause_channel(Channel::Email, at(0), at(60), "535").await.unwrap();
    store.pause_channel(Channel::Email, at(60), at(120), "still 535").await.unwrap();
    let pauses = store.channel_pauses().await.unwrap();
    let told: Vec<_> = pauses.iter().map(|pause| (pause.since, pause.until, pause.reason.as_str())).collect();
    assert_eq!(told, [(at(0), at(120), "still 535")]);
    assert_eq!(store.resume_channel(Channel::Email).await, Ok(true));
    assert_eq!(store.resume_channel(Channel::Email).await, Ok(false));
    assert_eq!(store.bot_offset().await, Ok(None));
    store.set_bot_offset(7).await.unwrap();
    store.set_bot_offset(9).await.unwrap();
    assert_eq!(store.bot_offset().await, Ok(Some(9)));
}

#[tokio::test]
async fn how_alerts_reached_people_is_told_by_alert_and_an_alert_can_be_rated() {
    let store = Scratch::new().await;
    let (ada, ben) = (person(&store, 1).await, person(&store, 2).await);
    alert(&store, 0, &[ada, ben], 0).await;
    let events = store.alert_events(at(0), 9).await.unwrap();
    settle(&store, claimed(&store, 0, 1).await[0].id, sent()).await;
    let states: Vec<_> = store
        .deliveries(&[events[0].id])
        .await
        .unwrap()
        .into_iter()
        .map(|(_, status)| status.state)
        .collect();
    assert_eq!(states, [MessageState::Sent, MessageState::Pending]);
    assert_eq!(store.newest_message(ada).await.unwrap().unwrap().state, MessageState::Sent);
    assert_eq!(store.newest_message(ben).await, Ok(None));
    assert_eq!(store.alert_event(events[0].id).await.unwrap().as_ref(), Some(&events[0]));
    for useful in [true, false] {
        store.rate_alert(events[0].id, ada, useful, at(1)).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_said_is_forgotten_after_a_month_and_that_it_was_said_after_three() {
    let store = Scratch::new().await;
    let ada = person(&store, 1).await;
    let ids = store.enqueue(vec![message(ada, "test", None), message(ada, "briefing", None)]).await.unwrap();
    settle(&store, claimed(&store, 0, 1).await[0].id, sent()).await;
    let day = TimeDelta::days(1);
    store.prune(at(60) + day * 31).await.unwrap();
    let mut db = sqlx::ConnectOptions::connect(&crate::reader::options(&store.path())).await.unwrap();
    let bodies: Vec<(Option<String>,)> =
        sqlx::query_as("select body from outbox order by id").fetch_all(&mut db).await.unwrap();
    assert_eq!(
        bodies.iter().map(|(body,)| body.is_some()).collect::<Vec<_>>(),
        [false, true],
        "the second still waits"
    );
    store.prune(at(60) + day * 91).await.unwrap();
    assert_eq!(store.message(ids[0]).await, Ok(None));
    assert!(store.message(ids[1]).await.unwrap().is_some());
}
