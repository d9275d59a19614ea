//! What somebody else's page, or a forged link, can make of us: nothing.

use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::visitor::{PASSWORD, Visitor, with_operator};
use crate::app::App;

#[tokio::test]
async fn nothing_changes_at_the_word_of_another_page() {
    let app = with_operator().serve().await;
    let operator = Visitor::of(&app).as_operator().await;
    let (ours, host) = (app.url(""), app.address.to_string());
    let other_port = format!("http://127.0.0.1:{}", app.address.port() ^ 1);
    let sibling = format!("http://evil.{host}");
    let refused: &[&[(&str, &str)]] = &[
        &[],
        &[("origin", "null")],
        &[("origin", "https://evil.example")],
        &[("origin", &sibling)],
        &[("origin", &other_port)],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("sec-fetch-site", "cross-site"), ("origin", &ours)],
        &[("sec-fetch-site", "same-site"), ("origin", &ours)],
        &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-origin"), ("origin", "null")],
        &[("referer", &ours)],
        &[("x-http-method-override", "GET")],
    ];
    for headers in refused {
        for (path, fields) in [
            ("/logout", &[("everywhere", "yes")][..]),
            ("/password", &[("current", PASSWORD), ("new", "a staple of paper")]),
            ("/login", &[("password", PASSWORD)]),
            ("/setup", &[("code", "x")]),
            ("/confirm/abc", &[]),
            ("/nothing", &[]),
        ] {
            let answer = operator.ask(Method::POST, path, headers, Some(fields)).await;
            assert_eq!(answer.status, 403, "{path} {headers:?}");
            assert_eq!(answer.cookie(), None);
        }
        let answer = operator.ask(Method::DELETE, "/api/v1/sessions", headers, None).await;
        assert_eq!(answer.status, 403, "{headers:?}");
    }
    assert!(operator.is_operator().await, "nobody was logged out");
    for path in ["/logout?everywhere=yes", "/login?password=x", "/password?new=x", "/api/v1/sessions"] {
        assert!(operator.get(path).await.status < 400, "{path}");
    }
    for path in ["/api/v1/sessions/1", "/confirm/abc"] {
        assert!(operator.get(path).await.status >= 400, "{path}: there is nothing to read");
    }
    assert!(operator.is_operator().await, "reading changes nothing");
    let allowed: &[&[(&str, &str)]] = &[
        &[("origin", &ours)],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "same-origin"), ("origin", &ours)],
    ];
    for headers in allowed {
        let answer = operator.ask(Method::POST, "/login", headers, Some(&[("password", "wrong")])).await;
        assert_eq!(answer.status, 401, "{headers:?}: it is looked at");
    }
}

#[tokio::test]
async fn forged_links_and_cookies_open_nothing() {
    let app = with_operator().serve().await;
    let stranger = Visitor::of(&app);
    let mut random = fastrand::Rng::with_seed(11);
    for _ in 0..100 {
        let token: String = (0..43).map(|_| random.alphanumeric()).collect();
        for path in ["/unsubscribe/", "/confirm/"] {
            assert_eq!(stranger.get(&format!("{path}{token}")).await.status, 404, "{path}{token}");
            let posted = stranger.post(&format!("{path}{token}"), &[]).await;
            assert_eq!(posted.status, 404, "{path}{token}");
        }
        let guess = Visitor { cookie: Some(format!("cockpit={token}")), ..stranger.clone() };
        assert!(!guess.is_operator().await);
    }
    for odd in ["%00", "..%2f..%2fetc%2fpasswd", "AAAA", "%ff", &"A".repeat(3_000)] {
        let one_click = stranger.ask(Method::POST, &format!("/unsubscribe/{odd}"), &[], Some(&[])).await;
        assert!([400, 404].contains(&one_click.status), "{odd}: {}", one_click.status);
    }
}

/// Status line and body of an answer to a path that is sent as it is; a client would tidy it up.
async fn raw(app: &App, path: &str) -> String {
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", app.address);
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn no_path_leads_out_of_the_site() {
    let app = with_operator().serve().await;
    let (_, page) =
        raw(&app, "/").await.split_once("/pkg/").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let hash = page.split('/').next().unwrap().to_owned();
    assert!(
        raw(&app, &format!("/pkg/{hash}/cockpit.css")).await.starts_with("HTTP/1.1 200"),
        "the file is there"
    );
    for path in [
        "/pkg/{}/../../../../etc/passwd",
        "/pkg/{}/..%2f..%2f..%2fetc%2fpasswd",
        "/pkg/{}/%2e%2e%2f%2e%2e%2fCargo.toml",
        "/pkg/{}/..%5c..%5ccockpit.db",
        "/pkg/{}/%2fetc%2fpasswd",
        "/pkg/{}//etc/passwd",
        "/pkg/{}/cockpit.css%00.js",
        "/pkg/{}/cockpit.css/",
        "/pkg/{}/hash.txt",
        "/pkg/{}/cockpit.css.br",
        "/pkg/..%2f..%2fdata/cockpit.db",
        "/pkg/%2e%2e/cockpit.db",
        "/../cockpit.db",
        "/cockpit.db",
        "/cockpit.key",
        "/.env",
        "/api/v1/../../cockpit.db",
        "/api/v1/metrics/..%2f..%2fcockpit.db/history",
        "/api/v1/metrics/btc%00/history",
    ] {
        let path = path.replace("{}", &hash);
        let answer = raw(&app, &path).await;
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(["400", "404"].contains(&status), "{path}: {answer}");
        for inside in ["root:", "[package]", "SQLite format"] {
            assert!(!answer.contains(inside), "{path}: {answer}");
        }
    }
}
