use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::header::{HOST, LOCATION, ORIGIN};
use axum::http::{HeaderMap, Method, Request};
use cockpit_fetcher::decide::Decider;
use cockpit_fetcher::feeds::Keys as FetchKeys;
use cockpit_fetcher::refresh::Refreshes;
use cockpit_store::Access as Mode;
use tempfile::TempDir;
use tokio::sync::watch;
use tower::ServiceExt;

use super::*;
use crate::access::Rules;
use crate::config::Config;

/// Every path and method, and whom it is for. A path or a method that is not here fails the test below: think about who may
/// ask it, and what somebody else could do with it, before it gets its line.
const EXPECTED: &[(&str, &str, Class)] = &[
    ("GET", "/", Class::Public),
    ("GET", "/alerts", Class::Public),
    ("GET", "/alerts.atom", Class::Public),
    ("GET", "/api/v1/alerts", Class::Public),
    ("GET", "/api/v1/audit", Class::Operator),
    ("GET", "/api/v1/calendar", Class::Public),
    ("GET", "/api/v1/dashboard", Class::Public),
    ("GET", "/api/v1/decisions", Class::Public),
    ("GET", "/api/v1/delivery", Class::Public),
    ("GET", "/api/v1/metrics/{id}", Class::Public),
    ("GET", "/api/v1/metrics/{id}/history", Class::Public),
    ("GET", "/api/v1/openapi.json", Class::Open),
    ("GET", "/api/v1/radar", Class::Public),
    ("GET", "/api/v1/refresh", Class::Public),
    ("POST", "/api/v1/refresh", Class::Public),
    ("GET", "/api/v1/regime", Class::Public),
    ("GET", "/api/v1/replay", Class::Public),
    ("GET", "/api/v1/sessions", Class::Operator),
    ("DELETE", "/api/v1/sessions", Class::Operator),
    ("DELETE", "/api/v1/sessions/{id}", Class::Operator),
    ("GET", "/api/v1/settings", Class::Operator),
    ("PUT", "/api/v1/settings", Class::Operator),
    ("GET", "/api/v1/subscribers", Class::Operator),
    ("POST", "/api/v1/subscribers", Class::Operator),
    ("PATCH", "/api/v1/subscribers/{id}", Class::Operator),
    ("DELETE", "/api/v1/subscribers/{id}", Class::Operator),
    ("GET", "/api/v1/sources", Class::Public),
    ("POST", "/api/v1/subscribers/{id}/test", Class::Operator),
    ("POST", "/arrange", Class::Public),
    ("GET", "/calendar", Class::Public),
    ("GET", "/calendar.ics", Class::Public),
    ("GET", "/confirm/{token}", Class::Link),
    ("POST", "/confirm/{token}", Class::Link),
    ("GET", "/docs", Class::Open),
    ("GET", "/docs/{chapter}", Class::Open),
    ("GET", "/events", Class::Public),
    ("GET", "/healthz", Class::Open),
    ("GET", "/icons/{name}", Class::Open),
    ("GET", "/login", Class::Open),
    ("POST", "/login", Class::Open),
    ("GET", "/logout", Class::Operator),
    ("POST", "/logout", Class::Operator),
    ("GET", "/manifest.webmanifest", Class::Open),
    ("GET", "/metrics", Class::Public),
    ("GET", "/password", Class::Operator),
    ("POST", "/password", Class::Operator),
    ("GET", "/me/{token}", Class::Link),
    ("POST", "/me/{token}/profile", Class::Link),
    ("POST", "/me/{token}/thresholds", Class::Link),
    ("POST", "/me/{token}/preset", Class::Link),
    ("POST", "/me/{token}/pause", Class::Link),
    ("POST", "/me/{token}/resume", Class::Link),
    ("POST", "/me/{token}/mute", Class::Link),
    ("POST", "/me/{token}/unmute", Class::Link),
    ("POST", "/me/{token}/leave", Class::Link),
    ("GET", "/metric/{id}", Class::Public),
    ("GET", "/pkg/{hash}/{name}", Class::Open),
    ("GET", "/radar", Class::Public),
    ("GET", "/readyz", Class::Open),
    ("GET", "/regime", Class::Public),
    ("POST", "/settings/appearance/save", Class::Open),
    ("POST", "/settings/subscribers/add", Class::Operator),
    ("POST", "/settings/subscribers/save", Class::Operator),
    ("POST", "/settings/subscribers/pause", Class::Operator),
    ("POST", "/settings/subscribers/resume", Class::Operator),
    ("POST", "/settings/subscribers/confirm", Class::Operator),
    ("POST", "/settings/subscribers/remove", Class::Operator),
    ("POST", "/settings/subscribers/undo", Class::Operator),
    ("POST", "/settings/subscribers/test", Class::Operator),
    ("POST", "/settings/subscribers/invite", Class::Operator),
    ("POST", "/settings/regime/reset", Class::Operator),
    ("POST", "/settings/regime/save", Class::Operator),
    ("POST", "/settings/rules/defaults", Class::Operator),
    ("POST", "/settings/rules/level", Class::Operator),
    ("POST", "/settings/rules/remove", Class::Operator),
    ("POST", "/settings/rules/reset", Class::Operator),
    ("POST", "/settings/rules/save", Class::Operator),
    ("POST", "/settings/sources/discard", Class::Operator),
    ("POST", "/settings/sources/release", Class::Operator),
    ("POST", "/settings/thresholds/preset", Class::Operator),
    ("POST", "/settings/thresholds/save", Class::Operator),
    ("POST", "/settings/indicators/remove", Class::Operator),
    ("POST", "/settings/indicators/restore", Class::Operator),
    ("POST", "/settings/indicators/save", Class::Operator),
    ("POST", "/settings/indicators/test", Class::Operator),
    ("POST", "/settings/suggest/remove", Class::Operator),
    ("POST", "/settings/suggest/send", Class::Operator),
    ("GET", "/settings/transfer/export", Class::Operator),
    ("POST", "/settings/transfer/import", Class::Operator),
    ("POST", "/settings/transfer/preview", Class::Operator),
    ("GET", "/setup", Class::Open),
    ("POST", "/setup", Class::Open),
    ("GET", "/sources", Class::Public),
    ("GET", "/sw.js", Class::Open),
    ("GET", "/unsubscribe/{token}", Class::OneClick),
    ("POST", "/unsubscribe/{token}", Class::OneClick),
];

