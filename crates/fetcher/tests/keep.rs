//! What is stored and what is held, against a real store.

#![expect(clippy::unwrap_used, reason = "a test file: a panic with a line number is its way to fail")]

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Usd, Value};
use cockpit_fetcher::FetchError;
use cockpit_fetcher::decide::Decider;
use cockpit_fetcher::derive::net_liquidity;
use cockpit_fetcher::feeds::Reach;
use cockpit_fetcher::keep::{Answered, Kept, keep};
use cockpit_fetcher::source::Reading;
use cockpit_store::{Access, Store};
use tempfile::TempDir;

async fn store() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&folder.path().join("test.db"), Access::Exclusive).await.unwrap();
    (folder, store)
}

fn decider(store: &Store) -> Decider {
    Decider::new(store.clone())
}

fn minute(minute: i64) -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minute)
}

/// A price of this minute, told by this publisher in the same minute.
async fn tell(store: &Store, source: &str, at: i64, usd: f64) -> Result<Kept, FetchError> {
    let readings = vec![Reading {
        series: SeriesId::Btc,
        observed_at: Moment::instant(minute(at)),
        value: Value::usd(usd).unwrap(),
    }];
    let answer = Answered { source, standing: 0, reach: Reach::Recent, received_at: minute(at), readings };
    keep(&decider(store), answer).await
}

async fn shown(store: &Store) -> f64 {
    store.latest(SeriesId::Btc).await.unwrap().unwrap().value.amount()
}

fn day(text: &str) -> Moment {
    Moment::Day(text.parse::<NaiveDate>().unwrap())
}

async fn tell_days(
    store: &Store,
    source: &str,
    standing: u8,
    days: &[(&str, f64)],
) -> Result<Kept, FetchError> {
    let readings = days.iter().map(|(text, percent)| Reading {
        series: SeriesId::Us10y,
        observed_at: day(text),
        value: Value::percent(*percent).unwrap(),
    });
    let received_at = minute(0);
    keep(
        &decider(store),
        Answered { source, standing, reach: Reach::Recent, received_at, readings: readings.collect() },
    )
    .await
}

#[tokio::test]
async fn a_unit_flip_is_held_and_the_last_good_value_stays() {
    let (_folder, store) = store().await;
    tell(&store, "coinbase", 0, 86_915.0).await.unwrap();
    for at in 1..5 {
        assert!(matches!(tell(&store, "coinbase", at, 86_915_000.0).await, Err(FetchError::Held(_))));
        assert!(matches!(tell(&store, "kraken", at, 86.915).await, Err(FetchError::Held(_))));
    }
    assert_eq!(shown(&store).await, 86_915.0);
    assert!(store.held(SeriesId::Btc).await.unwrap().is_some());
    tell(&store, "coinbase", 6, 86_900.0).await.unwrap();
    assert_eq!(store.held(SeriesId::Btc).await.unwrap(), None, "a believable value ends the review");
}

#[tokio::test]
async fn a_genuine_crash_is_stored_as_soon_as_another_publisher_agrees() {
    let (_folder, store) = store().await;
    tell(&store, "coinbase", 0, 86_915.0).await.unwrap();
    assert!(tell(&store, "coinbase", 1, 69_500.0).await.is_err(), "one odd quote is not enough");
    tell(&store, "kraken", 1, 69_430.0).await.unwrap();
    assert_eq!(shown(&store).await, 69_430.0);
    tell(&store, "coinbase", 2, 69_100.0).await.unwrap();
    assert_eq!(shown(&store).await, 69_100.0);
}

#[tokio::test]
async fn a_cache_that_fell_back_changes_nothing() {
    let (_folder, store) = store().await;
    tell(&store, "coinbase", 10, 86_915.0).await.unwrap();
    let older = Reading {
        series: SeriesId::Btc,
        observed_at: Moment::instant(minute(3)),
        value: Value::usd(80_000.0).unwrap(),
    };
    let answer = Answered {
        source: "coinbase",
        standing: 0,
        reach: Reach::Recent,
        received_at: minute(11),
        readings: vec![older],
    };
    assert_eq!(keep(&decider(&store), answer).await.unwrap(), Kept { values: 0, new: 0 });
    assert_eq!(shown(&store).await, 86_915.0);
}

