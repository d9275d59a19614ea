//! From observations to outbox rows, on a real database.

#![expect(clippy::unwrap_used, reason = "a test file: a panic with a line number is its way to fail")]

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::rules::{Outcome, Preset, Reason, RuleId};
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value};
use cockpit_fetcher::decide::Decider;
use cockpit_fetcher::feeds::Reach;
use cockpit_fetcher::keep::{Answered, keep};
use cockpit_fetcher::source::Reading;
use cockpit_store::{
    Access, Address, Channel, LoggedDecision, Profile, QuietHours, Store, SubscriberId, SubscriberState,
};
use tempfile::TempDir;

fn at(minute: i64) -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minute)
}

async fn store() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&folder.path().join("test.db"), Access::Exclusive).await.unwrap();
    (folder, store)
}

async fn somebody(store: &Store, address: &str, quiet_hours: Option<QuietHours>) -> SubscriberId {
    let profile = Profile {
        name: "somebody".to_owned(),
        channel: Channel::Telegram,
        address: Address::new(address),
        time_zone: "UTC".to_owned(),
        locale: "en-US".to_owned(),
        is_operator: false,
        preset: Preset::Balanced,
        state: SubscriberState::Active,
        quiet_hours,
        digest_hour: None,
    };
    store.add_subscriber(profile, at(-5_000)).await.unwrap()
}

fn day_rule() -> RuleId {
    "btc.change.24h".parse().unwrap()
}

/// A price every 15 minutes for two days before noon, calm around this value.
async fn calm(store: &Store, usd: f64) {
    let prices = (1..=192).map(|quarter| Observation {
        series: SeriesId::Btc,
        observed_at: Moment::instant(at(-15 * quarter)),
        first_seen_at: at(0),
        value: Value::usd(usd + (quarter as f64).sin() * usd / 2_000.0).unwrap(),
        source: "coinbase".to_owned(),
        standing: 0,
        origin: Origin::Backfill,
    });
    store.append(prices.collect()).await.unwrap();
}

/// A price as a publisher tells it in this minute, through validation.
async fn tell(decider: &Decider, source: &str, minute: i64, usd: f64) {
    let reading = Reading {
        series: SeriesId::Btc,
        observed_at: Moment::instant(at(minute)),
        value: Value::usd(usd).unwrap(),
    };
    let (reach, received_at) = (Reach::Recent, at(minute));
    let answer = Answered { source, standing: 0, reach, received_at, readings: vec![reading] };
    // A value that is held is an error of the answer, and exactly what some tests are about.
    let _ = keep(decider, answer).await;
}

async fn said(store: &Store, rule: &RuleId) -> Vec<LoggedDecision> {
    let mut said = store.decisions_of(rule, at(-10_000), 1_000).await.unwrap();
    said.reverse();
    said
}

async fn fired(store: &Store, rule: &RuleId) -> usize {
    said(store, rule).await.iter().filter(|row| row.decision.outcome == Outcome::Fired).count()
}

#[tokio::test]
async fn a_genuine_fall_of_a_fifth_is_told_once_to_everybody_who_wants_it() {
    let (_folder, store) = store().await;
    calm(&store, 100_000.0).await;
    somebody(&store, "1", None).await;
    let deaf = somebody(&store, "2", None).await;
    for rule in Preset::Balanced.rules() {
        store.set_threshold(deaf, rule.id(), None, false).await.unwrap();
    }
    let decider = Decider::new(store.clone());
    tell(&decider, "coinbase", 0, 100_000.0).await;
    for minute in 1..=5 {
        tell(&decider, "coinbase", minute, 80_000.0).await;
    }
    assert_eq!(fired(&store, &day_rule()).await, 1, "{:#?}", said(&store, &day_rule()).await);
    let alerts = store.alert_events(at(-10), 100).await.unwrap();
    let day: Vec<_> = alerts.iter().filter(|alert| alert.rule == day_rule()).collect();
    assert_eq!(day.len(), 1);
    let body: serde_json::Value = serde_json::from_str(&day[0].body).unwrap();
    let facts = &body["facts"][0];
    assert_eq!((facts["name"].as_str(), facts["source"].as_str()), (Some("Bitcoin Price"), Some("coinbase")));
    assert!((facts["decision"]["change"].as_f64().unwrap() + 20.0).abs() < 0.5, "{facts:#}");
    let waiting = store.outbox_counts().await.unwrap().pending;
    assert_eq!(
        waiting,
        alerts.len() as u64,
        "one message for each alert to who wants it, none to who has all off"
    );
}

