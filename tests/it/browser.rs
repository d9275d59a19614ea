//! What a person sees, in a real browser. Needs Chromium and ChromeDriver; required when `CI` is set.

use std::process::Stdio;
use std::time::{Duration, Instant};

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::app::{App, Home, PATIENCE};
use crate::dashboard::{NOW, complete};
use crate::world::World;

/// A browser of its own, with ChromeDriver in front; both end when it is dropped.
pub(crate) struct Browser {
    pub(crate) client: Client,
    _driver: Driver,
    _profile: TempDir,
}

/// ChromeDriver; what it started ends with it, also when a test panics.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some(group) = self.0.id() {
            let ended =
                std::process::Command::new("kill").args(["-KILL", "--", &format!("-{group}")]).status();
            drop(ended);
        }
    }
}

/// Chrome's own commands beside the standard ones.
#[derive(Debug)]
struct Chrome {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Chrome {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

impl Browser {
    /// `None` on a machine without a browser, unless `CI` asks for one.
    pub(crate) async fn start() -> Option<Self> {
        let mut driver = match Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A group of its own, to end it with all that it starts.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
        {
            Ok(driver) => driver,
            Err(error) => {
                assert!(std::env::var_os("CI").is_none(), "chromedriver is required in CI: {error}");
                println!("no chromedriver: install chromium and chromium-driver to run the browser tests");
                return None;
            }
        };
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = loop {
            let line =
                tokio::time::timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().expect("it starts");
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        // Whatever the driver prints later must not block it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let profile = TempDir::new().unwrap();
        let mut arguments: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            // A name that is this machine, but does not look like it.
            "--host-resolver-rules=MAP cockpit.test 127.0.0.1",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let capabilities: Capabilities = serde_json::from_value(json!({
            "goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL"},
        }))
        .unwrap();
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Some(Self { client, _driver: Driver(driver), _profile: profile })
    }

    async fn chrome(&self, path: &'static str, body: Value) -> Value {
        self.client.issue_cmd(Chrome { path, body }).await.unwrap()
    }

    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.chrome("goog/cdp/execute", json!({"cmd": command, "params": parameters})).await
    }

    /// A screen of this width, in CSS pixels; narrower than any window can be made.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    pub(crate) async fn open(&self, app: &App, path: &str) {
        self.client.goto(&app.url(path)).await.unwrap();
    }

