//! What a host gets to see, and conditional questions (RELIABILITY A6).

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::IntoResponse;
use cockpit_http::{HttpError, Reply, Secret, probe};

use crate::fake::{Host, ask};

#[tokio::test]
async fn the_host_sees_an_honest_name_the_headers_and_the_secret_query() {
    let host = Host::answering(|_, _| ([("content-type", "text/csv")], "body")).await;
    let request = ask("/v1/x?a=1").header("X-Key", "k").secret_query("api_key", Secret::new("a&b"));
    let Reply::Fresh(answer) = host.sender().send(&request).await.unwrap() else { panic!("not fresh") };
    assert_eq!((answer.body.as_slice(), answer.content_type.as_deref()), (&b"body"[..], Some("text/csv")));
    let (uri, headers) = host.asked.lock().unwrap()[0].clone();
    assert_eq!(uri, "/api.example.org/v1/x?a=1&api_key=a%26b");
    assert_eq!(
        (&headers["user-agent"], &headers["x-key"]),
        (&"test/1".parse().unwrap(), &"k".parse().unwrap())
    );
    assert_eq!(headers["accept-encoding"], "gzip,br");
}

#[tokio::test]
async fn an_unchanged_answer_is_not_read_again() {
    let host = Host::answering(|_, count| match count {
        0 => {
            ([("etag", "\"v1\""), ("last-modified", "Mon, 23 Nov 2026 12:00:00 GMT")], "body").into_response()
        }
        _ => StatusCode::NOT_MODIFIED.into_response(),
    })
    .await;
    let sender = host.sender();
    let request = ask("/").conditional(true);
    assert!(matches!(sender.send(&request).await, Ok(Reply::Fresh(_))));
    assert!(matches!(sender.send(&request).await, Ok(Reply::NotModified { .. })));
    let headers = host.asked.lock().unwrap()[1].1.clone();
    assert_eq!(headers["if-none-match"], "\"v1\"");
    assert_eq!(headers["if-modified-since"], "Mon, 23 Nov 2026 12:00:00 GMT");

    sender.forget(&request);
    assert_eq!(sender.send(&request).await.unwrap_err(), HttpError::UnaskedNotModified);
    assert!(!host.asked.lock().unwrap()[2].1.contains_key("if-none-match"));
}

#[tokio::test]
async fn an_unconditional_question_does_not_accept_not_modified() {
    let host = Host::answering(|_, count| match count {
        0 => ([("etag", "\"v1\"")], "body").into_response(),
        _ => StatusCode::NOT_MODIFIED.into_response(),
    })
    .await;
    let sender = host.sender();
    assert!(sender.send(&ask("/").conditional(true)).await.is_ok());
    assert_eq!(sender.send(&ask("/")).await.unwrap_err(), HttpError::UnaskedNotModified);
}

#[tokio::test]
async fn the_probe_tells_the_status_of_our_own_server() {
    let host = Host::answering(|path, _| match path {
        "/readyz" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    })
    .await;
    let deadline = Duration::from_secs(5);
    assert_eq!(probe(host.address, "/readyz", deadline).await.unwrap(), 503);
    assert_eq!(probe(host.address, "/healthz", deadline).await.unwrap(), 200);
}
