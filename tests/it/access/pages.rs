//! What every answer carries, and what strangers see of a private cockpit.

use reqwest::Method;

use super::visitor::{Answer, PASSWORD, Visitor, with_operator};

const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("permissions-policy", "camera=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

fn is_secured(answer: &Answer, what: &str) {
    for (name, words) in HEADERS {
        let found = answer.headers.get(name).map(|value| value.to_str().unwrap());
        assert!(found.is_some_and(|found| found.contains(words)), "{what}: {name}: {found:?}");
    }
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    for words in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(words), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    let page = answer.headers.get("content-type").is_some_and(|kind| kind.to_str().unwrap().contains("html"));
    if page {
        assert!(
            policy.contains("script-src 'self' 'nonce-") && policy.contains("form-action 'self'"),
            "{what}"
        );
        assert_eq!(answer.headers["cache-control"], "no-store", "{what}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_errors_and_files_too() {
    let app = with_operator().serve().await;
    let somebody = Visitor::of(&app);
    let operator = somebody.as_operator().await;
    let front = somebody.get("/").await;
    let file = front.body.split('"').find(|word| word.ends_with("/cockpit.css")).unwrap().to_owned();
    let long = format!("/?{}", "a".repeat(5_000));
    for (path, status) in [
        ("/", 200),
        ("/radar", 200),
        ("/calendar", 200),
        ("/calendar?impact=x", 400),
        ("/regime", 200),
        ("/docs", 200),
        ("/login", 200),
        ("/setup", 303),
        ("/logout", 303),
        ("/confirm/x", 404),
        ("/unsubscribe/x", 404),
        ("/nothing", 404),
        ("/calendar.ics", 200),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/api/v1/dashboard", 200),
        ("/api/v1/nothing", 404),
        ("/api/v1/sessions", 401),
        ("/api/v1/metrics/btc/history?points=x", 400),
        ("/pkg/0/nothing", 404),
        (&file, 200),
        (&long, 400),
    ] {
        let answer = somebody.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        is_secured(&answer, path);
    }
    for path in ["/logout", "/password", "/api/v1/sessions", "/api/v1/audit"] {
        let answer = operator.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        is_secured(&answer, path);
    }
    let big = "x".repeat(70_000);
    for (answer, status) in [
        (somebody.log_in("wrong").await, 401),
        (somebody.log_in(&big).await, 413),
        (somebody.ask(Method::POST, "/login", &[], None).await, 403),
        (somebody.ask(Method::POST, "/login", &[("sec-fetch-site", "same-origin")], None).await, 415),
        (somebody.delete("/login").await, 405),
        (somebody.log_in(PASSWORD).await, 303),
    ] {
        assert_eq!(answer.status, status);
        is_secured(&answer, &status.to_string());
    }
}

#[tokio::test]
async fn a_private_cockpit_shows_strangers_the_way_in_and_how_it_decides() {
    let app = with_operator().with("COCKPIT_PRIVATE", "on").serve().await;
    let stranger = Visitor::of(&app);
    for path in ["/", "/radar", "/calendar", "/regime", "/logout", "/password"] {
        let answer = stranger.get(path).await;
        assert!(answer.status == 303 && answer.place().starts_with("/login"), "{path}: {}", answer.status);
        assert!(answer.body.is_empty(), "{path}");
    }
    for path in [
        "/calendar.ics",
        "/api/v1/dashboard",
        "/api/v1/radar",
        "/api/v1/calendar",
        "/api/v1/regime",
        "/api/v1/alerts",
        "/api/v1/delivery",
        "/api/v1/replay",
        "/api/v1/metrics/btc",
        "/api/v1/metrics/btc/history",
        "/api/v1/sessions",
        "/api/v1/audit",
    ] {
        assert_eq!(stranger.get(path).await.status, 401, "{path}");
    }
    for path in ["/docs", "/login", "/healthz", "/readyz"] {
        assert_eq!(stranger.get(path).await.status, 200, "{path}");
    }
    let operator = stranger.as_operator().await;
    for path in ["/", "/radar", "/calendar", "/regime", "/calendar.ics", "/api/v1/dashboard"] {
        assert_eq!(operator.get(path).await.status, 200, "{path}");
    }
}