const METHODS: [Method; 6] =
    [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];

/// The whole router over an empty database.
async fn app(private: bool) -> (App, TempDir) {
    let folder = TempDir::new().unwrap();
    let config =
        Config::read(std::iter::empty(), Some(&format!("cockpit_secret_key = '{}'", "k".repeat(40))));
    let config = config.unwrap();
    let store = Store::open(&folder.path().join("cockpit.db"), Mode::Exclusive).await.unwrap();
    let clock = Clock::system();
    let snapshots = Snapshots::start(store.clone(), clock.clone(), config.regime.model()).await.unwrap();
    let access = Access::begin(Rules { private, ..Rules::default() }, store.clone(), clock.clone());
    let sender = crate::commands::sender(&config, &clock).unwrap();
    let (keys, (access, _)) = (Keys::load(&config).unwrap(), access.await.unwrap());
    let live = Live::new(Refreshes::default(), snapshots.versions(), watch::channel(false).1);
    let sources = Arc::new(Sources::new(Vec::new(), FetchKeys::default(), sender.clone()));
    let guide = Arc::new(Guide::new(Vec::new()));
    let (pages, access) = (Arc::new(Pages::new(config.time_zone)), Arc::new(access));
    let installation = Installation::new(Decider::new(store.clone()), &FetchKeys::default());
    let (config, health) = (Arc::new(config), Health::new());
    let app = App::new(Shared {
        config,
        store,
        sender,
        clock,
        snapshots,
        pages,
        keys,
        health,
        access,
        live,
        installation,
        sources,
        guide,
    });
    (app, folder)
}

