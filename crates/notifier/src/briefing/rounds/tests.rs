use chrono::TimeDelta;
use cockpit_domain::rules::Preset;
use cockpit_store::{Access, Address, Channel, Claim, Content, Profile, QuietHours};
use tempfile::TempDir;

use super::*;
use crate::briefing::sample;

/// A store, and briefings on it.
struct World {
    store: Store,
    briefings: Briefings,
    _folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("cockpit.db"), Access::Exclusive).await.unwrap();
        let briefings = briefings(&store);
        Self { store, briefings, _folder: folder }
    }

    async fn person(&self, zone: &str, locale: &str, change: impl FnOnce(&mut Profile)) -> SubscriberId {
        let mut profile = Profile {
            name: "Ada".to_owned(),
            channel: Channel::Telegram,
            address: Address::new(format!("77{zone}{locale}")),
            time_zone: zone.to_owned(),
            locale: locale.to_owned(),
            is_operator: false,
            preset: Preset::Balanced,
            state: SubscriberState::Active,
            quiet_hours: None,
            digest_hour: Some(7),
        };
        change(&mut profile);
        self.store.add_subscriber(profile, at("2026-11-01T00:00:00Z")).await.unwrap()
    }

    async fn round(&self, now: &str) -> usize {
        self.briefings.round(at(now)).await.unwrap()
    }

    /// What is due now, by recipient.
    async fn due(&self, now: &str) -> Vec<(SubscriberId, Briefing)> {
        let now = at(now);
        let claim = Claim { now, lease_until: now + TimeDelta::minutes(5), limit: 20, except: Vec::new() };
        let due = self.store.deliver(Channel::Telegram, Vec::new(), Some(claim)).await.unwrap();
        let briefing = |body: &str| match serde_json::from_str::<Message>(body).unwrap().about {
            About::Briefing(briefing) => briefing,
            other => panic!("{other:?}"),
        };
        due.into_iter()
            .map(|message| match message.content {
                Content::Message { body, .. } => (message.recipient.id, briefing(&body)),
                Content::Alert { .. } => panic!("an alert"),
            })
            .collect()
    }
}

fn briefings(store: &Store) -> Briefings {
    Briefings::new(store.clone(), Clock::system(), Arc::new(sample::SampleHouse), None)
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[tokio::test]
async fn each_gets_theirs_at_their_hour_in_their_words() {
    let world = World::new().await;
    let berlin = world.person("Europe/Berlin", "de", |_| {}).await;
    let york = world.person("America/New_York", "en", |_| {}).await;
    assert_eq!(world.round("2026-11-24T05:59:59Z").await, 0);
    assert_eq!(world.round("2026-11-24T06:00:00Z").await, 1);
    let due = world.due("2026-11-24T06:00:00Z").await;
    assert_eq!((due.len(), due[0].0, due[0].1.day.to_string().as_str()), (1, berlin, "2026-11-24"));
    assert!(due[0].1.bullets[1].text.contains("$86.915"), "{:?}", due[0].1);
    assert_eq!(world.round("2026-11-24T12:00:00Z").await, 1);
    let due = world.due("2026-11-24T12:00:00Z").await;
    let (to, briefing) = due.last().unwrap();
    assert_eq!(*to, york);
    assert!(briefing.bullets[1].text.contains("$86,915"), "{briefing:?}");
}

#[tokio::test]
async fn nobody_gets_two_of_a_day_not_even_after_a_restart() {
    let world = World::new().await;
    world.person("Europe/Berlin", "en", |_| {}).await;
    assert_eq!(world.round("2026-11-24T06:00:00Z").await, 1);
    assert_eq!(world.round("2026-11-24T06:00:20Z").await, 0);
    let restarted = briefings(&world.store);
    assert_eq!(restarted.round(at("2026-11-24T08:00:00Z")).await.unwrap(), 0);
    assert_eq!(restarted.round(at("2026-11-25T06:00:00Z")).await.unwrap(), 1, "the next day has its own");
}

#[tokio::test]
async fn one_that_was_missed_is_sent_within_three_hours_and_later_not() {
    let world = World::new().await;
    world.person("UTC", "en", |_| {}).await;
    assert_eq!(world.round("2026-11-24T10:00:00Z").await, 0);
    assert_eq!(world.round("2026-11-25T09:59:59Z").await, 1);
}

#[tokio::test]
async fn only_those_get_it_who_want_it_now() {
    let world = World::new().await;
    world.person("UTC", "aa", |profile| profile.digest_hour = None).await;
    world.person("UTC", "bb", |profile| profile.state = SubscriberState::Paused).await;
    let muted = world.person("UTC", "cc", |_| {}).await;
    world.store.mute(muted, None, at("2026-11-24T12:00:00Z")).await.unwrap();
    let partly = world.person("UTC", "dd", |_| {}).await;
    let rule = "btc.drift".parse().unwrap();
    world.store.mute(partly, Some(&rule), at("2026-11-24T12:00:00Z")).await.unwrap();
    let quiet = QuietHours { from_min: 0, until_min: 9 * 60 };
    let asleep = world.person("UTC", "ee", |profile| profile.quiet_hours = Some(quiet)).await;
    world.round("2026-11-24T07:00:00Z").await;
    let due: Vec<_> = world.due("2026-11-24T07:00:00Z").await.into_iter().map(|(to, _)| to).collect();
    assert_eq!(due, [partly, asleep], "a mute of everything holds it, quiet hours do not");
}

#[tokio::test]
async fn whoever_came_after_their_hour_hears_tomorrow() {
    let world = World::new().await;
    let late = Profile { digest_hour: Some(7), ..world.store_profile().await };
    world.store.add_subscriber(late, at("2026-11-24T08:00:00Z")).await.unwrap();
    assert_eq!(world.round("2026-11-24T08:00:20Z").await, 0);
    assert_eq!(world.round("2026-11-25T07:00:00Z").await, 1);
}

impl World {
    async fn store_profile(&self) -> Profile {
        let id = self.person("UTC", "zz", |profile| profile.digest_hour = None).await;
        let profile = self.store.subscriber(id).await.unwrap().unwrap().profile;
        Profile { address: Address::new("5"), ..profile }
    }
}
