//! A page that stays open: newer numbers come into it, a refresh can be asked for, and it says when nobody answers.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use fantoccini::Locator;
use futures_util::future::join_all;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::app::{self, App, Home};
use crate::browser::Browser;
use crate::dashboard::{NOW, complete};
use crate::world::{TICKER, World};

/// From an observation that is stored to the open page that shows it.
const SHOWN_WITHIN: Duration = Duration::from_secs(2);
const PAGES: usize = 200;
const MEMORY_MAX_MIB: f64 = 80.0;

/// A home whose clock can be set ahead, by seconds in this file.
fn home(world: &World) -> (Home, std::path::PathBuf) {
    let home = Home::in_world(world);
    let ahead = home.path().join("ahead");
    (home.with("COCKPIT_TEST_AHEAD", &ahead.display().to_string()), ahead)
}

/// Another price, of a minute later; it may be asked for from then on.
fn another_price(world: &World, ahead: &std::path::Path, usd: f64) {
    price_after(world, ahead, 45, usd);
}

/// The same, when so many seconds have passed since the start.
fn price_after(world: &World, ahead: &std::path::Path, seconds: i64, usd: f64) {
    world.bitcoin(world.now() + TimeDelta::seconds(seconds - 5), usd);
    std::fs::write(ahead, seconds.to_string()).unwrap();
}

/// Asks for one as a program would, after the one before.
async fn refresh(app: &App) {
    app.when("/api/v1/refresh", "none is on its way", |last| {
        last.is_null() || !last["finished_at"].is_null()
    })
    .await;
    let asked = app::client().post(app.url("/api/v1/refresh")).header("origin", app.url("")).send().await;
    assert_eq!(asked.unwrap().status().as_u16(), 202);
}

/// The open dashboard, with a mark that a reload would lose. Figures of a release may have been asked for before the calendar
/// was there; a refresh brings them, so that from then on nothing is new but the price.
async fn opened(browser: &Browser, app: &App) {
    app.dashboard_when("all six values", complete).await;
    app.at_rest().await;
    refresh(app).await;
    app.at_rest().await;
    browser.resize(1440, 1_200).await;
    browser.open(app, "/").await;
    browser.until("it listens", "return !document.querySelector('[data-refresh]').hidden").await;
    browser.script("window.stayed = true").await;
    browser.watch_shifts().await;
}

#[tokio::test]
async fn a_refresh_brings_new_numbers_into_the_open_page_and_nothing_moves() {
    let Some(browser) = Browser::start().await else { return };
    let world = World::at(NOW).await;
    let (home, ahead) = home(&world);
    let app = home.serve().await;
    opened(&browser, &app).await;
    let questions = || world.asked().iter().filter(|place| place.starts_with(TICKER)).count();
    let before = questions();
    another_price(&world, &ahead, 65_990.0);
    let button = browser.client.find(Locator::Css("[data-refresh]")).await.unwrap();
    button.click().await.unwrap();
    browser
        .until("the new price", "return document.querySelector('main').innerText.includes('65,990')")
        .await;
    browser
        .until("the outcome", "return /new/.test(document.querySelector('[data-refresh-words]').textContent)")
        .await;
    assert_eq!(browser.script("return window.stayed").await, json!(true), "the page was not loaded again");
    browser.no_shift_over(0.001).await;
    button.click().await.unwrap();
    browser
        .until(
            "it says when",
            "return /Again in \\d+ s/.test(document.querySelector('[data-refresh]').textContent)",
        )
        .await;
    assert_eq!(questions(), before + 1, "once for the first click, not at all for the second");
    browser.close().await;
}

#[tokio::test]
async fn a_page_says_that_it_is_offline_and_heals_by_itself() {
    let Some(browser) = Browser::start().await else { return };
    let world = World::at(NOW).await;
    let (home, ahead) = home(&world);
    let app = home.serve().await;
    opened(&browser, &app).await;
    let home = home.with("COCKPIT_LISTEN", &app.address.to_string());
    drop(app); // SIGKILL
    browser.until("it is offline", "return !document.querySelector('[data-offline]').hidden").await;
    another_price(&world, &ahead, 66_123.0);
    let _app = home.serve().await;
    browser.until("it hears again", "return document.querySelector('[data-offline]').hidden").await;
    browser
        .until("the new price", "return document.querySelector('main').innerText.includes('66,123')")
        .await;
    assert_eq!(browser.script("return window.stayed").await, json!(true), "the page was not loaded again");
    browser.close().await;
}

#[tokio::test]
async fn a_new_observation_is_on_the_open_page_within_two_seconds() {
    let Some(browser) = Browser::start().await else { return };
    let world = World::at(NOW).await;
    let (home, ahead) = home(&world);
    let app = home.serve().await;
    opened(&browser, &app).await;
    let mut took = Vec::new();
    for (number, (usd, words)) in
        (1..).zip([(65_910.0, "65,910"), (65_920.0, "65,920"), (65_930.0, "65,930")])
    {
        price_after(&world, &ahead, 45 * number, usd);
        refresh(&app).await;
        app.when("/api/v1/metrics/btc", "it is stored", |told| told["value"] == json!(usd)).await;
        let begun = Instant::now();
        let there = format!("return document.querySelector('main').innerText.includes('{words}')");
        browser.until(words, &there).await;
        took.push(begun.elapsed());
    }
    assert_eq!(browser.script("return window.stayed").await, json!(true), "the page was not loaded again");
    // The machine does other things, too: not each time.
    assert!(took.iter().min() < Some(&SHOWN_WITHIN), "{took:?}");
    browser.close().await;
}

/// A page without a browser: it is read, and then listens.
async fn page(app: &App) -> BufReader<TcpStream> {
    assert_eq!(app.get("/").await.0, 200);
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let head = format!("GET /events HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\r\n", app.address);
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut stream = BufReader::new(stream);
    hears(&mut stream).await;
    stream
}

/// Until it is told that there are newer numbers.
async fn hears(stream: &mut BufReader<TcpStream>) {
    let mut line = String::new();
    while line.trim_end() != "event: snapshot" {
        line.clear();
        let read = tokio::time::timeout(app::PATIENCE, stream.read_line(&mut line)).await;
        assert!(read.expect("it hears of it").unwrap() > 0, "the stream ended");
    }
}

#[tokio::test]
async fn two_hundred_open_pages_hear_of_news_and_take_little_memory() {
    let world = World::at(NOW).await;
    let (home, ahead) = home(&world);
    let app = home.serve().await;
    app.dashboard_when("all six values", complete).await;
    app.at_rest().await;
    let mut pages = join_all((0..PAGES).map(|_| page(&app))).await;
    another_price(&world, &ahead, 65_990.0);
    refresh(&app).await;
    join_all(pages.iter_mut().map(hears)).await;
    // Each asks for what is new.
    let again = join_all((0..PAGES).map(|_| app.get("/"))).await;
    assert!(again.iter().all(|(status, _, _)| *status == 200));
    app.when("/api/v1/metrics/btc", "the price", |told| told["value"] == json!(65_990.0)).await;
    let mib = app.resident_mib().expect("the system says it");
    println!("{PAGES} open pages: {mib:.1} MiB");
    assert!(mib <= MEMORY_MAX_MIB, "{mib:.1} MiB");
}
