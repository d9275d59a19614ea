//! Hosts that answer as told, and remember what they were asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request as Incoming;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use cockpit_http::{Clock, Limits, Request, Sender, Settings};
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

pub(crate) const QUICK: Limits = Limits {
    total: Duration::from_millis(300),
    attempt: Duration::from_millis(300),
    body_bytes_max: 64 * 1024,
    spacing: Duration::ZERO,
    tries: 3,
};

/// Time enough for every pause and a busy machine; nothing in these tests waits for it.
pub(crate) const PATIENT: Limits =
    Limits { total: Duration::from_secs(30), attempt: Duration::from_secs(30), ..QUICK };

/// The addresses and headers asked for, in order.
pub(crate) type Asked = Arc<Mutex<Vec<(String, HeaderMap)>>>;

/// A host that stands behind the gateway's address.
pub(crate) struct Host {
    pub(crate) address: SocketAddr,
    pub(crate) asked: Asked,
}

impl Host {
    /// Answers by `answer`, which is given the path and the number of the request, counted from 0.
    pub(crate) async fn answering<R: IntoResponse>(
        answer: impl Fn(&str, usize) -> R + Clone + Send + Sync + 'static,
    ) -> Self {
        let asked = Asked::default();
        let remembered = Arc::clone(&asked);
        let router = Router::new().fallback(move |request: Incoming| {
            let mut remembered = remembered.lock().unwrap();
            let answer = answer(request.uri().path(), remembered.len()).into_response();
            remembered.push((request.uri().to_string(), request.headers().clone()));
            async move { answer }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, asked }
    }

    pub(crate) fn sender(&self) -> Sender {
        self.sender_at(Clock::system())
    }

    pub(crate) fn sender_at(&self, clock: Clock) -> Sender {
        sender_through(&format!("http://{}", self.address), clock)
    }

    pub(crate) fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

/// A server that sends these bytes to whoever asks, and hangs up.
pub(crate) async fn sending_bytes(bytes: &'static [u8]) -> Sender {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gateway = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let Ok(byte) = stream.read_u8().await else { break };
                head.push(byte);
            }
            drop(stream.write_all(bytes).await);
            drop(stream.shutdown().await);
        }
    });
    sender_through(&gateway, Clock::system())
}

pub(crate) fn sender_through(gateway: &str, clock: Clock) -> Sender {
    let gateway = Some(gateway.parse().unwrap());
    Sender::new(Settings { user_agent: "test/1".into(), gateway, total_max: None }, clock).unwrap()
}

/// A question to `api.example.org`.
pub(crate) fn ask(path: &str) -> Request {
    Request::get(format!("https://api.example.org{path}").parse().unwrap()).limits(PATIENT)
}

/// A body that never ends: these bytes again and again, with a gap before each.
pub(crate) fn endless(bytes: &'static [u8], gap: Duration) -> Response {
    let parts = futures_util::stream::repeat(()).then(move |()| async move {
        tokio::time::sleep(gap).await;
        Ok::<_, std::io::Error>(Bytes::from_static(bytes))
    });
    Body::from_stream(parts).into_response()
}

/// A clock that a test sets.
#[derive(Clone)]
pub(crate) struct HandClock(Arc<Mutex<DateTime<Utc>>>);

impl HandClock {
    pub(crate) fn at_noon() -> Self {
        Self(Arc::new(Mutex::new("2026-11-23T12:00:00Z".parse().unwrap())))
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    pub(crate) fn pass(&self, seconds: i64) {
        *self.0.lock().unwrap() += TimeDelta::seconds(seconds);
    }

    pub(crate) fn clock(&self) -> Clock {
        let hand = self.clone();
        Clock::from_fn(move || hand.now())
    }
}
