//! What an outcome means for the row, for its recipient and for the channel. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_store::{Address, Settled};

use super::parcel::Parcel;
use crate::outcome::{Outcome, Reason, Remark, Scope};
use crate::schedule;

/// A second try where nobody knows about the first comes soon: whoever waits for an alert waits for both.
const AGAIN_AFTER: TimeDelta = TimeDelta::seconds(10);
/// A channel that fails as a whole is tried again after these, in seconds, and then once a minute.
const PROBES_S: [i64; 4] = [5, 15, 30, 60];

/// What follows from an outcome.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) settled: Settled,
    /// Nothing to this recipient before that.
    pub(super) recipient_rests: Option<DateTime<Utc>>,
    pub(super) channel: ChannelNews,
}

/// What an outcome says about the channel.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ChannelNews {
    /// It answers.
    Well,
    /// Nothing is known: no answer, or no question.
    Nothing,
    /// It is not its turn.
    Busy(DateTime<Utc>),
    /// It fails as a whole; `until` where it is known when that may end.
    Down { until: Option<DateTime<Utc>>, reason: String },
}

/// When a channel that failed so many times in a row is tried again.
pub(super) fn probe_at(failures: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    let place = usize::try_from(failures.max(1) - 1).unwrap_or(usize::MAX).min(PROBES_S.len() - 1);
    now + TimeDelta::seconds(PROBES_S[place])
}

/// `chance` is 0 to 1.
pub(super) fn verdict(parcel: &Parcel, outcome: Outcome, now: DateTime<Utc>, chance: f64) -> Verdict {
    use ChannelNews::{Busy, Down, Nothing, Well};
    let of = |settled, channel| Verdict { settled, recipient_rests: None, channel };
    match outcome {
        Outcome::Sent { provider_id, remark } => {
            of(Settled::Sent { provider_id, remark: remark.map(word) }, Well)
        }
        Outcome::Retry { not_before, scope: Scope::Channel, reason } => {
            // It is not this message's fault: the attempt does not count. It goes behind the others, so that a message
            // which brings the channel down by itself is not the one that is tried again and again.
            let due_at = not_before.unwrap_or(now + TimeDelta::seconds(1));
            of(Settled::Wait { due_at }, Down { until: not_before, reason: reason.to_string() })
        }
        Outcome::Retry { not_before, scope, reason } => {
            let settled = again(parcel, not_before, &reason, now, chance);
            let rests = match (&settled, scope) {
                (Settled::Again { due_at, .. }, Scope::Recipient) => Some(*due_at),
                _ => None,
            };
            // A provider that cannot be reached has said nothing about the channel.
            let channel = if scope == Scope::Row { Well } else { Nothing };
            Verdict { settled, recipient_rests: rests, channel }
        }
        Outcome::Wait { until, scope } => {
            let settled = Settled::Wait { due_at: until };
            match scope {
                Scope::Channel => of(Settled::Wait { due_at: now }, Busy(until)),
                Scope::Row | Scope::Recipient => {
                    Verdict { settled, recipient_rests: Some(until), channel: Nothing }
                }
            }
        }
        Outcome::Ambiguous { reason } => {
            of(Settled::MaybeArrived { due_at: now + AGAIN_AFTER, reason: reason.to_string() }, Nothing)
        }
        Outcome::Dead { reason, recipient_gone } => {
            of(Settled::Dead { reason: reason.to_string(), recipient_gone }, Well)
        }
        Outcome::Moved { to } => of(Settled::Moved { to: Address::new(to) }, Well),
        Outcome::Paused { until, reason } => {
            of(Settled::Wait { due_at: now }, Down { until: Some(until), reason: reason.to_string() })
        }
    }
}

fn again(
    parcel: &Parcel,
    not_before: Option<DateTime<Utc>>,
    reason: &Reason,
    now: DateTime<Utc>,
    chance: f64,
) -> Settled {
    match schedule::next(parcel.queued_at, now, parcel.attempt, not_before, chance) {
        Some(due_at) => Settled::Again { due_at, reason: reason.to_string() },
        None => Settled::Dead { reason: format!("gave up after a day; {reason}"), recipient_gone: false },
    }
}

fn word(remark: Remark) -> String {
    match remark {
        Remark::PlainText => "plain text",
        Remark::WithoutPicture => "without picture",
        Remark::UnreadableAnswer => "unreadable answer",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_probed_sooner_at_first_and_then_once_a_minute() {
        let now = DateTime::UNIX_EPOCH;
        let pauses: Vec<i64> = (0..8).map(|failures| (probe_at(failures, now) - now).num_seconds()).collect();
        assert_eq!(pauses, [5, 5, 15, 30, 60, 60, 60, 60]);
    }
}
