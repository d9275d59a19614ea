//! Every parser over thousands of damaged answers: it may accept or refuse, never panic, and what it accepts is finite.
//!
//! `COCKPIT_FUZZ_CASES` sets how many (a million takes a few minutes).

#![expect(clippy::unwrap_used, reason = "a test file: a panic with a line number is its way to fail")]

use std::time::Duration;

use cockpit_domain::SeriesId;
use cockpit_fetcher::source::Source;
use cockpit_fetcher::sources::coinbase::{CoinbaseCandles, CoinbaseTicker};
use cockpit_fetcher::sources::coingecko::{
    Access, CoinGeckoCategories, CoinGeckoGlobal, CoinGeckoHistory, CoinGeckoPrice, GlobalWithTether,
};
use cockpit_fetcher::sources::defillama_rwa::{RwaProtocols, RwaStats};
use cockpit_fetcher::sources::defillama_stablecoins::{StablecoinHistory, Stablecoins, StablecoinsEarlier};
use cockpit_fetcher::sources::fiscaldata::FiscalData;
use cockpit_fetcher::sources::fred_api::FredApi;
use cockpit_fetcher::sources::fredgraph::Fredgraph;
use cockpit_fetcher::sources::kraken::Kraken;
use cockpit_fetcher::sources::mempool::Mempool;
use cockpit_fetcher::sources::nyfed::NyFed;
use cockpit_fetcher::sources::treasury::Treasury;
use cockpit_http::Answer;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const CASES_DEFAULT: u32 = 4_000;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../fixtures/", $name))
    };
}

/// Every source with good bodies for it.
fn sources() -> Vec<(Box<dyn Source>, Vec<&'static str>)> {
    let at = |text: &str| text.parse().unwrap();
    let candles = CoinbaseCandles::new(86_400, at("2026-11-20T00:00:00Z"), at("2026-11-24T00:00:00Z"));
    let keyless = || Access::Keyless;
    vec![
        (Box::new(Fredgraph::new(SeriesId::Us10y, 60)), vec![fixture!("fredgraph_dgs10.csv")]),
        (Box::new(Fredgraph::new(SeriesId::Wtregen, 60)), vec![fixture!("fredgraph_wtregen_billions.csv")]),
        (Box::new(FredApi::new(SeriesId::Us10y, 60, "key".into())), vec![fixture!("fred_api_dgs10.json")]),
        (Box::new(Treasury), vec![fixture!("treasury_curve.csv")]),
        (Box::new(FiscalData::new(60)), vec![fixture!("fiscaldata_tga.json")]),
        (Box::new(NyFed), vec![fixture!("nyfed_operations.json")]),
        (Box::new(CoinbaseTicker), vec![fixture!("coinbase_ticker.json")]),
        (Box::new(candles), vec![fixture!("coinbase_candles.json")]),
        (Box::new(Kraken), vec![fixture!("kraken_ticker.json")]),
        (Box::new(Mempool), vec![fixture!("mempool_prices.json")]),
        (Box::new(CoinGeckoPrice::new(keyless())), vec![fixture!("coingecko_price.json")]),
        (Box::new(CoinGeckoGlobal::new(keyless())), vec![fixture!("coingecko_global.json")]),
        (
            Box::new(GlobalWithTether::new(keyless())),
            vec![fixture!("coingecko_global.json"), fixture!("coingecko_tether.json")],
        ),
        (Box::new(CoinGeckoHistory::new(keyless())), vec![fixture!("coingecko_market_chart.json")]),
        (Box::new(CoinGeckoCategories::new(keyless())), vec![fixture!("coingecko_categories.json")]),
        (Box::new(Stablecoins), vec![fixture!("defillama_stablecoins.json")]),
        (Box::new(StablecoinsEarlier), vec![fixture!("defillama_stablecoins.json")]),
        (Box::new(StablecoinHistory), vec![fixture!("defillama_stablecoincharts.json")]),
        (Box::new(RwaProtocols), vec![fixture!("defillama_protocols.json")]),
        (Box::new(RwaStats), vec![fixture!("defillama_rwa_stats.json")]),
    ]
}

/// One piece of damage. Places are taken modulo the body's length.
#[derive(Clone, Debug)]
enum Damage {
    /// A byte becomes another.
    Flip(usize, u8),
    /// The rest is lost.
    Cut(usize),
    /// A piece is said twice.
    Repeat(usize, usize),
    /// The value or word at a place becomes one of [`TOKENS`].
    Token(usize, usize),
    /// Bytes are lost in the middle.
    Lose(usize, usize),
}

