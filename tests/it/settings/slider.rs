//! A slider in a real browser: by keys and by mouse, with the count under it, and saved.

use fantoccini::Locator;
use fantoccini::key::Key;
use serde_json::{Value, json};

use super::market::Market;
use crate::access::visitor::PASSWORD;
use crate::browser::Browser;

const RULE: &str = "[data-rule=\"btc.change.24h\"]";

/// An attribute or property of something below the rule.
async fn of_rule(browser: &Browser, selector: &str, property: &str) -> Value {
    browser.script(&format!("return document.querySelector('{RULE} {selector}').{property}")).await
}

async fn count(browser: &Browser) -> u64 {
    of_rule(browser, "[data-count]", "dataset.count").await.as_str().unwrap().parse().unwrap()
}

async fn counted(browser: &Browser, what: &str, wanted: &str) {
    let count = format!("const count = Number(document.querySelector('{RULE} [data-count]').dataset.count);");
    browser.until(what, &format!("{count} return {wanted}")).await;
}

#[tokio::test]
async fn a_slider_counts_as_it_moves_and_is_found_where_it_was_saved() {
    let Some(browser) = Browser::start().await else { return };
    let market = Market::new().await;
    let (app, _) = market.open().await;
    let past = "/api/v1/replay?rule=btc.change.24h&threshold=0.8";
    app.when(past, "a past that moves", |told| told["count"].as_u64().is_some_and(|count| count > 5)).await;
    browser.resize(1440, 1_200).await;
    browser.open(&app, "/login?next=%2F%3Fsettings%3Dthresholds%26rule%3Dbtc.change.24h").await;
    let password = browser.client.find(Locator::Css("main [name=password]")).await.unwrap();
    password.send_keys(PASSWORD).await.unwrap();
    browser.client.find(Locator::Css("main button[type=submit]")).await.unwrap().click().await.unwrap();
    let awake = format!(
        "const slider = document.querySelector('{RULE} [type=range]'); return !!slider && !slider.disabled"
    );
    browser.until("the sliders are awake", &awake).await;
    let slider = browser.client.find(Locator::Css(&format!("{RULE} [type=range]"))).await.unwrap();

    // By keys, from one end to the other.
    slider.send_keys(&char::from(Key::End).to_string()).await.unwrap();
    counted(&browser, "at its highest it is silent", "count === 0").await;
    slider.send_keys(&char::from(Key::Home).to_string()).await.unwrap();
    counted(&browser, "at its lowest it speaks", "count > 0").await;
    assert_eq!(of_rule(&browser, "[data-number]", "value").await, "0.8", "the number follows");
    assert_eq!(of_rule(&browser, "[type=range]", "ariaValueText").await, "0.8 percent");
    let often = count(&browser).await;
    let dots = of_rule(&browser, ".fired", "getAttribute('d').split('h0').length - 1").await;
    assert_eq!(dots.as_u64(), Some(often), "a dot for each");
    slider.send_keys(&char::from(Key::Right).to_string()).await.unwrap();
    browser
        .until(
            "one step to the right",
            &format!("return document.querySelector('{RULE} [data-number]').value === '0.9'"),
        )
        .await;

    // By mouse: a click on its middle.
    slider.click().await.unwrap();
    browser
        .until(
            "the middle",
            &format!("return Number(document.querySelector('{RULE} [data-number]').value) > 1"),
        )
        .await;
    let number = of_rule(&browser, "[data-number]", "value").await;
    let asked =
        app.json(&format!("/api/v1/replay?rule=btc.change.24h&threshold={}", number.as_str().unwrap())).await;
    let told = asked["count"].as_u64().expect("a count");
    assert!(told < often, "a larger move is rarer");
    // The answer to the step before may still be on its way.
    counted(&browser, "as the server counts", &format!("count === {told}")).await;

    browser.client.find(Locator::Css("form.sliders button.primary")).await.unwrap().click().await.unwrap();
    browser.until("it is saved", "return location.search.includes('done=saved')").await;
    browser.open(&app, "/?settings=thresholds&rule=btc.change.24h").await;
    assert_eq!(of_rule(&browser, "[data-number]", "value").await, number);
    assert_eq!(json!(count(&browser).await), json!(told), "drawn by the server");
    browser.no_console_messages().await;
    browser.close().await;
}
