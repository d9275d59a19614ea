//! Bodies that are too large, and bodies that end too early (RELIABILITY A7).

use std::io::Write;

use axum::body::{Body, Bytes};
use axum::response::IntoResponse;
use cockpit_http::{HttpError, Limits, Reply};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::fake::{Host, PATIENT, ask, sending_bytes};

const ONE_TRY: Limits = Limits { tries: 1, ..PATIENT };

fn packed(body: &[u8]) -> Bytes {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(body).unwrap();
    packer.finish().unwrap().into()
}

#[tokio::test]
async fn a_packed_body_is_unpacked() {
    let body = packed(b"{\"plain\": true}");
    let host = Host::answering(move |_, _| ([("content-encoding", "gzip")], body.clone())).await;
    let reply = host.sender().send(&ask("/")).await.unwrap();
    assert!(matches!(reply, Reply::Fresh(answer) if answer.body == b"{\"plain\": true}"));
}

#[tokio::test]
async fn a_body_that_unpacks_to_too_much_is_given_up_and_not_asked_again() {
    let bomb = packed(&vec![0; PATIENT.body_bytes_max + 1]);
    assert!(bomb.len() < PATIENT.body_bytes_max / 100);
    let host = Host::answering(move |_, _| ([("content-encoding", "gzip")], bomb.clone())).await;
    let error = host.sender().send(&ask("/")).await.unwrap_err();
    assert_eq!((&error, host.count()), (&HttpError::TooLarge { bytes_max: PATIENT.body_bytes_max }, 1));
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_body_of_just_the_limit_is_taken() {
    let host = Host::answering(|_, _| vec![b' '; PATIENT.body_bytes_max]).await;
    let reply = host.sender().send(&ask("/")).await.unwrap();
    assert!(matches!(reply, Reply::Fresh(answer) if answer.body.len() == PATIENT.body_bytes_max));
}

#[tokio::test]
async fn a_chunked_body_that_breaks_off_is_an_error_not_a_short_body() {
    let host = Host::answering(|_, _| {
        let parts = [Ok(Bytes::from_static(b"{\"half\":")), Err(std::io::Error::other("cut"))];
        Body::from_stream(futures_util::stream::iter(parts)).into_response()
    })
    .await;
    let error = host.sender().send(&ask("/").limits(ONE_TRY)).await.unwrap_err();
    assert!(matches!(error, HttpError::Transport(_)), "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn fewer_bytes_than_announced_are_an_error_not_a_short_body() {
    let sender = sending_bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"half\":").await;
    let error = sender.send(&ask("/").limits(ONE_TRY)).await.unwrap_err();
    assert!(matches!(error, HttpError::Transport(_)), "{error}");
}

#[tokio::test]
async fn a_packed_body_that_is_cut_is_an_error_even_where_its_length_was_not_announced() {
    let whole = packed(&[b'x'; 1_000]);
    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n".to_vec();
    answer.extend_from_slice(&whole[..whole.len() - 8]);
    let sender = sending_bytes(answer.leak()).await;
    let error = sender.send(&ask("/").limits(ONE_TRY)).await.unwrap_err();
    assert!(matches!(error, HttpError::Transport(_)), "{error}");
}

#[tokio::test]
async fn what_is_not_http_is_a_broken_connection() {
    let sender = sending_bytes(b"SSH-2.0-OpenSSH_9.6\r\n\r\n").await;
    let error = sender.send(&ask("/").limits(ONE_TRY)).await.unwrap_err();
    assert!(matches!(error, HttpError::Transport(_)), "{error}");
}
