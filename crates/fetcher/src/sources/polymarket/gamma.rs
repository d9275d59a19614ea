//! Lists of events: `GET https://gamma-api.polymarket.com/events`, as a bare array or, from `/events/keyset`, wrapped.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_domain::radar::Event;
use cockpit_domain::radar::rank::RELEVANT_TAGS;
use cockpit_http::{Answer, Limits, Request};
use serde_json::Value;

use super::NAME;
use super::event::{event, event_of_market};
use crate::source::{ParseError, Source, address};
use crate::sources::json::{Field, each_row, read};

/// Events per tag: several times what a radar shows. The list is sorted by 24-hour volume, and sort keys are camelCase:
/// others are ignored without a word.
const EVENTS_PER_TAG: u32 = 50;
/// Recurring price markets, which crowd the crypto tag.
const RECURRING_TAG_ID: u32 = 101_757;
/// Pinned events in one question.
const NAMED_MAX: usize = 20;
/// Events with fifty markets each make long lists.
const LIMITS: Limits = Limits {
    total: Duration::from_secs(20),
    attempt: Duration::from_secs(15),
    body_bytes_max: 24 * 1024 * 1024,
    spacing: Duration::from_millis(250),
    tries: 2,
};

/// The most traded open events of each tag of ours. Every tag must answer: a list that lacks a tag would look as if its
/// markets had disappeared.
#[derive(Clone, Copy, Debug)]
pub struct EventsByTag;

impl Source<Vec<Event>> for EventsByTag {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _now: DateTime<Utc>) -> Vec<Request> {
        let of_tag = |tag| {
            let url = address(&format!(
                "https://gamma-api.polymarket.com/events?tag_slug={tag}&closed=false&active=true&archived=false\
                 &exclude_tag_id={RECURRING_TAG_ID}&order=volume24hr&ascending=false&limit={EVENTS_PER_TAG}"
            ));
            Request::get(url).limits(LIMITS)
        };
        RELEVANT_TAGS.into_iter().map(of_tag).collect()
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Event>, ParseError> {
        if answers.len() != RELEVANT_TAGS.len() {
            return Err(ParseError::missing(&format!("answer {}", answers.len() + 1)));
        }
        let mut events = Vec::new();
        let mut rows = 0;
        for answer in answers {
            let of_tag = read_events(&answer.body)?;
            rows += of_tag.len();
            events.extend(of_tag);
        }
        // Nothing at all under five tags is a broken answer, not a quiet day.
        if events.is_empty() { Err(ParseError::NoValue { rows }) } else { Ok(unique(events)) }
    }
}

/// Events asked for by their slugs.
#[derive(Clone, Debug)]
pub struct EventsNamed(Vec<String>);

impl EventsNamed {
    /// `None` without a slug to ask for. At most twenty are asked for.
    pub fn new(slugs: Vec<String>) -> Option<Self> {
        let slugs: Vec<String> = slugs.into_iter().take(NAMED_MAX).collect();
        (!slugs.is_empty()).then_some(Self(slugs))
    }
}

impl Source<Vec<Event>> for EventsNamed {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _now: DateTime<Utc>) -> Vec<Request> {
        let mut url = address("https://gamma-api.polymarket.com/events");
        for slug in &self.0 {
            url.query_pairs_mut().append_pair("slug", slug);
        }
        vec![Request::get(url).limits(LIMITS)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Event>, ParseError> {
        // An event that is gone is no error: its pin stays, and its last odds grow old.
        Ok(unique(read_events(&crate::source::nth(answers, 0)?.body)?))
    }
}

fn unique(events: Vec<Event>) -> Vec<Event> {
    let mut by_id = BTreeMap::new();
    for event in events {
        by_id.entry(event.id.clone()).or_insert(event);
    }
    by_id.into_values().collect()
}

fn read_events(body: &[u8]) -> Result<Vec<Event>, ParseError> {
    rows(body, "events", event)
}

/// Markets as `/markets` and `/markets/keyset` list them, each as an event of its own market: an event is named by the
/// market's `events[0]`, and by the market itself where that is absent.
pub fn read_markets(body: &[u8]) -> Result<Vec<Event>, ParseError> {
    rows(body, "markets", event_of_market)
}

fn rows(
    body: &[u8],
    wrapper: &str,
    read_row: fn(&Field<'_>) -> Result<Event, ParseError>,
) -> Result<Vec<Event>, ParseError> {
    let mut events = Vec::new();
    let bare = body.trim_ascii_start().first() == Some(&b'[');
    if bare {
        each_row(body, |index, row: Value| {
            events.push(read_row(&Field::at(format!("[{index}]"), Some(&row)))?);
            Ok(())
        })?;
    } else {
        let value = read(body)?;
        let list = Field::root(&value).get(wrapper);
        for row in list.rows()? {
            events.push(read_row(&row)?);
        }
    }
    Ok(events)
}
