//! A series' own page: readable as it arrives, and in a real browser with its crosshair.

use chrono::{SecondsFormat, TimeDelta};
use cockpit_domain::SeriesId;
use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::app::{App, Home, client};
use crate::browser::Browser;
use crate::dashboard::{NOW, complete};
use crate::world::World;

const TICKER: &str = "api.exchange.coinbase.com/products/BTC-USD/ticker";
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

async fn read(browser: &Browser) -> (Value, Value) {
    let text = "return document.querySelector";
    (
        browser.script(&format!("{text}('[data-read]').textContent")).await,
        browser.script(&format!("{text}('[data-read-at]').textContent")).await,
    )
}

const AWAKE: &str = "return !document.querySelector('[data-cursor]').disabled";
const SHOWN: &str = "return document.querySelector('[data-cross]').getAttribute('visibility') === 'visible'";
const HIDDEN: &str = "return document.querySelector('[data-cross]').getAttribute('visibility') === 'hidden'";

#[tokio::test]
async fn the_crosshair_moves_by_keys_and_by_mouse_and_nothing_else_moves() {
    let Some(browser) = Browser::start().await else { return };
    let world = World::at(NOW).await;
    let app = filled(&Home::in_world(&world)).await;
    let told = app.json(YEAR).await;
    let values: Vec<String> = told["points"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| format!("{:.2} %", point["value"].as_f64().unwrap()))
        .collect();
    browser.resize(1440, 1_200).await;
    browser.open(&app, "/metric/us10y?range=90d&with=btc").await;
    browser.until("the chart is awake", AWAKE).await;

    // The range is a link, and stays in the address.
    browser.client.find(Locator::Css("[data-range='1y']")).await.unwrap().click().await.unwrap();
    browser
        .until(
            "the range is in the address",
            "return location.search.includes('range=1y') && location.search.includes('with=btc')",
        )
        .await;
    browser.until("the chart is awake", AWAKE).await;
    browser.watch_shifts().await;
    let newest = read(&browser).await;
    assert_eq!(newest.0, *values.last().unwrap());

    let cursor = browser.client.find(Locator::Css("[data-cursor]")).await.unwrap();
    let keys = |key: Key| char::from(key).to_string();
    browser.script("document.querySelector('[data-cursor]').focus()").await;
    cursor.send_keys(&keys(Key::Left)).await.unwrap();
    browser.until("the crosshair is there", SHOWN).await;
    assert_eq!(read(&browser).await.0, values[values.len() - 2], "one step to the left");
    cursor.send_keys(&keys(Key::Home)).await.unwrap();
    assert_eq!(read(&browser).await.0, values[0]);
    let spoken = browser.script("return document.querySelector('[data-cursor]').getAttribute('aria-valuetext') === document.querySelector('[data-read-at]').textContent && document.querySelector('[data-read]').closest('[aria-live=polite]') !== null").await;
    assert_eq!(spoken, json!(true), "the moment and the value are announced");
    let second = browser.script("return document.querySelector('[data-read-second]').textContent").await;
    assert!(second.as_str().is_some_and(|second| second.starts_with('$') || second == "—"), "{second}");
    cursor.send_keys(&keys(Key::End)).await.unwrap();
    assert_eq!(read(&browser).await, newest);
    browser.script("document.querySelector('[data-cursor]').blur()").await;
    browser.until("the crosshair is gone", HIDDEN).await;

    let mouse = |x: &str, y: &str| {
        format!(
            "const plot = document.querySelector('[data-plot]'), at = plot.getBoundingClientRect(); plot.dispatchEvent(new PointerEvent('pointermove', {{bubbles: true, pointerType: 'mouse', clientX: at.left + at.width * {x}, clientY: at.top + at.height * {y}}}))"
        )
    };
    browser.script(&mouse("0.0", "0.5")).await;
    browser.until("the crosshair is there", SHOWN).await;
    assert_eq!(read(&browser).await.0, values[0], "at the left edge");
    browser.script(&mouse("0.5", "0.5")).await;
    let middle = read(&browser).await;
    assert!(values.contains(&middle.0.as_str().unwrap().to_owned()) && middle.1 != newest.1, "{middle:?}");
    browser.script("document.querySelector('h1').dispatchEvent(new PointerEvent('pointermove', {bubbles: true, pointerType: 'mouse'}))").await;
    browser.until("the crosshair is gone", HIDDEN).await;

    // A kind of mark can be hidden, and keeps its place.
    browser.client.find(Locator::Css("[data-show='regime']")).await.unwrap().click().await.unwrap();
    let hidden =
        browser.script("return getComputedStyle(document.querySelector('.chart .ribbon')).visibility").await;
    assert_eq!(hidden, "hidden");
    browser.no_shift_over(0.001).await;

    browser.client.find(Locator::Css(".fold summary")).await.unwrap().click().await.unwrap();
    let rows = browser
        .script(
            "return [...document.querySelectorAll('.values tbody .number')].map(cell => cell.textContent)",
        )
        .await;
    let expected: Vec<&String> = values.iter().rev().take(50).collect();
    assert_eq!(rows, json!(expected), "the table says the same, newest first");
    browser.no_console_messages().await;
    browser.close().await;
}

