//! What it means that a question to Telegram failed, and how long to leave it alone. Pure.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::outcome::Outcome;

/// The first pause; it doubles with each failure in a row.
const PAUSE_MIN: Duration = Duration::from_secs(1);
/// A network that is down is looked at this often.
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// Two programs that take the bot's news from each other.
const CONFLICT_PAUSE: Duration = Duration::from_secs(15);
/// A token that is refused is seldom accepted soon after.
const REFUSED_PAUSE_MIN: Duration = Duration::from_secs(60);
const REFUSED_PAUSE_MAX: Duration = Duration::from_secs(15 * 60);

/// Why the bot does not hear anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Somebody else listens with the same token.
    Conflict(String),
    /// The token is not accepted.
    Refused(String),
    /// No answer, or one that says to wait.
    Unreachable(String),
}

impl Trouble {
    pub(super) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Paused { reason, .. } => Self::Refused(reason.to_string()),
            Outcome::Retry { reason, .. } if reason.word == "conflict" => Self::Conflict(reason.to_string()),
            Outcome::Retry { reason, .. } | Outcome::Ambiguous { reason } | Outcome::Dead { reason, .. } => {
                Self::Unreachable(reason.to_string())
            }
            Outcome::Wait { .. } | Outcome::Moved { .. } | Outcome::Sent { .. } => {
                Self::Unreachable("it is not our turn".to_owned())
            }
        }
    }

    /// Whether it is the same trouble, whatever its words.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// How long to leave Telegram alone after so many failures in a row, from 1; never shorter than it asked for itself.
pub(super) fn pause(outcome: &Outcome, failures: u32, now: DateTime<Utc>) -> Duration {
    let doubled = |least: Duration, most: Duration| {
        least.saturating_mul(1 << failures.saturating_sub(1).min(16)).min(most)
    };
    let ours = match Trouble::of(outcome) {
        Trouble::Conflict(_) => CONFLICT_PAUSE,
        Trouble::Refused(_) => doubled(REFUSED_PAUSE_MIN, REFUSED_PAUSE_MAX),
        Trouble::Unreachable(_) => doubled(PAUSE_MIN, PAUSE_MAX),
    };
    let theirs = match outcome {
        Outcome::Retry { not_before: Some(until), .. }
        | Outcome::Wait { until, .. }
        | Outcome::Paused { until, .. } => (*until - now).to_std().unwrap_or_default(),
        _ => Duration::ZERO,
    };
    ours.max(theirs)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::outcome::{Reason, Scope};

    fn now() -> DateTime<Utc> {
        "2026-11-24T15:00:00Z".parse().unwrap()
    }

    fn retry(word: &'static str, seconds: Option<i64>) -> Outcome {
        let not_before = seconds.map(|seconds| now() + TimeDelta::seconds(seconds));
        Outcome::Retry { not_before, scope: Scope::Row, reason: Reason::word(word) }
    }

    #[test]
    fn pauses_grow_to_a_minute_and_are_never_shorter_than_asked_for() {
        let seconds = |outcome: &Outcome, failures| pause(outcome, failures, now()).as_secs();
        let unreachable = retry("unreachable", None);
        assert_eq!(
            [1, 2, 3, 7, 8, 4_000_000_000].map(|failures| seconds(&unreachable, failures)),
            [1, 2, 4, 60, 60, 60]
        );
        assert_eq!(seconds(&retry("rate_limited", Some(300)), 1), 300);
        assert_eq!(seconds(&retry("rate_limited", Some(-300)), 1), 1);
        assert_eq!(seconds(&Outcome::Ambiguous { reason: Reason::word("no_answer") }, 1), 1);
    }

    #[test]
    fn a_refused_token_is_tried_every_quarter_of_an_hour_in_the_end() {
        let refused =
            Outcome::Paused { until: now() + TimeDelta::minutes(1), reason: Reason::word("token_refused") };
        assert_eq!(
            [1, 2, 4, 5, 6].map(|failures| pause(&refused, failures, now()).as_secs()),
            [60, 120, 480, 900, 900]
        );
    }

    #[test]
    fn somebody_else_who_listens_is_told_apart_from_a_broken_line() {
        assert!(matches!(Trouble::of(&retry("conflict", None)), Trouble::Conflict(_)));
        assert!(
            Trouble::of(&retry("unreachable", None)).is_like(&Trouble::of(&retry("provider_failed", None)))
        );
        assert_eq!(pause(&retry("conflict", None), 1, now()).as_secs(), 15);
    }
}
