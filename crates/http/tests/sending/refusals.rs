//! Answers that are final, places that are never gone to (RELIABILITY A8), and errors that tell nothing secret.

use std::time::Duration;

use axum::http::StatusCode;
use cockpit_http::{Clock, HttpError, Request, Secret};
use tokio::net::TcpListener;

use crate::fake::{Host, ask, sender_through};

#[tokio::test]
async fn a_refusal_is_final_and_asked_once_and_the_host_counts_as_well() {
    for status in [400_u16, 401, 402, 403, 404, 451] {
        let host = Host::answering(move |_, _| StatusCode::from_u16(status).unwrap()).await;
        let sender = host.sender();
        let error = sender.send(&ask("/")).await.unwrap_err();
        assert_eq!((&error, host.count()), (&HttpError::Status(status), 1));
        assert!(!error.is_transient());
        assert_eq!(sender.hosts()[0].consecutive_failures, 0);
    }
}

#[tokio::test]
async fn redirects_are_not_followed_anywhere() {
    let target = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = target.local_addr().unwrap().port();
    for (status, to) in [
        (StatusCode::FOUND, format!("http://127.0.0.1:{port}/")),
        (StatusCode::MOVED_PERMANENTLY, format!("http://[::ffff:127.0.0.1]:{port}/")),
        (StatusCode::TEMPORARY_REDIRECT, format!("http://localhost:{port}/")),
        (StatusCode::MULTIPLE_CHOICES, "/elsewhere".to_owned()),
    ] {
        let host = Host::answering(move |_, _| (status, [("location", to.clone())])).await;
        let error = host.sender().send(&ask("/")).await.unwrap_err();
        assert_eq!((error, host.count()), (HttpError::Redirect(status.as_u16()), 1));
    }
    let visited = tokio::time::timeout(Duration::from_millis(50), target.accept()).await;
    assert!(visited.is_err(), "somebody connected to the target");
}

#[tokio::test]
async fn private_hosts_and_plain_http_are_refused_even_through_a_gateway() {
    let host = Host::answering(|_, _| "never").await;
    let sender = host.sender();
    for (url, error) in [
        ("https://169.254.169.254/latest", HttpError::ForbiddenAddress),
        ("https://10.0.0.1/", HttpError::ForbiddenAddress),
        ("https://[::ffff:127.0.0.1]/", HttpError::ForbiddenAddress),
        ("https://localhost/", HttpError::ForbiddenAddress),
        ("http://api.example.org/", HttpError::NotHttps),
        ("https://user:word@api.example.org/", HttpError::Malformed("a user name in the address".into())),
    ] {
        assert_eq!(sender.send(&Request::get(url.parse().unwrap())).await.unwrap_err(), error, "{url}");
        assert!(!error.is_transient());
    }
    assert_eq!((host.count(), sender.hosts()), (0, vec![]));
}

#[tokio::test]
async fn no_error_holds_an_address_or_a_key() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let sender = sender_through(&format!("http://{nobody}"), Clock::system());
    let secret = || Secret::new("canary0815");
    let asked = ask("/fred?series=x").secret_query("api_key", secret()).header("x-key", secret());
    let not_sent = ask("/fred?series=x").header("x-key", "canary0815\n");
    for (request, kind) in [(asked, "Connect"), (not_sent, "Malformed")] {
        let error = sender.send(&request).await.unwrap_err();
        for text in [error.to_string(), format!("{error:?}"), format!("{request:?}")] {
            assert!(!text.contains("canary0815"), "{text}");
        }
        let text = format!("{error} {error:?}");
        assert!(text.contains(kind) && !text.contains("http") && !text.contains("series"), "{text}");
    }
}
