//! Pictures of the pages as a person sees them: three widths, dark and light, from top to bottom.

use std::fs;
use std::path::Path;

use anyhow::Context;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use crate::browser::Browser;

/// Width and height of the windows in CSS pixels: desk, tablet, phone.
const WINDOWS: [(u32, u32); 3] = [(1440, 900), (768, 1024), (375, 812)];
const THEMES: [&str; 2] = ["dark", "light"];
/// What the pictures are called, and where the page is.
const PAGES: [(&str, &str); 9] = [
    ("dashboard", "/"),
    ("radar", "/radar"),
    ("calendar", "/calendar"),
    ("regime", "/regime"),
    ("metric", "/metric/btc"),
    ("alerts", "/alerts"),
    ("sources", "/sources"),
    ("docs", "/docs"),
    ("settings", "/?settings=appearance"),
];

/// Takes all pictures of the pages at `base` into `folder`.
pub(crate) fn take(base: &str, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let browser = Browser::start()?;
    for (width, height) in WINDOWS {
        // A window of Chromium has a least width of about 500 px; the emulated screen has none.
        browser.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 }),
        )?;
        for (name, page) in PAGES {
            for theme in THEMES {
                let joint = if page.contains('?') { '&' } else { '?' };
                let address = format!("{}{page}{joint}theme={theme}", base.trim_end_matches('/'));
                browser.open(&address).with_context(|| {
                    format!("there is no page at {base}: start one with `cargo xtask look`, or give --base")
                })?;
                let path = folder.join(format!("{name}-{theme}-{width}.png"));
                fs::write(&path, full_page(&browser, width)?)?;
                println!("{}", path.display());
            }
        }
    }
    Ok(())
}

fn full_page(browser: &Browser, width: u32) -> anyhow::Result<Vec<u8>> {
    let metrics = browser.devtools("Page.getLayoutMetrics", &json!({}))?;
    let height = metrics["cssContentSize"]["height"].as_f64().context("the page has no height")?;
    let picture = browser.devtools(
        "Page.captureScreenshot",
        &json!({
            "format": "png",
            "captureBeyondViewport": true,
            "clip": { "x": 0, "y": 0, "width": width, "height": height, "scale": 1 },
        }),
    )?;
    let data = picture["data"].as_str().context("Chromium returned no picture")?;
    Ok(BASE64_STANDARD.decode(data)?)
}
