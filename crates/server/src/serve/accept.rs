//! Accepting connections with deadlines of our own: `axum::serve` has none for request heads, so a client that sends
//! half a head would hold its connection for ever.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

/// Time for a request's head, and for an idle connection's next one.
const HEAD_DEADLINE: Duration = Duration::from_secs(10);
/// Connections at one time; further ones wait in the kernel's queue.
const CONNECTIONS_MAX: usize = 2_048;
/// Files that the rest of the program may have open: the database, and connections to upstreams and mail servers.
const OTHER_FILES: usize = 256;
/// Connections that wait in the kernel's queue to be accepted: more than a burst, for whoever finds it full waits for a second.
const BACKLOG: u32 = 4_096;
/// How long a client may leave an answer unread.
#[cfg(target_os = "linux")]
const UNREAD_MAX: Duration = Duration::from_secs(30);
/// The pause after a failed accept, such as when no file descriptor is left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Takes the address; connections wait until they are served.
pub(super) fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // As usual for servers: the address can be taken again right after a stop.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until `stop` turns true, then lets running requests finish for at most `drain`.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    mut stop: watch::Receiver<bool>,
    drain: Duration,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(connections_max()));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
            () = stopped(&mut stop) => break,
        };
        let connection = graceful.watch(connection(stream, peer, router.clone()));
        tokio::spawn(async move {
            // A client that went away is its own business.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections were still open at the end of the drain");
    }
}

/// Ends when the program stops. Apart, because the borrowed value must not live across another wait.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// As many as the system lets us have, and no more than [`CONNECTIONS_MAX`]: one more open file, and neither a page nor an
/// upstream could be reached.
fn connections_max() -> usize {
    let files = rlimit::increase_nofile_limit((CONNECTIONS_MAX + OTHER_FILES) as u64);
    let files = files.ok().and_then(|files| usize::try_from(files).ok()).unwrap_or(1_024);
    let places = files.saturating_sub(OTHER_FILES).clamp(64, CONNECTIONS_MAX);
    if places < CONNECTIONS_MAX {
        tracing::warn!(places, "the system's limit of open files allows fewer connections than planned");
    }
    places
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
) -> impl GracefulConnection<Error = hyper::Error> + Send {
    // Small answers should not wait for more bytes to fill a packet; without it they only come later.
    let _ = stream.set_nodelay(true);
    // Nor should one who asks and then reads nothing: without the limit its connection would stay for ever.
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(UNREAD_MAX));
    let service = router.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use axum::routing::post;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::time::Instant;
    use tower_http::timeout::TimeoutLayer;

    use super::*;

    const DRAIN: Duration = Duration::from_secs(5);

    /// A program that echoes, as it is put together elsewhere: a request has ten seconds, its body among them.
    fn start() -> (SocketAddr, watch::Sender<bool>) {
        let listener = listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(false);
        let deadline = TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, HEAD_DEADLINE);
        let router = Router::new().route("/", post(async |body: String| body)).layer(deadline);
        tokio::spawn(serve(listener, router, stopped, DRAIN));
        (address, stop)
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn an_answer_may_be_left_unread_for_half_a_minute() {
        let listener = listen(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        let watched = stream.into_std().unwrap();
        let served = TcpStream::from_std(watched.try_clone().unwrap()).unwrap();
        let _connection = connection(served, peer, Router::new());
        assert_eq!(socket2::SockRef::from(&watched).tcp_user_timeout().unwrap(), Some(UNREAD_MAX));
    }

    /// What the program answers, until it hangs up, and how long that took.
    async fn answer(address: SocketAddr, sent: &str) -> (String, Duration) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let (begun, mut answer) = (Instant::now(), Vec::new());
        // A connection that is reset is closed as well.
        let _ = stream.read_to_end(&mut answer).await;
        (String::from_utf8(answer).unwrap(), begun.elapsed())
    }

    #[tokio::test]
    async fn who_sends_half_a_request_or_nothing_loses_the_connection_within_fifteen_seconds() {
        let (address, _stop) = start();
        tokio::time::pause();
        for (sent, expected) in [
            ("", ""),
            ("POST / HTTP/1.1\r\nHost: a\r\nX-Half: ", ""),
            ("PRI * HT", ""),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf", "HTTP/1.1 503"),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "HTTP/1.1 503"),
            // Whole, and then idle.
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nwhole", "HTTP/1.1 200"),
        ] {
            let (answer, took) = answer(address, sent).await;
            assert!(answer.starts_with(expected), "{sent:?}: {answer}");
            assert!((10..=15).contains(&took.as_secs()), "{sent:?}: {took:?}");
        }
    }

    #[tokio::test]
    async fn a_stop_waits_for_nobody_longer_than_the_drain() {
        let (address, stop) = start();
        let mut idle = TcpStream::connect(address).await.unwrap();
        let mut half = TcpStream::connect(address).await.unwrap();
        half.write_all(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf").await.unwrap();
        let (answer, _) = answer(address, "POST / HTTP/1.0\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");
        tokio::time::pause();
        let begun = Instant::now();
        stop.send_replace(true);
        assert_eq!(idle.read(&mut [0; 8]).await.unwrap(), 0);
        assert!(begun.elapsed() <= DRAIN + Duration::from_secs(1), "{:?}", begun.elapsed());
        assert!(TcpStream::connect(address).await.is_err(), "nobody new is let in");
    }
}