#[tokio::test]
async fn a_price_of_an_hour_ago_or_of_tomorrow_is_no_price_of_now() {
    let (_folder, store) = store().await;
    let readings = |at| {
        vec![Reading {
            series: SeriesId::Btc,
            observed_at: Moment::instant(at),
            value: Value::usd(1e5).unwrap(),
        }]
    };
    let answer = |at| Answered {
        source: "coinbase",
        standing: 0,
        reach: Reach::Recent,
        received_at: minute(0),
        readings: readings(at),
    };
    assert!(matches!(keep(&decider(&store), answer(minute(-60))).await, Err(FetchError::Outdated(_))));
    assert!(matches!(keep(&decider(&store), answer(minute(24 * 60))).await, Err(FetchError::FromFuture(_))));
    assert_eq!(store.latest(SeriesId::Btc).await.unwrap(), None);
}

#[tokio::test]
async fn a_revision_is_a_new_row_and_the_first_seen_value_stays() {
    let (_folder, store) = store().await;
    tell_days(&store, "fredgraph", 0, &[("2026-11-18", 4.16), ("2026-11-19", 4.17)]).await.unwrap();
    let again =
        tell_days(&store, "fredgraph", 0, &[("2026-11-18", 4.16), ("2026-11-19", 4.18)]).await.unwrap();
    assert_eq!(again, Kept { values: 2, new: 1 });
    let (from, to) = (day("2026-11-01"), day("2026-11-30"));
    let values = |points: Vec<cockpit_domain::Point>| {
        points.iter().map(|point| point.value.amount()).collect::<Vec<_>>()
    };
    assert_eq!(values(store.points(SeriesId::Us10y, from, to).await.unwrap()), [4.16, 4.18]);
    assert_eq!(values(store.first_seen_points(SeriesId::Us10y, from, to).await.unwrap()), [4.16, 4.17]);
    tell_days(&store, "treasury", 1, &[("2026-11-19", 4.21)]).await.unwrap();
    assert_eq!(
        values(store.points(SeriesId::Us10y, from, to).await.unwrap()),
        [4.16, 4.18],
        "a stand-in never overwrites"
    );
}

#[tokio::test]
async fn one_implausible_row_makes_the_whole_answer_wait() {
    let (_folder, store) = store().await;
    let told = tell_days(&store, "fredgraph", 0, &[("2026-11-18", 4_160.0), ("2026-11-19", 4.17)]).await;
    assert!(matches!(told, Err(FetchError::Held(_))));
    assert_eq!(store.latest(SeriesId::Us10y).await.unwrap(), None, "its other rows came in the same unit");
}

#[tokio::test]
async fn net_liquidity_follows_a_revised_leg_and_stays_bundled_while_a_leg_is() {
    let (_folder, store) = store().await;
    let leg = |series, millions: f64, origin| Observation {
        series,
        observed_at: day("2025-12-24"),
        first_seen_at: minute(0),
        value: Usd::from_millions(millions).unwrap().to_billions(),
        source: "fredgraph".into(),
        standing: if origin == Origin::Bundled { u8::MAX } else { 0 },
        origin,
    };
    let legs = |origin| {
        vec![
            leg(SeriesId::Walcl, 6_581_231.0, origin),
            leg(SeriesId::Wtregen, 837_120.0, origin),
            leg(SeriesId::Rrpontsyd, 4_803.0, origin),
        ]
    };
    let computed = async || store.latest(SeriesId::NetLiquidity).await.unwrap().unwrap();
    store.append(legs(Origin::Bundled)).await.unwrap();
    assert_eq!(net_liquidity(&decider(&store), minute(0)).await.unwrap(), 1);
    assert_eq!((computed().await.value.amount(), computed().await.origin), (5_739.308, Origin::Bundled));
    assert_eq!(
        net_liquidity(&decider(&store), minute(0)).await.unwrap(),
        0,
        "computing again changes nothing"
    );

    store.append(legs(Origin::Live)).await.unwrap();
    net_liquidity(&decider(&store), minute(1)).await.unwrap();
    assert_eq!(computed().await.origin, Origin::Live);
    store.append(vec![leg(SeriesId::Wtregen, 838_120.0, Origin::Live)]).await.unwrap();
    net_liquidity(&decider(&store), minute(2)).await.unwrap();
    assert_eq!(computed().await.value.amount(), 5_738.308);
}
