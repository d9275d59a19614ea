//! Made-up markets of all kinds.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::radar::{Caution, Entry, Kind, Runner};

use crate::Walk;

/// Ten markets at `now`, most traded first.
pub(crate) fn entries(now: DateTime<Utc>) -> Vec<Entry> {
    let exclusive = |rival: &str, probability: f64| {
        let runner_up = Some(Runner { outcome: rival.to_owned(), probability });
        move |entry: Entry| Entry { kind: Kind::Exclusive, runner_up, ..entry }
    };
    let entry =
        |title, outcome, probability, change, volume| line(now, title, outcome, probability, change, volume);
    let mut entries = vec![
        exclusive("25 bps decrease", 0.249)(entry(
            "Fed decision in December?",
            "No change",
            0.736,
            Some(4.1),
            4_213_000,
        )),
        Entry {
            flipped: true,
            led_before: Some("No".to_owned()),
            ..entry("Bitcoin above $100k on 31 December?", "Yes", 0.38, Some(12.4), 2_604_000)
        },
        entry("US recession by end of 2026?", "Yes", 0.115, Some(-0.8), 1_130_000),
        exclusive("Microsoft", 0.199)(Entry {
            pinned: true,
            flipped: true,
            led_before: Some("Microsoft".to_owned()),
            ..entry("Largest company end of December?", "NVIDIA", 0.612, Some(0.9), 914_000)
        }),
        Entry {
            kind: Kind::Cumulative,
            cautions: vec![Caution::Wide, Caution::Thin],
            spread_pp: Some(11.0),
            ..entry(
                "Will a spot Solana ETF with staking be approved by the SEC by the end of the quarter?",
                "December 31, 2026",
                0.265,
                None,
                740_200,
            )
        },
        Entry {
            cautions: vec![Caution::Closing],
            ends_at: Some(now + TimeDelta::minutes(320)),
            ..entry("CPI above 3.0 % in October?", "Yes", 0.006, Some(-6.2), 512_000)
        },
        Entry {
            cautions: vec![Caution::Stale],
            observed_at: now - TimeDelta::minutes(47),
            ..entry("Powell out as Fed Chair before May?", "Yes", 0.043, Some(0.0), 98_400)
        },
        Entry {
            url: "javascript:alert(1)".to_owned(),
            ..entry(
                "\"'><img src=x onerror=alert(1)></script><b style=\"color:red\">Gold above $5,000",
                "</span><script>alert(2)</script>",
                0.5,
                Some(1.0),
                41_000,
            )
        },
        exclusive("3 cuts", 0.311)(entry(
            "How many Fed rate cuts in 2027?",
            "2 cuts",
            0.34,
            Some(1.5),
            22_500,
        )),
        Entry {
            cautions: vec![Caution::Thin, Caution::Closing],
            ends_at: Some(now - TimeDelta::hours(2)),
            spread_pp: None,
            ..entry("Ethereum all-time high in November?", "Yes", 0.9951, Some(22.0), 9_100)
        },
    ];
    for (seed, entry) in (3..).zip(&mut entries) {
        entry.spark = course(seed, entry.probability, now);
    }
    entries
}

fn line(
    now: DateTime<Utc>,
    title: &str,
    outcome: &str,
    probability: f64,
    change_24h_pp: Option<f64>,
    volume_24h_usd: i64,
) -> Entry {
    Entry {
        event: "sample".to_owned(),
        title: title.to_owned(),
        url: "https://polymarket.com/event/sample".to_owned(),
        kind: Kind::Binary,
        outcome: outcome.to_owned(),
        probability,
        runner_up: None,
        change_24h_pp,
        volume_24h_usd,
        volume_usd: Some(volume_24h_usd * 21),
        flipped: false,
        led_before: None,
        spread_pp: Some(1.0),
        cautions: Vec::new(),
        pinned: false,
        ends_at: Some(now + TimeDelta::days(16)),
        observed_at: now - TimeDelta::seconds(72),
        spark: Vec::new(),
    }
}

/// A week of hours that ends at `probability`.
fn course(seed: u64, probability: f64, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, f64)> {
    let mut walk = Walk(seed);
    let mut amount = probability;
    let mut course: Vec<_> = (0..168)
        .map(|hours| {
            let point = (now - TimeDelta::hours(hours), amount);
            amount = (amount + walk.step() * 0.018).clamp(0.0, 1.0);
            point
        })
        .collect();
    course.reverse();
    course
}
