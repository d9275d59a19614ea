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
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

/// Time for a request's head, and for an idle connection's next one.
const HEAD_DEADLINE: Duration = Duration::from_secs(10);
/// Connections at one time; further ones wait in the kernel's queue.
const CONNECTIONS_MAX: usize = 2_048;
/// Files that the rest of the program may have open: the database, and connections to upstreams and mail servers.
const OTHER_FILES: usize = 256;
/// The pause after a failed accept, such as when no file descriptor is left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

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
    let service = router.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
}
