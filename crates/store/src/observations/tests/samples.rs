use chrono::{DateTime, Utc};
use cockpit_domain::{Point, SeriesId};
use proptest::prelude::*;

use crate::scratch::{Scratch, at, btc};

fn seconds(points: &[Point]) -> Vec<i64> {
    points.iter().map(|point| (point.observed_at.start() - at(0)).num_seconds()).collect()
}

#[tokio::test]
async fn a_long_history_becomes_the_last_value_of_each_bucket() {
    let store = Scratch::new().await;
    store.append((0..=100).map(|n| btc(n, n as f64 + 1.0)).collect()).await.unwrap();
    store.append(vec![btc(50, 0.5)]).await.unwrap();
    let sampled = store.sampled(SeriesId::Btc, at(0), at(100), 4).await.unwrap();
    assert_eq!(seconds(&sampled), [25, 50, 75, 100]);
    assert!((sampled[1].value.amount() - 0.5).abs() < f64::EPSILON, "the newest revision counts");
}

#[tokio::test]
async fn the_span_asked_for_may_be_far_longer_than_the_history() {
    let store = Scratch::new().await;
    store.append((0..1_000).map(|n| btc(n, 1.0)).collect()).await.unwrap();
    let sampled =
        store.sampled(SeriesId::Btc, DateTime::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC, 400).await.unwrap();
    assert!((350..=400).contains(&sampled.len()), "{} points", sampled.len());
    assert_eq!(seconds(&sampled).last(), Some(&999));
}

#[tokio::test]
async fn a_short_history_comes_whole() {
    let store = Scratch::new().await;
    store.append(vec![btc(0, 1.0), btc(1, 2.0), btc(500, 3.0)]).await.unwrap();
    store.append(vec![btc(1, 2.5)]).await.unwrap();
    let sampled = |points_max| store.sampled(SeriesId::Btc, at(0), at(1_000), points_max);
    assert_eq!(seconds(&sampled(3).await.unwrap()), [0, 1, 500]);
    assert_eq!(seconds(&sampled(u32::MAX).await.unwrap()), [0, 1, 500]);
    assert_eq!(seconds(&sampled(1).await.unwrap()), [500]);
    assert!(sampled(0).await.unwrap().is_empty());
    assert!(store.sampled(SeriesId::Btc, at(600), at(0), 10).await.unwrap().is_empty());
    assert!(store.sampled(SeriesId::Us10y, at(0), at(600), 10).await.unwrap().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_sample_is_short_true_in_order_and_ends_with_the_newest(
        moments in prop::collection::btree_set(0_i64..100_000, 1..300),
        spans in prop::collection::vec((0_i64..100_000, 0_i64..100_000, 1_u32..60), 8),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = Scratch::new().await;
            store.append(moments.iter().map(|at| btc(*at, *at as f64 + 1.0)).collect()).await.unwrap();
            for (from, to, points_max) in spans {
                let within: Vec<i64> = moments.iter().copied().filter(|at| (from..=to).contains(at)).collect();
                let sampled = store.sampled(SeriesId::Btc, at(from), at(to), points_max).await.unwrap();
                let found = seconds(&sampled);
                prop_assert!(found.len() <= points_max as usize);
                prop_assert_eq!(found.last(), within.last());
                prop_assert!(found.is_sorted_by(|a, b| a < b));
                prop_assert!(found.iter().all(|at| within.contains(at)));
                if within.len() <= points_max as usize {
                    prop_assert_eq!(found, within);
                }
            }
            Ok(())
        })?;
    }
}
