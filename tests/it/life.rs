//! Start, stop, and the time between.

use serde_json::Value;

use crate::app::Home;
use crate::dashboard::{NOW, complete};
use crate::world::World;

#[tokio::test]
async fn without_any_network_the_first_page_is_full_and_says_what_it_is() {
    let app = Home::alone().with("COCKPIT_TEST_NOW", "2026-11-23T12:00:00Z").serve().await;
    let (status, _, page) = app.get("/").await;
    assert_eq!(status, 200);
    let dashboard = app.json("/api/v1/dashboard").await;
    for (id, metric) in dashboard["metrics"].as_object().unwrap() {
        assert_eq!(metric["freshness"], "bundled", "{id}: nothing is shown as live");
        assert!(!metric["value"].is_null(), "{id}");
        let reason = metric["reason"].as_str().unwrap();
        assert!(reason.starts_with("bundled history, as of 2026-"), "{id}: {reason}");
        assert!(metric["observed_at"].as_str().unwrap() < "2026-09-01", "{id}: from the past");
    }
    assert!(page.contains("bundled"), "the page says so in words");
    // The figures of the Fed's own releases: 6,738,190 - 910,776 - 2,576 million dollars on 29 July 2026.
    assert_eq!(dashboard["metrics"]["net_liquidity"]["value"], 5824.838);
    assert_eq!(dashboard["regime"]["state"], "unknown", "values of August say nothing about November");
}

#[tokio::test]
async fn bundled_history_can_be_left_out() {
    let app = Home::alone().with("COCKPIT_BUNDLED", "off").serve().await;
    let dashboard = app.json("/api/v1/dashboard").await;
    for (id, metric) in dashboard["metrics"].as_object().unwrap() {
        assert!(metric["value"].is_null(), "{id}");
        assert_eq!(metric["freshness"], "missing", "{id}");
    }
    let (status, _, page) = app.get("/").await;
    assert_eq!(status, 200);
    assert!(!page.contains("NaN") && page.contains("no value yet"));
}

#[tokio::test]
async fn live_values_replace_the_bundled_ones() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).with("COCKPIT_BUNDLED", "on").serve().await;
    let live = |dashboard: &Value| {
        dashboard["metrics"].as_object().unwrap().iter().all(|(_, metric)| metric["freshness"] != "bundled")
    };
    app.dashboard_when("no card is bundled any more", live).await;
}

#[tokio::test]
async fn a_second_program_on_the_same_database_is_refused() {
    let home = Home::alone();
    let _first = home.serve().await;
    let second = home.run(&["serve"]).await;
    assert_eq!(second.status.code(), Some(1));
    let words = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(words.contains("another cockpit"), "{words}");
}

#[tokio::test]
async fn health_answers_for_a_running_program_only() {
    let world = World::at(NOW).await;
    let mut home = Home::in_world(&world);
    let app = home.serve().await;
    assert_eq!(app.get("/healthz").await.0, 200);
    assert_eq!(app.json("/readyz").await["ready"], true);
    home.set("COCKPIT_LISTEN", &app.address.to_string());
    let well = home.run(&["health"]).await;
    assert!(well.status.success(), "{}", String::from_utf8_lossy(&well.stderr));
    app.terminate().await;
    let gone = home.run(&["health"]).await;
    assert_eq!(gone.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&gone.stderr).contains("is `cockpit serve` running?"));
}

#[tokio::test]
async fn values_survive_a_kill() {
    let world = World::at(NOW).await;
    let home = Home::in_world(&world);
    let app = home.serve().await;
    let before = app.dashboard_when("all six values", complete).await;
    drop(app); // SIGKILL
    let app = home.with("COCKPIT_GATEWAY", "http://127.0.0.1:9").serve().await;
    let after = app.json("/api/v1/dashboard").await;
    for id in ["us10y", "net_liquidity", "stablecoin_mcap", "usdt_dominance", "rwa_tvl"] {
        assert_eq!(before["metrics"][id]["value"], after["metrics"][id]["value"], "{id}");
        assert_eq!(before["metrics"][id]["first_seen_at"], after["metrics"][id]["first_seen_at"], "{id}");
    }
}

#[tokio::test]
async fn it_stops_in_good_order_while_a_source_hangs_and_a_client_dawdles() {
    let world = World::at(NOW).await;
    world.break_at("api.exchange.coinbase.com", crate::world::Fault::Silent);
    let app = Home::in_world(&world).with("COCKPIT_TEST_DEADLINE_MS", "20000").serve().await;
    // Half a request head, held open.
    let mut client = tokio::net::TcpStream::connect(app.address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut client, b"GET / HTTP/1.1\r\nHost: x").await.unwrap();
    let asked = std::time::Instant::now();
    let (code, _) = app.terminate().await;
    assert_eq!(code, Some(0));
    assert!(asked.elapsed() < std::time::Duration::from_secs(10), "{:?}", asked.elapsed());
}
