//! A series' page in a real browser: its crosshair, its cards, its widths.

use chrono::TimeDelta;
use cockpit_domain::SeriesId;
use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{YEAR, filled};
use crate::app::{Home, client};
use crate::browser::Browser;
use crate::dashboard::{NOW, complete};
use crate::world::World;

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

    world.bitcoin(world.now() + TimeDelta::seconds(40), 65_990.0);
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