#[tokio::test]
async fn a_unit_flip_a_gap_and_a_flapping_price_raise_no_false_alert() {
    let (_folder, store) = store().await;
    calm(&store, 100_000.0).await;
    let decider = Decider::new(store.clone());
    tell(&decider, "coinbase", 0, 100_000.0).await;
    for minute in 1..10 {
        tell(&decider, "coinbase", minute, 100.0).await;
        tell(&decider, "kraken", minute, 100_000_000.0).await;
    }
    // Ten hours of silence, then a price that flaps around the threshold for a day.
    let threshold =
        Preset::Balanced.rules().iter().find(|rule| *rule.id() == day_rule()).unwrap().threshold().unwrap();
    for minute in 600..1_900 {
        let beyond = if minute % 2 == 0 { 0.002 } else { -0.002 };
        tell(&decider, "coinbase", minute, 100_000.0 * (1.0 + threshold / 100.0 + beyond)).await;
    }
    let rule = day_rule();
    assert!(fired(&store, &rule).await <= 1, "{:#?}", said(&store, &rule).await);
    let held = said(&store, &rule).await;
    assert!(
        held.iter().any(|row| row.decision.reason == Reason::Quarantine),
        "the flip is in the log: {held:#?}"
    );
    let hour: RuleId = "btc.change.1h".parse().unwrap();
    let before_noon_next = said(&store, &hour).await;
    assert!(
        before_noon_next
            .iter()
            .filter(|row| row.decision.at < at(660))
            .all(|row| row.decision.outcome != Outcome::Fired),
        "nothing is compared over the gap: {before_noon_next:#?}"
    );
}

#[tokio::test]
async fn an_agreeing_stand_in_does_not_mute_and_a_disagreeing_one_does_not_fire() {
    let (_folder, store) = store().await;
    calm(&store, 100_000.0).await;
    let decider = Decider::new(store.clone());
    tell(&decider, "coinbase", 0, 100_000.0).await;
    // Another publisher that stands 3 % higher for good is no move of Bitcoin.
    for minute in 1..30 {
        tell(&decider, "mempool", minute, 103_000.0).await;
    }
    let quarter: RuleId = "btc.change.15m".parse().unwrap();
    let hour: RuleId = "btc.change.1h".parse().unwrap();
    assert_eq!(fired(&store, &quarter).await + fired(&store, &hour).await, 0);
    assert!(said(&store, &hour).await.iter().any(|row| row.decision.reason == Reason::Publisher));

    let (_folder, store) = self::store().await;
    calm(&store, 100_000.0).await;
    let decider = Decider::new(store.clone());
    tell(&decider, "coinbase", 0, 100_000.0).await;
    tell(&decider, "kraken", 1, 100_050.0).await;
    for minute in 2..8 {
        tell(&decider, "kraken", minute, 94_000.0).await;
    }
    assert_eq!(fired(&store, &day_rule()).await, 1, "{:#?}", said(&store, &day_rule()).await);
}

#[tokio::test]
async fn a_restart_between_two_observations_changes_nothing() {
    let run = async |restart: bool| {
        let (folder, mut store) = store().await;
        calm(&store, 100_000.0).await;
        somebody(&store, "1", None).await;
        let mut decider = Decider::new(store.clone());
        for (minute, usd) in
            (0_i64..).zip([100_000.0, 97_000.0, 94_000.0, 94_100.0, 93_900.0, 99_900.0, 94_000.0])
        {
            tell(&decider, "coinbase", minute, usd).await;
            if restart {
                store.close().await;
                store = Store::open(&folder.path().join("test.db"), Access::Exclusive).await.unwrap();
                decider = Decider::new(store.clone());
            }
        }
        let decisions = store.decisions(at(-10_000), 1_000).await.unwrap();
        let counts = store.outbox_counts().await.unwrap();
        (decisions.into_iter().map(|row| row.decision).collect::<Vec<_>>(), counts)
    };
    let (whole, pieces) = (run(false).await, run(true).await);
    assert!(!whole.0.is_empty());
    assert_eq!(whole, pieces);
}

#[tokio::test]
async fn quiet_hours_hold_the_message_and_the_log_says_so() {
    let (_folder, store) = store().await;
    calm(&store, 100_000.0).await;
    let quiet = QuietHours { from_min: 11 * 60, until_min: 13 * 60 };
    somebody(&store, "1", Some(quiet)).await;
    let decider = Decider::new(store.clone());
    for (minute, usd) in [(0, 100_000.0), (1, 93_000.0), (2, 93_000.0), (3, 93_000.0)] {
        tell(&decider, "coinbase", minute, usd).await;
    }
    let reasons: Vec<Reason> =
        said(&store, &day_rule()).await.iter().map(|row| row.decision.reason).collect();
    assert!(reasons.contains(&Reason::QuietHours) && reasons.contains(&Reason::Moved), "{reasons:?}");
    assert!(store.outbox_counts().await.unwrap().pending >= 1, "held, not dropped");
}
