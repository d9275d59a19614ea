//! Every page looked at by axe-core in both themes: nothing keeps anybody from using it. `cargo xtask test` brings the
//! script; without it, and without a browser, the tests say so and are left out unless `CI` is set.

use std::fs;

use fantoccini::Locator;
use serde_json::{Value, json};

use crate::app::{App, Home};
use crate::browser::Browser;
use crate::dashboard::{NOW, complete};
use crate::world::World;

/// Pages that are there for everybody.
const PAGES: [&str; 17] = [
    "/",
    "/radar",
    "/calendar",
    "/regime",
    "/metric/btc?with=us10y",
    "/metric/net_liquidity",
    "/metric/us10y?range=1d&page=1",
    "/alerts",
    "/alerts?show=decisions",
    "/sources",
    "/docs",
    "/docs/indicators",
    "/docs/rules",
    "/docs?q=cooldown",
    "/?view=wall",
    "/?view=arrange",
    "/login",
];

/// Sections of the settings.
const SECTIONS: [&str; 11] = [
    "subscribers",
    "subscribers&add=email",
    "thresholds",
    "rules",
    "rules&rule=btc.change.24h",
    "regime",
    "sources",
    "indicators&add=json",
    "appearance",
    "suggest",
    "transfer",
];

/// axe-core; `None` where nobody brought it.
fn axe() -> Option<String> {
    let Some(path) = std::env::var_os("COCKPIT_AXE") else {
        assert!(std::env::var_os("CI").is_none(), "axe-core is required in CI: `cargo xtask test` brings it");
        println!("no axe-core: run `cargo xtask test`, or set COCKPIT_AXE to its axe.min.js");
        return None;
    };
    Some(fs::read_to_string(path).expect("the script that COCKPIT_AXE names"))
}

impl Browser {
    /// What axe-core finds on the open page: each rule, why it matters, and where.
    async fn violations(&self, axe: &str) -> Value {
        self.script(axe).await;
        let run = "const done = arguments[arguments.length - 1]; axe.run(document, {resultTypes: ['violations']}).then(found => \
                   done(found.violations.map(v => `${v.id}: ${v.help}: ${v.nodes.map(n => n.html.slice(0, 160)).join(' | ')}`)))";
        self.client.execute_async(run, Vec::new()).await.unwrap()
    }

    async fn is_accessible(&self, axe: &str, app: &App, path: &str) {
        let joint = if path.contains('?') { '&' } else { '?' };
        for theme in ["dark", "light"] {
            self.open(app, &format!("{path}{joint}theme={theme}")).await;
            assert_eq!(self.violations(axe).await, json!([]), "{path} {theme}");
        }
    }
}

#[tokio::test]
async fn axe_finds_nothing_on_any_page_dark_or_light_wide_or_narrow() {
    let (Some(axe), Some(browser)) = (axe(), Browser::start().await) else { return };
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).with("COCKPIT_ADMIN_PASSWORD", "correct horse battery").serve().await;
    app.dashboard_when("all six values", complete).await;
    app.at_rest().await;
    // A value that is tinted because it has just changed has no colour to be judged by.
    let calm = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
    browser.devtools("Emulation.setEmulatedMedia", calm).await;
    for width in [1_440, 375] {
        browser.resize(width, 1_200).await;
        for page in PAGES {
            browser.is_accessible(&axe, &app, page).await;
        }
    }
    // The operator's settings, section by section, with a form open where there is one.
    browser.open(&app, "/login").await;
    let password = browser.client.find(Locator::Css("main [name=password]")).await.unwrap();
    password.send_keys("correct horse battery").await.unwrap();
    browser.client.find(Locator::Css("main button[type=submit]")).await.unwrap().click().await.unwrap();
    browser.until("the dashboard", "return location.pathname === '/'").await;
    for width in [1_440, 375] {
        browser.resize(width, 1_200).await;
        for section in SECTIONS {
            browser.is_accessible(&axe, &app, &format!("/?settings={section}")).await;
        }
    }
    browser.close().await;
}
