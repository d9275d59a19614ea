//! Lists of events: `GET https://gamma-api.polymarket.com/events`, as a bare array or, from `/events/keyset`, wrapped.
//!
//! One event that cannot be read must not blind the radar, and a changed format must not pass for a quiet day. So an event
//! is left out as a whole: without one of its markets another outcome would seem to lead. Once more than a tenth of a list
//! cannot be read, the list is refused with the first reason.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_domain::radar::Event;
use cockpit_domain::radar::rank::RELEVANT_TAGS;
use cockpit_http::{Answer, Limits, Request};
use serde_json::Value;

use super::NAME;
use super::event::{event, event_of_market};
use crate::source::{ParseError, Source, address, nth};
use crate::sources::json::{Field, each_row, read};

/// Events per tag: several times what a radar shows. The list is sorted by 24-hour volume, and sort keys are camelCase:
/// others are ignored without a word.
const EVENTS_PER_TAG: u32 = 30;
/// Recurring price markets, which crowd the crypto tag.
const RECURRING_TAG_ID: u32 = 101_757;
/// Pinned events in one question.
const NAMED_MAX: usize = 20;
/// Events with fifty markets each make long lists.
const LIMITS: Limits = Limits {
    total: Duration::from_secs(20),
    attempt: Duration::from_secs(15),
    body_bytes_max: 24 * 1024 * 1024,
    // Five lists in a second, once in five minutes.
    spacing: Duration::from_millis(190),
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
            let of_tag = read_list(&answer.body, "events", event)?;
            rows += of_tag.rows;
            events.extend(of_tag.nearly_all()?);
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
        // An event that is gone is no error: its pin stays, and its last odds grow old. Nor does one that cannot be read
        // take the others with it.
        Ok(unique(read_list(&nth(answers, 0)?.body, "events", event)?.any()?))
    }
}

fn unique(events: Vec<Event>) -> Vec<Event> {
    let mut by_id = BTreeMap::new();
    for event in events {
        by_id.entry(event.id.clone()).or_insert(event);
    }
    by_id.into_values().collect()
}

/// Markets as `/markets` and `/markets/keyset` list them, each as an event of its own market: an event is named by the
/// market's `events[0]`, and by the market itself where that is absent. One that cannot be read is an error.
pub fn read_markets(body: &[u8]) -> Result<Vec<Event>, ParseError> {
    let list = read_list(body, "markets", event_of_market)?;
    list.refused.map_or(Ok(list.events), Err)
}

/// What could be read of a list, and why the rest could not.
struct List {
    events: Vec<Event>,
    rows: usize,
    /// The first reason.
    refused: Option<ParseError>,
}

impl List {
    /// An error when more than a tenth could not be read.
    fn nearly_all(self) -> Result<Vec<Event>, ParseError> {
        let left_out = self.rows - self.events.len();
        let enough = left_out * 10 <= self.rows;
        self.if_enough(enough)
    }

    /// An error when there was something and nothing of it could be read.
    fn any(self) -> Result<Vec<Event>, ParseError> {
        let enough = !self.events.is_empty();
        self.if_enough(enough)
    }

    fn if_enough(self, enough: bool) -> Result<Vec<Event>, ParseError> {
        let Self { events, rows, refused } = self;
        match refused {
            Some(refused) if !enough => Err(refused),
            Some(refused) => {
                let left_out = rows - events.len();
                tracing::warn!(left_out, rows, %refused, "events that could not be read are left out");
                Ok(events)
            }
            None => Ok(events),
        }
    }
}

fn read_list(
    body: &[u8],
    wrapper: &str,
    read_row: fn(&Field<'_>) -> Result<Event, ParseError>,
) -> Result<List, ParseError> {
    let mut list = List { events: Vec::new(), rows: 0, refused: None };
    let mut take = |row: &Field<'_>| {
        list.rows += 1;
        match read_row(row) {
            Ok(event) => list.events.push(event),
            Err(refused) => {
                list.refused.get_or_insert(refused);
            }
        }
    };
    if body.trim_ascii_start().first() == Some(&b'[') {
        each_row(body, |index, row: Value| {
            take(&Field::at(format!("[{index}]"), Some(&row)));
            Ok(())
        })?;
    } else {
        let value = read(body)?;
        Field::root(&value).get(wrapper).rows()?.for_each(|row| take(&row));
    }
    Ok(list)
}
