//! The whole way in a real browser: from the first start to an alert that arrives where it should.

use std::cell::Cell;
use std::net::TcpListener;
use std::time::Duration;

use chrono::TimeDelta;
use fantoccini::Locator;
use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use serde_json::json;

use crate::app::Home;
use crate::browser::Browser;
use crate::dashboard::{NOW, complete};
use crate::post::eventually;
use crate::world::World;
use crate::world::bot::TOKEN;
use crate::world::smtp::MailServer;

const PASSWORD: &str = "correct horse battery";
const CHAT: &str = "123456789";
const READER: &str = "reader@x.org";
const RULE: &str = "btc.change.24h";
/// The world's price a day before [`NOW`].
const YESTERDAY_USD: f64 = 65_148.0;

impl Browser {
    async fn click(&self, what: &str) {
        self.client.find(Locator::Css(what)).await.unwrap().click().await.unwrap();
    }

    /// Writes into a field in the place of what it holds.
    async fn write(&self, field: &str, text: &str) {
        let field = self.client.find(Locator::Css(field)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    async fn text(&self, what: &str) -> String {
        self.client.find(Locator::Css(what)).await.unwrap().text().await.unwrap()
    }

    async fn value(&self, field: &str) -> String {
        self.script(&format!("return document.querySelector({}).value", json!(field)))
            .await
            .as_str()
            .expect("a field")
            .to_owned()
    }

    /// Until the address says that this was done.
    async fn done(&self, word: &str) {
        let here = format!("return new URLSearchParams(location.search).get('done') === {}", json!(word));
        self.until(word, &here).await;
    }

    /// Adds somebody in the settings: first with an address that is none, then with theirs.
    async fn add(&self, channel: &str, name: &str, wrong: &str, address: &str) {
        self.click(&format!("dialog a[href*='add={channel}']")).await;
        self.until("the form", "return !!document.querySelector('#person-address')").await;
        self.write("#person-name", name).await;
        self.write("#person-address", wrong).await;
        self.click("dialog form.fields button.primary").await;
        self.until("a word at the field", "return !!document.querySelector('#person-address-error')").await;
        assert_eq!(self.value("#person-address").await, wrong, "what was entered is still there");
        assert_eq!(self.value("#person-name").await, name);
        self.write("#person-address", address).await;
        self.click("dialog form.fields button.primary").await;
        self.done("added").await;
    }

    /// Drags a slider's thumb to this share of its width.
    async fn drag(&self, slider: &str, share: f64) {
        let place = self
            .script(&format!(
                "const slider = document.querySelector({}); slider.scrollIntoView({{block: 'center'}}); const box = slider.getBoundingClientRect(); \
                 const at = slider.value / slider.max; return [box.left + 8 + (box.width - 16) * at, box.top + box.height / 2, box.left + 8 + (box.width - 16) * {share}]",
                json!(slider)
            ))
            .await;
        let [from, y, to] = [0, 1, 2].map(|n| place[n].as_f64().expect("a place"));
        let move_to = |x: f64| PointerAction::MoveTo { duration: Some(Duration::from_millis(120)), x, y };
        let drag = MouseActions::new("mouse".to_owned())
            .then(move_to(from))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(move_to(f64::midpoint(from, to)))
            .then(move_to(to))
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(drag).await.unwrap();
    }
}

#[tokio::test]
async fn from_the_first_start_to_an_alert_that_arrives_by_chat_and_mail() {
    let Some(browser) = Browser::start().await else { return };
    let (world, mail) = (World::at(NOW).await, MailServer::start().await);
    // Links in mails lead to the very address that the browser opens.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let base = format!("http://127.0.0.1:{port}");
    let home = Home::in_world(&world);
    let ahead = home.path().join("ahead");
    let home = home
        .with("COCKPIT_LISTEN", &format!("127.0.0.1:{port}"))
        .with("COCKPIT_PUBLIC_URL", &base)
        .with("COCKPIT_TEST_AHEAD", &ahead.display().to_string())
        .with("TELEGRAM_BOT_TOKEN", TOKEN)
        .with_mail(mail.port());
    let mut app = home.serve().await;
    let line = app.line_with("enter the code").await;
    let code = line.rsplit(' ').next().unwrap().to_owned();
    app.dashboard_when("all six values", complete).await;
    app.at_rest().await;
    browser.resize(1440, 1_100).await;

    // The operator's password.
    browser.open(&app, "/").await;
    browser.click("#open-settings").await;
    browser.until("the look", "return !!document.querySelector('dialog.settings')").await;
    browser.click("dialog .settings-nav a[href^='/login']").await;
    browser.until("the first start", "return location.pathname === '/setup'").await;
    browser.write("main [name=code]", &code).await;
    browser.write("main [name=password]", PASSWORD).await;
    browser.click("main button[type=submit]").await;
    browser.until("the dashboard", "return location.pathname === '/'").await;

    // Two who want to be told; one of them says so herself.
    browser.click("#open-settings").await;
    browser.until("the settings", "return !!document.querySelector('dialog.settings')").await;
    browser.add("telegram", "The desk", "desk", CHAT).await;
    browser.add("email", "Reader", "reader@x", READER).await;
    let link = eventually("the mail that asks", async || {
        let text = mail.told(READER).first().map(crate::world::smtp::Mail::text).unwrap_or_default();
        let link = text.split_whitespace().find(|word| word.contains("/confirm/")).map(str::to_owned);
        link.ok_or(text)
    })
    .await;
    assert!(link.starts_with(&base), "{link}");
    browser.client.goto(&link).await.unwrap();
    browser.click("main button[type=submit]").await;
    browser
        .until("it is confirmed", "return document.querySelector('main').innerText.includes('Thank you')")
        .await;

    // A threshold of the operator's choice.
    let sliders = format!("/?settings=thresholds&rule={RULE}");
    browser.open(&app, &sliders).await;
    let of = |part: &str| format!("[data-rule='{RULE}'] {part}");
    let (slider, number, count) = (of("[type=range]"), of("[data-number]"), of("[data-foot] output"));
    let awake = format!("return document.querySelector({}).disabled === false", json!(slider));
    browser.until("the slider is awake", &awake).await;
    let before = browser.text(&count).await;
    browser.drag(&slider, 0.04).await;
    let changed = format!("return document.querySelector({}).innerText !== {}", json!(count), json!(before));
    browser.until("the count follows", &changed).await;
    let chosen = browser.value(&number).await;
    let threshold: f64 = chosen.parse().expect("a number");
    assert!((0.3..3.0).contains(&threshold), "{threshold}");
    let after = browser.text(&count).await;
    browser.click("form.sliders button.primary").await;
    browser.done("saved").await;
    browser.click("dialog a.close").await;
    browser.until("it is closed", "return !document.querySelector('dialog.settings')").await;
    browser.client.refresh().await.unwrap();
    browser.open(&app, &sliders).await;
    assert_eq!(browser.value(&number).await, chosen);
    assert_eq!(browser.text(&count).await, after, "and so often it would have spoken");
    browser.open(&app, "/?settings=subscribers").await;
    let people = browser.text("dialog .people").await;
    assert!(people.contains("The desk") && people.contains("Reader"), "{people}");
    assert!(!people.contains(CHAT) && !people.contains(READER), "addresses are masked: {people}");

    // Bitcoin falls below it, while the page is open.
    browser.open(&app, "/").await;
    browser.until("it listens", "return !document.querySelector('[data-refresh]').hidden").await;
    let price = (YESTERDAY_USD * (1.0 - (threshold + 0.4) / 100.0)).round();
    let minutes = Cell::new(0);
    eventually("both are told", async || {
        minutes.set(minutes.get() + 1);
        let minutes = minutes.get();
        let at = world.now() + TimeDelta::seconds(minutes * 61);
        world.bitcoin(at, price);
        std::fs::write(&ahead, (minutes * 61 + 5).to_string()).unwrap();
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let chat = world.bot.told(CHAT).iter().any(|message| message.text.contains("Bitcoin"));
        let letter = mail.told(READER).iter().any(|mail| mail.text().contains("Bitcoin"));
        if chat && letter { Ok(()) } else { Err((minutes, chat, letter)) }
    })
    .await;
    let told = world.bot.told(CHAT).into_iter().find(|message| message.text.contains("Bitcoin")).unwrap();
    assert!(told.text.contains("in 24h"), "{}", told.text);
    let digits = format!("{price:.0}");
    let shown = format!("{},{}", &digits[..2], &digits[2..]);
    let there = format!("return document.querySelector('main').innerText.includes({})", json!(shown));
    browser.until("the new price, without a reload", &there).await;
    // Who was told is folded in.
    let arrived = "return document.querySelector('main').textContent";
    browser.open(&app, "/alerts").await;
    let history = browser.script(arrived).await.as_str().unwrap().to_owned();
    for words in ["Bitcoin", "Telegram", "E-mail", "The desk", "Reader"] {
        assert!(history.contains(words), "{words} is missing in:\n{history}");
    }
    browser.no_console_messages().await;
    browser.close().await;
}
