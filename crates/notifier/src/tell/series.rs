//! Alerts about series and their sources.

use chrono::{DateTime, Utc};
use cockpit_domain::change::{Window, base_at_or_before};
use cockpit_domain::{Moment, SeriesId, publisher};
use serde::Deserialize;
use serde_json::Value;

use super::{Numbers, read};
use crate::message::figure::read_moment;
use crate::message::{Figure, Level, Metric, Move, Reading, Release, SourceStale};

#[derive(Deserialize)]
struct Facts {
    series: String,
    source: String,
    #[serde(deserialize_with = "read_moment")]
    observed_at: Moment,
    /// Which moment the value before speaks of.
    #[serde(default)]
    from_at: Option<At>,
    decision: Numbers<f64>,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct At(#[serde(deserialize_with = "read_moment")] Moment);

impl Facts {
    fn read(facts: &Value) -> Option<(Self, SeriesId)> {
        let facts: Self = read(facts)?;
        let series = facts.series.parse().ok()?;
        Some((facts, series))
    }

    fn metric(&self, series: SeriesId) -> Metric {
        Metric::of(series, publisher::source(&self.source))
    }

    fn from(&self, series: SeriesId, otherwise: Option<Moment>) -> Option<Reading> {
        let moment = self.from_at.as_ref().map(|at| at.0).or(otherwise)?;
        Some(Reading { figure: Figure::value(series, self.decision.from?)?, moment })
    }

    fn to(&self, series: SeriesId) -> Option<Reading> {
        Some(Reading { figure: Figure::value(series, self.decision.to?)?, moment: self.observed_at })
    }
}

/// A change over `window`, or a drift without one.
pub(super) fn moved(
    facts: &Value,
    window: Option<Window>,
    at: DateTime<Utc>,
    own: Option<f64>,
) -> Option<Move> {
    let (facts, series) = Facts::read(facts)?;
    // Alerts of earlier versions do not say when the value before was.
    let before = window
        .map_or_else(|| facts.observed_at.at_time(at), |window| base_at_or_before(window, facts.observed_at));
    Some(Move {
        metric: facts.metric(series),
        from: facts.from(series, Some(before))?,
        to: facts.to(series)?,
        change: Figure::change(series, facts.decision.change?)?,
        threshold: Figure::change(series, own.or(facts.decision.threshold)?)?,
        window: window.map(|window| window.as_str().to_owned()),
    })
}

pub(super) fn level(facts: &Value, own: Option<f64>) -> Option<Level> {
    let (facts, series) = Facts::read(facts)?;
    let to = facts.to(series)?;
    let level = own.or(facts.decision.threshold)?;
    Some(Level {
        metric: facts.metric(series),
        from: facts.from(series, None),
        above: to.figure.amount() >= level,
        to,
        level: Figure::value(series, level)?,
    })
}

pub(super) fn release(facts: &Value) -> Option<Release> {
    let (facts, series) = Facts::read(facts)?;
    Some(Release {
        metric: facts.metric(series),
        from: facts.from(series, None),
        to: facts.to(series)?,
        change: facts.decision.change.and_then(|change| Figure::change(series, change)),
        // Revisions are suppressed; what is told is new.
        revised: false,
    })
}

#[derive(Deserialize)]
struct Silent {
    name: String,
    source: String,
    #[serde(deserialize_with = "read_moment")]
    observed_at: Moment,
}

pub(super) fn stale(facts: &Value) -> Option<SourceStale> {
    let silent: Silent = read(facts)?;
    Some(SourceStale {
        source: publisher::source(&silent.source),
        series: vec![silent.name],
        last_at: Some(silent.observed_at.start()),
        problem: None,
    })
}
