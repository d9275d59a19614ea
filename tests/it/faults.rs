//! One upstream after the other goes wrong in every way; the others stay right, and nothing wrong is stored.

use futures_util::StreamExt;
use serde_json::Value;

use crate::app::Home;
use crate::dashboard::complete;
use crate::world::{Fault, World};

/// The day on which everything was well, and two weeks later, when every value of that day is old.
const THEN: &str = "2026-08-26T15:00:00Z";
const LATER: &str = "2026-09-10T15:00:00Z";

/// Every host and path that an indicator can come from.
const UPSTREAMS: [(&str, &[&str]); 6] = [
    ("us10y", &["fred.stlouisfed.org/graph/fredgraph.csv?id=DGS10", "home.treasury.gov"]),
    ("net_liquidity", &["fred.stlouisfed.org/graph/fredgraph.csv?id=WALCL"]),
    (
        "btc",
        &[
            "api.exchange.coinbase.com",
            "api.kraken.com",
            "mempool.space",
            "api.coingecko.com/api/v3/simple/price?ids=bitcoin",
        ],
    ),
    ("stablecoin_mcap", &["stablecoins.llama.fi"]),
    ("usdt_dominance", &["api.coingecko.com/api/v3/global"]),
    ("rwa_tvl", &["api.llama.fi", "api.coingecko.com/api/v3/coins/categories"]),
];

#[tokio::test]
async fn each_upstream_in_turn_goes_wrong_and_only_its_own_card_says_so() {
    let cases = UPSTREAMS.iter().flat_map(|(id, places)| Fault::ALL.map(|fault| (*id, *places, fault)));
    // Four programs at a time: most of each case is waiting for a deadline.
    let failures: Vec<String> = futures_util::stream::iter(cases)
        .map(|(id, places, fault)| async move {
            let case = tokio::spawn(one_case(id, places, fault));
            case.await.err().map(|panic| format!("{id} {fault:?}: {panic}"))
        })
        .buffer_unordered(4)
        .filter_map(async |failure| failure)
        .collect()
        .await;
    assert!(failures.is_empty(), "{failures:#?}");
}

async fn one_case(id: &str, places: &[&str], fault: Fault) {
    let before = World::at(THEN).await;
    let mut home = Home::in_world(&before);
    let first = home.run(&["fetch", "--once"]).await;
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stdout));

    let world = World::at(LATER).await;
    for place in places {
        world.break_at(place, fault);
    }
    home.set("COCKPIT_GATEWAY", &format!("http://{}", world.address));
    home.set("COCKPIT_TEST_NOW", LATER);
    let mut app = home.serve().await;
    let settled = |dashboard: &Value| {
        dashboard["metrics"].as_object().unwrap().iter().all(|(metric, value)| match metric == id {
            true => value["reason"].as_str().is_some_and(|reason| reason.contains(':')),
            // A host that asks for patience gets it for everything: the Fed's other files come from the same one.
            false if fault == Fault::TooMany && id == "us10y" && metric == "net_liquidity" => true,
            false => value["freshness"] == "fresh",
        })
    };
    let dashboard =
        app.dashboard_when(&format!("{id} {fault:?}: five fresh, one with a reason"), settled).await;
    assert!(complete(&dashboard), "the last good value stays: {dashboard:#}");
    let broken = &dashboard["metrics"][id];
    assert!(matches!(broken["freshness"].as_str(), Some("stale" | "held")), "{broken:#}");
    let reason = broken["reason"].as_str().unwrap();
    assert!(!reason.contains("://") && !reason.contains("127.0.0.1"), "no addresses in words: {reason}");

    // Nothing but the values of the good day is stored for it.
    let history = app.json(&format!("/api/v1/metrics/{id}/history?range=max&points=5000")).await;
    let newest = history["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["at"].as_str().unwrap().to_owned())
        .max();
    assert!(
        newest.unwrap().as_str() <= "2026-08-26T15:00:01Z",
        "{id} {fault:?}: something of today was stored"
    );
    assert!(app.alive());
}

