//! What a person does without a mouse, in a real browser.

use fantoccini::Locator;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::json;

use crate::app::{App, Home};
use crate::browser::{Browser, arrives};

/// Presses them one after the other, wherever the focus is; a modifier stays down until the end.
async fn press(browser: &Browser, keys: &str) {
    let is_modifier =
        |key: &char| [Key::Control, Key::Shift, Key::Alt, Key::Meta].map(char::from).contains(key);
    let (mut actions, mut held) = (KeyActions::new("keyboard".to_owned()), Vec::new());
    for value in keys.chars() {
        actions = actions.then(KeyAction::Down { value });
        if is_modifier(&value) {
            held.push(value);
        } else {
            actions = actions.then(KeyAction::Up { value });
        }
    }
    let actions = held.into_iter().fold(actions, |actions, value| actions.then(KeyAction::Up { value }));
    browser.client.perform_actions(actions).await.unwrap();
}

/// The page with its keys awake.
async fn awake(browser: &Browser, app: &App, path: &str) {
    browser.open(app, path).await;
    browser.until("the keys are awake", "return !document.querySelector('[data-palette]').hidden").await;
}

#[tokio::test]
async fn the_palette_goes_where_it_is_told_by_keyboard_alone() {
    let Some(browser) = Browser::start().await else { return };
    let app = Home::alone().serve().await;
    awake(&browser, &app, "/").await;
    press(&browser, &(Key::Control + "k")).await;
    browser.until("it is open", "return document.querySelector('#command-palette').open && document.activeElement.matches('#command-palette input')").await;
    press(&browser, "cal").await;
    let chosen = "const i = document.querySelector('#command-palette input'); return document.getElementById(i.getAttribute('aria-activedescendant')).textContent";
    assert!(browser.script(chosen).await.as_str().unwrap().starts_with("Calendar"));
    press(&browser, &char::from(Key::Down).to_string()).await;
    assert!(browser.script(chosen).await.as_str().unwrap().contains("feed"), "the next one that fits");
    press(&browser, &char::from(Key::Up).to_string()).await;
    press(&browser, &char::from(Key::Enter).to_string()).await;
    arrives(&browser, "/calendar").await;

    // What is not on the list is looked for in the docs; Esc gives the focus back.
    awake(&browser, &app, "/radar").await;
    press(&browser, "/").await;
    browser.until("it is open", "return document.querySelector('#command-palette').open").await;
    press(&browser, &char::from(Key::Escape).to_string()).await;
    browser
        .until(
            "it is closed",
            "return !document.querySelector('#command-palette').open && document.activeElement === document.body",
        )
        .await;
    press(&browser, "/").await;
    press(&browser, "hysteresis").await;
    press(&browser, &char::from(Key::Enter).to_string()).await;
    arrives(&browser, "/docs?q=hysteresis").await;
    browser.no_console_messages().await;
    browser.close().await;
}

#[tokio::test]
async fn keys_go_and_do_but_not_while_somebody_types_and_can_be_switched_off() {
    let Some(browser) = Browser::start().await else { return };
    let app = Home::alone().serve().await;
    awake(&browser, &app, "/").await;
    press(&browser, "gs").await;
    arrives(&browser, "/sources").await;
    awake(&browser, &app, "/docs").await;
    press(&browser, "t").await;
    browser.until("the theme turns", "return document.cookie.includes('theme=dark')").await;
    // In a field letters are letters.
    browser.client.find(Locator::Css("#docs-q")).await.unwrap().click().await.unwrap();
    press(&browser, "grgd?").await;
    assert_eq!(
        browser.script("return document.querySelector('#docs-q').value + location.pathname").await,
        "grgd?/docs"
    );
    awake(&browser, &app, "/regime").await;
    press(&browser, "?").await;
    browser.until("the keys are told", "return document.querySelector('#key-list').open").await;
    let told = browser.script("return document.querySelector('#key-list').innerText").await;
    for words in ["Dashboard", "Refresh", "Wall mode", "Command palette"] {
        assert!(told.as_str().unwrap().contains(words), "{words}: {told}");
    }
    browser.client.find(Locator::Css("[data-keys-on]")).await.unwrap().click().await.unwrap();
    browser.until("it is remembered", "return localStorage.getItem('keys') === 'off'").await;
    press(&browser, &char::from(Key::Escape).to_string()).await;
    browser.until("the keys are read", "return !document.querySelector('#key-list').open").await;
    press(&browser, "gr").await;
    awake(&browser, &app, "/docs/keyboard").await;
    press(&browser, "gr").await;
    press(&browser, &(Key::Control + "k")).await;
    browser
        .until(
            "only the palette is left",
            "return document.querySelector('#command-palette').open && location.pathname === '/docs/keyboard'",
        )
        .await;
    browser.no_console_messages().await;
    browser.close().await;
}

#[tokio::test]
async fn a_screen_on_a_wall_shows_the_numbers_alone_and_is_left_by_a_key() {
    let Some(browser) = Browser::start().await else { return };
    let app = Home::alone().serve().await;
    for (width, height) in [(1920, 1080), (768, 1024), (375, 812)] {
        browser.resize(width, height).await;
        browser.open(&app, "/?view=wall").await;
        let overflow = browser
            .script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            .await;
        assert_eq!(overflow, json!(0), "{width}");
        let cut = browser.script("return [...document.querySelectorAll('.wall-one')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)").await;
        assert_eq!(cut, json!([]), "{width}: every number has room");
    }
    browser.resize(1920, 1080).await;
    browser.open(&app, "/?view=wall").await;
    let text = browser.script("return document.body.innerText").await;
    assert!(
        text.as_str().unwrap().contains("Bitcoin Price") && !text.as_str().unwrap().contains("Refresh"),
        "{text}"
    );
    browser.until("the pointer rests", "return document.documentElement.hasAttribute('data-rests')").await;
    press(&browser, &char::from(Key::Escape).to_string()).await;
    arrives(&browser, "/").await;
    browser.no_console_messages().await;
    browser.close().await;
}

#[tokio::test]
async fn cards_are_moved_by_keyboard_and_stay_where_they_were_put() {
    let Some(browser) = Browser::start().await else { return };
    let app = Home::alone().serve().await;
    browser.resize(1440, 1_200).await;
    awake(&browser, &app, "/").await;
    let place = "const all = [...document.querySelectorAll('main [data-series], main [data-panel]')]; return all.findIndex(e => e.dataset.series === 'btc')";
    let before = browser.script(place).await;
    press(&browser, "e").await;
    arrives(&browser, "/?view=arrange").await;
    let button = "[aria-label='Move Bitcoin Price down']";
    browser
        .client
        .find(Locator::Css(button))
        .await
        .unwrap()
        .send_keys(&char::from(Key::Enter).to_string())
        .await
        .unwrap();
    browser
        .until(
            "the button has the focus again",
            &format!(
                "return location.search.includes('at=btc.down') && document.activeElement.matches({})",
                json!(button)
            ),
        )
        .await;
    awake(&browser, &app, "/").await;
    let after = browser.script(place).await;
    assert_eq!(after.as_u64().unwrap(), before.as_u64().unwrap() + 1);
    browser.no_console_messages().await;
    browser.close().await;
}
