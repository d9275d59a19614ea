//! An indicator of the operator's own: where its number comes from, its unit, and how often it is asked for.

use std::fmt;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::Unit;
use crate::rules::Span;
use crate::series::{Cadence, OwnId, Pace, Terms};

mod path;

pub use path::{JsonPath, PathError};

/// Most characters of a name.
const NAME_CHARS_MAX: usize = 60;
/// Most bytes of an address.
const ADDRESS_BYTES_MAX: usize = 2_000;
/// Most characters of FRED's and CoinGecko's ids.
const ID_CHARS_MAX: usize = 100;

/// An indicator as people write it, in the form and in an export.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorSpec {
    /// What it is called.
    pub name: String,
    /// `fred`, `coingecko` or `json`.
    pub kind: String,
    /// FRED's id, CoinGecko's id, or the https address.
    pub reference: String,
    /// Where the number stands in the answer; for `json` alone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// A word of [`Unit::as_str`].
    pub unit: String,
    /// How often it is asked for, such as `15m`.
    pub every: String,
    /// How often FRED says something new; for `fred` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cadence: Option<String>,
}

/// Where a number comes from.
#[derive(Clone, PartialEq, Eq)]
pub enum Spring {
    /// A series of FRED, and how often it says something new.
    Fred(String, Cadence),
    /// The price of a coin in US dollars at CoinGecko.
    CoinGecko(String),
    /// A number in a JSON answer: its https address, and where it stands.
    Json(String, JsonPath),
}

/// An indicator whose parts make sense together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    name: String,
    spring: Spring,
    unit: Unit,
    every: TimeDelta,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The field of [`IndicatorSpec`].
    pub field: &'static str,
    /// What is wrong and what would do; continues the field's name.
    pub words: String,
}

impl Refusal {
    /// Of this field.
    pub fn new(field: &'static str, words: impl Into<String>) -> Self {
        Self { field, words: words.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.words)
    }
}

/// An address may hold a key of somebody's: it does not print.
impl fmt::Debug for Spring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fred(id, cadence) => write!(f, "Fred({id}, {cadence:?})"),
            Self::CoinGecko(id) => write!(f, "CoinGecko({id})"),
            Self::Json(_, path) => write!(f, "Json(…, {path})"),
        }
    }
}

impl fmt::Debug for IndicatorSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IndicatorSpec({:?}, {}, {})", self.name, self.kind, self.unit)
    }
}

impl Spring {
    /// The word of its kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Fred(..) => "fred",
            Self::CoinGecko(_) => "coingecko",
            Self::Json(..) => "json",
        }
    }

    /// How often it may be asked, the quickest first. FRED publishes once a day at most; CoinGecko refreshes its prices
    /// every few minutes and counts every question of those without a key.
    pub const fn rhythms(kind: &str) -> &'static [&'static str] {
        match kind.as_bytes() {
            b"fred" => &["1h", "6h", "1d"],
            b"coingecko" => &["5m", "15m", "1h"],
            _ => &["1m", "5m", "15m", "1h"],
        }
    }

    /// Exactly what is measured, and by whom. Of an address only the host: the rest may hold a key.
    fn definition(&self) -> String {
        match self {
            Self::Fred(id, _) => format!("FRED {id}"),
            Self::CoinGecko(id) => format!("CoinGecko, price of {id} in USD"),
            Self::Json(address, path) => format!("{path} at {}", host(address)),
        }
    }
}

/// The host of an https address.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

