//! The market parsers over every real answer at hand, against figures read from the same files in another way.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test file: a panic with a line number is its way to fail"
)]

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_domain::radar::{Event, Kind, Known, Probability, Token, entry, headline};
use cockpit_fetcher::source::Source;
use cockpit_fetcher::sources::polymarket::{EventsNamed, OrderBook, PriceHistory, read_markets};
use cockpit_http::Answer;
use serde_json::{Value, json};

fn folder() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/recordings");
    std::env::var("COCKPIT_RECORDINGS").map_or_else(|_| PathBuf::from(beside), PathBuf::from)
}

fn recording(name: &str) -> Option<String> {
    let folder = folder();
    if !folder.is_dir() {
        println!("recordings absent: {} is no folder", folder.display());
        return None;
    }
    Some(std::fs::read_to_string(folder.join("polymarket").join(name)).unwrap())
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn answer(body: String, received_at: &str) -> [Answer; 1] {
    [Answer {
        body: body.into_bytes(),
        content_type: None,
        received_at: at(received_at),
        took: Duration::ZERO,
    }]
}

fn events(body: String) -> Vec<Event> {
    let source = EventsNamed::new(vec!["any".to_owned()]).unwrap();
    source.parse(&answer(body, "2026-07-25T12:00:00Z")).unwrap()
}

/// One side's price, read from the text with other means.
fn price(market: &Value, side: usize) -> f64 {
    let inner: Vec<String> = serde_json::from_str(market["outcomePrices"].as_str().unwrap()).unwrap();
    inner[side].parse().unwrap()
}

#[test]
fn events_with_closed_and_open_dates_side_by_side() {
    let Some(body) = recording("events_list_2026-07-25.json") else { return };
    let raw: Value = serde_json::from_str(&body).unwrap();
    let events = events(body);
    assert_eq!(events.len(), 2);
    for event in &events {
        let raw = raw.as_array().unwrap().iter().find(|raw| raw["id"] == event.id.as_str()).unwrap();
        assert_eq!(event.title, raw["title"].as_str().unwrap());
        let open: Vec<&Value> = raw["markets"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|market| market["closed"] == false && market["active"] == true)
            .collect();
        assert_eq!(event.markets.iter().filter(|market| market.open).count(), open.len(), "{}", event.slug);
    }
    let listing = events.iter().find(|event| event.slug == "kraken-ipo-in-2025").unwrap();
    let line =
        entry(listing, at("2026-07-25T12:00:00Z"), &Known::default(), at("2026-07-25T12:00:00Z")).unwrap();
    assert_eq!((line.kind, line.outcome.as_str()), (Kind::Cumulative, "December 31, 2026"));
    let open =
        &raw[0]["markets"].as_array().unwrap().iter().find(|market| market["closed"] == false).unwrap();
    assert_eq!(line.probability, price(open, 0));
    let decided = events.iter().find(|event| event.slug == "macron-out-in-2025").unwrap();
    assert!(headline(decided).is_none(), "0.35 % is decided for practical purposes");
}

#[test]
fn an_exclusive_event_in_full() {
    let Some(body) = recording("events_negrisk_2028_dem_nominee.json") else { return };
    let raw: Value = serde_json::from_str(&body).unwrap();
    let event = events(body).pop().unwrap();
    assert!(event.exclusive);
    let markets = raw[0]["markets"].as_array().unwrap();
    for (market, raw) in event.markets.iter().zip(markets) {
        assert_eq!(market.outcomes[0].price.map(Probability::share), Some(price(raw, 0)));
    }
}

#[test]
fn markets_in_every_shape_are_read() {
    let singles = [
        "market_closed_binary_accepting_false.json",
        "market_closed_binary_accepting_true.json",
        "market_closed_nonbinary_legacy.json",
        "market_sports_market_map_handicap.json",
        "market_sports_market_money_line.json",
        "market_updown_btc_5m.json",
    ];
    for name in singles {
        let Some(body) = recording(name) else { return };
        let raw: Value = serde_json::from_str(&body).unwrap();
        let list = json!([raw]).to_string();
        let event =
            read_markets(list.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}")).pop().unwrap();
        let market = &event.markets[0];
        let labels: Vec<String> = serde_json::from_str(raw["outcomes"].as_str().unwrap()).unwrap();
        let found: Vec<&str> = market.outcomes.iter().map(|outcome| outcome.label.as_str()).collect();
        assert_eq!(found, labels, "{name}");
        assert_eq!(market.open, raw["closed"] == false && raw["active"] == true, "{name}");
    }
    for name in ["markets_by_volume24hr_2026-07-25.json", "markets_keyset_handmade.json"] {
        let Some(body) = recording(name) else { return };
        let events = read_markets(body.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!events.is_empty(), "{name}");
    }
}

#[test]
fn a_market_links_to_its_event_and_its_price_is_the_middle_of_its_offers() {
    let Some(body) = recording("markets_by_volume24hr_2026-07-25.json") else { return };
    let raw: Value = serde_json::from_str(&body).unwrap();
    for (event, raw) in read_markets(body.as_bytes()).unwrap().iter().zip(raw.as_array().unwrap()) {
        let slug = raw["events"][0]["slug"].as_str().unwrap();
        assert_eq!(event.url(), format!("https://polymarket.com/event/{slug}"));
        let market = &event.markets[0];
        let middle = f64::midpoint(market.best_bid.unwrap().share(), market.best_ask.unwrap().share());
        assert!((market.outcomes[0].price.unwrap().share() - middle).abs() < 1e-9, "{slug}");
        let volume = raw["volume24hr"].as_f64().unwrap();
        assert!((market.volume_24h.dollars() as f64 - volume).abs() <= 0.5, "{slug}");
    }
}

#[test]
fn the_best_offers_of_a_book_are_the_highest_bid_and_the_lowest_ask() {
    let Some(body) = recording("clob_book_2026-07.json") else { return };
    let raw: Value = serde_json::from_str(&body).unwrap();
    let token = Token::new(raw["asset_id"].as_str().unwrap()).unwrap();
    let offers = OrderBook::new(token).parse(&answer(body, "2026-07-25T12:00:00Z")).unwrap();
    let prices = |side: &str| -> Vec<f64> {
        let offers = raw[side].as_array().unwrap().iter();
        offers.map(|offer| offer["price"].as_str().unwrap().parse().unwrap()).collect()
    };
    let highest = prices("bids").into_iter().max_by(f64::total_cmp);
    let lowest = prices("asks").into_iter().min_by(f64::total_cmp);
    assert_eq!(offers.best_bid.map(Probability::share), highest);
    assert_eq!(offers.best_ask.map(Probability::share), lowest);
}

/// Tags have no parser of their own: they are read as part of an event.
#[test]
fn tags_are_read_as_an_event_carries_them() {
    let Some(body) = recording("tags_sample.json") else { return };
    let tags: Value = serde_json::from_str(&body).unwrap();
    let list = json!([{"id": "1", "slug": "any", "title": "Any?", "tags": tags}]).to_string();
    let slugs: Vec<&str> = tags.as_array().unwrap().iter().map(|tag| tag["slug"].as_str().unwrap()).collect();
    assert_eq!(events(list)[0].tags, slugs);
}

/// Another project's collection of minutes, told in the publisher's form.
#[test]
fn a_days_minutes_of_a_real_market_are_read_as_its_past() {
    let Some(body) = recording("derived_polymarket_eth_1min.json") else { return };
    let raw: Value = serde_json::from_str(&body).unwrap();
    let mut read = 0;
    for market in raw["markets"].as_array().unwrap() {
        let minutes = market["ohlcv"].as_array().unwrap();
        let share = |minute: &Value| minute["close"].as_f64().unwrap() / 100.0;
        let points: Vec<Value> =
            minutes.iter().map(|minute| json!({"t": minute["time"], "p": share(minute)})).collect();
        let history = PriceHistory::new(Token::new(market["id"].as_str().unwrap()).unwrap());
        let body = json!({"history": points}).to_string();
        let odds = history.parse(&answer(body, "2026-03-20T01:00:00Z")).unwrap();
        assert_eq!(odds.len(), minutes.len().min(2_500));
        let newest = minutes.last().map(share);
        assert_eq!(odds.last().map(|odds| odds.probability.share()), newest);
        read += odds.len();
    }
    assert!(read > 1_000, "{read}");
}

/// Whatever lies there, those that come later too.
#[test]
fn every_recorded_answer_is_read_by_the_parser_of_its_form() {
    let Some(_) = recording("tags_sample.json") else { return };
    let mut read = 0;
    for file in std::fs::read_dir(folder().join("polymarket")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let Some(body) = recording(&name) else { return };
        let raw: Value = serde_json::from_str(&body).unwrap();
        let form = name.split(['_', '.']).next().unwrap();
        let result = match form {
            "events" | "public" => EventsNamed::new(vec!["any".to_owned()])
                .unwrap()
                .parse(&answer(body, "2026-11-23T12:00:00Z"))
                .map(|events| !events.is_empty()),
            "markets" => read_markets(body.as_bytes()).map(|events| !events.is_empty()),
            "market" => {
                let list = if raw.is_array() { raw } else { json!([raw]) };
                read_markets(list.to_string().as_bytes()).map(|events| !events.is_empty())
            }
            "clob" => {
                let token = Token::new(raw["asset_id"].as_str().unwrap()).unwrap();
                OrderBook::new(token).parse(&answer(body, "2026-11-23T12:00:00Z")).map(|_| true)
            }
            "prices" => PriceHistory::new(Token::new("1").unwrap())
                .parse(&answer(body, "2026-11-23T12:00:00Z"))
                .map(|odds| !odds.is_empty()),
            // Read above; a middle of 1800.75, from documentation, is no price of an outcome, and nothing asks for it.
            _ => continue,
        };
        assert_eq!(result, Ok(true), "{name}");
        read += 1;
    }
    assert!(read >= 13, "{read}");
}

#[test]
fn a_search_result_and_the_past_of_an_outcome() {
    let Some(body) = recording("public_search_bitcoin.json") else { return };
    assert_eq!(events(body).len(), 1);
    let Some(body) = recording("prices_history_handmade.json") else { return };
    let token = Token::new("1").unwrap();
    let odds = PriceHistory::new(token).parse(&answer(body, "2026-07-25T12:00:00Z")).unwrap();
    let shares: Vec<f64> = odds.iter().map(|odds| odds.probability.share()).collect();
    assert_eq!(shares, [0.61, 0.64]);
}
