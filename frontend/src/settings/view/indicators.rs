//! Indicators of one's own.
//!
//! | Form | Posted to | Fields beside `back` |
//! |---|---|---|
//! | try | `/settings/indicators/test` | those of [`IndicatorForm`]; answers with the page and [`IndicatorForm::tried`] |
//! | save | `/settings/indicators/save` | the same |
//! | remove | `/settings/indicators/remove` | `id`, `revision` |
//!
//! Linked: `&add=fred`, `&add=coingecko`, `&add=json`, `&edit=<id>`, `&remove=<id>`.

use chrono::{DateTime, Utc};

use super::Field;

/// The section.
#[derive(Clone, Debug, Default)]
pub struct IndicatorsView {
    /// In the order in which they were added.
    pub indicators: Vec<IndicatorRow>,
    /// What is being done.
    pub open: Option<IndicatorOpen>,
}

/// What is being done to one of them.
#[derive(Clone, Debug)]
pub enum IndicatorOpen {
    /// `&add=<kind>`.
    Add(IndicatorForm),
    /// `&edit=<id>`.
    Edit(IndicatorForm),
    /// `&remove=<id>`: is asked before it is done.
    Remove(i64),
}

/// Where its numbers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndicatorKind {
    /// A series of FRED.
    Fred,
    /// A coin's price at CoinGecko.
    CoinGecko,
    /// A number in a JSON answer.
    Json,
}

impl IndicatorKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Fred, Self::CoinGecko, Self::Json];

    /// The word in addresses and forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fred => "fred",
            Self::CoinGecko => "coingecko",
            Self::Json => "json",
        }
    }

    /// From [`IndicatorKind::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One indicator in a line.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorRow {
    /// Its number.
    pub id: i64,
    /// Grows with every change.
    pub revision: i64,
    /// What it is called.
    pub name: String,
    /// Where from, in words: `FRED UNRATE`.
    pub origin: String,
    /// How often, in words: `every hour`.
    pub rhythm: String,
    /// The newest value with its unit, and when it was seen.
    pub latest: Option<(String, DateTime<Utc>)>,
    /// Why the last attempt failed.
    pub error: Option<String>,
}

/// An indicator, being added or changed.
#[derive(Clone, Debug)]
pub struct IndicatorForm {
    /// Which; `None` for a new one. Posted as `id`.
    pub id: Option<i64>,
    /// Posted as `revision`; 0 for a new one.
    pub revision: i64,
    /// Posted as `kind`.
    pub kind: IndicatorKind,
    /// `name`.
    pub name: Field,
    /// `reference`: FRED's id, CoinGecko's id, or the https address.
    pub reference: Field,
    /// `path`: where in the answer the number stands, such as `data.0.price`; only for JSON.
    pub path: Field,
    /// `unit`: one of `units`.
    pub unit: Field,
    /// What is posted, and in words.
    pub units: Vec<(String, String)>,
    /// `every`: one of `rhythms`.
    pub every: Field,
    /// What is posted, and in words.
    pub rhythms: Vec<(String, String)>,
    /// What the test brought.
    pub tried: Option<Tried>,
}

/// What a test brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// A value with its unit, and what moment it speaks of, in words.
    Value(String, String),
    /// Nothing, and why.
    Nothing(String),
}
