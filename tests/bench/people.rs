//! A hundred thousand people with thresholds of their own, and one new observation.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::rules::{Preset, RuleId};
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value};
use cockpit_fetcher::decide::Decider;
use cockpit_store::{Access, Address, Channel, Profile, Store, SubscriberState};

use crate::{NOW, ms, row};

const PEOPLE: u32 = 100_000;

pub(crate) async fn many() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let store = Store::open(&folder.path().join("people.db"), Access::Exclusive).await.expect("a database");
    let now: DateTime<Utc> = NOW.parse().expect("a time");
    let rule: RuleId = "btc.change.24h".parse().expect("a rule");
    // As many distinct thresholds as people, from 1 % to 11 %.
    let people = (0..PEOPLE).map(|n| (somebody(n), vec![(rule.clone(), 1.0 + f64::from(n) / 10_000.0)]));
    store.add_subscribers(people.collect(), now).await.expect("people");
    // It slid by 6 % yesterday and has been calm for hours: the rule over a day is the one that has news.
    let of_then = |minutes: i64| if minutes < 300 { 61_000.0 } else { 65_000.0 };
    let past = (1..3_000_i64).map(|n| price(now - TimeDelta::minutes(n), of_then(n), Origin::Backfill));
    store.append(past.collect()).await.expect("a past");

    let decider = Decider::new(store.clone());
    let first = "100,000 people, 100,000 thresholds: first look, wishes read";
    tell(&decider, &store, first, now, 61_010.0, "").await;
    tell(
        &decider,
        &store,
        "one observation, the second that agrees",
        now + TimeDelta::minutes(1),
        61_000.0,
        "1000 ms",
    )
    .await;
    tell(&decider, &store, "one observation, nothing new", now + TimeDelta::minutes(2), 61_001.0, "1000 ms")
        .await;
    // A crash that three rules tell everybody at once.
    tell(&decider, &store, "a crash, first poll", now + TimeDelta::minutes(3), 57_000.0, "").await;
    tell(&decider, &store, "a crash, told by three rules", now + TimeDelta::minutes(4), 57_000.0, "").await;
    store.close().await;
}

async fn tell(decider: &Decider, store: &Store, what: &str, at: DateTime<Utc>, usd: f64, budget: &str) {
    let before = store.outbox_counts().await.expect("counts").pending;
    let begun = Instant::now();
    decider.append(vec![price(at, usd, Origin::Live)], at).await.expect("stored");
    let took = ms(begun.elapsed());
    let messages = store.outbox_counts().await.expect("counts").pending - before;
    row(&format!("{what}: {messages} messages"), &took, budget);
}

fn somebody(n: u32) -> Profile {
    Profile {
        name: format!("Person {n}"),
        channel: Channel::Telegram,
        address: Address::new((1_000_000 + n).to_string()),
        time_zone: "UTC".to_owned(),
        locale: "en-US".to_owned(),
        is_operator: false,
        preset: Preset::Balanced,
        state: SubscriberState::Active,
        quiet_hours: None,
        digest_hour: None,
    }
}

fn price(at: DateTime<Utc>, usd: f64, origin: Origin) -> Observation {
    Observation {
        series: SeriesId::Btc,
        observed_at: Moment::instant(at),
        first_seen_at: at,
        value: Value::usd(usd).expect("finite"),
        source: "coinbase".to_owned(),
        standing: 0,
        origin,
    }
}