impl Indicator {
    /// Checks an indicator as written, and says everything that is wrong with it.
    pub fn new(spec: &IndicatorSpec) -> Result<Self, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let name = spec.name.trim();
        let count = name.chars().count();
        if !(1..=NAME_CHARS_MAX).contains(&count) || name.chars().any(char::is_control) {
            refusals
                .push(Refusal::new("name", format!("must be 1 to {NAME_CHARS_MAX} characters on one line")));
        }
        let spring = spring(spec).map_err(|more| refusals.extend(more)).ok();
        let unit = Unit::from_word(&spec.unit);
        match (unit, &spring) {
            (None, _) => refusals
                .push(Refusal::new("unit", format!("must be one of {}", words(Unit::ALL.map(Unit::as_str))))),
            (Some(unit), Some(Spring::CoinGecko(_))) if unit != Unit::Usd => {
                refusals.push(Refusal::new("unit", "must be $: CoinGecko's price is asked for in dollars"));
            }
            _ => {}
        }
        let every = spec.every.parse::<Span>().ok().map(Span::length);
        let rhythms = Spring::rhythms(&spec.kind);
        let every = every.filter(|every| {
            rhythms.iter().any(|word| word.parse::<Span>().is_ok_and(|one| one.length() == *every))
        });
        if every.is_none() {
            refusals
                .push(Refusal::new("every", format!("must be one of {}", words(rhythms.iter().copied()))));
        }
        match (spring, unit, every) {
            (Some(spring), Some(unit), Some(every)) if refusals.is_empty() => {
                Ok(Self { name: name.to_owned(), spring, unit, every })
            }
            _ => Err(refusals),
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where its number comes from.
    pub const fn spring(&self) -> &Spring {
        &self.spring
    }

    /// The unit of its values.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    /// How often it is asked for.
    pub const fn every(&self) -> TimeDelta {
        self.every
    }

    /// The same, published with this cadence; for FRED, whose answer tells.
    #[must_use]
    pub fn with_cadence(self, cadence: Cadence) -> Self {
        match self.spring {
            Spring::Fred(id, _) => Self { spring: Spring::Fred(id, cadence), ..self },
            _ => self,
        }
    }

    /// Where it comes from, in words: `FRED UNRATE`.
    pub fn origin(&self) -> String {
        self.spring.definition()
    }

    /// Whether it measures the same as `other`. An address may move; what FRED, CoinGecko and a unit say may not.
    pub fn measures_as(&self, other: &Self) -> bool {
        let same = match (&self.spring, &other.spring) {
            (Spring::Fred(one, _), Spring::Fred(other, _))
            | (Spring::CoinGecko(one), Spring::CoinGecko(other)) => one == other,
            (Spring::Json(..), Spring::Json(..)) => true,
            _ => false,
        };
        same && self.unit == other.unit
    }

    /// Whether an answer of one would be the other's too.
    pub fn asks_as(&self, other: &Self) -> bool {
        self.spring == other.spring && self.unit == other.unit
    }

    /// Makes the series of this number be this indicator.
    pub fn define(&self, number: u32, watched: bool) -> OwnId {
        let pace = match &self.spring {
            Spring::Fred(_, cadence) => Pace::Published(*cadence),
            Spring::CoinGecko(_) => Pace::Polled { every: self.every, history: Some(TimeDelta::hours(1)) },
            Spring::Json(..) => Pace::Polled { every: self.every, history: None },
        };
        let definition = self.origin();
        OwnId::define(
            number,
            Terms { name: &self.name, definition: &definition, unit: self.unit, pace, watched },
        )
    }
}

impl From<&Indicator> for IndicatorSpec {
    fn from(indicator: &Indicator) -> Self {
        let (reference, path, cadence) = match &indicator.spring {
            Spring::Fred(id, cadence) => (id.clone(), String::new(), Some(cadence.as_str().to_owned())),
            Spring::CoinGecko(id) => (id.clone(), String::new(), None),
            Spring::Json(address, path) => (address.clone(), path.to_string(), None),
        };
        Self {
            name: indicator.name.clone(),
            kind: indicator.spring.kind().to_owned(),
            reference,
            path,
            unit: indicator.unit.as_str().to_owned(),
            every: Span::new(indicator.every).to_string(),
            cadence,
        }
    }
}

fn spring(spec: &IndicatorSpec) -> Result<Spring, Vec<Refusal>> {
    let reference = spec.reference.trim();
    let refused = |field, words: String| Err(vec![Refusal::new(field, words)]);
    match spec.kind.as_str() {
        "fred" => {
            let id = reference.to_ascii_uppercase();
            if !is_id(&id, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_') {
                return refused(
                    "reference",
                    "must be letters, digits and _ as in FRED's address, such as UNRATE".to_owned(),
                );
            }
            let cadence = spec.cadence.as_deref().map_or(Some(Cadence::Daily), Cadence::from_word);
            match cadence {
                Some(cadence) => Ok(Spring::Fred(id, cadence)),
                None => {
                    refused("cadence", format!("must be one of {}", words(Cadence::ALL.map(Cadence::as_str))))
                }
            }
        }
        "coingecko" => {
            let id = reference.to_ascii_lowercase();
            if !is_id(&id, |byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte)
            }) {
                return refused(
                    "reference",
                    "must be letters, digits and - as in CoinGecko's address, such as ethereum".to_owned(),
                );
            }
            Ok(Spring::CoinGecko(id))
        }
        "json" => {
            let mut refusals = Vec::new();
            if !reference.starts_with("https://") || host(reference).is_empty() {
                refusals.push(Refusal::new("reference", "must begin with https:// and a host"));
            } else if reference.len() > ADDRESS_BYTES_MAX
                || reference.chars().any(|c| c.is_whitespace() || c.is_control())
            {
                refusals.push(Refusal::new(
                    "reference",
                    format!("must be at most {ADDRESS_BYTES_MAX} bytes without spaces"),
                ));
            }
            match (spec.path.parse::<JsonPath>(), refusals.is_empty()) {
                (Ok(path), true) => Ok(Spring::Json(reference.to_owned(), path)),
                (Ok(_), false) => Err(refusals),
                (Err(error), _) => {
                    refusals.push(Refusal::new("path", error.to_string()));
                    Err(refusals)
                }
            }
        }
        _ => refused("kind", "must be one of fred, coingecko, json".to_owned()),
    }
}

