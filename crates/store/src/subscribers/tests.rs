use cockpit_domain::rules::{Preset, RuleId};

use super::threshold::BY_RULE;
use super::{
    Address, Channel, Profile, QuietHours, Subscriber, SubscriberId, SubscriberState, ThresholdGroup, Wish,
};
use crate::StoreError;
use crate::scratch::{Scratch, at, profile};

fn rule(id: &str) -> RuleId {
    id.parse().unwrap()
}

#[tokio::test]
async fn somebody_comes_back_as_they_were_added_in_every_channel_and_state() {
    let store = Scratch::new().await;
    let mut expected = Vec::new();
    let states = SubscriberState::ALL.into_iter().cycle();
    for ((channel, state), number) in Channel::ALL.into_iter().zip(states).zip(1..) {
        let full = Profile {
            name: "O'Neil \"\0\" \u{202e}; drop table subscriber".to_owned(),
            channel,
            state,
            is_operator: true,
            preset: Preset::Sensitive,
            quiet_hours: Some(QuietHours { from_min: 1_380, until_min: 0 }),
            digest_hour: Some(0),
            ..profile(number)
        };
        let id = store.add_subscriber(full.clone(), at(number)).await.unwrap();
        expected.push(Subscriber { id, created_at: at(number), revision: 0, profile: full });
    }
    let bare = profile(9);
    let id = store.add_subscriber(bare.clone(), at(9)).await.unwrap();
    expected.push(Subscriber { id, created_at: at(9), revision: 0, profile: bare });
    assert_eq!(store.subscribers().await, Ok(expected.clone()));
    let printed = format!("{expected:?}");
    assert!(expected.iter().all(|person| !printed.contains(person.profile.address.expose())), "{printed}");
}

#[tokio::test]
async fn of_two_who_change_somebody_at_the_same_time_the_later_one_is_told() {
    let store = Scratch::new().await;
    let id = store.add_subscriber(profile(1), at(0)).await.unwrap();
    let (ours, theirs) = (Profile { is_operator: true, ..profile(1) }, profile(2));
    assert_eq!(store.update_subscriber(id, 0, ours.clone()).await, Ok(Some(1)));
    assert_eq!(store.update_subscriber(id, 0, theirs.clone()).await, Ok(None));
    assert_eq!(store.update_subscriber(SubscriberId(99), 0, theirs).await, Ok(None));
    let found = store.subscribers().await.unwrap().pop().unwrap();
    assert_eq!((found.revision, found.profile), (1, ours));
    assert_eq!(*store.changes().borrow(), 2);
}

