use cockpit_domain::radar::{Caution, Event, Kind, Known, Probability, Token, entry, headline};
use serde_json::{Value, json};

use super::{EventsByTag, EventsNamed, OrderBook, PriceHistory, read_markets};
use crate::source::testing::{now, parse, refusal, refuses_changes, refuses_what_is_no_answer};
use crate::source::{ParseError, Source};

const EVENTS: &str = include_str!("../../../fixtures/polymarket_events.json");

const BOOK: &str = include_str!("../../../fixtures/polymarket_book.json");

fn book() -> OrderBook {
    OrderBook::new(Token::new("71").unwrap())
}

fn named() -> EventsNamed {
    EventsNamed::new(vec!["rate-decision-in-march".to_owned()]).unwrap()
}

fn events(body: &str) -> Vec<Event> {
    parse(&named(), &[body]).unwrap()
}

fn slugs(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.slug.as_str()).collect()
}

#[test]
fn lists_inside_of_texts_are_read_and_belong_together_by_place() {
    let events = events(EVENTS);
    let decision = &events[0];
    assert_eq!((decision.volume_24h.dollars(), decision.tags.len()), (4_200_000, 2));
    let first = &decision.markets[0];
    assert_eq!(first.outcomes[1].label, "No");
    assert_eq!(first.outcomes[1].price.unwrap().share(), 0.2645);
    assert_eq!(first.outcomes[1].token, Token::new("72"));
    assert_eq!(first.volume_24h.dollars(), 2_500_001, "rounded to the dollar");
    assert_eq!(decision.markets[1].volume_24h.dollars(), 0, "absent: nothing was traded");
    assert!(decision.markets[2].placeholder && decision.markets[2].outcomes[0].price.is_none());
    let shown = headline(decision).unwrap();
    assert_eq!((shown.kind, shown.outcome), (Kind::Exclusive, "No change"));
}

#[test]
fn closed_markets_beside_open_ones_are_told_apart_and_titles_are_one_line_of_text() {
    let events = events(EVENTS);
    let dates = &events[1];
    assert_eq!(dates.title, "Exchange <b>lists</b> by ___ ?", "shown as text, without marks of direction");
    assert_eq!(dates.markets.iter().map(|market| market.open).collect::<Vec<_>>(), [false, true]);
    let line = entry(dates, now(), &Known::default(), now()).unwrap();
    assert_eq!((line.kind, line.outcome.as_str(), line.probability), (Kind::Cumulative, "January 1", 0.265));
    assert_eq!(line.cautions, [Caution::Thin, Caution::Wide]);
    assert_eq!(line.url, "https://polymarket.com/event/exchange-lists-by");
}

#[test]
fn the_wrapped_list_says_the_same_as_the_bare_one() {
    let wrapped = format!("{{\"events\": {EVENTS}, \"next_cursor\": \"abc\"}}");
    assert_eq!(events(&wrapped), events(EVENTS));
}

#[test]
fn every_tag_must_answer_and_an_event_of_two_tags_is_one() {
    let bodies = [EVENTS, "[]", EVENTS, "[]", "[]"];
    assert_eq!(parse(&EventsByTag, &bodies).unwrap().len(), 2);
    assert!(parse(&EventsByTag, &bodies[..4]).is_err(), "a partial list looks as if markets had disappeared");
    assert_eq!(
        parse(&EventsByTag, &["[]"; 5]),
        Err(ParseError::NoValue { rows: 0 }),
        "nothing at all is no answer"
    );
    let asked = EventsByTag.requests(now());
    assert_eq!(asked.len(), 5);
    assert!(asked[0].url().as_str().contains("order=volume24hr&ascending=false&limit=30"));
}

#[test]
fn each_broken_field_is_refused_by_its_name() {
    for (from, to, words) in [
        ("\"0.7355\\\"", "\"1.7355\\\"", "outcomePrices"),
        ("[\\\"0.7355\\\", \\\"0.2645\\\"]", "[\\\"NaN\\\", \\\"0.2645\\\"]", "outcomePrices"),
        ("[\\\"0.7355\\\", \\\"0.2645\\\"]", "[\\\"0.7355\\\"]", "as many entries"),
        ("[\\\"71\\\", \\\"72\\\"]", "[\\\"7x\\\", \\\"72\\\"]", "clobTokenIds"),
        ("\"bestBid\": 0.735", "\"bestBid\": -0.1", "bestBid"),
        ("\"volume24hr\": 4200000", "\"volume24hr\": -1", "volume24hr"),
        ("rate-decision-in-march\"", "../../evil?x=\\\"\"", "slug"),
        ("\"title\": \"Rate decision in March?\"", "\"title\": null", "title"),
        ("2027-03-17T18:00:00Z\", \"volume\"", "soon\", \"volume\"", "endDate"),
    ] {
        assert!(EVENTS.contains(from), "the fixture does not hold {from}");
        let broken = EVENTS.replacen(from, to, 1);
        let refused = refusal(&EventsByTag, &[&broken, "[]", "[]", "[]", "[]"]);
        assert!(refused.contains(words) && refused.contains("[0]"), "{from} -> {to}: {refused}");
        assert_eq!(slugs(&events(&broken)), ["exchange-lists-by"], "a pinned event goes by itself");
    }
    let all_broken = EVENTS.replace("\"slug\"", "\"snail\"");
    assert!(refusal(&named(), &[&all_broken]).contains("[0].slug"));
}