fn is_id(id: &str, may_hold: impl Fn(u8) -> bool) -> bool {
    // A dot alone leads to another folder of the address.
    (1..=ID_CHARS_MAX).contains(&id.len())
        && id.bytes().all(may_hold)
        && id.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(kind: &str, reference: &str, path: &str, unit: &str, every: &str) -> IndicatorSpec {
        let text = str::to_owned;
        let (kind, reference, path) = (text(kind), text(reference), text(path));
        IndicatorSpec {
            name: text("Mine"),
            kind,
            reference,
            path,
            unit: text(unit),
            every: text(every),
            cadence: None,
        }
    }

    fn refused(spec: &IndicatorSpec) -> Vec<&'static str> {
        let refusals = Indicator::new(spec).map(|_| ()).unwrap_err();
        refusals.iter().map(|refusal| refusal.field).collect()
    }

    #[test]
    fn an_indicator_is_written_as_it_was_read() {
        for (kind, reference, path, unit, every, origin) in [
            ("fred", "UNRATE", "", "percent", "1h", "FRED UNRATE"),
            ("coingecko", "ethereum", "", "usd", "5m", "CoinGecko, price of ethereum in USD"),
            (
                "json",
                "https://api.example.com/v1?key=secret",
                "data.0.price",
                "number",
                "1m",
                "data.0.price at api.example.com",
            ),
        ] {
            let written = spec(kind, reference, path, unit, every);
            let indicator = Indicator::new(&written).unwrap();
            assert_eq!(indicator.origin(), origin);
            let again = IndicatorSpec::from(&indicator);
            assert_eq!(Indicator::new(&again).unwrap(), indicator);
            assert!(!format!("{indicator:?} {again:?}").contains("secret"));
        }
        let lower = Indicator::new(&spec("fred", " unrate ", "", "percent", "1d")).unwrap();
        assert_eq!(lower.origin(), "FRED UNRATE");
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_by_its_field() {
        let nothing =
            IndicatorSpec { name: String::new(), ..spec("json", "http://a.example/", "", "", "2m") };
        assert_eq!(refused(&nothing), ["name", "reference", "path", "unit", "every"]);
        assert_eq!(refused(&spec("fred", "A&B=C", "", "percent", "1h")), ["reference"]);
        assert_eq!(refused(&spec("fred", "UNRATE", "", "percent", "1m")), ["every"]);
        assert_eq!(refused(&spec("coingecko", "..", "", "usd", "5m")), ["reference"]);
        assert_eq!(refused(&spec("coingecko", "ethereum", "", "percent", "5m")), ["unit"]);
        assert_eq!(refused(&spec("json", "https:///a", "a", "usd", "5m")), ["reference"]);
        assert_eq!(refused(&spec("rss", "x", "", "usd", "5m")), ["kind"]);
    }

    #[test]
    fn an_address_may_move_and_what_is_measured_may_not() {
        let of = |kind: &str, reference: &str, unit: &str, every: &str| {
            Indicator::new(&spec(kind, reference, "a", unit, every)).unwrap()
        };
        let json = of("json", "https://a.example/", "usd", "5m");
        assert!(json.measures_as(&of("json", "https://b.example/", "usd", "1h")));
        assert!(!json.asks_as(&of("json", "https://b.example/", "usd", "5m")));
        assert!(!json.measures_as(&of("json", "https://a.example/", "percent", "5m")));
        assert!(!of("fred", "UNRATE", "percent", "1h").measures_as(&of("fred", "DGS2", "percent", "1h")));
    }
}
