//! Alerts about the calendar.

use chrono::{DateTime, Utc};
use cockpit_domain::publisher;
use serde::Deserialize;
use serde_json::Value;

use super::read;
use crate::message::{Event, EventReleased, EventSoon, Meaning, Surprise};

#[derive(Deserialize)]
struct Facts {
    release: Release,
    surprise: Option<Told>,
}

#[derive(Deserialize)]
struct Release {
    id: String,
    name: String,
    period_words: Option<String>,
    at: DateTime<Utc>,
    timed: bool,
    estimated: bool,
    scheduled_by: String,
    impact: String,
    forecast: Option<Figure>,
    previous: Option<Figure>,
    actual: Option<Actual>,
}

#[derive(Deserialize)]
struct Figure {
    text: String,
}

#[derive(Deserialize)]
struct Actual {
    text: String,
    source: String,
}

#[derive(Deserialize)]
struct Told {
    tone: Meaning,
    words: String,
}

impl Release {
    fn event(&self) -> Event {
        let source = self.actual.as_ref().map(|actual| publisher::source_and_series(&actual.source));
        Event {
            id: self.id.clone(),
            name: self.name.clone(),
            period: self.period_words.clone(),
            at: self.at,
            timed: self.timed,
            estimated: self.estimated,
            impact: self.impact.clone(),
            source: source.unwrap_or_else(|| publisher::source(&self.scheduled_by)),
            market: None,
        }
    }
}

fn text(figure: Option<&Figure>) -> Option<String> {
    figure.map(|figure| figure.text.clone())
}

pub(super) fn soon(facts: &Value) -> Option<EventSoon> {
    let release = read::<Facts>(facts)?.release;
    Some(EventSoon {
        event: release.event(),
        forecast: text(release.forecast.as_ref()),
        previous: text(release.previous.as_ref()),
    })
}

pub(super) fn released(facts: &Value) -> Option<EventReleased> {
    let Facts { release, surprise } = read(facts)?;
    let event = release.event();
    Some(EventReleased {
        event,
        actual: release.actual?.text,
        forecast: text(release.forecast.as_ref()),
        previous: text(release.previous.as_ref()),
        previous_revised: None,
        surprise: surprise.map(|told| Surprise { words: told.words, meaning: told.tone }),
    })
}
