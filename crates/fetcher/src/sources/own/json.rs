//! A number in a JSON answer of anybody's. It speaks of the moment at which it came.

use std::fmt;

use chrono::{DateTime, Utc};
use cockpit_domain::indicator::JsonPath;
use cockpit_domain::series::own;
use cockpit_domain::{Moment, Unit, Value};
use cockpit_http::{Answer, Limits, Request};
use serde_json::Value as Json;
use url::Url;

use crate::source::{ParseError, Source, nth};
use crate::sources::body::text;
use crate::sources::json::{Field, upstream_error};

/// Most bytes of an answer in which somebody looks for one number.
const BODY_BYTES_MAX: usize = 1_024 * 1_024;
/// Most keys that an error names.
const KEYS_NAMED: usize = 6;
/// Longest name of a host in the log of fetches.
const NAME_BYTES_MAX: usize = 200;

/// One number at one address.
#[derive(Clone)]
pub struct JsonNumber {
    /// `None` for what is no address: there is nothing to ask then.
    url: Option<Url>,
    path: JsonPath,
    unit: Unit,
    name: &'static str,
}

/// The address may hold a key: it does not print.
impl fmt::Debug for JsonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonNumber({} at {})", self.path, self.name)
    }
}

impl JsonNumber {
    /// `address` has been checked to be https.
    pub fn new(address: &str, path: JsonPath, unit: Unit) -> Self {
        let url = Url::parse(address).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or("json");
        let name = own::kept(host.get(..NAME_BYTES_MAX.min(host.len())).unwrap_or("json"));
        Self { url, path, unit, name }
    }
}

impl Source<Vec<(Moment, Value)>> for JsonNumber {
    fn name(&self) -> &'static str {
        self.name
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        let limits = Limits {
            body_bytes_max: BODY_BYTES_MAX,
            spacing: std::time::Duration::from_secs(1),
            tries: 2,
            ..Limits::default()
        };
        // Unconditional: "nothing has changed" would look like a value that grows old.
        self.url
            .iter()
            .map(|url| Request::get(url.clone()).header("accept", "application/json").limits(limits))
            .collect()
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<(Moment, Value)>, ParseError> {
        let answer = nth(answers, 0)?;
        let body: Json = serde_json::from_str(text(&answer.body, "JSON")?)
            .map_err(|error| ParseError::unreadable("JSON", error))?;
        // Where not even the first step is there, the publisher may say why; a `message` beside it says nothing.
        let is_there = self.path.steps().next().is_some_and(|first| body.get(first).is_some());
        let number = walk(&body, &self.path)
            .map_err(|error| Some(&body).filter(|_| !is_there).and_then(upstream_error).unwrap_or(error))?;
        let value = Value::new(number, self.unit)
            .map_err(|error| ParseError::unexpected(&self.path.to_string(), "number", error))?;
        Ok(vec![(Moment::instant(answer.received_at), value)])
    }
}

/// The number at the end of the path. An error names the step that led nowhere, and what there is instead.
fn walk(body: &Json, path: &JsonPath) -> Result<f64, ParseError> {
    let (mut here, mut place) = (body, "answer".to_owned());
    for step in path.steps() {
        let next = match here {
            Json::Object(map) => map.get(step).ok_or_else(|| {
                let keys: Vec<&str> = map.keys().map(String::as_str).take(KEYS_NAMED).collect();
                let more = if map.len() > KEYS_NAMED { ", …" } else { "" };
                let found =
                    if keys.is_empty() { "nothing".to_owned() } else { format!("{}{more}", keys.join(", ")) };
                ParseError::unexpected(&place, format!("key {step:?}"), found)
            })?,
            Json::Array(list) => {
                step.parse::<usize>().ok().and_then(|index| list.get(index)).ok_or_else(|| {
                    let found = format!("{} entries, counted from 0", list.len());
                    ParseError::unexpected(&place, format!("entry {step:?}"), found)
                })?
            }
            scalar => {
                return Err(ParseError::unexpected(&place, format!("something that holds {step:?}"), scalar));
            }
        };
        here = next;
        place = if place == "answer" { step.to_owned() } else { format!("{place}.{step}") };
    }
    Field::at(place, Some(here)).number()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{now, parse, refusal, refuses_what_is_no_answer};

    const BODY: &str = include_str!("../../../fixtures/own_json.json");

    fn at(path: &str) -> JsonNumber {
        JsonNumber::new("https://api.example.com/v1?key=canary", path.parse().unwrap(), Unit::Number)
    }

    #[test]
    fn a_number_is_found_at_the_end_of_its_path_written_as_a_number_or_as_text() {
        for (path, expected) in [
            ("data.0.price", 101.25),
            ("data[1].price", -3.5),
            ("data.1.text", 17.0),
            ("[\"a.b\"].c", 0.5),
            ("counts.0", 9.0),
        ] {
            let told = parse(&at(path), &[BODY]).unwrap();
            assert_eq!(
                told,
                [(Moment::instant(now()), Value::new(expected, Unit::Number).unwrap())],
                "{path}"
            );
        }
        assert_eq!(parse(&at("$"), &["12.5"]).unwrap()[0].1.amount(), 12.5);
    }

    #[test]
    fn an_error_names_the_step_that_led_nowhere() {
        for (path, words) in [
            ("dat.0", "answer: key \"dat\" expected, found a.b, counts, data, message, none"),
            ("data.7.price", "data: entry \"7\" expected, found 2 entries, counted from 0"),
            ("data.first", "data: entry \"first\" expected"),
            ("data.0.usd", "data.0: key \"usd\" expected, found name, price"),
            ("data.0.price.value", "data.0.price: something that holds \"value\" expected, found 101.25"),
            ("data.0.name", "data.0.name: number expected, found \"one\""),
            ("data.0", "data.0: number expected, found an object"),
            ("none", "none: number expected, found null"),
        ] {
            // The fixture's `message` is empty, so it is no error of the publisher's.
            let refusal = refusal(&at(path), &[BODY]);
            assert!(refusal.contains(words), "{path}: {refusal}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for body in [
            r#"{"a":"NaN"}"#,
            r#"{"a":"inf"}"#,
            r#"{"a":1e999}"#,
            r#"{"a":true}"#,
            r#"{"a":"1,000"}"#,
            r#"{"a":""}"#,
        ] {
            refusal(&at("a"), &[body]);
        }
        let words = refusal(&at("a"), &[r#"{"message":"API rate limit exceeded"}"#]);
        assert_eq!(words, "the publisher says: API rate limit exceeded");
        refuses_what_is_no_answer(&at("data.0.price"), BODY);
    }

    #[test]
    fn the_address_does_not_print_and_the_host_is_its_name() {
        let source = at("data.0.price");
        assert_eq!(source.name(), "api.example.com");
        assert!(!format!("{source:?}").contains("canary"));
    }
}