/// Status and headers of an answer to somebody who is not logged in; with or without the word that a page of ours asks.
async fn ask(router: &Router, method: &Method, path: &str, from_us: bool) -> (StatusCode, HeaderMap) {
    let mut request = Request::builder().method(method).uri(path).header(HOST, "cockpit.example");
    if from_us {
        request = request.header(ORIGIN, "http://cockpit.example");
    }
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    (response.status(), response.headers().clone())
}

/// Something in the place of what the path leaves open.
fn some(path: &str) -> String {
    path.replace("{id}", "1")
        .replace("{hash}", "0")
        .replace("{name}", "cockpit.css")
        .replace("{token}", "abc")
        .replace("{chapter}", "faq")
}

#[tokio::test]
async fn every_path_and_method_is_classified() {
    let (app, _folder) = app(false).await;
    let (_, classes) = routes(&app).finish();
    let router = router(app);
    let mut found = BTreeSet::new();
    for (path, class) in &classes {
        for method in METHODS {
            let (status, headers) = ask(&router, &method, &some(path), true).await;
            if status != StatusCode::METHOD_NOT_ALLOWED {
                found.insert((method.to_string(), path.clone(), *class));
            }
            assert!(headers.contains_key("content-security-policy"), "{method} {path}");
        }
    }
    let expected: BTreeSet<_> = EXPECTED
        .iter()
        .map(|(method, path, class)| ((*method).to_owned(), (*path).to_owned(), *class))
        .collect();
    let strange: Vec<_> = found.symmetric_difference(&expected).collect();
    assert!(strange.is_empty(), "here or there, but not both: {strange:#?}");
}

#[tokio::test]
async fn nothing_of_the_operators_answers_anybody_else() {
    let (app, _folder) = app(false).await;
    let router = router(app);
    for (method, path, class) in EXPECTED {
        let method: Method = method.parse().unwrap();
        let (status, headers) = ask(&router, &method, &some(path), true).await;
        if *class != Class::Operator {
            assert!(!refused(status, &headers) || path.starts_with("/login"), "{method} {path}: {status}");
        } else if path.starts_with("/api/") {
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path}");
        } else {
            assert!(refused(status, &headers), "{method} {path}: {status}");
        }
    }
}

fn refused(status: StatusCode, headers: &HeaderMap) -> bool {
    let place = headers.get(LOCATION).and_then(|place| place.to_str().ok()).unwrap_or_default();
    status == StatusCode::UNAUTHORIZED || (status == StatusCode::SEE_OTHER && place.starts_with("/login"))
}

#[tokio::test]
async fn a_private_cockpit_shows_strangers_how_it_decides_and_the_way_in() {
    let (app, _folder) = app(true).await;
    let router = router(app);
    for (method, path, class) in EXPECTED {
        let method: Method = method.parse().unwrap();
        let (status, headers) = ask(&router, &method, &some(path), true).await;
        let closed = matches!(class, Class::Public | Class::Operator);
        assert_eq!(refused(status, &headers), closed, "{method} {path}: {status}");
    }
    let (_, headers) = ask(&router, &Method::GET, "/calendar?impact=high", true).await;
    assert_eq!(headers[LOCATION], "/login?next=%2Fcalendar%3Fimpact%3Dhigh");
}