#[tokio::test]
async fn a_broken_first_publisher_is_replaced_by_the_next() {
    let world = World::at(THEN).await;
    world.break_at("api.exchange.coinbase.com", Fault::ServerError);
    world.break_at("fred.stlouisfed.org/graph/fredgraph.csv?id=DGS10", Fault::Silent);
    world.break_at("fred.stlouisfed.org/graph/fredgraph.csv?id=RRPONTSYD", Fault::Forbidden);
    world.break_at("api.llama.fi/protocols", Fault::WrongShape);
    world.break_at("api.llama.fi/rwa/stats", Fault::Forbidden);
    let app = Home::in_world(&world).serve().await;
    let sources = |dashboard: &Value| {
        let source = |id: &str| dashboard["metrics"][id]["source"].as_str().map(str::to_owned);
        source("btc").as_deref() == Some("kraken") && source("us10y").as_deref() == Some("treasury")
    };
    let dashboard = app.dashboard_when("Kraken and the Treasury stand in", sources).await;
    assert_eq!(dashboard["metrics"]["btc"]["value"], 65_020.5);
    assert_eq!(dashboard["metrics"]["btc"]["freshness"], "fresh");
    // The same yield, from the Treasury's own curve.
    assert_eq!(dashboard["metrics"]["us10y"]["observed_at"], "2026-08-25");
    let liquidity = |dashboard: &Value| !dashboard["metrics"]["net_liquidity"]["value"].is_null();
    let dashboard = app.dashboard_when("net liquidity with the New York Fed's leg", liquidity).await;
    let source = dashboard["metrics"]["net_liquidity"]["source"].as_str().unwrap();
    assert!(source.contains("nyfed"), "{source}");

    // Another measure never takes the first one's name.
    let companion = |dashboard: &Value| !dashboard["metrics"]["rwa_tvl"]["companions"][0]["value"].is_null();
    let dashboard = app.dashboard_when("the card's other measure", companion).await;
    let rwa = &dashboard["metrics"]["rwa_tvl"];
    assert!(rwa["value"].is_null() && rwa["freshness"] == "missing", "{rwa:#}");
    assert_eq!(rwa["companions"][0]["series"], "rwa_category_mcap");
    assert_eq!(rwa["companions"][0]["value"], 51.5);
}

#[tokio::test]
async fn a_category_that_lost_its_members_is_not_shown_as_a_small_sum() {
    let world = World::at(THEN).await;
    world.replace(
        "api.llama.fi/protocols",
        r#"[{"category":"RWA","tvl":9000000000.0},{"category":"RWA","tvl":1.0}]"#.to_owned(),
    );
    world.break_at("api.llama.fi/rwa/stats", Fault::Forbidden);
    world.break_at("api.coingecko.com/api/v3/coins/categories", Fault::Forbidden);
    let app = Home::in_world(&world).serve().await;
    let told = |dashboard: &Value| {
        dashboard["metrics"]["rwa_tvl"]["reason"]
            .as_str()
            .is_some_and(|reason| reason.contains("no longer lists enough"))
    };
    let dashboard = app.dashboard_when("the guard's words", told).await;
    assert!(dashboard["metrics"]["rwa_tvl"]["value"].is_null());
}

#[tokio::test]
async fn usdt_missing_from_the_ten_largest_is_computed_from_its_own_cap() {
    let world = World::at(THEN).await;
    let global = r#"{"data":{"total_market_cap":{"usd":2500000000000.0},"market_cap_percentage":{"btc":52.0},"updated_at":1787756340}}"#;
    world.replace("api.coingecko.com/api/v3/global", global.to_owned());
    let app = Home::in_world(&world).serve().await;
    let there = |dashboard: &Value| !dashboard["metrics"]["usdt_dominance"]["value"].is_null();
    let dashboard = app.dashboard_when("dominance from the two caps", there).await;
    let value = dashboard["metrics"]["usdt_dominance"]["value"].as_f64().unwrap();
    assert!((value - 7.4).abs() < 1e-9, "185 of 2,500 billion: {value}");
}
