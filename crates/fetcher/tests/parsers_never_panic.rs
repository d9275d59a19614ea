//! Every parser over thousands of damaged answers: it may accept or refuse, never panic, and what it accepts is finite.
//!
//! `COCKPIT_FUZZ_CASES` sets how many for each parser (a million takes about a minute in a release build).

#![expect(clippy::unwrap_used, reason = "a test file: a panic with a line number is its way to fail")]

use std::fmt::Debug;
use std::time::Duration;

use chrono::{DateTime, Datelike, Utc};
use cockpit_domain::calendar::Schedule;
use cockpit_domain::radar::{Event, Known, Odds, Token, entry};
use cockpit_domain::{Moment, SeriesId, Unit, Value};
use cockpit_fetcher::source::{ParseError, Reading, Source};
use cockpit_fetcher::sources::bea::Bea;
use cockpit_fetcher::sources::bls::Bls;
use cockpit_fetcher::sources::coinbase::{CoinbaseCandles, CoinbaseTicker};
use cockpit_fetcher::sources::coingecko::{
    Access, CoinGeckoCategories, CoinGeckoGlobal, CoinGeckoHistory, CoinGeckoPrice, GlobalWithTether,
};
use cockpit_fetcher::sources::defillama_rwa::{RwaProtocols, RwaStats};
use cockpit_fetcher::sources::defillama_stablecoins::{StablecoinHistory, Stablecoins, StablecoinsEarlier};
use cockpit_fetcher::sources::federalreserve::FederalReserve;
use cockpit_fetcher::sources::fiscaldata::FiscalData;
use cockpit_fetcher::sources::forexfactory::ForexFactory;
use cockpit_fetcher::sources::fred_api::FredApi;
use cockpit_fetcher::sources::fred_figures::{Figures, FredFigures};
use cockpit_fetcher::sources::fredgraph::Fredgraph;
use cockpit_fetcher::sources::kraken::Kraken;
use cockpit_fetcher::sources::mempool::Mempool;
use cockpit_fetcher::sources::nyfed::NyFed;
use cockpit_fetcher::sources::own::{CoinHistory, CoinPrice, FredAny, JsonNumber};
use cockpit_fetcher::sources::polymarket::{
    EventsByTag, EventsNamed, Offers, OrderBook, PriceHistory, read_markets,
};
use cockpit_fetcher::sources::treasury::Treasury;
use cockpit_http::{Answer, Request};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const CASES_DEFAULT: u32 = 500;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../fixtures/", $name))
    };
}