/// What upstreams have been seen to send, and what nobody should.
const TOKENS: &[&str] = &[
    "null",
    "\"null\"",
    "\"\"",
    "NaN",
    "\"NaN\"",
    "-1",
    "0",
    "1e400",
    "\"1e400\"",
    "1e308",
    "-1e308",
    "\"Infinity\"",
    "[]",
    "{}",
    "[[]]",
    "{\"a\":1}",
    "true",
    ".",
    "\"x\"",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "\"0000-00-00\"",
    "262143-12-31",
    "9999-99-99",
    "12/31/262143",
    "\u{feff}",
    "\u{fffd}",
    "\"\\ud800\"",
    ",",
    "\n",
    "\"",
];

fn damage() -> impl Strategy<Value = Damage> {
    let place = 0..1_000_000_usize;
    prop_oneof![
        1 => (place.clone(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        1 => place.clone().prop_map(Damage::Cut),
        1 => (place.clone(), 1..400_usize).prop_map(|(at, length)| Damage::Repeat(at, length)),
        6 => (place.clone(), 0..TOKENS.len()).prop_map(|(at, token)| Damage::Token(at, token)),
        1 => (place, 1..40_usize).prop_map(|(at, length)| Damage::Lose(at, length)),
    ]
}

fn apply(body: &mut Vec<u8>, damage: &Damage) {
    if body.is_empty() {
        return;
    }
    let length = body.len();
    match *damage {
        Damage::Flip(at, byte) => body[at % length] = byte,
        Damage::Cut(at) => body.truncate(at % length),
        Damage::Repeat(at, count) => {
            let start = at % length;
            let piece = body[start..(start + count).min(length)].to_vec();
            body.splice(start..start, piece);
        }
        Damage::Token(at, token) => {
            let borders = b",:[]{}\n";
            let at = at % length;
            let start =
                body[..at].iter().rposition(|byte| borders.contains(byte)).map_or(0, |border| border + 1);
            let end = body[at..]
                .iter()
                .position(|byte| borders.contains(byte))
                .map_or(length, |border| at + border);
            body.splice(start..end, TOKENS[token].bytes());
        }
        Damage::Lose(at, count) => {
            let start = at % length;
            body.drain(start..(start + count).min(length));
        }
    }
}

#[test]
fn damaged_answers_are_refused_or_read_but_never_a_panic() {
    let cases = std::env::var("COCKPIT_FUZZ_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(CASES_DEFAULT);
    let sources = sources();
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let input = (0..sources.len(), any::<bool>(), prop::collection::vec(damage(), 1..5));
    let received_at = "2026-11-23T12:00:00Z".parse().unwrap();
    let checked = TestRunner::new(config).run(&input, |(index, last, damages)| {
        let (source, good) = &sources[index];
        let mut bodies: Vec<Vec<u8>> = good.iter().map(|body| body.as_bytes().to_vec()).collect();
        let damaged = if last { bodies.len() - 1 } else { 0 };
        for damage in &damages {
            apply(&mut bodies[damaged], damage);
        }
        let answers: Vec<Answer> = bodies
            .into_iter()
            .map(|body| Answer { body, content_type: None, received_at, took: Duration::ZERO })
            .collect();
        match source.parse(&answers) {
            Ok(readings) => {
                for reading in readings {
                    prop_assert!(reading.value.amount().is_finite());
                    prop_assert_eq!(reading.value.unit(), reading.series.unit());
                    prop_assert!(reading.series == SeriesId::Us10y || reading.value.amount() >= 0.0);
                }
            }
            Err(error) => {
                let text = error.to_string();
                prop_assert!(text.chars().count() < 500 && !text.contains('\n'), "{text}");
            }
        }
        Ok(())
    });
    checked.unwrap();
}

#[test]
fn every_good_body_is_read() {
    let received_at = "2026-11-23T12:00:00Z".parse().unwrap();
    for (source, good) in sources() {
        let answer = |body: &&str| Answer {
            body: (*body).into(),
            content_type: None,
            received_at,
            took: Duration::ZERO,
        };
        let answers: Vec<Answer> = good.iter().map(answer).collect();
        assert!(source.parse(&answers).is_ok_and(|readings| !readings.is_empty()), "{source:?}");
        assert_eq!(source.requests(received_at).len(), answers.len(), "{source:?}");
    }
}
