//! Messages: sent once, answered with any status, and never printed.

use std::time::Duration;

use cockpit_http::{Body, Content, Field, HttpError, Post, Secret};

use crate::fake::{Host, sending_bytes};

fn message() -> Post {
    Post::json("https://api.example.org/".parse().unwrap(), r#"{"text":"hello"}"#.to_owned())
}

#[tokio::test]
async fn every_status_is_an_answer_and_nothing_is_sent_twice() {
    for status in [200_u16, 400, 403, 429, 500, 302] {
        let host = Host::answering(move |_, _| {
            (axum::http::StatusCode::from_u16(status).unwrap(), [("retry-after", "35")], "words")
        })
        .await;
        let receipt = host.sender().post(message()).await.unwrap();
        assert_eq!((receipt.status, receipt.body.as_slice(), host.count()), (status, b"words".as_slice(), 1));
        let wait = receipt.retry_at.unwrap() - receipt.received_at;
        assert!((34..=35).contains(&wait.num_seconds()), "{wait}");
    }
}

#[tokio::test]
async fn a_secret_path_is_sent_and_never_printed() {
    let host = Host::answering(|_, _| "ok").await;
    let post = message().secret_path(Secret::new("bot123:abc/sendMessage"));
    assert!(!format!("{post:?}").contains("abc") && !format!("{post:?}").contains("hello"), "{post:?}");
    host.sender().post(post).await.unwrap();
    assert_eq!(host.asked.lock().unwrap()[0].0, "/api.example.org/bot123:abc/sendMessage");
}

#[tokio::test]
async fn a_form_carries_text_and_a_file() {
    let host = Host::answering(|_, _| "ok").await;
    let fields = vec![
        Field { name: "chat_id", content: Content::Text("42".to_owned()) },
        Field {
            name: "photo",
            content: Content::File { name: "chart.png", content_type: "image/png", bytes: vec![1, 2, 3] },
        },
    ];
    let post = Post::to("https://api.example.org/sendPhoto".parse().unwrap(), Body::Form(fields));
    assert_eq!(host.sender().post(post).await.unwrap().status, 200);
    let kind = host.asked.lock().unwrap()[0].1["content-type"].to_str().unwrap().to_owned();
    assert!(kind.starts_with("multipart/form-data; boundary="), "{kind}");
}

#[tokio::test]
async fn a_connection_that_drops_after_the_message_may_have_delivered_it() {
    let error = sending_bytes(b"").await.post(message()).await.unwrap_err();
    assert!(error.may_have_arrived(), "{error}");
    let nobody = crate::fake::sender_through("http://127.0.0.1:9", cockpit_http::Clock::system());
    let error = nobody.post(message()).await.unwrap_err();
    assert!(!error.may_have_arrived() && matches!(error, HttpError::Connect(_)), "{error}");
}

#[tokio::test]
async fn a_body_that_breaks_off_does_not_take_the_status_back() {
    let sender = sending_bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"ok\"").await;
    let receipt = sender.post(message().total(Duration::from_secs(5))).await.unwrap();
    assert_eq!((receipt.status, receipt.body.len()), (200, 0));
}
