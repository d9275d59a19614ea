//! Pictures of the page as a person sees it: three widths, dark and light, from top to bottom.

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

/// Takes all pictures of the page at `base` into `folder`.
pub(crate) fn take(base: &str, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let browser = Browser::start()?;
    for (width, height) in WINDOWS {
        // A window of Chromium has a least width of about 500 px; the emulated screen has none.
        browser.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 }),
        )?;
        for theme in THEMES {
            browser.open(&format!("{}/?theme={theme}", base.trim_end_matches('/'))).with_context(|| {
                format!("there is no page at {base}: start the program with `cargo xtask run` or give --base")
            })?;
            let path = folder.join(format!("{theme}-{width}.png"));
            fs::write(&path, full_page(&browser, width)?)?;
            println!("{}", path.display());
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
