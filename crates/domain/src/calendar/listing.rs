//! What the sources of a schedule say, row by row, before it is matched with what is known.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};

use super::Impact;

/// A row as a source published it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// The source's title of it: other people's words.
    pub title: String,
    /// When; New York midnight when the source gives only a day.
    pub at: DateTime<Utc>,
    /// Whether the source gives a time of day.
    pub timed: bool,
    /// The source's impact, when it has one.
    pub impact: Option<Impact>,
    /// What is expected, as the source writes it, such as `0.1%`.
    pub forecast: Option<String>,
    /// What came last time, as the source writes it.
    pub previous: Option<String>,
    /// What the source says about it, such as the meeting whose minutes are published.
    pub note: Option<String>,
}

/// Everything one source says about a stretch of days.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Who: `forexfactory`, `bea`, `federalreserve`, `bls`, `built-in`.
    pub source: String,
    /// When it was received.
    pub seen_at: DateTime<Utc>,
    /// The New York days about which the answer is complete: what is known from this source and is missing here has
    /// been withdrawn.
    pub covers: RangeInclusive<NaiveDate>,
    /// Whether its dates follow from a rule and not from a publication.
    pub estimated: bool,
    /// Its rows.
    pub listings: Vec<Listing>,
}
