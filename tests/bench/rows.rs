//! A database full of observations.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value};
use cockpit_store::{Access, Store};

/// Fills a new database with `count` observations up to `now`: ten years of quarter-hours of one series, the rest
/// minutes of Bitcoin.
pub(crate) async fn fill(path: &Path, now: DateTime<Utc>, count: u32) {
    const QUARTER_HOURS: u32 = 350_000;
    let store = Store::open(path, Access::Exclusive).await.expect("a new database");
    let quarters = (0..QUARTER_HOURS).map(|n| observation(SeriesId::StablecoinMcap, now, n, 15, 250.0));
    let minutes = (0..count - QUARTER_HOURS).map(|n| observation(SeriesId::Btc, now, n, 1, 65_000.0));
    let mut all = quarters.chain(minutes);
    loop {
        let chunk: Vec<Observation> = all.by_ref().take(50_000).collect();
        if chunk.is_empty() {
            break;
        }
        store.append(chunk).await.expect("room on the disk");
    }
    store.close().await;
}

fn observation(series: SeriesId, now: DateTime<Utc>, back: u32, minutes: i64, around: f64) -> Observation {
    let at = now - TimeDelta::minutes(i64::from(back) * minutes);
    let wave = (f64::from(back) / 500.0).sin() * 0.1 * around;
    Observation {
        series,
        observed_at: Moment::instant(at),
        first_seen_at: at,
        value: Value::new(around + wave, series.unit()).expect("finite"),
        source: "coinbase".to_owned(),
        standing: 0,
        origin: Origin::Live,
    }
}
