//! The page of the sources: who is asked for what, who answers, and what the last day brought.

use serde_json::{Value, json};

use crate::app::{App, Home};
use crate::dashboard::{NOW, complete};
use crate::world::{Fault, World};

fn feed<'a>(told: &'a Value, name: &str) -> &'a Value {
    told["feeds"].as_array().unwrap().iter().find(|feed| feed["name"] == name).unwrap()
}

fn source<'a>(feed: &'a Value, name: &str) -> &'a Value {
    feed["sources"].as_array().unwrap().iter().find(|source| source["name"] == name).unwrap()
}

async fn told(app: &App, wanted: impl Fn(&Value) -> bool) -> Value {
    app.when("/api/v1/sources", "how the sources stand", wanted).await
}

#[tokio::test]
async fn every_publisher_is_told_with_what_it_brought_and_who_stands_by() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    app.dashboard_when("all six values", complete).await;
    let told = told(&app, |told| source(feed(told, "btc"), "coinbase")["state"] == "ok").await;
    let btc = feed(&told, "btc");
    assert_eq!(btc["in_use"], "coinbase");
    assert_eq!(btc["series"], json!(["btc"]));
    assert_eq!(btc["rhythm_s"], 60);
    assert!(btc["next_at"].is_string(), "{btc:#}");
    let names: Vec<_> = btc["sources"].as_array().unwrap().iter().map(|source| &source["name"]).collect();
    assert_eq!(names, ["coinbase", "kraken", "coingecko", "mempool"]);
    let coinbase = source(btc, "coinbase");
    assert!(coinbase["day"]["answered"].as_u64().unwrap() >= 1, "{coinbase:#}");
    assert_eq!(coinbase["day"]["strip"].as_array().unwrap().len(), 48);
    assert!(coinbase["last_ms"].is_u64() && coinbase["day"]["median_ms"].is_u64());
    assert_eq!(
        coinbase["hosts"],
        json!([{"name": "api.exchange.coinbase.com", "breaker": {"state": "closed"}}])
    );
    // The dominance has two ways to one publisher, which is told once.
    let names: Vec<_> = feed(&told, "usdt_dominance")["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| &source["name"])
        .collect();
    assert_eq!(names, ["coingecko"]);
    let kraken = source(btc, "kraken");
    assert_eq!((&kraken["state"], &kraken["last_ms"]), (&json!("idle"), &Value::Null));

    let (status, _, page) = app.get("/sources").await;
    assert_eq!(status, 200);
    for words in ["Coinbase", "in use", "not needed yet", "every minute", "api.kraken.com", "breaker closed"]
    {
        assert!(page.contains(words), "{words} is missing");
    }
    assert!(!page.contains("NaN") && !page.contains("https://api."), "no address of a question is shown");
    let size = app.compressed_size("/sources").await;
    assert!(size <= 15 * 1024, "{size} bytes");
}

#[tokio::test]
async fn a_publisher_that_fails_says_why_and_the_next_one_is_in_use() {
    let world = World::at(NOW).await;
    world.break_at("api.exchange.coinbase.com", Fault::TooMany);
    let app = Home::in_world(&world).serve().await;
    let told = told(&app, |told| source(feed(told, "btc"), "kraken")["state"] == "ok").await;
    let btc = feed(&told, "btc");
    assert_eq!(btc["in_use"], "kraken");
    let coinbase = source(btc, "coinbase");
    assert_eq!((&coinbase["state"], &coinbase["last_success_at"]), (&json!("failing"), &Value::Null));
    assert!(coinbase["error"].as_str().unwrap().contains("limit"), "{coinbase:#}");
    assert!(coinbase["day"]["failed"].as_u64().unwrap() >= 1);
    assert_eq!(coinbase["hosts"][0]["breaker"]["state"], "waiting", "{coinbase:#}");
    let (_, _, page) = app.get("/sources").await;
    for words in ["Kraken in use", "does not answer", "asked for patience until"] {
        assert!(page.contains(words), "{words} is missing");
    }
}

#[tokio::test]
async fn a_key_of_the_operators_is_on_no_page_of_the_sources() {
    const KEY: &str = "0123456789abcdef0123456789abcdef";
    let world = World::at(NOW).await;
    for host in ["fred.stlouisfed.org", "api.stlouisfed.org"] {
        world.break_at(host, Fault::ServerError);
    }
    let app = Home::in_world(&world).with("FRED_API_KEY", KEY).serve().await;
    let told = told(&app, |told| source(feed(told, "us10y"), "fred_api")["state"] == "failing").await;
    let (_, _, page) = app.get("/sources").await;
    assert!(!told.to_string().contains(KEY) && !page.contains(KEY));
}
