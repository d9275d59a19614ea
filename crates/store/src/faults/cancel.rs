//! C9: callers go away.

use cockpit_domain::{Moment, Observation, SeriesId, Value};

use crate::scratch::{Scratch, at, btc};

/// Goes on for so many turns of the scheduler.
async fn turns(count: u32) {
    for _ in 0..count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_thousand_cancelled_writes_leave_no_transaction_open_and_none_half_done() {
    let store = Scratch::new().await;
    let mut random = fastrand::Rng::with_seed(9);
    for n in 0..1_000 {
        let value = Value::usd_billions(300.0).unwrap();
        let pair = vec![btc(n, 1.0), Observation { series: SeriesId::StablecoinMcap, value, ..btc(n, 1.0) }];
        // Some are cancelled before their turn, some while they are written, some are answered.
        tokio::select! {
            biased;
            appended = store.append(pair) => { appended.unwrap(); }
            () = turns(random.u32(0..400)) => {}
        }
    }
    store.check_writable().await.unwrap();
    assert_eq!(store.append(vec![btc(5_000, 2.0)]).await.unwrap().inserted, 1);
    let all = |series| store.points(series, Moment::Instant(at(0)), Moment::Instant(at(1_000)));
    let moments = |points: Vec<cockpit_domain::Point>| {
        points.iter().map(|point| point.observed_at.timestamp()).collect::<Vec<_>>()
    };
    let (prices, sums) = (all(SeriesId::Btc).await.unwrap(), all(SeriesId::StablecoinMcap).await.unwrap());
    assert!(
        (1..1_000).contains(&prices.len()),
        "{} of 1000 done: the test cancels some, not all",
        prices.len()
    );
    assert_eq!(moments(prices), moments(sums), "each write is whole");
}

#[tokio::test]
async fn a_thousand_cancelled_reads_leave_all_connections_usable() {
    let store = Scratch::new().await;
    store.append((0..2_000).map(|n| btc(n, 1.0)).collect()).await.unwrap();
    let mut random = fastrand::Rng::with_seed(9);
    let all = || store.points(SeriesId::Btc, Moment::Instant(at(0)), Moment::Instant(at(5_000)));
    for _ in 0..1_000 {
        tokio::select! {
            biased;
            points = all() => { points.unwrap(); }
            () = turns(random.u32(0..20)) => {}
        }
    }
    let together = tokio::join!(all(), all(), all(), all());
    for points in [together.0, together.1, together.2, together.3] {
        assert_eq!(points.unwrap().len(), 2_000);
    }
    assert!(store.reads.size() <= 4);
}
