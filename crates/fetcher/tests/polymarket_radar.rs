//! From the publisher's answer to the lines of the radar, over a list in which most things go wrong.

#![expect(clippy::unwrap_used, reason = "a test file: a panic with a line number is its way to fail")]

use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_domain::radar::{Caution, Entry, Event, Kind, Known, entry, leader, ranked, watched};
use cockpit_fetcher::source::Source;
use cockpit_fetcher::sources::polymarket::EventsByTag;
use cockpit_http::Answer;

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// The list came under the first and the third tag.
fn events() -> Vec<Event> {
    let list = include_str!("../fixtures/polymarket_radar.json");
    let answer = |body: &str| Answer {
        body: body.into(),
        content_type: None,
        received_at: now(),
        took: Duration::ZERO,
    };
    EventsByTag.parse(&[list, "[]", list, "[]", "[]"].map(answer)).unwrap()
}

fn lines(events: &[Event]) -> Vec<Entry> {
    let line = |event| entry(event, now(), &Known::default(), now());
    ranked(events).into_iter().filter_map(line).collect()
}

#[test]
fn the_lines_are_the_relevant_events_most_traded_first_each_by_its_kind() {
    let events = events();
    assert_eq!(events.len(), 8, "each event once");
    let lines = lines(&events);
    let shown: Vec<_> = lines
        .iter()
        .map(|line| (line.event.as_str(), line.kind, line.outcome.as_str(), line.probability))
        .collect();
    assert_eq!(
        shown,
        [
            ("rate-in-march", Kind::Exclusive, "No change", 0.7355),
            ("coin-at-250k", Kind::Binary, "Yes", 0.015),
            ("listing-by", Kind::Cumulative, "December 31", 0.41),
            ("hostile", Kind::Binary, "<b>Up</b>", 0.62),
            ("almost-untraded", Kind::Binary, "Yes", 0.34),
        ],
        "neither the recurring, nor the game, nor the decided one"
    );
    assert_eq!(lines[0].runner_up.as_ref().unwrap().outcome, "25 bps decrease");
    assert!(lines[..4].iter().all(|line| line.cautions.is_empty() && !line.flipped));
    assert_eq!(lines[4].cautions, [Caution::Thin, Caution::Wide]);
    assert_eq!(lines[0].url, "https://polymarket.com/event/rate-in-march");
}

#[test]
fn a_hostile_title_is_one_line_of_text() {
    let events = events();
    let line = lines(&events).into_iter().find(|line| line.event == "hostile").unwrap();
    assert_eq!(line.title, "<script>alert(1)</script> \"&\" reversed Bcc: a@b.example");
}

#[test]
fn an_untouched_market_and_a_placeholder_neither_lead_nor_are_watched() {
    let events = events();
    let decision = events.iter().find(|event| event.slug == "rate-in-march").unwrap();
    assert_eq!(leader(decision, None).unwrap().1, "No change");
    let tokens: Vec<&str> = watched(decision).iter().map(|(token, ..)| token.as_str()).collect();
    assert_eq!(tokens, ["1005", "1003", "1001"]);
}