#[tokio::test]
async fn nothing_changes_at_the_word_of_another_page_but_by_one_click() {
    let (app, _folder) = app(false).await;
    let router = router(app);
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for (_, path, class) in EXPECTED {
            let (status, _) = ask(&router, &method, &some(path), false).await;
            let may = *class == Class::OneClick && method == Method::POST;
            assert_eq!(status == StatusCode::FORBIDDEN, !may, "{method} {path}: {status}");
        }
    }
    let one_click = EXPECTED.iter().filter(|(_, _, class)| *class == Class::OneClick);
    assert!(one_click.into_iter().all(|(_, path, _)| *path == "/unsubscribe/{token}"));
    for path in ["/unsubscribe/", "/unsubscribe/a/b", "/unsubscribe", "//unsubscribe/a", "/x/unsubscribe/a"] {
        let (status, _) = ask(&router, &Method::POST, path, false).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn reading_changes_nothing() {
    let (app, _folder) = app(false).await;
    let store = app.store.clone();
    let before = store.audit_log(10).await.unwrap();
    let router = router(app);
    for (_, path, _) in EXPECTED {
        for query in ["", "?password=correct+horse+battery&code=x&everywhere=yes&next=//evil.example"] {
            ask(&router, &Method::GET, &(some(path) + query), false).await;
        }
    }
    assert_eq!(store.audit_log(10).await.unwrap(), before);
    assert_eq!(store.operator_password().await, Ok(None));
}

#[test]
fn the_description_of_the_api_names_every_path_that_programs_may_ask_and_no_other() {
    let told = openapi::description();
    let mut described = BTreeSet::new();
    for (path, methods) in told["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let guarded = operation["security"] != serde_json::json!([]);
            described.insert((method.to_uppercase(), path.clone(), guarded));
        }
    }
    let others = ["/calendar.ics", "/events", "/healthz", "/metrics", "/readyz"];
    let expected: BTreeSet<_> = EXPECTED
        .iter()
        .filter(|(_, path, _)| path.starts_with("/api/") || others.contains(path))
        .map(|(method, path, class)| ((*method).to_owned(), (*path).to_owned(), *class == Class::Operator))
        .collect();
    let strange: Vec<_> = described.symmetric_difference(&expected).collect();
    assert!(strange.is_empty(), "in serve/openapi.rs or in the router, but not in both: {strange:#?}");
}

#[tokio::test]
async fn what_breaks_is_a_page_for_people_and_json_for_programs() {
    let (app, _folder) = app(false).await;
    let (routes, _) = routes(&app).finish();
    let breaks = get(async || -> &'static str { panic!("on purpose") });
    let routes = routes.route("/breaks", breaks.clone()).route("/api/v1/breaks", breaks);
    let busy = get(async || StatusCode::SERVICE_UNAVAILABLE);
    let router = layered(routes.route("/busy", busy), app);
    let ask = async |path: &str, accept: &str| {
        let request = Request::builder().uri(path).header(HOST, "cockpit.example").header("accept", accept);
        let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = axum::body::to_bytes(response.into_body(), 1_000_000).await.unwrap();
        (status.as_u16(), headers, String::from_utf8(body.to_vec()).unwrap())
    };
    for (path, status, words) in [
        ("/breaks", 500, "This answer broke down; the others are well."),
        ("/busy", 503, "The answer took too long"),
        ("/nothing", 404, "There is nothing at this address."),
        ("/calendar?impact=enormous", 400, "Impact must be high, medium or low."),
    ] {
        let (told, headers, page) = ask(path, "text/html,*/*").await;
        assert_eq!(told, status, "{path}");
        assert!(page.contains(words) && page.contains("<h1>"), "{path}: {page}");
        assert!(headers["content-security-policy"].to_str().unwrap().contains("'nonce-"), "{path}");
        assert!(!page.contains("on purpose"), "{page}");
    }
    for (path, status) in
        [("/api/v1/breaks", 500), ("/breaks", 500), ("/busy", 503), ("/api/v1/nothing", 404)]
    {
        let (told, _, body) = ask(path, "*/*").await;
        assert_eq!(told, status, "{path}");
        let body: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert!(body["error"].is_string() && !body.to_string().contains("on purpose"), "{path}: {body}");
    }
    let (status, _, _) = ask("/", "text/html").await;
    assert_eq!(status, 200, "one that broke leaves the others alone");
}
