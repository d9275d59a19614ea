//! What the personal page shows: `/me/{token}`, for whoever holds the signed link.
//!
//! | Form | Posted to | Fields |
//! |---|---|---|
//! | who one is | `{path}/profile` | `revision`, `name`, `time_zone`, `locale`, `quiet_from`, `quiet_until`, `digest_hour` |
//! | thresholds | `{path}/thresholds`, `{path}/preset` | as in [`super::thresholds`] with its `revision`, without `who` |
//! | pause, resume | `{path}/pause`, `{path}/resume` | none |
//! | mute | `{path}/mute` | `hours`: `1`, `4`, `24`, `72` |
//! | hear again | `{path}/unmute` | none |
//! | leave | `{path}/leave` | none; linked as `?leave=1`, which asks first |
//!
//! After success 303 to `{path}?done=<word>`, else as in [`super`].

use super::{Channel, Conflict, Field, Notice, Person, ThresholdsView};

/// The whole page. The path opens it for whoever knows it, so it does not print.
#[derive(Clone)]
pub struct MeView {
    /// `/me/{token}`, without a slash at its end.
    pub path: String,
    /// What just happened.
    pub notice: Option<Notice>,
    /// It was changed elsewhere meanwhile.
    pub conflict: Option<Conflict>,
    /// Posted as `revision`.
    pub revision: i64,
    /// How one is reached.
    pub channel: Channel,
    /// Where, masked.
    pub address: String,
    /// Whether one is told anything.
    pub state: Person,
    /// `name`.
    pub name: Field,
    /// `time_zone`.
    pub time_zone: Field,
    /// `locale`.
    pub locale: Field,
    /// Words for `locale` to choose from: what is posted, and what it looks like.
    pub locales: Vec<(String, String)>,
    /// `quiet_from`, `HH:MM`; empty with `quiet_until` when there are no quiet hours.
    pub quiet_from: Field,
    /// `quiet_until`, `HH:MM`.
    pub quiet_until: Field,
    /// `digest_hour`, 0 to 23; empty when no briefing is wanted.
    pub digest_hour: Field,
    /// One's own thresholds and kinds; `who` is not read.
    pub thresholds: ThresholdsView,
    /// Whether `?leave=1` asks before leaving.
    pub leaving: bool,
}
