//! Who is asked, how often, and what waits for review.
//!
//! | Form | Posted to | Fields beside `back` |
//! |---|---|---|
//! | believe a value | `/settings/sources/release` | `series`, `held_at` (seconds since 1970) |
//! | discard it | `/settings/sources/discard` | the same |

use chrono::{DateTime, Utc};
use cockpit_domain::dashboard::SourceState;

/// The section.
#[derive(Clone, Debug, Default)]
pub struct SourcesView {
    /// In the order of the page's footer.
    pub sources: Vec<SourceRow>,
    /// Values that wait for review.
    pub held: Vec<HeldRow>,
}

/// One source.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRow {
    /// Its name, such as `fredgraph`; shown by its publisher's.
    pub name: String,
    /// What it brings, in words: `10Y yield, Fed assets`.
    pub brings: String,
    /// Whether it answers.
    pub state: SourceState,
    /// When it last did.
    pub last_success_at: Option<DateTime<Utc>>,
    /// When it is asked next.
    pub next_at: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// How often, in words: `every 5 min`.
    pub rhythm: String,
    /// Its key; never the key itself.
    pub key: Key,
}

/// Whether a source has a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// There is none.
    NotNeeded,
    /// It has one, from this variable.
    Set(String),
    /// It works without; with this variable it would be better, and how: `asked every minute`.
    Absent(String, String),
}

/// One value that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldRow {
    /// The series' id; posted as `series`.
    pub series: String,
    /// What it is called.
    pub title: String,
    /// With its unit.
    pub value: String,
    /// Why it waits.
    pub reason: String,
    /// Who said it.
    pub source: String,
    /// Since when; posted as `held_at`.
    pub held_at: DateTime<Utc>,
}