#[test]
fn one_unreadable_event_of_many_is_left_out_whole_and_more_than_a_tenth_are_refused() {
    let list = |broken: usize| {
        let row = |n: usize| {
            let mut row = serde_json::from_str::<Value>(EVENTS).unwrap()[0].clone();
            row["id"] = n.to_string().into();
            row["slug"] = format!("event-{n}").into();
            if n < broken {
                row["markets"][1]["outcomePrices"] = "[\"0.5\"".into();
            }
            row
        };
        Value::Array((0..20).map(row).collect()).to_string()
    };
    let read = |body: &str| parse(&EventsByTag, &[body, "[]", "[]", "[]", "[]"]);
    let two_of_twenty = read(&list(2)).unwrap();
    assert_eq!(two_of_twenty.len(), 18, "an event without one of its markets would have another leader");
    assert!(!slugs(&two_of_twenty).contains(&"event-1"));
    let three_of_twenty = read(&list(3)).unwrap_err().to_string();
    assert!(three_of_twenty.contains("[0].markets[1].outcomePrices"), "{three_of_twenty}");
}

#[test]
fn what_is_no_answer_is_refused() {
    refuses_what_is_no_answer(&named(), EVENTS);
    let history = PriceHistory::new(Token::new("71").unwrap());
    refuses_what_is_no_answer(
        &history,
        r#"{"history":[{"t":1699900000,"p":0.61},{"t":1699943200,"p":0.64}]}"#,
    );
    refuses_what_is_no_answer(&book(), BOOK);
}

#[test]
fn a_market_that_stands_alone_links_to_its_event() {
    let row = |events: Value| {
        let mut row: Value = serde_json::from_str::<Value>(EVENTS).unwrap()[0]["markets"][0].clone();
        row["events"] = events;
        json!({"markets": [row], "next_cursor": "x"}).to_string()
    };
    let of = |events: Value| read_markets(row(events).as_bytes()).unwrap().pop().unwrap();
    let event =
        of(json!([{"id": "101", "slug": "rate-decision-in-march", "title": "Rate decision in March?"}]));
    assert_eq!(event.url(), "https://polymarket.com/event/rate-decision-in-march");
    assert_eq!(of(Value::Null).url(), "https://polymarket.com/event/no-change-in-march", "a legacy market");
}

#[test]
fn the_past_belongs_to_the_outcome_that_was_asked_for() {
    let history = PriceHistory::new(Token::new("71").unwrap());
    let odds = parse(&history, &[r#"{"history":[{"t":1699900000,"p":0.61},{"t":1699943200,"p":"0.64"}]}"#]);
    let odds = odds.unwrap();
    assert!(odds.iter().all(|odds| odds.token.as_str() == "71" && odds.spread.is_none()));
    assert_eq!(odds[1].probability.share(), 0.64);
    assert_eq!(parse(&history, &[r#"{"history":[]}"#]), Ok(vec![]), "resolved outcomes have no past");
    let words = refusal(&history, &[r#"{"history":[{"t":1699900000,"p":1.61}]}"#]);
    assert!(words.contains("history[0].p"), "{words}");
}

#[test]
fn of_too_long_a_past_the_newest_points_are_kept_and_none_of_tomorrow() {
    let history = PriceHistory::new(Token::new("71").unwrap());
    let last = now().timestamp();
    let mut points: Vec<Value> = (0..10_000).rev().map(|n| json!({"t": last - n * 60, "p": 0.5})).collect();
    points.push(json!({"t": last + 86_400, "p": 0.9}));
    let odds = parse(&history, &[&json!({"history": points}).to_string()]).unwrap();
    assert_eq!((odds.len(), odds.last().unwrap().observed_at), (2_499, now()));
}

#[test]
fn the_best_offers_are_the_last_ones_and_a_side_may_be_empty() {
    let share = |body: &str| {
        let offers = parse(&book(), &[body]).unwrap();
        (offers.best_bid.map(Probability::share), offers.best_ask.map(Probability::share))
    };
    assert_eq!(share(BOOK), (Some(0.22), Some(0.31)));
    assert_eq!(share(r#"{"asset_id": "71", "bids": [], "asks": []}"#), (None, None));
    refuses_changes(
        &book(),
        BOOK,
        &[
            ("\"asset_id\": \"71\"", "\"asset_id\": \"72\"", "asset_id"),
            ("\"0.22\"", "\"1.22\"", "bids[1].price"),
            ("\"asks\"", "\"sellers\"", "asks: missing"),
        ],
    );
}
