//! How much memory a hostile answer costs. Alone in its file, because it measures its whole process.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test says what it expects, and so do its fakes")]

use std::io::Write;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request as Incoming;
use cockpit_http::{Clock, HttpError, Limits, Request, Sender, Settings};
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::net::TcpListener;

const MIB: usize = 1024 * 1024;

/// The most memory this process ever held, in bytes.
fn peak_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

/// RELIABILITY A7: less than 32 MiB for a body of 200 MiB that is less than 2 MiB on the wire.
#[tokio::test]
async fn a_gzip_bomb_costs_less_than_32_mib() {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; MIB];
    (0..200).for_each(|_| packer.write_all(&zeros).unwrap());
    let bomb = Bytes::from(packer.finish().unwrap());
    assert!(bomb.len() < 2 * MIB, "{}", bomb.len());
    let router = Router::new().fallback(move |request: Incoming| {
        let body = if request.uri().path().ends_with("/bomb") {
            bomb.clone()
        } else {
            Bytes::from_static(&[0x1f, 0x8b])
        };
        async move { ([("content-encoding", "gzip")], body) }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gateway = Some(format!("http://{}", listener.local_addr().unwrap()).parse().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let settings = Settings { user_agent: "test/1".into(), gateway, total_max: None };
    let sender = Sender::new(settings, Clock::system()).unwrap();
    let ask = |path: &str| {
        let url = format!("https://api.example.org{path}").parse().unwrap();
        Request::get(url).limits(Limits { tries: 1, ..Limits::default() })
    };
    // What a first request costs anyway is not the bomb's.
    assert!(matches!(sender.send(&ask("/broken")).await, Err(HttpError::Transport(_))));

    let before = peak_bytes();
    let error = sender.send(&ask("/bomb")).await.unwrap_err();
    assert_eq!(error, HttpError::TooLarge { bytes_max: 8 * MIB });
    let grown = peak_bytes() - before;
    assert!(grown < 32 * MIB, "{grown} bytes");
}
