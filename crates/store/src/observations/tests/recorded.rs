use chrono::{DateTime, TimeDelta};
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value};

use crate::Course;
use crate::scratch::{Scratch, at, btc};

#[tokio::test]
async fn a_value_comes_with_who_said_it_and_what_it_was_at_first() {
    let store = Scratch::new().await;
    let later = |seconds: i64, usd: f64| Observation {
        first_seen_at: at(seconds) + TimeDelta::hours(1),
        source: "kraken".to_owned(),
        ..btc(seconds, usd)
    };
    let bundled = |seconds: i64, usd: f64| Observation {
        first_seen_at: at(9_999),
        origin: Origin::Bundled,
        source: "coingecko".to_owned(),
        ..btc(seconds, usd)
    };
    store
        .append(vec![btc(0, 1.0e5), btc(60, 2.0e5), bundled(120, 3.0e5), bundled(180, 4.0e5)])
        .await
        .unwrap();
    store.append(vec![later(60, 2.5e5), later(120, 3.5e5)]).await.unwrap();
    let recorded = store.recorded(SeriesId::Btc, at(0), at(999), 99).await.unwrap();
    assert_eq!(recorded.thinned, TimeDelta::zero(), "these are all");
    let told: Vec<_> = recorded
        .values
        .iter()
        .map(|one| (one.point.value.amount(), one.source.as_str(), one.first_seen_at, one.first))
        .collect();
    assert_eq!(
        told,
        [
            (1.0e5, "coinbase", Some(at(1)), None),
            (2.5e5, "kraken", Some(at(61)), Some(Value::usd(2.0e5).unwrap())),
            (3.5e5, "kraken", Some(at(120) + TimeDelta::hours(1)), None),
            (4.0e5, "coingecko", None, None),
        ]
    );
    let thinned = store.recorded(SeriesId::Btc, at(0), at(999), 2).await.unwrap();
    let sampled = store.sampled(SeriesId::Btc, at(0), at(999), 2).await.unwrap();
    assert_eq!(thinned.thinned, TimeDelta::seconds(91), "half of three minutes, and a second");
    assert_eq!(thinned.values.into_iter().map(|one| one.point).collect::<Vec<_>>(), sampled);
}

#[tokio::test]
async fn a_series_knows_its_first_and_its_last_moment() {
    let store = Scratch::new().await;
    assert_eq!(store.ends(SeriesId::Btc).await, Ok(None));
    store.append(vec![btc(60, 1.0e5), btc(0, 2.0e5), btc(30, 3.0e5)]).await.unwrap();
    let moment = |seconds| Moment::Instant(at(seconds));
    assert_eq!(store.ends(SeriesId::Btc).await, Ok(Some((moment(0), moment(60)))));
    assert_eq!(store.recorded(SeriesId::Btc, DateTime::UNIX_EPOCH, at(-1), 9).await, Ok(Course::default()));
}
