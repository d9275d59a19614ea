//! The radar is what an independent reading of the same bodies gives, survives a blocked publisher, and never turns
//! other people's words into anything but text.

use serde_json::{Value, json};

use crate::app::Home;
use crate::dashboard::NOW;
use crate::world::{Fault, World, markets};

const GAMMA: &str = "gamma-api.polymarket.com";

fn listed(dashboard: &Value) -> bool {
    dashboard["radar"].as_array().is_some_and(|radar| radar.len() == 5)
}

/// What a reader with pen and paper takes from the answers: one line per event, most traded first.
fn expected(world: &World) -> Vec<Value> {
    let mut events: Vec<Value> = Vec::new();
    for tag in ["economy", "finance", "crypto", "fed", "fed-rates"] {
        for event in markets::events(tag, world.now()).as_array().unwrap() {
            let recurring = event["tags"].as_array().unwrap().iter().any(|tag| tag["slug"] == "recurring");
            if !recurring && !events.iter().any(|known| known["id"] == event["id"]) {
                events.push(event.clone());
            }
        }
    }
    events.sort_by(|a, b| b["volume24hr"].as_f64().unwrap().total_cmp(&a["volume24hr"].as_f64().unwrap()));
    events.truncate(5);
    events
}

/// The prices of "Yes" in an event, by label, with the market's volume.
fn prices(event: &Value) -> Vec<(String, f64, f64)> {
    let rows = event["markets"].as_array().unwrap().iter().map(|market| {
        let list: Vec<String> = serde_json::from_str(market["outcomePrices"].as_str().unwrap()).unwrap();
        let label = market["groupItemTitle"].as_str().unwrap_or("Yes").to_owned();
        (label, list[0].parse().unwrap(), market["volume24hr"].as_f64().unwrap())
    });
    rows.collect()
}

#[tokio::test]
async fn five_events_with_their_probabilities_volumes_and_links() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    let dashboard = app.dashboard_when("five events", listed).await;
    let radar = dashboard["radar"].as_array().unwrap();
    for (entry, event) in radar.iter().zip(expected(&world)) {
        let slug = event["slug"].as_str().unwrap();
        assert_eq!(entry["event"], slug, "{radar:#?}");
        assert_eq!(entry["title"], event["title"]);
        assert_eq!(entry["url"], format!("https://polymarket.com/event/{slug}"));
        assert_eq!(entry["volume_24h_usd"].as_f64(), event["volume24hr"].as_f64());
        let mut rows = prices(&event);
        // Exclusive: the likeliest; dates of one question: the most traded; one question: its first side.
        let exclusive = event["negRisk"] == true;
        rows.sort_by(|a, b| if exclusive { b.1.total_cmp(&a.1) } else { b.2.total_cmp(&a.2) });
        assert_eq!(entry["outcome"], rows[0].0.as_str());
        assert!((entry["probability"].as_f64().unwrap() - rows[0].1).abs() < 1e-9, "{entry}");
        if exclusive {
            assert_eq!(entry["runner_up"]["outcome"], rows[1].0.as_str());
            assert!((entry["runner_up"]["probability"].as_f64().unwrap() - rows[1].1).abs() < 1e-9);
        } else {
            assert_eq!(entry["runner_up"], Value::Null);
        }
    }
    assert_eq!(dashboard["radar_status"]["freshness"], "fresh");
    assert!(radar.iter().all(|entry| entry["outcome"] != "No"), "no headline of the other side");
    let wider = app.json("/api/v1/radar").await;
    assert_eq!(
        wider["entries"].as_array().unwrap().len(),
        6,
        "everything but the recurring and the untraded"
    );
}

