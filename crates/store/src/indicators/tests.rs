//! Every test defines the same series under the same numbers: what a number means holds for the whole process.

use chrono::TimeDelta;
use cockpit_domain::indicator::{Indicator, IndicatorSpec};
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value};

use crate::scratch::{Scratch, at};
use crate::{Access, Store};

fn named(name: &str) -> Indicator {
    let spec = IndicatorSpec {
        name: name.to_owned(),
        kind: "json".to_owned(),
        reference: "https://api.example.com/v1?key=k".to_owned(),
        path: "data.0.price".to_owned(),
        unit: "usd".to_owned(),
        every: "5m".to_owned(),
        cadence: None,
    };
    Indicator::new(&spec).unwrap()
}

fn seen(series: SeriesId, seconds: i64) -> Observation {
    Observation {
        series,
        observed_at: Moment::Instant(at(seconds)),
        first_seen_at: at(seconds),
        value: Value::usd(4.5).unwrap(),
        source: "api.example.com".to_owned(),
        standing: 0,
        origin: Origin::Live,
    }
}

#[tokio::test]
async fn an_indicator_comes_back_as_it_was_added_and_whoever_opens_the_store_can_name_it() {
    let store = Scratch::new().await;
    let id = store.add_indicator(named("Mine"), at(0)).await.unwrap().unwrap();
    let found = store.indicators().await.unwrap();
    assert_eq!((found.len(), found[0].id, found[0].revision, found[0].created_at), (1, id, 0, at(0)));
    assert_eq!(found[0].indicator, named("Mine"));
    store.append(vec![seen(SeriesId::Own(id), 60)]).await.unwrap();
    let path = store.path();
    let _folder = store.close().await;
    let store = Store::open(&path, Access::Exclusive).await.unwrap();
    let series: SeriesId = id.as_str().parse().unwrap();
    assert_eq!(store.latest(series).await.unwrap().unwrap().value, Value::usd(4.5).unwrap());
}

#[tokio::test]
async fn of_two_who_change_one_the_later_is_told() {
    let store = Scratch::new().await;
    let id = store.add_indicator(named("Mine"), at(0)).await.unwrap().unwrap();
    assert_eq!(store.update_indicator(id, 0, named("Mine")).await.unwrap(), Some(1));
    assert_eq!(store.update_indicator(id, 0, named("Mine")).await.unwrap(), None);
    assert_eq!(store.remove_indicator(id, 0, at(1)).await.unwrap(), None);
    assert_eq!(store.remove_indicator(id, 1, at(1)).await.unwrap(), Some(2));
    assert_eq!(store.update_indicator(id, 2, named("Mine")).await.unwrap(), None, "it is gone");
    assert!(store.restore_indicator(id).await.unwrap());
    assert!(!store.restore_indicator(id).await.unwrap(), "it is back already");
}

#[tokio::test]
async fn what_was_removed_keeps_its_values_for_a_month_and_its_number_for_ever() {
    let store = Scratch::new().await;
    let id = store.add_indicator(named("Mine"), at(0)).await.unwrap().unwrap();
    let series = SeriesId::Own(id);
    store.append(vec![seen(series, 60)]).await.unwrap();
    store.remove_indicator(id, 0, at(120)).await.unwrap();
    assert!(store.indicators().await.unwrap().is_empty());
    store.prune(at(120) + TimeDelta::days(30)).await.unwrap();
    assert!(store.latest(series).await.unwrap().is_some());
    store.prune(at(121) + TimeDelta::days(30)).await.unwrap();
    assert!(store.latest(series).await.unwrap().is_none());
    let next = store.add_indicator(named("Mine"), at(0)).await.unwrap().unwrap();
    assert_eq!(next.number(), id.number() + 1);
}

#[tokio::test]
async fn there_is_a_limit() {
    let store = Scratch::new().await;
    for _ in 0..super::INDICATORS_MAX {
        assert!(store.add_indicator(named("Mine"), at(0)).await.unwrap().is_some());
    }
    assert_eq!(store.add_indicator(named("Mine"), at(0)).await.unwrap(), None);
}