#[tokio::test]
async fn the_crosshair_stays_where_it_is_when_newer_numbers_come() {
    let Some(browser) = Browser::start().await else { return };
    let world = World::at(NOW).await;
    let home = Home::in_world(&world);
    let ahead = home.path().join("ahead");
    let home = home.with("COCKPIT_TEST_AHEAD", &ahead.display().to_string());
    let app = filled(&home).await;
    browser.resize(1440, 1_200).await;
    browser.open(&app, "/metric/btc?range=30d").await;
    browser.until("the chart is awake", AWAKE).await;
    browser.watch_shifts().await;
    browser.script("window.stayed = true; document.querySelector('[data-cursor]').focus()").await;
    let cursor = browser.client.find(Locator::Css("[data-cursor]")).await.unwrap();
    cursor.send_keys(&char::from(Key::Home).to_string()).await.unwrap();
    browser.until("the crosshair is there", SHOWN).await;
    let before = read(&browser).await;

    let at = world.now() + TimeDelta::seconds(40);
    let body = json!({"trade_id": 2, "price": "65990.00", "size": "0.1", "bid": "65990.00", "ask": "65990.00", "volume": "1",
        "time": at.to_rfc3339_opts(SecondsFormat::Micros, true)});
    world.replace(TICKER, body.to_string());
    std::fs::write(&ahead, "45").unwrap();
    // What follows is about newer numbers alone.
    browser.script("window.shifts.length = 0").await;
    let asked = client().post(app.url("/api/v1/refresh")).header("origin", app.url(""));
    assert_eq!(asked.send().await.unwrap().status(), 202);
    browser
        .until("the new price", "return document.querySelector('.series-head').innerText.includes('65,990')")
        .await;
    assert_eq!(browser.script("return window.stayed").await, json!(true), "the page was not loaded again");
    browser.until("the crosshair is still there", SHOWN).await;
    let after = read(&browser).await;
    assert_eq!(before.1, after.1, "at its moment");
    assert_eq!(browser.script("return document.activeElement.hasAttribute('data-cursor') && !document.activeElement.disabled").await, json!(true));
    browser.no_shift_over(0.001).await;
    browser.no_console_messages().await;
    browser.close().await;
}

#[tokio::test]
async fn every_card_leads_to_its_page_by_mouse_and_by_key() {
    let Some(browser) = Browser::start().await else { return };
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    app.dashboard_when("all six values", complete).await;
    browser.resize(1440, 1_200).await;
    browser.open(&app, "/").await;
    let links = browser.script("return [...document.querySelectorAll('article .to-page')].map(a => a.getAttribute('href')).sort()").await;
    let mut expected: Vec<String> =
        SeriesId::INDICATORS.iter().map(|series| format!("/metric/{series}")).collect();
    expected.sort();
    assert_eq!(links, json!(expected));
    for part in ["walcl", "wtregen", "rrpontsyd", "usdt_share"] {
        let there = browser
            .script(&format!("return document.querySelectorAll('article a[href=\"/metric/{part}\"]').length"))
            .await;
        assert_eq!(there, json!(1), "{part}");
    }
    // Beside its words the heading is a link, too.
    let over = browser.script("const head = document.querySelector('[data-series=btc] .card-head').getBoundingClientRect(); return document.elementFromPoint(head.left + head.width / 2, head.top + 4).closest('a')?.getAttribute('href')").await;
    assert_eq!(over, "/metric/btc");
    browser.script("document.querySelector('[data-series=btc] .to-page').focus()").await;
    let link = browser.client.find(Locator::Css("[data-series=btc] .to-page")).await.unwrap();
    link.send_keys(&char::from(Key::Enter).to_string()).await.unwrap();
    browser.until("the page of Bitcoin", "return location.pathname === '/metric/btc'").await;
    browser.no_console_messages().await;
    browser.close().await;
}

#[tokio::test]
async fn the_page_fits_every_width_in_both_themes() {
    let Some(browser) = Browser::start().await else { return };
    let world = World::at(NOW).await;
    let app = filled(&Home::in_world(&world)).await;
    for width in [1440, 768, 375] {
        browser.resize(width, 1_200).await;
        for path in [
            "/metric/btc?with=us10y&theme=dark",
            "/metric/net_liquidity?theme=light",
            "/alerts?theme=dark",
            "/alerts?show=decisions&theme=light",
        ] {
            browser.open(&app, path).await;
            let overflow = browser
                .script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .await;
            assert_eq!(overflow, json!(0), "{width} {path}: the page is wider than the screen");
        }
    }
    browser.no_console_messages().await;
    browser.close().await;
}
