//! Failing hosts, hosts that ask for patience, and how little they are asked (RELIABILITY A3 to A5).

use std::time::Duration;

use axum::http::StatusCode;
use axum::response::IntoResponse;
use cockpit_http::{HttpError, Limits, Reply};

use crate::fake::{HandClock, Host, PATIENT, ask};

const ONE_TRY: Limits = Limits { tries: 1, ..PATIENT };

#[tokio::test]
async fn a_host_that_fails_is_asked_three_times_at_most() {
    let host = Host::answering(|_, _| (StatusCode::BAD_GATEWAY, "<html>")).await;
    let error = host.sender().send(&ask("/")).await.unwrap_err();
    assert_eq!((error, host.count()), (HttpError::Status(502), 3));
}

#[tokio::test]
async fn a_host_that_recovers_within_the_tries_is_well() {
    let host = Host::answering(|_, count| match count {
        0 => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        _ => "fine".into_response(),
    })
    .await;
    let sender = host.sender();
    assert!(matches!(sender.send(&ask("/")).await, Ok(Reply::Fresh(_))));
    let status = &sender.hosts()[0];
    assert_eq!(
        (status.host.as_str(), status.requests, status.consecutive_failures),
        ("api.example.org", 2, 0)
    );
}

#[tokio::test]
async fn further_tries_keep_the_spacing_too() {
    let host = Host::answering(|_, _| StatusCode::INTERNAL_SERVER_ERROR).await;
    // The spacing leaves no room for a second start before the deadline.
    let limits = Limits { spacing: Duration::from_secs(60), total: Duration::from_secs(2), ..PATIENT };
    let error = host.sender().send(&ask("/").limits(limits)).await.unwrap_err();
    assert_eq!((error, host.count()), (HttpError::Status(500), 1));
}

#[tokio::test]
async fn a_host_that_asks_for_patience_gets_it() {
    for (status, advice, seconds) in [
        (StatusCode::TOO_MANY_REQUESTS, "120", 120),
        (StatusCode::SERVICE_UNAVAILABLE, "120", 120),
        (StatusCode::TOO_MANY_REQUESTS, "Mon, 23 Nov 2026 12:05:00 GMT", 300),
        (StatusCode::TOO_MANY_REQUESTS, "soon", 60),
        (StatusCode::TOO_MANY_REQUESTS, "99999999", 3_600),
    ] {
        let host = Host::answering(move |_, _| (status, [("retry-after", advice)])).await;
        let hand = HandClock::at_noon();
        let sender = host.sender_at(hand.clock());
        let error = sender.send(&ask("/")).await.unwrap_err();
        let retry_at = hand.now() + chrono::TimeDelta::seconds(seconds);
        assert_eq!(error, HttpError::RateLimited { retry_at }, "{status} {advice}");
        assert_eq!(sender.hosts()[0].blocked_until, Some(retry_at));

        hand.pass(seconds - 1);
        assert_eq!(sender.send(&ask("/other")).await.unwrap_err(), error, "the whole host is left alone");
        assert_eq!(host.count(), 1, "{status} {advice}");
        hand.pass(1);
        assert_eq!(sender.hosts()[0].blocked_until, None);
        assert!(sender.send(&ask("/")).await.is_err());
        assert_eq!(host.count(), 2);
    }
}

/// Asks every second for an hour, and counts what arrives.
async fn arriving_within_an_hour(host: &Host) -> usize {
    let hand = HandClock::at_noon();
    let sender = host.sender_at(hand.clock());
    let limits = Limits { tries: 3, ..PATIENT };
    for _ in 0..3_600 {
        assert!(sender.send(&ask("/").limits(limits)).await.is_err());
        hand.pass(1);
    }
    host.count()
}

#[tokio::test]
async fn an_hour_of_429_is_a_request_a_minute() {
    let host = Host::answering(|_, _| StatusCode::TOO_MANY_REQUESTS).await;
    assert_eq!(arriving_within_an_hour(&host).await, 60);
}

#[tokio::test]
async fn a_host_that_always_says_one_second_is_asked_once_a_minute_after_the_first_five() {
    let host = Host::answering(|_, _| (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")])).await;
    assert_eq!(arriving_within_an_hour(&host).await, 5 + 59);
}

#[tokio::test]
async fn five_failed_sends_open_the_breaker_and_a_probe_is_a_single_try() {
    let host = Host::answering(|_, count| match count {
        0..6 => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        _ => "fine".into_response(),
    })
    .await;
    let hand = HandClock::at_noon();
    let sender = host.sender_at(hand.clock());
    for _ in 0..5 {
        assert_eq!(sender.send(&ask("/").limits(ONE_TRY)).await.unwrap_err(), HttpError::Status(500));
    }
    assert!(sender.hosts()[0].breaker_open);
    let error = sender.send(&ask("/")).await.unwrap_err();
    assert_eq!(error, HttpError::BreakerOpen { until: hand.now() + chrono::TimeDelta::seconds(60) });
    assert!(error.is_transient() && error.retry_at().is_some());
    assert_eq!(host.count(), 5);

    hand.pass(60);
    assert_eq!(sender.send(&ask("/").limits(PATIENT)).await.unwrap_err(), HttpError::Status(500));
    assert_eq!(host.count(), 6, "three tries were allowed, but a probe is one");
    hand.pass(60);
    assert!(sender.send(&ask("/")).await.is_ok());
    let status = &sender.hosts()[0];
    assert_eq!((status.breaker_open, status.consecutive_failures, status.requests), (false, 0, 7));
}

#[tokio::test]
async fn one_hosts_trouble_is_not_anothers() {
    let host = Host::answering(|path, _| match path {
        "/api.example.org/" => StatusCode::TOO_MANY_REQUESTS.into_response(),
        _ => "fine".into_response(),
    })
    .await;
    let sender = host.sender();
    assert!(sender.send(&ask("/")).await.is_err());
    let other = cockpit_http::Request::get("https://other.example.org/".parse().unwrap());
    assert!(sender.send(&other).await.is_ok());
}
