//! Everything the page and `GET /api/v1/dashboard` show, assembled from stored facts. Pure: `now` is an argument.

use chrono::{DateTime, NaiveDate, Utc};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::calendar::Shown;
use crate::change::{Change, Window, change};
use crate::freshness::{Freshness, freshness};
use crate::moment::{serialize_seconds, serialize_seconds_option};
use crate::radar::Entry;
use crate::regime::{Flip, Model, Settled, State, Vote, vote::nearest_flip};
use crate::validate::Held;
use crate::{Moment, Observation, Point, SeriesId, Unit};

/// The whole page at one moment.
#[derive(Clone, Debug, Serialize)]
pub struct Dashboard {
    /// When it was assembled.
    #[serde(serialize_with = "serialize_seconds")]
    pub generated_at: DateTime<Utc>,
    /// Risk On or Risk Off.
    pub regime: Regime,
    /// The six indicators, and then the operator's own.
    pub metrics: Metrics,
    /// The top prediction markets.
    pub radar: Vec<Entry>,
    /// Whether the radar is what its source says now.
    pub radar_status: Status,
    /// Economic releases.
    pub calendar: Calendar,
    /// The state of every source.
    pub sources: Vec<Source>,
}

impl Dashboard {
    /// When a source last answered; `None` while none has.
    pub fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.sources.iter().filter_map(|source| source.last_success_at).max()
    }
}

/// The settled regime and today's votes.
#[derive(Clone, Debug, Serialize)]
pub struct Regime {
    /// The settled answer.
    pub state: State,
    /// Which model.
    pub model: &'static str,
    /// Since when it holds; `None` while nothing has been evaluated.
    pub since: Option<NaiveDate>,
    /// Score of the last evaluation, −1 to +1.
    pub score: Option<f64>,
    /// Its votes.
    pub votes: Vec<Vote>,
    /// The smallest single change that would change the day's answer.
    pub flip: Option<Flip>,
    /// Share of the weight that is known, 0 to 1.
    pub known_weight: f64,
    /// Past states, oldest first: (first day, state).
    #[serde(skip)]
    pub ribbon: Vec<(NaiveDate, State)>,
}

/// Economic releases, split by `now`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Calendar {
    /// What has come, oldest first.
    pub completed: Vec<Shown>,
    /// What comes, next first.
    pub upcoming: Vec<Shown>,
    /// Whether this is what its sources say now.
    pub status: Status,
}

/// How far a list can be trusted to be what its sources say now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Fresh, stale or missing.
    pub freshness: Freshness,
    /// Why it is not fresh, in words.
    pub reason: Option<String>,
    /// When its sources last answered.
    #[serde(serialize_with = "serialize_seconds_option")]
    pub checked_at: Option<DateTime<Utc>>,
}

/// Nothing has been asked yet.
impl Default for Status {
    fn default() -> Self {
        Self { freshness: Freshness::Missing, reason: Some("not asked yet".to_owned()), checked_at: None }
    }
}

/// Metrics by id; written as a JSON object in the page's order.
#[derive(Clone, Debug, Default)]
pub struct Metrics(pub Vec<(SeriesId, Metric)>);

impl Metrics {
    /// The metric of this id.
    pub fn get(&self, series: SeriesId) -> Option<&Metric> {
        self.0.iter().find(|(id, _)| *id == series).map(|(_, metric)| metric)
    }
}

impl Serialize for Metrics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, metric)| (id.as_str(), metric)))
    }
}

/// One series as it is shown. An absent number is `None`, never 0.
#[derive(Clone, Debug, Serialize)]
pub struct Metric {
    /// Name of the card.
    pub name: &'static str,
    /// What people call it.
    pub nickname: &'static str,
    /// The newest good value, in `unit`.
    pub value: Option<f64>,
    /// Unit of `value`.
    pub unit: Unit,
    /// The day or instant the value speaks of.
    pub observed_at: Option<Moment>,
    /// When this program first saw it.
    #[serde(serialize_with = "serialize_seconds_option")]
    pub first_seen_at: Option<DateTime<Utc>>,
    /// Who answered.
    pub source: Option<String>,
    /// What exactly is measured.
    pub definition: &'static str,
    /// How far it can be trusted to be the newest.
    pub freshness: Freshness,
    /// Why it is not fresh, in words.
    pub reason: Option<String>,
    /// The parts of a computed value, each with its own day.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "serialize_legs")]
    pub legs: Vec<(SeriesId, Leg)>,
    /// Changes by window; a window without a base is `None`.
    #[serde(serialize_with = "serialize_changes")]
    pub changes: Vec<(Window, Option<Change>)>,
    /// Related series that the card shows under their own names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub companions: Vec<Companion>,
    /// The recent course, for the sparkline.
    #[serde(skip)]
    pub spark: Vec<Point>,
}