/// Sources with good bodies for each.
type WithBodies<T> = Vec<(Box<dyn Source<T>>, Vec<&'static str>)>;

fn sources() -> WithBodies<Vec<Reading>> {
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

/// What the operator may ask for.
fn own() -> WithBodies<Vec<(Moment, Value)>> {
    let coin = |span| CoinHistory::new("ethereum", Access::Keyless, span);
    let number = JsonNumber::new("https://api.example.com/", "data.0.price".parse().unwrap(), Unit::Number);
    let key = || "0123456789abcdef0123456789abcdef".into();
    vec![
        (Box::new(FredAny::keyless("UNRATE", Unit::Percent, 400)), vec![fixture!("fredgraph_unrate.csv")]),
        (
            Box::new(FredAny::with_key("DGS10", Unit::Percent, 60, key())),
            vec![fixture!("fred_api_dgs10.json")],
        ),
        (Box::new(CoinPrice::new("ethereum", Access::Keyless)), vec![fixture!("coingecko_ethereum.json")]),
        (Box::new(coin(CoinHistory::DAYS)), vec![fixture!("coingecko_market_chart.json")]),
        (Box::new(coin(CoinHistory::HOURS)), vec![fixture!("coingecko_market_chart.json")]),
        (Box::new(number), vec![fixture!("own_json.json")]),
    ]
}

fn schedules() -> WithBodies<Schedule> {
    vec![
        (Box::new(ForexFactory), vec![fixture!("forexfactory_week.json")]),
        (Box::new(FederalReserve), vec![fixture!("federalreserve_calendar.json")]),
        (Box::new(Bea), vec![fixture!("bea_release_dates.json")]),
        (Box::new(Bls), vec![fixture!("bls_schedule.ics")]),
    ]
}

fn figures() -> WithBodies<Figures> {
    let with_key = FredFigures::with_key("PAYEMS", "key".into());
    vec![
        (Box::new(FredFigures::keyless("PAYEMS")), vec![fixture!("fred_figures_payems.csv")]),
        (Box::new(with_key), vec![fixture!("fred_figures_payems.json")]),
    ]
}

fn markets() -> WithBodies<Vec<Event>> {
    let events = fixture!("polymarket_events.json");
    vec![
        (Box::new(EventsByTag), vec![events; 5]),
        (Box::new(EventsNamed::new(vec!["rate-decision-in-march".to_owned()]).unwrap()), vec![events]),
        (Box::new(MarketList), vec![fixture!("polymarket_markets.json")]),
    ]
}

/// A list of markets, which is read but not asked for.
#[derive(Debug)]
struct MarketList;

impl Source<Vec<Event>> for MarketList {
    fn name(&self) -> &'static str {
        "polymarket"
    }

    fn requests(&self, _now: DateTime<Utc>) -> Vec<Request> {
        vec![Request::get("https://gamma-api.polymarket.com/markets/keyset".parse().unwrap())]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Event>, ParseError> {
        read_markets(&answers[0].body)
    }
}

fn books() -> WithBodies<Offers> {
    let book = OrderBook::new(Token::new("71").unwrap());
    vec![(Box::new(book), vec![fixture!("polymarket_book.json")])]
}

fn pasts() -> WithBodies<Vec<Odds>> {
    let history = PriceHistory::new(Token::new("71").unwrap());
    vec![(Box::new(history), vec![fixture!("polymarket_prices_history.json")])]
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
    "\"9999-12-31T23:59:59-12:00\"",
    "99991231T235959",
    "BEGIN:VEVENT",
    "END:VEVENT",
    "\"31-1\"",
    "\"&lt;&amp;lt;p\"",
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

/// Tries every source with damaged bodies; `check` sees what is accepted nevertheless.
fn damaged<T: Debug>(sources: &WithBodies<T>, check: impl Fn(&T)) {
    let cases = std::env::var("COCKPIT_FUZZ_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(CASES_DEFAULT);
    for (source, good) in sources {
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        damaged_one(source.as_ref(), good, config, &check);
    }
}

fn damaged_one<T: Debug>(source: &dyn Source<T>, good: &[&str], config: Config, check: &impl Fn(&T)) {
    let input = (any::<bool>(), prop::collection::vec(damage(), 1..5));
    let checked = TestRunner::new(config).run(&input, |(last, damages)| {
        let mut bodies: Vec<Vec<u8>> = good.iter().map(|body| body.as_bytes().to_vec()).collect();
        let damaged = if last { bodies.len() - 1 } else { 0 };
        for damage in &damages {
            apply(&mut bodies[damaged], damage);
        }
        match source.parse(&answers(bodies)) {
            Ok(told) => check(&told),
            Err(error) => {
                let text = error.to_string();
                prop_assert!(text.chars().count() < 500 && !text.contains('\n'), "{text}");
            }
        }
        Ok(())
    });
    checked.unwrap();
}

/// Checks that every good body is read, one for each request.
fn good<T: Debug>(sources: &WithBodies<T>, is_empty: impl Fn(&T) -> bool) {
    for (source, good) in sources {
        let bodies = good.iter().map(|body| body.as_bytes().to_vec()).collect();
        let answers = answers(bodies);
        assert!(source.parse(&answers).is_ok_and(|told| !is_empty(&told)), "{source:?}");
        assert_eq!(source.requests(received_at()).len(), answers.len(), "{source:?}");
    }
}

fn answers(bodies: Vec<Vec<u8>>) -> Vec<Answer> {
    let answer = |body| Answer { body, content_type: None, received_at: received_at(), took: Duration::ZERO };
    bodies.into_iter().map(answer).collect()
}

fn received_at() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

#[test]
fn damaged_answers_are_refused_or_read_but_never_a_panic() {
    damaged(&sources(), |readings| {
        for reading in readings {
            assert!(reading.value.amount().is_finite());
            assert_eq!(reading.value.unit(), reading.series.unit());
            assert!(reading.series == SeriesId::Us10y || reading.value.amount() >= 0.0);
        }
    });
}

#[test]
fn damaged_answers_to_the_operators_own_questions_are_refused_or_read_but_never_a_panic() {
    good(&own(), Vec::is_empty);
    damaged(&own(), |told| {
        assert!(!told.is_empty() && told.iter().all(|(_, value)| value.amount().is_finite()));
    });
}

#[test]
fn damaged_schedules_are_refused_or_read_but_never_a_panic() {
    damaged(&schedules(), |schedule| {
        assert!(!schedule.listings.is_empty() && schedule.covers.start() <= schedule.covers.end());
        for listing in &schedule.listings {
            let texts = [Some(&listing.title), listing.forecast.as_ref(), listing.note.as_ref()];
            for text in texts.into_iter().flatten() {
                assert!((1..=200).contains(&text.chars().count()) && !text.contains('\n'), "{text:?}");
            }
            assert!((1999..=2101).contains(&listing.at.year()), "{}", listing.at);
        }
    });
}

#[test]
fn damaged_figures_are_refused_or_read_but_never_a_panic() {
    damaged(&figures(), |figures| {
        assert!(!figures.values.is_empty() && figures.values.iter().all(|(_, value)| value.is_finite()));
        assert!(figures.values.is_sorted_by(|(one, _), (next, _)| one < next));
    });
}

#[test]
fn every_good_body_is_read() {
    good(&sources(), Vec::is_empty);
    good(&schedules(), |schedule| schedule.listings.is_empty());
    good(&figures(), |figures| figures.values.is_empty());
}

#[test]
fn no_damaged_list_of_markets_makes_its_parser_panic_and_no_line_has_an_impossible_number() {
    good(&markets(), Vec::is_empty);
    damaged(&markets(), |events: &Vec<Event>| {
        for event in events {
            let Some(line) = entry(event, received_at(), &Known::default(), received_at()) else { continue };
            assert!((0.0..=1.0).contains(&line.probability), "{line:?}");
            assert!(line.url.starts_with("https://polymarket.com/event/"), "{line:?}");
        }
    });
}

#[test]
fn no_damaged_past_of_an_outcome_makes_its_parser_panic() {
    good(&pasts(), Vec::is_empty);
    damaged(&pasts(), |odds: &Vec<Odds>| {
        assert!(odds.iter().all(|odds| (0.0..=1.0).contains(&odds.probability.share())));
    });
}

#[test]
fn no_damaged_book_makes_its_parser_panic() {
    good(&books(), |offers| offers.best_bid.is_none());
    damaged(&books(), |offers: &Offers| {
        let sides = [offers.best_bid, offers.best_ask];
        assert!(sides.into_iter().flatten().all(|price| (0.0..=1.0).contains(&price.share())));
    });
}
