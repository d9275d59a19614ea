//! `GET /metrics`: how the program itself is, in the text form that Prometheus reads. Nothing in it speaks of a person.

use std::fmt::{Display, Write};

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use cockpit_domain::dashboard::SourceState;
use cockpit_domain::sources::Breaker;
use cockpit_domain::{Moment, SeriesId};

use super::api::Problem;
use super::routes::App;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

/// Families of one name each, written one after the other.
#[derive(Default)]
struct Families(String);

impl Families {
    /// A family: its kind, what it says, and each of its labels with a number.
    fn add<N: Display>(
        &mut self,
        name: &str,
        kind: &str,
        help: &str,
        numbers: impl IntoIterator<Item = (Vec<(&'static str, String)>, N)>,
    ) {
        // A text takes whatever is written to it.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, number) in numbers {
            let labels: Vec<_> =
                labels.iter().map(|(label, value)| format!("{label}=\"{}\"", escaped(value))).collect();
            let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
            let _ = writeln!(self.0, "{name}{labels} {number}");
        }
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, number: impl Display) {
        self.add(name, kind, help, [(Vec::new(), number)]);
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

pub(super) async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let ours = |error: cockpit_store::StoreError| Problem::ours(&error);
    let now = app.clock.now();
    let feeds = app.sources.standing(&app.store, now).await.map_err(ours)?;
    let counts = app.store.outbox_counts().await.map_err(ours)?;
    let pauses = app.store.channel_pauses().await.map_err(ours)?;
    let mut families = Families::default();
    families.add(
        "cockpit_build_info",
        "gauge",
        "The version that runs.",
        [(vec![("version", env!("CARGO_PKG_VERSION").to_owned())], 1)],
    );
    let version = *app.live.version.borrow();
    families.one(
        "cockpit_snapshot_version",
        "counter",
        "Times that the page's numbers were gathered.",
        version,
    );
    families.one("cockpit_event_streams", "gauge", "Open pages that listen.", app.live.streams());
    families.one(
        "cockpit_task_panics_total",
        "counter",
        "Parts of the program that broke down.",
        app.health.panics(),
    );
    if let Some(bytes) = resident_bytes() {
        families.one("process_resident_memory_bytes", "gauge", "Memory in use.", bytes);
    }
    let states = [
        ("pending", counts.pending),
        ("sending", counts.sending),
        ("sent", counts.sent),
        ("dead", counts.dead),
        ("cancelled", counts.cancelled),
        ("unknown", counts.unknown),
    ];
    families.add(
        "cockpit_messages",
        "gauge",
        "Messages by their state, of those that are kept.",
        states.map(|(state, count)| (vec![("state", state.to_owned())], count)),
    );
    families.add(
        "cockpit_channel_paused",
        "gauge",
        "Channels that cannot deliver now.",
        pauses.iter().map(|pause| (vec![("channel", pause.channel.as_str().to_owned())], 1)),
    );
    let sources = || feeds.iter().flat_map(|feed| feed.sources.iter().map(move |source| (feed, source)));
    let labels = |feed: &str, source: &str| vec![("feed", feed.to_owned()), ("source", source.to_owned())];
    families.add(
        "cockpit_source_up",
        "gauge",
        "Whether the last answer of a publisher could be kept; absent when it was never asked.",
        sources().filter(|(_, source)| source.state != SourceState::Idle).map(|(feed, source)| {
            (labels(&feed.name, &source.name), u8::from(source.state == SourceState::Ok))
        }),
    );
    families.add(
        "cockpit_source_last_success_timestamp_seconds",
        "gauge",
        "When a publisher last answered.",
        sources().filter_map(|(feed, source)| {
            Some((labels(&feed.name, &source.name), source.last_success_at?.timestamp()))
        }),
    );
    families.add(
        "cockpit_source_last_duration_seconds",
        "gauge",
        "How long the last question took.",
        sources().filter_map(|(feed, source)| {
            let seconds = std::time::Duration::from_millis(source.last_ms?).as_secs_f64();
            Some((labels(&feed.name, &source.name), seconds))
        }),
    );
    families.add(
        "cockpit_source_tries_day",
        "gauge",
        "Questions of the last 24 hours by what came of them.",
        sources().flat_map(|(feed, source)| {
            let day = &source.day;
            let outcomes =
                [("answered", day.answered), ("not_modified", day.not_modified), ("failed", day.failed)];
            outcomes.map(|(outcome, count)| {
                let mut labels = labels(&feed.name, &source.name);
                labels.push(("outcome", outcome.to_owned()));
                (labels, count)
            })
        }),
    );
    families.add(
        "cockpit_host_breaker_open",
        "gauge",
        "Whether a host is left alone: it failed again and again, or asked for patience.",
        {
            let mut hosts: Vec<_> = sources()
                .flat_map(|(_, source)| &source.hosts)
                .map(|host| (host.name.clone(), u8::from(host.breaker != Breaker::Closed)))
                .collect();
            hosts.sort();
            hosts.dedup_by(|a, b| a.0 == b.0);
            hosts.into_iter().map(|(host, open)| (vec![("host", host)], open))
        },
    );
    let snapshot = app.snapshots.current();
    let metrics = || SeriesId::known().filter_map(|series| Some((series, snapshot.metric(series, now)?)));
    families.add(
        "cockpit_series_value",
        "gauge",
        "The newest good value of a series, in its unit.",
        metrics().filter_map(|(series, metric)| {
            let labels = vec![("series", series.to_string()), ("unit", series.unit().symbol().to_owned())];
            Some((labels, metric.value?))
        }),
    );
    families.add(
        "cockpit_series_observed_timestamp_seconds",
        "gauge",
        "The moment that the value speaks of.",
        metrics().filter_map(|(series, metric)| {
            let at: Moment = metric.observed_at?;
            Some((vec![("series", series.to_string())], at.start().timestamp()))
        }),
    );
    let mut response = families.0.into_response();
    response.headers_mut().insert(CONTENT_TYPE, TEXT);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Bytes of memory in use, where the system says.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped_and_a_family_says_what_it_is() {
        let mut families = Families::default();
        families.add("a", "gauge", "Something.", [(vec![("b", "x\"\\\ny".to_owned())], 1.5)]);
        families.one("c", "counter", "Other.", 2);
        assert_eq!(
            families.0,
            "# HELP a Something.\n# TYPE a gauge\na{b=\"x\\\"\\\\\\ny\"} 1.5\n# HELP c Other.\n# TYPE c counter\nc 2\n"
        );
    }
}
