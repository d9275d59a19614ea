//! Many who only take up room, and one who presses refresh without end: everybody else is served as before, and the
//! program still stops when it is asked to.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::visitor::Visitor;
use crate::app::{App, Home, PATIENCE};
use crate::dashboard::{NOW, complete};
use crate::world::{TICKER, World};

const HALF_OPEN: usize = 2_000;
/// Presses of the refresh button a second.
const PRESSES: usize = 100;
/// How long it is pressed and looked.
const PRESSED_FOR: Duration = Duration::from_secs(4);

/// A connection with half of a head, or with half of a body.
async fn half(app: &App, number: usize) -> TcpStream {
    let mut stream = TcpStream::connect(app.address).await.unwrap();
    let sent = if number.is_multiple_of(2) {
        "GET / HTTP/1.1\r\nHost: here\r\nX-Half: ".to_owned()
    } else {
        format!("POST /login HTTP/1.1\r\nHost: {}\r\nContent-Length: 10\r\n\r\nhalf", app.address)
    };
    stream.write_all(sent.as_bytes()).await.unwrap();
    stream
}

/// Presses refresh as often as a machine would; the status of each answer.
async fn press(visitor: Visitor) -> Vec<u16> {
    let mut beat = tokio::time::interval(Duration::from_secs(1) / u32::try_from(PRESSES).unwrap());
    let mut presses = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < PRESSED_FOR {
        beat.tick().await;
        let visitor = visitor.clone();
        presses.push(tokio::spawn(async move { visitor.post("/api/v1/refresh", &[]).await.status }));
    }
    join_all(presses).await.into_iter().map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_thousand_half_requests_and_a_storm_of_refreshes_keep_nobody_waiting() {
    rlimit::increase_nofile_limit(2 * HALF_OPEN as u64 + 512).unwrap();
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    app.dashboard_when("all six values", complete).await;
    let asked = || world.asked().iter().filter(|place| place.starts_with(TICKER)).count();
    assert_eq!(asked(), 1);

    let mut crowd = Vec::with_capacity(HALF_OPEN);
    for number in 0..HALF_OPEN {
        crowd.push(half(&app, number).await);
    }
    let visitor = Visitor::of(&app);
    let presses = tokio::spawn(press(visitor.clone()));
    let mut took = Vec::new();
    while !presses.is_finished() {
        let begun = Instant::now();
        assert_eq!(visitor.get("/").await.status, 200);
        took.push(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let statuses = presses.await.unwrap();
    took.sort_unstable();
    let slowest = took[took.len() * 99 / 100];
    println!("{} pages beside {} refreshes, p99 {slowest:?}", took.len(), statuses.len());
    assert!(slowest < Duration::from_millis(500), "{slowest:?}");
    assert!(statuses.len() > PRESSES, "{}", statuses.len());
    assert!(statuses.iter().all(|status| [202, 429].contains(status)), "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 202).count(), 1, "once in thirty seconds");
    assert!(asked() <= 2, "once at the start, and once more at most: {}", asked());

    // Who is half there when the program stops does not keep it.
    let mut late = half(&app, 0).await;
    let begun = Instant::now();
    let (code, _) = app.terminate().await;
    assert_eq!(code, Some(0));
    assert!(begun.elapsed() <= Duration::from_secs(10), "{:?}", begun.elapsed());
    // Reset or closed: either way it is over.
    let _ = late.read(&mut [0; 8]).await;
}

/// The connections' own deadline, with real sockets and a real clock.
#[tokio::test]
async fn half_a_request_loses_its_connection_within_fifteen_seconds() {
    let app = Home::alone().serve().await;
    let begun = Instant::now();
    let ends = (0..20).map(|number| {
        let app = &app;
        async move {
            let mut stream = half(app, number).await;
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
        }
    });
    join_all(ends).await;
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
}

/// G21: as many streams as there are places, for pages of ours alone, and the rest of the program as before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_streams_get_the_places_there_are_and_no_page_of_others_any() {
    rlimit::increase_nofile_limit(4_096).unwrap();
    let app = Home::alone().with("COCKPIT_TRUSTED_PROXIES", "127.0.0.1").serve().await;
    let listen = async |number: usize, more: &str| {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        let address = format!("192.0.2.{}", number % 250);
        let head = format!(
            "GET /events HTTP/1.1\r\nHost: {}\r\nX-Forwarded-For: {address}\r\n{more}\r\n",
            app.address
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).await.unwrap();
        (String::from_utf8_lossy(&status[9..]).into_owned(), stream)
    };
    let (foreign, _) = listen(0, "Sec-Fetch-Site: cross-site\r\n").await;
    assert_eq!(foreign, "403");
    let mut streams = Vec::new();
    for number in (0..200).cycle().take(1_000) {
        streams.push(listen(number, "Sec-Fetch-Site: same-origin\r\n").await);
    }
    let of = |wanted: &str| streams.iter().filter(|(status, _)| status == wanted).count();
    assert_eq!((of("200"), of("429")), (400, 600));
    let mut took = Vec::new();
    for _ in 0..21 {
        let begun = Instant::now();
        assert_eq!(app.get("/").await.0, 200);
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    assert!(took[10] < Duration::from_millis(500), "{took:?}");
    // Whoever goes makes room.
    streams.truncate(100);
    let begun = Instant::now();
    while listen(1, "").await.0 != "200" {
        assert!(begun.elapsed() < PATIENCE, "no place becomes free");
    }
    // One address has twelve of its own.
    streams.clear();
    let mut mine = Vec::new();
    for _ in 0..20 {
        mine.push(listen(249, "").await);
    }
    assert_eq!(mine.iter().filter(|(status, _)| status == "200").count(), 12);
    let (code, _) = app.terminate().await;
    assert_eq!(code, Some(0));
}
