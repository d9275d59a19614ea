//! A series' own page: readable as it arrives; `crosshair` is the same in a real browser.

mod crosshair;

use cockpit_domain::SeriesId;
use serde_json::Value;

use crate::app::{App, Home, client};
use crate::dashboard::{NOW, complete};
use crate::world::World;

const YEAR: &str = "/api/v1/metrics/us10y/history?range=1y&points=400";

/// The program, once it has a quarter of prices and a year of yields.
async fn filled(home: &Home) -> App {
    let app = home.serve().await;
    app.dashboard_when("all six values", complete).await;
    let many = |wanted: usize| {
        move |told: &Value| told["points"].as_array().is_some_and(|points| points.len() >= wanted)
    };
    app.when("/api/v1/metrics/btc/history?range=90d&points=400", "a quarter of prices", many(399)).await;
    app.when(YEAR, "a year of yields", many(200)).await;
    app.at_rest().await;
    app
}

#[tokio::test]
async fn every_series_has_a_page_that_reads_without_scripts() {
    let world = World::at(NOW).await;
    let app = filled(&Home::in_world(&world)).await;
    for series in SeriesId::ALL {
        let path = format!("/metric/{series}");
        let (status, headers, page) = app.get(&path).await;
        assert_eq!(status, 200, "{series}");
        assert!(headers["content-security-policy"].to_str().unwrap().contains("'nonce-"), "{series}");
        let definition = series.definition();
        for words in
            [definition.name, "What it is", "Values", "What happened meanwhile", "Rhythm", "asked for every"]
        {
            assert!(page.contains(words), "{series} lacks {words}");
        }
        assert!(
            !page.contains("NaN") && !page.contains("undefined") && !page.contains(" style=\""),
            "{series}"
        );
        assert_eq!(page.matches("<h1").count(), 1, "{series}");
        let size = app.compressed_size(&path).await;
        assert!(size <= 30 * 1024, "{series} travels in {size} bytes");
    }
    let metric = app.json("/api/v1/metrics/us10y").await;
    let (_, _, page) = app.get("/metric/us10y").await;
    let title = format!(
        "<title>{:.2} % US 10Y Treasury Yield · Strategic Cockpit</title>",
        metric["value"].as_f64().unwrap()
    );
    assert!(page.contains(&title), "{title}");
    for words in [
        "class=\"line\"",
        "data-cursor",
        "class=\"time-axis\"",
        "Over the range",
        "us10y.change.1d",
        "?range=1y&amp;settings=thresholds&amp;rule=us10y.change.1d",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let (_, _, page) = app.get("/metric/net_liquidity").await;
    for words in [
        "What it is computed from",
        "href=\"/metric/walcl?range=1y\"",
        "Fed total assets",
        "− Treasury General Account",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[tokio::test]
async fn the_address_chooses_the_range_the_second_series_and_the_page_of_the_table() {
    let world = World::at(NOW).await;
    let app = filled(&Home::in_world(&world)).await;
    let (_, _, page) = app.get("/metric/us10y?range=1y").await;
    assert!(page.contains("aria-current=\"true\" data-range=\"1y\""), "the chosen one is marked");
    assert!(
        page.contains("1D: fewer than two published values in it"),
        "a day of a yield has nothing to draw"
    );
    let (_, _, page) = app.get("/metric/us10y?range=1d").await;
    assert!(
        page.contains("Nothing to draw") || page.contains("there is one value"),
        "asked for all the same"
    );
    let (_, _, page) = app.get("/metric/us10y?range=1y&with=btc").await;
    for words in
        ["axis second-axis", "data-read-second", "data-second-moments", "<option value=\"btc\" selected"]
    {
        assert!(page.contains(words), "{words}");
    }
    let (_, _, second) = app.get("/metric/us10y?range=1y&page=2").await;
    assert!(second.contains("51 to 100 of"), "the second page of the table is open");
    for (query, field) in [
        ("range=2y", "range"),
        ("with=doge", "with"),
        ("with=us10y", "with"),
        ("page=0", "page"),
        ("range=1y&range=1y", "range"),
    ] {
        let (status, _, words) = app.get(&format!("/metric/us10y?{query}")).await;
        assert_eq!(status, 400, "{query}");
        assert_eq!(serde_json::from_str::<Value>(&words).unwrap()["field"], field, "{query}");
    }
    let (status, _, page) = app.get("/metric/doge").await;
    assert!(status == 404 && page.contains("There is nothing at this address"), "{status}");
    let (status, headers, sheet) =
        app.get("/api/v1/metrics/us10y/history?range=1y&points=5000&format=csv").await;
    assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "text/csv; charset=utf-8"));
    assert!(sheet.lines().count() > 200);
}

#[tokio::test]
async fn a_page_that_is_passed_on_shows_a_picture_of_the_series() {
    let world = World::at(NOW).await;
    let home = Home::in_world(&world).with("COCKPIT_PUBLIC_URL", "https://cockpit.example");
    let app = filled(&home).await;
    let (_, _, page) = app.get("/metric/btc").await;
    for words in [
        "property=\"og:image\" content=\"https://cockpit.example/metric/btc.png\"",
        "property=\"og:title\" content=\"$65,012 Bitcoin Price\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
    for series in ["btc", "us10y", "rwa_category_mcap"] {
        let response = client().get(app.url(&format!("/metric/{series}.png"))).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "image/png");
        let bytes = response.bytes().await.unwrap();
        assert!(
            bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.len() < 150_000,
            "{series}: {}",
            bytes.len()
        );
        let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!((side(16), side(20)), (1_200, 630), "{series}");
    }
    assert_eq!(app.get("/metric/doge.png").await.0, 404);
    drop(app);
    let alone = Home::alone().serve().await;
    let (_, _, page) = alone.get("/metric/btc").await;
    assert!(!page.contains("og:image"), "nobody could fetch it");
    assert!(
        page.contains("of-bundle") && page.contains("bundled with the program"),
        "what ships with it is marked"
    );
}