#[tokio::test]
async fn one_address_is_one_person_and_what_is_refused_is_named() {
    let store = Scratch::new().await;
    store.add_subscriber(profile(1), at(0)).await.unwrap();
    let address = |text: &str| Profile { address: Address::new(text), ..profile(2) };
    for (bad, field) in [
        (profile(1), "address"),
        (address(""), "address"),
        (address(&format!("\0{}", "x".repeat(2_000))), "address"),
        (Profile { name: "x".repeat(201), ..profile(2) }, "name"),
        (Profile { digest_hour: Some(24), ..profile(2) }, "digest_hour"),
    ] {
        let error = store.add_subscriber(bad, at(0)).await.unwrap_err();
        assert!(matches!(&error, StoreError::Refused(why) if why.contains(field)), "{error}");
    }
    assert_eq!(store.subscribers().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_number_is_never_given_twice() {
    let store = Scratch::new().await;
    let first = store.add_subscriber(profile(1), at(0)).await.unwrap();
    store.set_threshold(first, &rule("btc.drift"), Some(3.0), true).await.unwrap();
    assert_eq!(store.remove_subscriber(first).await, Ok(true));
    assert_eq!(store.remove_subscriber(first).await, Ok(false));
    let second = store.add_subscriber(profile(1), at(0)).await.unwrap();
    assert!(second > first);
    let groups = store.thresholds_by_rule(&rule("btc.drift")).await.unwrap();
    assert_eq!(
        groups.iter().map(|group| group.threshold).collect::<Vec<_>>(),
        [None],
        "the old wish is gone"
    );
}

#[tokio::test]
async fn wishes_are_grouped_and_those_who_want_nothing_are_left_out() {
    let store = Scratch::new().await;
    let drift = rule("btc.drift");
    let mut ids = Vec::new();
    for (number, preset, state) in [
        (0, Preset::Balanced, SubscriberState::Active),
        (1, Preset::Balanced, SubscriberState::Active),
        (2, Preset::Balanced, SubscriberState::Active),
        (3, Preset::Calm, SubscriberState::Active),
        (4, Preset::Balanced, SubscriberState::Active),
        (5, Preset::Balanced, SubscriberState::Paused),
        (6, Preset::Balanced, SubscriberState::Active),
        (7, Preset::Balanced, SubscriberState::Active),
    ] {
        let person = Profile { preset, state, is_operator: number == 3, ..profile(number) };
        ids.push(store.add_subscriber(person, at(0)).await.unwrap());
    }
    for number in [6, 0] {
        store.set_threshold(ids[number], &drift, Some(9.0), true).await.unwrap();
        store.set_threshold(ids[number], &drift, Some(2.5), true).await.unwrap();
    }
    store.set_threshold(ids[1], &drift, None, true).await.unwrap();
    store.set_threshold(ids[4], &drift, Some(2.5), false).await.unwrap();
    store.set_threshold(ids[5], &drift, Some(2.5), true).await.unwrap();
    store.set_threshold(ids[2], &rule("btc.change.15m"), Some(1.0), true).await.unwrap();
    store.set_threshold(ids[7], &drift, Some(1.0), true).await.unwrap();
    store.clear_threshold(ids[7], &drift).await.unwrap();

    let group = |preset, threshold, switched_on, numbers: &[usize]| ThresholdGroup {
        preset,
        threshold,
        switched_on,
        subscribers: numbers.iter().map(|number| ids[*number]).collect(),
    };
    let expected = [
        group(Preset::Balanced, None, false, &[2, 7]),
        group(Preset::Balanced, None, true, &[1]),
        group(Preset::Balanced, Some(2.5), true, &[0, 6]),
        group(Preset::Calm, None, false, &[3]),
    ];
    assert_eq!(store.thresholds_by_rule(&drift).await.unwrap(), expected);
    let operators = store.thresholds_by_rule(&rule("source.stale")).await.unwrap();
    assert_eq!(operators, [group(Preset::Calm, None, false, &[3])]);
}

#[tokio::test]
async fn a_threshold_that_is_no_number_or_nobodys_is_refused() {
    let store = Scratch::new().await;
    let id = store.add_subscriber(profile(1), at(0)).await.unwrap();
    let changes = *store.changes().borrow();
    for (id, threshold) in [(id, f64::NAN), (id, f64::INFINITY), (SubscriberId(99), 1.0)] {
        let refused = store.set_threshold(id, &rule("btc.drift"), Some(threshold), true).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    }
    assert_eq!(*store.changes().borrow(), changes);
    for _ in 0..2 {
        store.set_threshold(id, &rule("btc.drift"), Some(1.0), true).await.unwrap();
    }
    assert_eq!(*store.changes().borrow(), changes + 1, "the same wish again changes nothing");
}

#[tokio::test]
async fn wishes_are_found_by_key() {
    let store = Scratch::new().await;
    let plan = store.plan(BY_RULE).await;
    assert!(
        plan.iter().any(|step| step.contains("own USING PRIMARY KEY (subscriber_id=? AND rule=?)")),
        "{plan:#?}"
    );
}

#[tokio::test]
async fn one_persons_wishes_are_theirs_alone() {
    let store = Scratch::new().await;
    let ada = store.add_subscriber(profile(1), at(0)).await.unwrap();
    let bob = store.add_subscriber(profile(2), at(0)).await.unwrap();
    let drift = rule("btc.drift");
    store.set_threshold(ada, &drift, Some(3.0), true).await.unwrap();
    store.set_threshold(bob, &drift, None, false).await.unwrap();
    let expected = Wish { subscriber: bob, rule: drift, threshold: None, enabled: false };
    assert_eq!(store.wishes_of(bob).await.unwrap(), [expected]);
}
