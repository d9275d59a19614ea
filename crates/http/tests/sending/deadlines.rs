//! Silence, drips, and who else notices (RELIABILITY A1, A2).

use std::time::{Duration, Instant};

use axum::response::IntoResponse;
use cockpit_http::{Clock, HttpError, Limits, Reply, Request};
use tokio::net::TcpListener;

use crate::fake::{Host, PATIENT, QUICK, ask, endless, sender_through};

/// What a busy machine may add to a limit.
const SLACK: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_connection_that_is_accepted_and_left_silent_ends_at_the_total_deadline() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sender = sender_through(&format!("http://{}", silent.local_addr().unwrap()), Clock::system());
    let begun = Instant::now();
    let error = sender.send(&ask("/").limits(QUICK)).await.unwrap_err();
    assert_eq!(error, HttpError::Deadline { after: QUICK.total });
    assert!((QUICK.total..QUICK.total + SLACK).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_body_that_drips_ends_at_the_total_deadline() {
    let host = Host::answering(|_, _| endless(b" ", Duration::from_millis(20))).await;
    let begun = Instant::now();
    let error = host.sender().send(&ask("/").limits(QUICK)).await.unwrap_err();
    assert_eq!((error, host.count()), (HttpError::Deadline { after: QUICK.total }, 1));
    assert!(begun.elapsed() < QUICK.total + SLACK, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_try_that_runs_out_of_its_own_time_leaves_time_for_another() {
    let host = Host::answering(|_, count| match count {
        0 => endless(b" ", Duration::from_millis(20)),
        _ => "whole".into_response(),
    })
    .await;
    let limits = Limits { attempt: Duration::from_millis(200), ..PATIENT };
    let reply = host.sender().send(&ask("/").limits(limits)).await.unwrap();
    assert!(
        matches!(reply, Reply::Fresh(answer) if answer.body == b"whole" && answer.took >= limits.attempt)
    );
}

#[tokio::test]
async fn a_silent_host_keeps_nobody_else_waiting() {
    let host = Host::answering(|path, _| match path {
        "/silent.example.org/" => endless(b"", Duration::from_secs(3_600)),
        _ => "quick".into_response(),
    })
    .await;
    let sender = host.sender();
    let silent = Request::get("https://silent.example.org/".parse().unwrap()).limits(PATIENT);
    let waiting = tokio::spawn({
        let sender = sender.clone();
        async move { sender.send(&silent).await }
    });
    while host.count() == 0 {
        tokio::task::yield_now().await;
    }
    assert!(matches!(sender.send(&ask("/")).await, Ok(Reply::Fresh(_))));
    assert!(!waiting.is_finished());
    waiting.abort();
}

#[tokio::test]
async fn a_host_that_answers_slowly_does_not_delay_the_next_start_beyond_its_spacing() {
    let host = Host::answering(|_, count| match count {
        0 => endless(b"", Duration::from_secs(3_600)),
        _ => "quick".into_response(),
    })
    .await;
    let sender = host.sender();
    let waiting = tokio::spawn({
        let sender = sender.clone();
        async move { sender.send(&ask("/")).await }
    });
    while host.count() == 0 {
        tokio::task::yield_now().await;
    }
    assert!(matches!(sender.send(&ask("/")).await, Ok(Reply::Fresh(_))));
    waiting.abort();
}