/// A part of a computed value.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Leg {
    /// In $ bn.
    pub value: f64,
    /// The day it speaks of.
    pub observed_at: Moment,
}

/// A related series under its own name.
#[derive(Clone, Debug, Serialize)]
pub struct Companion {
    /// Its id.
    pub series: SeriesId,
    /// Its name.
    pub name: &'static str,
    /// Its value, in `unit`.
    pub value: f64,
    /// Unit of `value`.
    pub unit: Unit,
    /// The moment it speaks of.
    pub observed_at: Moment,
    /// Who answered.
    pub source: String,
    /// How far it can be trusted to be the newest.
    pub freshness: Freshness,
}

/// Whether a source answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// The last attempt succeeded.
    Ok,
    /// The last attempt failed.
    Failing,
    /// Not asked yet: a stand-in, or not due.
    Idle,
}

/// One source as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    /// Its name, such as `fredgraph`.
    pub name: String,
    /// Whether it answers.
    pub state: SourceState,
    /// When it last did.
    #[serde(serialize_with = "serialize_seconds_option")]
    pub last_success_at: Option<DateTime<Utc>>,
    /// When it is asked next.
    #[serde(serialize_with = "serialize_seconds_option")]
    pub next_at: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    pub error: Option<String>,
}

/// What the store knows about one series.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The newest value.
    pub latest: Option<Observation>,
    /// For each window of the series, the last value at or before the window's start.
    pub bases: Vec<(Window, Option<Point>)>,
    /// The recent course.
    pub spark: Vec<Point>,
    /// A value that waits for review.
    pub held: Option<Held>,
    /// Why the newest attempt of its sources failed, when it did.
    pub error: Option<String>,
    /// The parts of a computed value at the moment of `latest`.
    pub legs: Vec<(SeriesId, Point)>,
}

/// Assembles one metric with its related series.
pub fn metric(
    series: SeriesId,
    facts: &Facts,
    companions: &[(SeriesId, &Facts)],
    now: DateTime<Utc>,
) -> Metric {
    let definition = series.definition();
    let latest = facts.latest.as_ref();
    let freshness = freshness(latest, facts.held.is_some(), now);
    let point = latest.map(Point::from);
    let changes = definition.windows.iter().map(|window| {
        let base = facts.bases.iter().find(|(base, _)| base == window).and_then(|(_, base)| base.as_ref());
        (*window, point.as_ref().and_then(|latest| change(series, *window, latest, base)))
    });
    Metric {
        name: definition.name,
        nickname: definition.nickname,
        value: latest.map(|latest| latest.value.amount()),
        unit: definition.unit,
        observed_at: latest.map(|latest| latest.observed_at),
        first_seen_at: latest.map(|latest| latest.first_seen_at),
        source: latest.map(|latest| latest.source.clone()),
        definition: definition.definition,
        freshness,
        reason: reason(freshness, facts),
        legs: facts
            .legs
            .iter()
            .map(|(leg, point)| (*leg, Leg { value: point.value.amount(), observed_at: point.observed_at }))
            .collect(),
        changes: if latest.is_some() { changes.collect() } else { Vec::new() },
        companions: companions.iter().filter_map(|(series, facts)| companion(*series, facts, now)).collect(),
        spark: facts.spark.clone(),
    }
}

fn companion(series: SeriesId, facts: &Facts, now: DateTime<Utc>) -> Option<Companion> {
    let latest = facts.latest.as_ref()?;
    Some(Companion {
        series,
        name: series.definition().name,
        value: latest.value.amount(),
        unit: series.unit(),
        observed_at: latest.observed_at,
        source: latest.source.clone(),
        freshness: freshness(Some(latest), facts.held.is_some(), now),
    })
}

