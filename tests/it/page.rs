//! The page as a reader without JavaScript gets it.

use serde_json::Value;

use crate::app::Home;
use crate::dashboard::{NOW, complete};
use crate::world::World;

#[tokio::test]
async fn the_page_reads_without_javascript() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    app.dashboard_when("all six values", complete).await;
    let (status, headers, page) = app.get("/").await;
    assert_eq!(status, 200);
    assert!(headers["content-type"].to_str().unwrap().starts_with("text/html"));
    for words in [
        "US 10Y Treasury Yield",
        "Fed Net Liquidity",
        "Bitcoin",
        "Stablecoin Market Cap",
        "USDT Dominance",
        "RWA TVL",
        "65,012",
        "7.36",
        "Smart Money Radar",
        "Catalyst Calendar",
        "Not investment advice",
    ] {
        assert!(page.contains(words), "{words} is missing");
    }
    assert!(!page.contains("NaN") && !page.contains("undefined") && !page.contains("Infinity"));
}

#[tokio::test]
async fn every_page_has_a_policy_with_a_nonce_of_its_own() {
    let app = Home::alone().serve().await;
    let nonce = |headers: &reqwest::header::HeaderMap| {
        let policy = headers["content-security-policy"].to_str().unwrap().to_owned();
        let (_, rest) = policy.split_once("'nonce-").unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{policy}");
        rest.split_once('\'').unwrap().0.to_owned()
    };
    let (_, first, page) = app.get("/").await;
    let (_, second, _) = app.get("/").await;
    let (a, b) = (nonce(&first), nonce(&second));
    assert_ne!(a, b, "a nonce serves once");
    assert!(page.contains(&a), "the page's scripts carry it");
    assert!(
        !page.contains(" style=\"") && !page.contains(" onclick"),
        "nothing inline that the policy forbids"
    );
    let (status, headers, page) = app.get("/nothing").await;
    assert_eq!(status, 404);
    assert!(page.contains(&nonce(&headers)) || !page.contains("<script"));
}

#[tokio::test]
async fn the_theme_of_the_address_is_rendered() {
    let app = Home::alone().serve().await;
    for theme in ["dark", "light"] {
        let (_, _, page) = app.get(&format!("/?theme={theme}")).await;
        assert!(page.contains(&format!("data-theme=\"{theme}\"")), "{theme}");
    }
    let (_, _, page) = app.get("/?theme=%22%3E%3Cscript%3E").await;
    assert!(!page.contains("data-theme=\"dark\"") && !page.contains("\"><script>"));
}

#[tokio::test]
async fn words_of_an_upstream_are_text_on_the_page() {
    let world = World::at(NOW).await;
    // An error text is the only place where an upstream's own words could reach the page.
    world.replace(
        "api.kraken.com",
        r#"{"error":["<img src=x onerror=alert(1)></script>"],"result":{}}"#.to_owned(),
    );
    for place in ["api.exchange.coinbase.com", "mempool.space", "api.coingecko.com/api/v3/simple/price"] {
        world.break_at(place, crate::world::Fault::ServerError);
    }
    let app = Home::in_world(&world).serve().await;
    let told = |dashboard: &Value| {
        dashboard["metrics"]["btc"]["reason"].as_str().is_some_and(|reason| reason.contains("kraken"))
    };
    app.dashboard_when("the reason", told).await;
    let (_, _, page) = app.get("/").await;
    assert!(
        !page.contains("<img src=x") && !page.contains("onerror=alert(1)></script>"),
        "hostile words came through"
    );
}

#[tokio::test]
async fn the_first_page_is_small() {
    let app = Home::alone().serve().await;
    let bytes = app.compressed_size("/").await;
    assert!(bytes <= 15 * 1024, "{bytes} bytes of compressed HTML");
}

#[tokio::test]
async fn every_page_is_whole_small_and_says_what_it_is_about() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    app.dashboard_when("all six values", complete).await;
    app.when("/api/v1/radar", "markets", |radar| !radar["entries"][0].is_null()).await;
    for (path, words) in [
        ("/radar", ["Smart Money Radar", "Fed decision in September?"]),
        ("/calendar", ["Catalyst Calendar", "/calendar.ics"]),
        ("/calendar?impact=high", ["Catalyst Calendar", "Jump to now"]),
        ("/regime", ["How Bitcoin did afterwards", "The rules in force"]),
        ("/docs", ["Operating rules", "Set up Telegram"]),
        ("/docs/rules", ["The log of decisions", "btc.change.24h"]),
        ("/sources", ["Sources", "Fed Net Liquidity"]),
    ] {
        let (status, headers, page) = app.get(path).await;
        assert_eq!(status, 200, "{path}");
        assert!(headers["content-security-policy"].to_str().unwrap().contains("'nonce-"), "{path}");
        for words in words {
            assert!(page.contains(words), "{path} lacks {words}");
        }
        assert!(!page.contains("NaN") && !page.contains("undefined"), "{path}");
        let size = app.compressed_size(path).await;
        assert!(size <= 15 * 1024, "{path} travels in {size} bytes");
    }
    let (status, _, words) = app.get("/calendar?impact=enormous").await;
    assert_eq!(status, 400, "{words}");
}

#[tokio::test]
async fn the_sliders_ask_what_a_threshold_would_have_done() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    let past = "/api/v1/metrics/btc/history?range=90d&points=400";
    app.when(past, "a quarter of prices", |told| {
        told["points"].as_array().is_some_and(|points| points.len() >= 399)
    })
    .await;
    let count = async |threshold: &str| {
        let told =
            app.json(&format!("/api/v1/replay?rule=btc.change.24h&threshold={threshold}&cooldown=1h")).await;
        assert_eq!(told["fired"].as_array().unwrap().len() as u64, told["count"].as_u64().unwrap());
        told["count"].as_u64().unwrap()
    };
    // The world's price is a wave of 1.4 % up and down.
    let (low, high) = (count("0.5").await, count("40").await);
    assert!(low > high && high == 0, "{low} {high}");
    for query in ["", "rule=doge", "rule=btc.drift&threshold=x", "rule=regime.change"] {
        let (status, _, words) = app.get(&format!("/api/v1/replay?{query}")).await;
        assert_eq!(status, 400, "{query}: {words}");
    }
}
