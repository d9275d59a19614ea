//! What is missing.
//!
//! | Form | Posted to | Fields beside `back` |
//! |---|---|---|
//! | send | `/settings/suggest/send` | `metric`, `why`, `link` |
//! | done with one | `/settings/suggest/remove` | `id` |

use chrono::{DateTime, Utc};

use super::Field;

/// The section.
#[derive(Clone, Debug, Default)]
pub struct SuggestView {
    /// The repository where an issue is opened, `owner/name`; `None` when suggestions are kept here.
    pub repository: Option<String>,
    /// `metric`: what it is, 1 to 120 characters.
    pub metric: Field,
    /// `why`: what it would tell, up to 1,000 characters.
    pub why: Field,
    /// `link`: where it is published, https; may be empty.
    pub link: Field,
    /// Those kept here, newest first.
    pub kept: Vec<Suggestion>,
}

/// One that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Its number.
    pub id: i64,
    /// What.
    pub metric: String,
    /// Why.
    pub why: String,
    /// Where it is published.
    pub link: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}