#[tokio::test]
async fn the_past_of_an_outcome_is_fetched_once_and_gives_its_change() {
    let world = World::at(NOW).await;
    let home = Home::in_world(&world);
    let app = home.serve().await;
    let changed = |dashboard: &Value| {
        listed(dashboard)
            && dashboard["radar"].as_array().unwrap().iter().all(|entry| !entry["change_24h_pp"].is_null())
    };
    let dashboard = app.dashboard_when("changes over a day", changed).await;
    // The world's odds stood three points lower a day ago.
    let decision = &dashboard["radar"][0];
    let change = decision["change_24h_pp"].as_f64().unwrap();
    assert!((change - 3.0).abs() < 0.2, "{decision:#}");
    let (_, _, page) = app.get("/radar").await;
    assert!(page.contains("No change") && page.contains("73.6"), "{page}");
    let mut pasts: Vec<String> =
        world.asked().into_iter().filter(|place| place.contains("prices-history")).collect();
    let asked = pasts.len();
    pasts.sort();
    pasts.dedup();
    assert_eq!(pasts.len(), asked, "each past once: {pasts:#?}");
    app.terminate().await;
    // Whatever is known already is not asked for after a restart either.
    let later = (world.now() + chrono::TimeDelta::minutes(6)).to_rfc3339();
    let app = home.with("COCKPIT_TEST_NOW", &later).serve().await;
    app.dashboard_when("the next round", |dashboard| {
        dashboard["radar_status"]["checked_at"]
            .as_str()
            .is_some_and(|at| at > world.now().to_rfc3339().as_str())
    })
    .await;
    let again: Vec<String> =
        world.asked().into_iter().filter(|place| place.contains("prices-history")).skip(asked).collect();
    assert!(again.iter().all(|place| !pasts.contains(place)), "{again:?}");
}

#[tokio::test]
async fn titles_are_text_on_every_page() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    app.dashboard_when("five events", listed).await;
    for path in ["/", "/radar"] {
        let (status, _, page) = app.get(path).await;
        assert_eq!(status, 200, "{path}");
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"), "{path} shows the title");
        assert!(!page.contains("<img src=x"), "{path}");
        assert!(!page.contains("NaN") && !page.contains(">No 98"), "{path}");
    }
    let json = app.json("/api/v1/radar").await;
    let titles: Vec<&Value> =
        json["entries"].as_array().unwrap().iter().map(|entry| &entry["title"]).collect();
    assert!(titles.contains(&&json!(markets::HOSTILE)));
}

#[tokio::test]
async fn a_blocked_publisher_leaves_the_last_odds_with_their_age_and_the_reason() {
    let world = World::at(NOW).await;
    let home = Home::in_world(&world);
    let app = home.serve().await;
    app.dashboard_when("five events", listed).await;
    app.terminate().await;

    world.break_at(GAMMA, Fault::Forbidden);
    let later = (world.now() + chrono::TimeDelta::hours(2)).to_rfc3339();
    let app = home.with("COCKPIT_TEST_NOW", &later).serve().await;
    let told = |dashboard: &Value| {
        listed(dashboard)
            && dashboard["radar_status"]["reason"].as_str().is_some_and(|reason| reason.contains("403"))
    };
    let dashboard = app.dashboard_when("the reason", told).await;
    assert_eq!(dashboard["radar_status"]["freshness"], "stale");
    assert!(dashboard["radar"][0]["cautions"].as_array().unwrap().contains(&json!("stale")));
    assert!(dashboard["radar"][0]["observed_at"].as_str().unwrap() < later.as_str());
}

#[tokio::test]
async fn an_empty_or_broken_answer_invents_nothing() {
    for fault in [Fault::WrongShape, Fault::Truncated, Fault::ServerError, Fault::NotANumber] {
        let world = World::at(NOW).await;
        world.break_at(GAMMA, fault);
        let app = Home::in_world(&world).serve().await;
        let told = |dashboard: &Value| {
            dashboard["radar_status"]["reason"].as_str().is_some_and(|reason| reason.contains("polymarket"))
        };
        let dashboard = app.dashboard_when("the reason", told).await;
        assert_eq!(dashboard["radar"], json!([]), "{fault:?}");
        assert_eq!(dashboard["radar_status"]["freshness"], "missing", "{fault:?}");
    }
}

#[tokio::test]
async fn a_pinned_market_is_followed_although_hardly_anybody_trades_it() {
    let world = World::at(NOW).await;
    let home = Home::in_world(&world);
    let pinned = home.run(&["pin", "https://polymarket.com/event/nobody-trades"]).await;
    assert!(pinned.status.success(), "{}", String::from_utf8_lossy(&pinned.stderr));
    let app = home.serve().await;
    let follows = |radar: &Value| {
        let entries = radar["entries"].as_array();
        entries.is_some_and(|entries| entries.iter().any(|entry| entry["event"] == "nobody-trades"))
    };
    let radar = app.when("/api/v1/radar", "the pinned market", follows).await;
    let entries = radar["entries"].as_array().unwrap();
    let pinned = entries.iter().find(|entry| entry["event"] == "nobody-trades").unwrap();
    assert_eq!((&pinned["pinned"], &pinned["cautions"][0]), (&json!(true), &json!("thin")));
    let refused = home.run(&["pin", "no such thing"]).await;
    assert!(!refused.status.success());
}
