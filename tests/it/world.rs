//! A world of our own: one gateway that answers for every upstream host.

#[path = "world/bodies.rs"] // relative to this file also when the benchmarks include it
pub(crate) mod bodies;
#[path = "world/bot.rs"]
pub(crate) mod bot;
#[path = "world/course.rs"]
pub(crate) mod course;
#[path = "world/markets.rs"]
pub(crate) mod markets;
#[path = "world/releases.rs"]
pub(crate) mod releases;
#[path = "world/smtp.rs"]
pub(crate) mod smtp;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use chrono::{DateTime, SecondsFormat, Utc};
use cockpit_http::Clock;
use futures_util::StreamExt;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use self::bot::{Bot, HangUp};

/// Where Bitcoin's price is asked for first.
pub(crate) const TICKER: &str = "api.exchange.coinbase.com/products/BTC-USD/ticker";

/// What goes wrong at one host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fault {
    /// The connection stays open and nothing comes.
    Silent,
    /// One byte at a time, for ever.
    Drip,
    /// 429 with advice.
    TooMany,
    /// 500 with a page of HTML.
    ServerError,
    /// Half of the body, then the end.
    Truncated,
    /// Valid JSON or CSV of another shape.
    WrongShape,
    /// Every number a thousand times too large.
    Thousandfold,
    /// Not a number where one belongs.
    NotANumber,
    /// The host refuses with 403, as some do to data centres.
    Forbidden,
    /// Elsewhere, inside a private network; for addresses that anybody may enter.
    Moved,
}

impl Fault {
    pub(crate) const ALL: [Self; 9] = [
        Self::Silent,
        Self::Drip,
        Self::TooMany,
        Self::ServerError,
        Self::Truncated,
        Self::WrongShape,
        Self::Thousandfold,
        Self::NotANumber,
        Self::Forbidden,
    ];
}

#[derive(Default)]
struct Script {
    /// Courses come from the bundled history.
    looks_back: bool,
    faults: HashMap<String, Fault>,
    replaced: HashMap<String, String>,
    asked: Vec<String>,
    posted: Vec<(String, String)>,
    delay: Duration,
}

/// The gateway; it ends when it is dropped.
pub(crate) struct World {
    pub(crate) address: SocketAddr,
    /// Telegram.
    pub(crate) bot: Arc<Bot>,
    now: DateTime<Utc>,
    script: Arc<Mutex<Script>>,
    router: Router,
    task: JoinHandle<()>,
}

#[derive(Clone)]
struct Shared {
    now: DateTime<Utc>,
    begun: Instant,
    script: Arc<Mutex<Script>>,
    bot: Arc<Bot>,
}

impl World {
    /// A world in which everything is well, and whose newest figures belong to `now`.
    pub(crate) async fn at(now: &str) -> Self {
        Self::slow(now, Duration::ZERO).await
    }

    /// As [`World::at`], with answers that take this long.
    pub(crate) async fn slow(now: &str, delay: Duration) -> Self {
        let now: DateTime<Utc> = now.parse().unwrap();
        let script = Arc::new(Mutex::new(Script { delay, ..Script::default() }));
        let bot = Arc::<Bot>::default();
        let shared =
            Shared { now, begun: Instant::now(), script: Arc::clone(&script), bot: Arc::clone(&bot) };
        let router = Router::new().route("/{host}/{*path}", any(answer)).with_state(shared);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(serve(listener, router.clone()));
        Self { address, bot, now, script, router, task }
    }

    /// As [`World::at`], with courses as they really were.
    pub(crate) async fn looking_back(now: &str) -> Self {
        let world = Self::at(now).await;
        world.script.lock().unwrap().looks_back = true;
        world
    }

    /// A world of this moment, in which nothing is to be had but Telegram: for tests of delivery alone.
    pub(crate) async fn of_messages() -> Self {
        let world = Self::at(&Clock::system().now().to_rfc3339()).await;
        world.break_at("", Fault::Forbidden);
        world
    }

    /// Nobody reaches anybody any more: connections end, and new ones are refused.
    pub(crate) async fn unplug(&mut self) {
        self.task.abort();
        // Its port is free when it is over.
        let _ = (&mut self.task).await;
    }

    /// After [`World::unplug`].
    pub(crate) async fn plug_in(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.task = tokio::spawn(serve(listener, self.router.clone()));
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Breaks a host, or a host with the beginning of a path, such as `fred.stlouisfed.org/graph/fredgraph.csv?id=DGS10`.
    pub(crate) fn break_at(&self, place: &str, fault: Fault) {
        self.script.lock().unwrap().faults.insert(place.to_owned(), fault);
    }

    /// Answers with this body instead.
    pub(crate) fn replace(&self, place: &str, body: String) {
        self.script.lock().unwrap().replaced.insert(place.to_owned(), body);
    }

    /// From now on Bitcoin costs this much, by its first publisher and as of `at`.
    pub(crate) fn bitcoin(&self, at: DateTime<Utc>, usd: f64) {
        let time = at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let price = usd.to_string();
        let body = json!({"trade_id": 1, "price": price, "size": "0.1", "bid": price, "ask": price, "volume": "1", "time": time});
        self.replace(TICKER, body.to_string());
    }

    /// Every request so far, as host and path with query.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.script.lock().unwrap().asked.clone()
    }

