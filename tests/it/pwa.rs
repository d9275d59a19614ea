//! The page as an app: what may be kept, and what is shown when nobody answers.

use std::time::Duration;

use reqwest::redirect::Policy;

use crate::app::{Home, PATIENCE, client};
use crate::browser::Browser;
use crate::dashboard::{NOW, complete};
use crate::world::World;

#[tokio::test]
async fn the_manifest_its_icons_and_the_worker_are_served_as_what_they_are() {
    let app = Home::alone().serve().await;
    let (status, headers, manifest) = app.get("/manifest.webmanifest").await;
    assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "application/manifest+json"));
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    for icon in manifest["icons"].as_array().unwrap() {
        let (path, kind) = (icon["src"].as_str().unwrap(), icon["type"].as_str().unwrap());
        let response = client().get(app.url(path)).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], kind, "{path}");
        assert!(!response.bytes().await.unwrap().is_empty());
    }
    for shortcut in manifest["shortcuts"].as_array().unwrap() {
        assert_eq!(app.get(shortcut["url"].as_str().unwrap()).await.0, 200);
    }
    let (status, headers, worker) = app.get("/sw.js").await;
    assert_eq!((status, headers["cache-control"].to_str().unwrap()), (200, "no-cache"));
    let (_, headers, page) = app.get("/").await;
    let (_, files) = page.split_once("href=\"/pkg/").unwrap();
    let files = format!("\"/pkg/{}\"", files.split('/').next().unwrap());
    assert!(worker.contains(&files), "the worker keeps the files of this very version");
    assert!(headers["content-security-policy"].to_str().unwrap().contains("worker-src 'self'"));
    assert_eq!(app.get("/icons/icon-1.png").await.0, 404);
}

#[tokio::test]
async fn only_what_anybody_may_see_says_that_it_may_be_kept() {
    let app = Home::alone().serve().await;
    let client = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
    let keeps = async |path: &str| {
        let response = client.get(app.url(path)).send().await.unwrap();
        response.headers().get("x-offline").is_some_and(|word| word == "keep")
    };
    for path in ["/", "/radar", "/calendar", "/regime", "/docs/faq", "/?view=wall", "/?cards=-btc"] {
        assert!(keeps(path).await, "{path}");
    }
    for path in [
        "/?settings=appearance",
        "/radar?settings=appearance",
        "/login",
        "/setup",
        "/logout",
        "/nothing",
        "/api/v1/dashboard",
        "/?view=arrange",
    ] {
        assert!(!keeps(path).await, "{path}");
    }
    let private = Home::alone().with("COCKPIT_PRIVATE", "on").serve().await;
    let (_, headers, _) = private.get("/docs/faq").await;
    assert!(!headers.contains_key("x-offline"), "a private cockpit leaves nothing in a browser");
}

#[tokio::test]
async fn when_nobody_answers_the_last_view_is_shown_and_marked_and_it_heals_by_itself() {
    let Some(browser) = Browser::start().await else { return };
    let world = World::at(NOW).await;
    let mut home = Home::in_world(&world);
    let app = home.serve().await;
    app.dashboard_when("all six values", complete).await;
    let address = app.address;
    browser.resize(1440, 1_200).await;
    browser.open(&app, "/").await;
    let kept = "window.kept ??= 'no'; (async () => { const cache = await caches.open((await caches.keys()).find(n => n.startsWith('pages'))); \
                window.kept = (await cache.match('/')) && navigator.serviceWorker.controller ? 'yes' : 'no'; })(); return window.kept === 'yes'";
    browser.until("the worker has a copy", kept).await;
    let url = app.url("/");
    app.terminate().await;
    browser.client.goto(&url).await.unwrap();
    browser.until("the copy is there", "return !!document.querySelector('.offline-copy')").await;
    let words = browser.script("return document.querySelector('.offline-copy').textContent").await;
    assert!(words.as_str().unwrap().starts_with("Offline copy of "), "{words}");
    let page = browser.script("return document.querySelector('main').innerText").await;
    assert!(page.as_str().unwrap().contains("65,012"), "{page}");
    browser
        .until("it says that it is offline", "return !document.querySelector('[data-offline]').hidden")
        .await;
    // Somebody answers again at the same place.
    home.set("COCKPIT_LISTEN", &address.to_string());
    let _again = tokio::time::timeout(PATIENCE, home.serve()).await.unwrap();
    let begun = std::time::Instant::now();
    while browser.script("return !document.querySelector('.offline-copy')").await
        != serde_json::Value::Bool(true)
    {
        assert!(begun.elapsed() < PATIENCE, "the copy stays");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn the_program_tells_prometheus_how_it_is_and_tools_what_may_be_asked() {
    let world = World::at(NOW).await;
    let home = Home::in_world(&world);
    let app = home.serve().await;
    app.dashboard_when("all six values", complete).await;
    let (status, headers, text) = app.get("/metrics").await;
    assert_eq!(status, 200);
    assert!(headers["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    for words in [
        "cockpit_source_up{feed=\"btc\",source=\"coinbase\"} 1",
        "cockpit_messages{state=\"pending\"} 0",
        "cockpit_series_value{series=\"btc\",unit=\"$\"} 65012",
        "process_resident_memory_bytes ",
        "cockpit_host_breaker_open{host=\"api.exchange.coinbase.com\"} 0",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (_, number) = line.rsplit_once(' ').unwrap();
        assert!(number.parse::<f64>().is_ok_and(f64::is_finite), "{line}");
    }
    let told = app.json("/api/v1/openapi.json").await;
    let printed = home.run(&["openapi"]).await;
    assert!(printed.status.success());
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&printed.stdout).unwrap(), told);
}

#[tokio::test]
async fn cards_are_arranged_by_forms_alone_and_shown_so_from_then_on() {
    let app = Home::alone().serve().await;
    let client = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
    let press = async |body: &'static str| {
        let request = client.post(app.url("/arrange")).header("origin", app.url(""));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        let response = request.send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        (response.status().as_u16(), header("set-cookie"), header("location"))
    };
    let (status, cookie, place) = press("cards=&card=legend&do=turn").await;
    assert_eq!((status, place.as_str()), (303, "/?view=arrange&at=legend.turn"));
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let page = client.get(app.url("/")).header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
    assert!(!page.contains("data-panel=\"legend\"") && page.contains("data-panel=\"radar\""));
    let (_, _, usual) = app.get("/").await;
    assert!(usual.contains("data-panel=\"legend\""), "others see it");
    // A link carries it to others.
    let link = format!("/?{cookie}");
    let (_, _, page) = app.get(&link).await;
    assert!(!page.contains("data-panel=\"legend\""), "{link}");
    let (_, _, edited) = app.get("/?view=arrange").await;
    for words in ["Move Bitcoin Price up", "Hide Smart Money Radar", "action=\"/arrange\""] {
        assert!(edited.contains(words), "{words}");
    }
    let stranger = client.post(app.url("/arrange")).header("origin", "http://evil.example").body("do=reset");
    assert_eq!(stranger.send().await.unwrap().status(), 403);
}
