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