    pub(crate) async fn script(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Asks until `script` returns true.
    pub(crate) async fn until(&self, what: &str, script: &str) {
        let begun = Instant::now();
        while self.script(script).await != Value::Bool(true) {
            assert!(begun.elapsed() < PATIENCE, "never: {what}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// From now on notes what moves on the open page without anybody having touched it, what moved since it was loaded included.
    pub(crate) async fn watch_shifts(&self) {
        let watch = "if (window.shifts) return true; window.shifts = []; \
                     const place = box => `${Math.round(box.y)}+${Math.round(box.height)}`; \
                     new PerformanceObserver(list => window.shifts.push(...list.getEntries() \
                     .filter(e => !e.hadRecentInput).map(e => ({value: e.value, at: e.startTime, what: e.sources.map(s => \
                     `${place(s.previousRect)} to ${place(s.currentRect)}: ` + \
                     (s.node && (s.node.outerHTML ?? s.node.textContent).slice(0, 120)))})))) \
                     .observe({type: 'layout-shift', buffered: true}); return false";
        self.until("the observer has its past entries", watch).await;
    }

    pub(crate) async fn no_shift_over(&self, most: f64) {
        let shifts = self.script("return window.shifts").await;
        let all = shifts.as_array().expect("they are watched");
        let sum: f64 = all.iter().filter_map(|shift| shift["value"].as_f64()).sum();
        assert!(sum < most, "the page moves by {sum}: {shifts:#}");
    }

    pub(crate) async fn no_console_messages(&self) {
        let log = self.chrome("se/log", json!({"type": "browser"})).await;
        // Chrome notes every answer with an error's status, also that of a form that was rightly refused.
        let is_refusal = |entry: &&Value| {
            entry["message"].as_str().is_some_and(|words| words.contains("422 (Unprocessable"))
        };
        let log: Vec<&Value> =
            log.as_array().expect("a log").iter().filter(|entry| !is_refusal(entry)).collect();
        assert!(log.is_empty(), "the console is not clean: {log:#?}");
    }

    pub(crate) async fn close(self) {
        self.client.close().await.unwrap();
    }
}

const WIDTHS: [u32; 3] = [1440, 768, 375];

#[tokio::test]
async fn the_page_fits_every_width_in_both_themes_without_a_word_on_the_console() {
    let Some(browser) = Browser::start().await else { return };
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    app.dashboard_when("all six values", complete).await;
    for width in WIDTHS {
        browser.resize(width, 1_200).await;
        for theme in ["dark", "light"] {
            browser.open(&app, &format!("/?theme={theme}")).await;
            let overflow = browser
                .script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
                .await;
            assert_eq!(overflow, json!(0), "{width} {theme}: the page is wider than the screen");
            let text = browser.client.find(Locator::Css("main")).await.unwrap().text().await.unwrap();
            for words in ["65,012", "7.36", "US 10Y Treasury Yield"] {
                assert!(text.contains(words), "{width} {theme}: {words} is not visible in:\n{text}");
            }
        }
    }
    // On a phone Bitcoin comes first, in one column.
    let first = browser.script("const cards=[...document.querySelectorAll('main article, main section')].filter(c=>c.textContent.includes('The Market Proxy')||c.textContent.includes('The Gravity')); const top=n=>cards.filter(c=>c.textContent.includes(n)).map(c=>c.getBoundingClientRect().top).reduce((a,b)=>Math.max(a,b)); return top('The Market Proxy') < top('The Gravity')").await;
    assert_eq!(first, json!(true), "Bitcoin first on a phone");
    browser.no_console_messages().await;
    browser.close().await;
}

#[tokio::test]
async fn the_age_lives_and_the_theme_can_be_chosen_and_is_kept() {
    let Some(browser) = Browser::start().await else { return };
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    app.dashboard_when("all six values", complete).await;
    app.at_rest().await;
    browser.resize(1440, 1_200).await;
    browser
        .devtools(
            "Emulation.setEmulatedMedia",
            json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]}),
        )
        .await;
    browser.open(&app, "/").await;
    let before = browser.client.find(Locator::Css("header")).await.unwrap().text().await.unwrap();
    assert!(before.contains("updated"), "{before}");
    browser
        .until(
            "the header's age moves on",
            &format!("return document.querySelector('header').innerText !== {}", json!(before)),
        )
        .await;
    browser.watch_shifts().await;
    // Half a pixel of a word that is written anew in the reader's own time zone is no shift that anybody sees.
    browser.no_shift_over(0.0001).await;

    browser
        .client
        .find(Locator::Css("header button[data-theme-choice='light'], header [data-action='theme']"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    browser.until("the theme changes", "return document.documentElement.dataset.theme !== undefined && document.cookie.includes('theme=')").await;
    let chosen = browser.script("return document.documentElement.dataset.theme").await;
    browser.open(&app, "/").await;
    let kept = browser.script("return document.documentElement.dataset.theme").await;
    assert_eq!(chosen, kept, "the server renders the chosen theme next time");
    browser.no_console_messages().await;
    browser.close().await;
}

#[tokio::test]
async fn an_offline_first_start_is_a_full_page_that_says_bundled() {
    let Some(browser) = Browser::start().await else { return };
    let app = Home::alone().serve().await;
    browser.resize(1440, 1_200).await;
    browser.open(&app, "/").await;
    let text = browser.client.find(Locator::Css("main")).await.unwrap().text().await.unwrap();
    assert!(text.matches("bundled").count() >= 6, "each card says what it is:\n{text}");
    browser.no_console_messages().await;
    browser.close().await;
}

#[tokio::test]
async fn everything_can_be_reached_by_keyboard_and_has_a_name() {
    let Some(browser) = Browser::start().await else { return };
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    app.dashboard_when("all six values", complete).await;
    browser.resize(1440, 1_200).await;
    browser.open(&app, "/").await;
    let nameless = browser
        .script("return [...document.querySelectorAll('a[href],button,summary,[tabindex]')].filter(e=>!(e.textContent||'').trim()&&!e.getAttribute('aria-label')&&!e.getAttribute('title')).map(e=>e.outerHTML.slice(0,120))")
        .await;
    assert_eq!(nameless, json!([]), "every control has a name");
    let headings = browser.script("return document.querySelectorAll('h1').length").await;
    assert_eq!(headings, json!(1));
    let language = browser.script("return document.documentElement.lang").await;
    assert_eq!(language, "en");
    browser.close().await;
}

/// Fills in the only form of a page, and sends it.
async fn send(browser: &Browser, fields: &[(&str, &str)]) {
    for (name, text) in fields {
        let field = format!("main [name={name}]");
        browser.client.find(Locator::Css(&field)).await.unwrap().send_keys(text).await.unwrap();
    }
    browser.client.find(Locator::Css("main button[type=submit]")).await.unwrap().click().await.unwrap();
}

pub(crate) async fn arrives(browser: &Browser, place: &str) {
    let here = format!("return location.pathname + location.search === {}", json!(place));
    browser.until(place, &here).await;
}

#[tokio::test]
async fn the_operator_comes_in_by_the_first_start_leaves_and_comes_back() {
    const PASSWORD: &str = "correct horse battery";
    let Some(browser) = Browser::start().await else { return };
    let mut app = Home::alone().serve().await;
    let line = app.line_with("enter the code").await;
    let code = line.rsplit(' ').next().unwrap();
    browser.open(&app, "/login").await;
    arrives(&browser, "/setup").await;
    send(&browser, &[("code", code), ("password", PASSWORD)]).await;
    arrives(&browser, "/").await;
    browser.open(&app, "/logout").await;
    send(&browser, &[]).await;
    arrives(&browser, "/").await;
    browser.open(&app, "/password").await;
    arrives(&browser, "/login?next=%2Fpassword").await;
    send(&browser, &[("password", PASSWORD)]).await;
    arrives(&browser, "/password").await;
    browser.no_console_messages().await;

    // Under a plain name a browser says less of where a form comes from than it does on this machine.
    let elsewhere = format!("http://cockpit.test:{}/password", app.address.port());
    browser.client.goto(&elsewhere).await.unwrap();
    arrives(&browser, "/login?next=%2Fpassword").await;
    send(&browser, &[("password", PASSWORD)]).await;
    arrives(&browser, "/password").await;
    browser.close().await;
}
