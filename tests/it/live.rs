//! A page that stays open: newer numbers come into it, a refresh can be asked for, and it says when nobody answers.

use chrono::TimeDelta;
use fantoccini::Locator;
use serde_json::json;

use crate::app::{App, Home};
use crate::browser::Browser;
use crate::dashboard::{NOW, complete};
use crate::world::{TICKER, World};

/// A home whose clock can be set ahead, by seconds in this file.
fn home(world: &World) -> (Home, std::path::PathBuf) {
    let home = Home::in_world(world);
    let ahead = home.path().join("ahead");
    (home.with("COCKPIT_TEST_AHEAD", &ahead.display().to_string()), ahead)
}

/// Another price, of a minute later; it may be asked for from then on.
fn another_price(world: &World, ahead: &std::path::Path, usd: f64) {
    world.bitcoin(world.now() + TimeDelta::seconds(40), usd);
    std::fs::write(ahead, "45").unwrap();
}

/// The open dashboard, with a mark that a reload would lose. Figures of a release may have been asked for before the calendar
/// was there; a refresh brings them, so that from then on nothing is new but the price.
async fn opened(browser: &Browser, app: &App) {
    app.dashboard_when("all six values", complete).await;
    app.at_rest().await;
    let origin = app.url("");
    let asked = crate::app::client().post(app.url("/api/v1/refresh")).header("origin", origin).send().await;
    assert_eq!(asked.unwrap().status().as_u16(), 202);
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
