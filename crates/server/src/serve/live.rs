//! What happens while a page is open: one stream of events, and the refresh that anybody may ask for.
//!
//! Events carry no numbers: `snapshot` says that there are newer ones, `refresh` how a refresh stands. Who wants the numbers asks for
//! them, and a thousand pages that ask in the same second are answered with one rendering.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use cockpit_fetcher::refresh::{Refresh, Refreshes};
use futures_util::stream::unfold;
use serde_json::{Map, Value, json};
use tokio::sync::watch;

use super::api::{Problem, fresh_json};
use super::routes::App;
use crate::access::Peer;

/// Streams at one time: of all, and of one address that is not this machine. A proxy on this machine that is not trusted makes
/// everybody look like this machine.
const STREAMS_MAX: usize = 400;
const STREAMS_OF_ADDRESS_MAX: usize = 12;
/// A line that keeps proxies from closing a quiet stream.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// What open pages hear of. Clones are the same.
#[derive(Clone)]
pub(crate) struct Live {
    pub refreshes: Refreshes,
    /// The version of the newest snapshot.
    pub version: watch::Receiver<u64>,
    pub stop: watch::Receiver<bool>,
    streams: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Live {
    pub(crate) fn new(
        refreshes: Refreshes,
        version: watch::Receiver<u64>,
        stop: watch::Receiver<bool>,
    ) -> Self {
        Self { refreshes, version, stop, streams: Arc::default() }
    }

    /// How many streams there are.
    pub(super) fn streams(&self) -> usize {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }

    /// A place among the streams, if there is one left for this address.
    fn place(&self, address: IpAddr) -> Option<Place> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = streams.values().sum();
        let of_address = streams.entry(address).or_default();
        if all >= STREAMS_MAX || (*of_address >= STREAMS_OF_ADDRESS_MAX && !address.is_loopback()) {
            return None;
        }
        *of_address += 1;
        Some(Place { streams: Arc::clone(&self.streams), address })
    }
}

/// A place among the streams; it is free again when this goes.
struct Place {
    streams: Arc<Mutex<HashMap<IpAddr, usize>>>,
    address: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_address) = streams.get_mut(&self.address) {
            *of_address -= 1;
            if *of_address == 0 {
                streams.remove(&self.address);
            }
        }
    }
}

struct Listener {
    live: Live,
    refresh: watch::Receiver<Option<Refresh>>,
    begun: bool,
    _place: Place,
}

/// `GET /events`.
pub(super) async fn events(State(app): State<App>, Peer(address): Peer, headers: HeaderMap) -> Response {
    let elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none");
    if elsewhere {
        return Problem::status(StatusCode::FORBIDDEN, "only a page of this cockpit may listen")
            .into_response();
    }
    let Some(place) = app.live.place(address) else {
        let words = "too many pages listen; this one can be reloaded by hand";
        let mut response = Problem::status(StatusCode::TOO_MANY_REQUESTS, words).into_response();
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
        return response;
    };
    let mut refresh = app.live.refreshes.watch();
    // What is over already is nobody's news.
    refresh.mark_unchanged();
    let listener = Listener { live: app.live.clone(), refresh, begun: false, _place: place };
    let stream = unfold(listener, async |mut listener| {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    let mut response = Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    // nginx holds streams back otherwise.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

impl Listener {
    /// The next event; `None` when the program stops.
    async fn next(&mut self) -> Option<Event> {
        if !self.begun {
            self.begun = true;
            return Some(snapshot(&mut self.live.version));
        }
        tokio::select! {
            changed = self.live.version.changed() => {
                changed.ok()?;
                Some(snapshot(&mut self.live.version))
            }
            changed = self.refresh.changed() => {
                changed.ok()?;
                let refresh = self.refresh.borrow_and_update().clone()?;
                Some(Event::default().event("refresh").data(shown(&refresh).to_string()))
            }
            _ = self.live.stop.wait_for(|stop| *stop) => None,
        }
    }
}

fn snapshot(version: &mut watch::Receiver<u64>) -> Event {
    let version = *version.borrow_and_update();
    Event::default().event("snapshot").data(json!({"version": version}).to_string())
}

/// `POST /api/v1/refresh`: 202 and how it stands, or 429 and when the next is possible.
pub(super) async fn ask(State(app): State<App>) -> Response {
    let now = app.clock.now();
    match app.live.refreshes.ask(now) {
        Ok(refresh) => (StatusCode::ACCEPTED, fresh_json(shown(&refresh))).into_response(),
        Err(too_soon) => {
            let wait_s = (too_soon.possible_at - now).num_seconds().max(1);
            let mut response =
                Problem::status(StatusCode::TOO_MANY_REQUESTS, &too_soon.to_string()).into_response();
            response.headers_mut().insert(RETRY_AFTER, wait_s.into());
            response
        }
    }
}

/// `GET /api/v1/refresh`: how the newest one stands; `null` when nobody asked for one yet.
pub(super) async fn state(State(app): State<App>) -> Response {
    let newest = app.live.refreshes.watch().borrow().clone();
    fresh_json(newest.map_or(Value::Null, |refresh| shown(&refresh)))
}

fn shown(refresh: &Refresh) -> Value {
    let jobs: Map<String, Value> =
        refresh.jobs.iter().map(|(job, progress)| ((*job).to_owned(), json!(progress))).collect();
    json!({
        "number": refresh.number, "started_at": refresh.started_at, "finished_at": refresh.finished_at, "jobs": jobs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_gets_some_streams_and_all_together_no_more_than_there_are() {
        let (refreshes, (_version, version), (_stop, stop)) =
            (Refreshes::default(), watch::channel(0), watch::channel(false));
        let live = Live::new(refreshes, version, stop);
        let (stranger, here) = ("203.0.113.9".parse().unwrap(), "127.0.0.1".parse().unwrap());
        let mut places: Vec<_> = (0..STREAMS_OF_ADDRESS_MAX).map(|_| live.place(stranger).unwrap()).collect();
        assert!(live.place(stranger).is_none());
        drop(places.pop());
        places.extend(live.place(stranger));
        while let Some(place) = live.place(here) {
            places.push(place);
        }
        assert_eq!(places.len(), STREAMS_MAX);
        drop(places);
        assert!(live.streams.lock().unwrap().is_empty());
    }
}
