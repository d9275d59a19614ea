use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value};
use sqlx::ConnectOptions;

use crate::scratch::{Scratch, at, btc};
use crate::{Appended, StoreError};

fn counts(inserted: u64, revised: u64, unchanged: u64) -> Appended {
    Appended { inserted, revised, unchanged }
}

#[tokio::test]
async fn an_observation_comes_back_as_it_was_given() {
    let store = Scratch::new().await;
    let observation = Observation { standing: 2, origin: Origin::Backfill, ..btc(60, 86_915.123_456_789) };
    assert_eq!(store.append(vec![observation.clone()]).await, Ok(counts(1, 0, 0)));
    assert_eq!(store.latest(SeriesId::Btc).await, Ok(Some(observation)));
    assert_eq!(store.latest(SeriesId::Us10y).await, Ok(None));
}

#[tokio::test]
async fn a_day_comes_back_as_a_day() {
    let store = Scratch::new().await;
    let day = Moment::Day("2025-12-23".parse().unwrap());
    let (series, value) = (SeriesId::Us10y, Value::percent(4.17).unwrap());
    store.append(vec![Observation { series, observed_at: day, value, ..btc(0, 1.0) }]).await.unwrap();
    assert_eq!(store.latest(series).await.unwrap().unwrap().observed_at, day);
}

#[tokio::test]
async fn a_revision_leaves_the_first_seen_value_in_place() {
    let store = Scratch::new().await;
    store.append(vec![btc(0, 100.0)]).await.unwrap();
    let revised = Observation { first_seen_at: at(500), ..btc(0, 101.0) };
    assert_eq!(store.append(vec![revised.clone(), revised.clone()]).await, Ok(counts(0, 1, 1)));
    let (from, to) = (Moment::Instant(at(0)), Moment::Instant(at(0)));
    let amounts = |points: Vec<cockpit_domain::Point>| {
        points.iter().map(|point| point.value.amount()).collect::<Vec<_>>()
    };
    assert_eq!(amounts(store.points(SeriesId::Btc, from, to).await.unwrap()), [101.0]);
    assert_eq!(amounts(store.first_seen_points(SeriesId::Btc, from, to).await.unwrap()), [100.0]);
    assert_eq!(store.latest(SeriesId::Btc).await, Ok(Some(revised)));
}

#[tokio::test]
async fn a_stand_in_never_overwrites_and_the_better_publisher_does() {
    let store = Scratch::new().await;
    let kraken = Observation { source: "kraken".into(), standing: 1, ..btc(0, 99.0) };
    let coingecko = Observation { source: "coingecko".into(), standing: 2, ..btc(0, 98.0) };
    assert_eq!(store.append(vec![kraken.clone()]).await, Ok(counts(1, 0, 0)));
    assert_eq!(store.append(vec![coingecko]).await, Ok(counts(0, 0, 1)));
    assert_eq!(store.latest(SeriesId::Btc).await.unwrap().unwrap(), kraken);
    assert_eq!(store.append(vec![btc(0, 100.0)]).await, Ok(counts(0, 1, 0)));
    assert_eq!(store.latest(SeriesId::Btc).await.unwrap().unwrap(), btc(0, 100.0));
}

#[tokio::test]
async fn bundled_values_give_way_and_never_come_back() {
    let store = Scratch::new().await;
    let bundled = Observation { origin: Origin::Bundled, ..btc(0, 100.0) };
    let backfill = Observation { origin: Origin::Backfill, standing: 3, ..btc(0, 100.0) };
    assert_eq!(store.append(vec![bundled.clone()]).await, Ok(counts(1, 0, 0)));
    assert_eq!(store.append(vec![backfill.clone()]).await, Ok(counts(0, 1, 0)), "even an equal one");
    assert_eq!(store.append(vec![Observation { standing: 0, ..bundled }]).await, Ok(counts(0, 0, 1)));
    assert_eq!(store.latest(SeriesId::Btc).await, Ok(Some(backfill)));
}

#[tokio::test]
async fn a_batch_longer_than_a_statement_is_written_whole() {
    let store = Scratch::new().await;
    let batch: Vec<_> = (0..1_203).map(|n| btc(n * 60, 100.0 + n as f64)).collect();
    assert_eq!(store.append(batch.clone()).await, Ok(counts(1_203, 0, 0)));
    assert_eq!(store.append(batch).await, Ok(counts(0, 0, 1_203)));
}

#[tokio::test]
async fn a_value_of_another_unit_or_kind_of_moment_is_refused_with_the_whole_batch() {
    let store = Scratch::new().await;
    let percent = Observation { value: Value::percent(4.0).unwrap(), ..btc(60, 1.0) };
    let day = Observation { observed_at: Moment::Day(at(0).date_naive()), ..btc(60, 1.0) };
    for stray in [percent, day] {
        let error = store.append(vec![btc(0, 100.0), stray]).await.unwrap_err();
        assert!(matches!(error, StoreError::NotOfSeries { .. }) && !error.is_transient(), "{error}");
    }
    assert_eq!(store.latest(SeriesId::Btc).await, Ok(None));
}

#[tokio::test]
async fn the_schema_itself_refuses_what_is_no_number() {
    let store = Scratch::new().await;
    let huge = Observation { value: Value::usd(1.7e308).unwrap(), ..btc(60, 1.0) };
    let error = store.append(vec![btc(0, 100.0), huge]).await.unwrap_err();
    assert!(matches!(error, StoreError::Refused(_)), "{error}");
    assert_eq!(store.latest(SeriesId::Btc).await, Ok(None), "nothing of the batch is kept");

    let path = store.path();
    let mut db = crate::writer::options(&path).connect().await.unwrap();
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let insert = "insert into observation values ('btc', 0, 0, 0, ?, 'x', 0, 'live')";
        assert!(sqlx::query(insert).bind(number).execute(&mut db).await.is_err(), "{number}");
    }
}

#[tokio::test]
async fn the_version_grows_only_with_what_the_page_shows() {
    let store = Scratch::new().await;
    let changes = store.changes();
    store.append(vec![btc(0, 100.0)]).await.unwrap();
    assert_eq!(*changes.borrow(), 1);
    store.append(vec![btc(0, 100.0)]).await.unwrap();
    store.append(Vec::new()).await.unwrap();
    store.check_writable().await.unwrap();
    assert_eq!(*changes.borrow(), 1);
    store.append(vec![btc(0, 101.0)]).await.unwrap();
    assert_eq!(*changes.borrow(), 2);
}