    /// Every message that was posted, as host and path with query, and its body.
    pub(crate) fn posted(&self) -> Vec<(String, String)> {
        self.script.lock().unwrap().posted.clone()
    }

    /// The body that the world gives for a place, to compute expected values from.
    pub(crate) fn body(&self, place: &str) -> String {
        bodies::body(place, self.now).unwrap_or_else(|| panic!("the world has no {place}"))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves until it is dropped, with every connection.
async fn serve(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let router = TowerToHyperService::new(router.clone());
        let service = service_fn(move |request| {
            let answer = router.call(request);
            async move {
                let Ok(response) = answer.await;
                match response.extensions().get::<HangUp>() {
                    Some(_) => Err(std::io::Error::other("hung up")),
                    None => Ok(response),
                }
            }
        });
        connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        while connections.try_join_next().is_some() {}
    }
}

async fn answer(
    State(shared): State<Shared>,
    Path((host, path)): Path<(String, String)>,
    request: Request,
) -> Response {
    if host == "api.telegram.org" {
        return shared.bot.answer(&path, request).await;
    }
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let place = format!("{host}/{path}{query}");
    if request.method() == Method::POST {
        let body = to_bytes(request.into_body(), 1_000_000).await.unwrap_or_default();
        let body = String::from_utf8_lossy(&body).into_owned();
        shared.script.lock().unwrap().posted.push((place, body));
        return r#"{"id":"7"}"#.into_response();
    }
    let (fault, replaced, delay, looks_back) = {
        let mut script = shared.script.lock().unwrap();
        script.asked.push(place.clone());
        let longest = |map: &mut dyn Iterator<Item = String>| {
            map.filter(|key| place.starts_with(key.as_str())).max_by_key(String::len)
        };
        let fault = longest(&mut script.faults.keys().cloned()).map(|key| script.faults[&key]);
        let replaced = longest(&mut script.replaced.keys().cloned()).map(|key| script.replaced[&key].clone());
        (fault, replaced, script.delay, script.looks_back)
    };
    // The world's own slowness, not a wait of the test.
    tokio::time::sleep(delay).await;
    // Whoever looks at it for long should see it move.
    let course = || looks_back.then(|| course::body(&place, shared.now + shared.begun.elapsed())).flatten();
    let Some(body) = replaced.or_else(course).or_else(|| bodies::body(&place, shared.now)) else {
        return (StatusCode::NOT_FOUND, "{}").into_response();
    };
    match fault {
        None => ok(&place, Body::from(body)),
        Some(fault) => faulty(fault, &place, &body),
    }
}

fn ok(place: &str, body: Body) -> Response {
    let kind = if place.contains(".csv") { "application/csv" } else { "application/json" };
    ([(CONTENT_TYPE, kind)], body).into_response()
}

fn faulty(fault: Fault, place: &str, body: &str) -> Response {
    match fault {
        Fault::Silent => {
            ok(place, Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>()))
        }
        Fault::Drip => {
            let bytes = futures_util::stream::repeat(()).then(|()| async {
                tokio::time::sleep(Duration::from_millis(50)).await;
                Ok::<_, std::io::Error>(Bytes::from_static(b" "))
            });
            ok(place, Body::from_stream(bytes))
        }
        Fault::TooMany => (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "120")], "{}").into_response(),
        Fault::ServerError => (
            StatusCode::INTERNAL_SERVER_ERROR,
            [(CONTENT_TYPE, "text/html")],
            "<html><body><h1>500</h1> 65000.00 4.30 300</body></html>",
        )
            .into_response(),
        Fault::Truncated => {
            let half = body.as_bytes()[..body.len() / 2].to_vec();
            // The promised length is the whole body's; the connection ends early.
            let broken =
                futures_util::stream::iter([Ok(Bytes::from(half)), Err(std::io::Error::other("cut"))]);
            let mut response = ok(place, Body::from_stream(broken));
            response.headers_mut().insert(CONTENT_LENGTH, body.len().into());
            response
        }
        Fault::WrongShape if place.contains(".csv") => ok(place, Body::from("day,amount\n2026-01-01,1\n")),
        Fault::WrongShape => ok(place, Body::from(r#"{"unexpected":[1,2,3],"error":null}"#)),
        Fault::Thousandfold => ok(place, Body::from(bodies::thousandfold(body))),
        Fault::NotANumber => ok(place, Body::from(bodies::not_a_number(body))),
        Fault::Moved => {
            (StatusCode::FOUND, [(LOCATION, "http://127.0.0.1/latest/meta-data")], "").into_response()
        }
        Fault::Forbidden => {
            (StatusCode::FORBIDDEN, [(CONTENT_TYPE, "text/html")], "<html>denied</html>").into_response()
        }
    }
}
