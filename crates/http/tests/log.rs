//! What our own log says of a question. It is alone in its process: whether a place in the program logs at all is remembered
//! for all threads, so a test beside it, which listens to nothing, could silence it.
#![expect(clippy::unwrap_used, reason = "a test says what it expects, and so do its fakes")]

#[path = "sending/fake.rs"]
#[expect(dead_code, reason = "shared with the other tests, which use more of it")]
mod fake;

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use cockpit_http::Secret;

use crate::fake::{Host, ask};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_names_host_status_tries_and_time_but_no_query_and_no_key() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer({
            let log = log.clone();
            move || log.clone()
        })
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let host = Host::answering(|_, _| StatusCode::IM_A_TEAPOT).await;
    let request = ask("/x?series=public").secret_query("api_key", Secret::new("canary0815"));
    assert!(host.sender().send(&request.header("x-key", "canary0815")).await.is_err());
    drop(guard);

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<&str> = log.lines().filter(|line| line.contains("the host gave nothing")).collect();
    assert_eq!(ours.len(), 1, "{log}");
    for field in ["http.send", "host=\"api.example.org\"", "status=418", "tries=1", "took_ms="] {
        assert!(ours[0].contains(field), "{field} in {ours:?}");
    }
    assert!(!log.contains("canary0815") && !log.contains("series"), "{log}");
}