/// Why a value is not fresh: what is shown instead, then what its source said.
fn reason(freshness: Freshness, facts: &Facts) -> Option<String> {
    let as_of = || {
        facts.latest.as_ref().map_or(String::new(), |latest| format!(", as of {}", latest.observed_at.day()))
    };
    let state = match freshness {
        Freshness::Fresh => return None,
        Freshness::Stale => "no newer value".to_owned(),
        Freshness::Missing => "no value yet".to_owned(),
        Freshness::Bundled => format!("bundled history{}", as_of()),
        Freshness::Held => {
            let why = facts.held.as_ref().map_or("", |held| held.reason.as_str());
            return Some(format!("value held for review: {why}"));
        }
    };
    Some(match &facts.error {
        Some(error) => format!("{state}; {error}"),
        None => state,
    })
}

/// Assembles the regime from what has been settled so far.
pub fn regime(model: &Model, settled: Option<&Settled>) -> Regime {
    match settled {
        None => Regime {
            state: State::Unknown,
            model: model.kind.as_str(),
            since: None,
            score: None,
            votes: Vec::new(),
            flip: None,
            known_weight: 0.0,
            ribbon: Vec::new(),
        },
        Some(settled) => Regime {
            state: settled.state,
            model: model.kind.as_str(),
            since: Some(settled.since),
            score: settled.last.score.map(|score| (score * 1e4).round() / 1e4 + 0.0),
            votes: settled.last.votes.clone(),
            flip: nearest_flip(model, &settled.last, settled.state),
            known_weight: (settled.last.known_weight * 1e4).round() / 1e4,
            ribbon: settled.ribbon.clone(),
        },
    }
}

fn serialize_legs<S: Serializer>(legs: &[(SeriesId, Leg)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(legs.iter().map(|(series, leg)| (series.as_str(), leg)))
}

fn serialize_changes<S: Serializer>(
    changes: &[(Window, Option<Change>)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(changes.len()))?;
    for (window, change) in changes {
        map.serialize_entry(window.as_str(), change)?;
    }
    map.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, Value};

    fn facts(origin: Origin) -> Facts {
        let latest = Observation {
            series: SeriesId::Us10y,
            observed_at: Moment::Day("2025-12-23".parse().unwrap()),
            first_seen_at: "2025-12-24T13:15:04Z".parse().unwrap(),
            value: Value::percent(4.17).unwrap(),
            source: "fredgraph".into(),
            standing: 0,
            origin,
        };
        let base = Point { observed_at: Moment::Day("2025-12-22".parse().unwrap()), ..Point::from(&latest) };
        let bases = vec![(Window::PreviousDay, Some(Point { value: Value::percent(4.16).unwrap(), ..base }))];
        Facts { latest: Some(latest), bases, ..Facts::default() }
    }

    #[test]
    fn a_metric_has_the_shape_of_the_contract() {
        let metric =
            metric(SeriesId::Us10y, &facts(Origin::Live), &[], "2025-12-24T15:59:30Z".parse().unwrap());
        let json = serde_json::to_value(Metrics(vec![(SeriesId::Us10y, metric)])).unwrap();
        let expected = serde_json::json!({"us10y": {
            "name": "US 10Y Treasury Yield", "nickname": "The Gravity", "value": 4.17, "unit": "%",
            "observed_at": "2025-12-23", "first_seen_at": "2025-12-24T13:15:04Z", "source": "fredgraph",
            "definition": "10-year constant maturity, H.15 (FRED DGS10)", "freshness": "fresh", "reason": null,
            "changes": {"1d": {"value": 1.0, "unit": "bp", "tone": "against", "since": "2025-12-22"}, "7d": null}
        }});
        assert_eq!(json, expected);
    }

    #[test]
    fn nothing_is_shown_as_null_and_never_as_zero() {
        let facts = Facts { error: Some("defillama: status 402".into()), ..Facts::default() };
        let metric = metric(SeriesId::RwaTvl, &facts, &[], "2025-12-24T15:59:30Z".parse().unwrap());
        let json = serde_json::to_value(&metric).unwrap();
        assert_eq!(json["value"], serde_json::Value::Null);
        assert_eq!(json["freshness"], "missing");
        assert_eq!(json["reason"], "no value yet; defillama: status 402");
        assert_eq!(json["changes"], serde_json::json!({}));
    }

    #[test]
    fn bundled_history_says_so_with_its_day() {
        let metric =
            metric(SeriesId::Us10y, &facts(Origin::Bundled), &[], "2026-11-23T12:00:00Z".parse().unwrap());
        assert_eq!(metric.freshness, Freshness::Bundled);
        assert_eq!(metric.reason.as_deref(), Some("bundled history, as of 2025-12-23"));
    }
}
