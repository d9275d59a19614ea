//! How the publishers of the numbers stand: who is asked for what, who answers, and how the last day went.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::SeriesId;
use crate::dashboard::SourceState;
use crate::moment::{serialize_seconds, serialize_seconds_option};

/// How long a stretch of the strip is.
pub const SLOT: TimeDelta = TimeDelta::minutes(30);
/// How many of them there are: a day.
pub const SLOTS: usize = 48;

/// What is asked for again and again, and of whom.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Feed {
    /// Its name in the fetch log, such as `btc`.
    pub name: String,
    /// The series that it brings; empty for markets and releases.
    pub series: Vec<SeriesId>,
    /// Seconds between questions while all is well; `None` for what is asked when it is due.
    pub rhythm_s: Option<u64>,
    /// When it is asked next.
    #[serde(serialize_with = "serialize_seconds_option")]
    pub next_at: Option<DateTime<Utc>>,
    /// The publisher whose answers are taken now.
    pub in_use: Option<String>,
    /// Its publishers, in the order in which they are asked.
    pub sources: Vec<Standing>,
}

/// How one publisher of a feed stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Its name, such as `coinbase`.
    pub name: String,
    /// Whether its last answer could be kept; idle when it was never needed.
    pub state: SourceState,
    /// When it was last asked.
    #[serde(serialize_with = "serialize_seconds_option")]
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// When it was last asked with success.
    #[serde(serialize_with = "serialize_seconds_option")]
    pub last_success_at: Option<DateTime<Utc>>,
    /// Failures since then.
    pub consecutive_failures: u32,
    /// Why the last attempt failed, in words without an address.
    pub error: Option<String>,
    /// How long the last attempt took, in milliseconds.
    pub last_ms: Option<u64>,
    /// The last 24 hours.
    pub day: Day,
    /// The hosts it is asked at.
    pub hosts: Vec<Host>,
}

/// What is known of a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// Whether it may be asked.
    pub breaker: Breaker,
}

/// Whether a host may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Breaker {
    /// Whenever somebody wants to.
    Closed,
    /// It failed again and again and is left alone, but for one question a minute.
    Open,
    /// It asked for patience.
    Waiting {
        /// Until then.
        #[serde(serialize_with = "serialize_seconds")]
        until: DateTime<Utc>,
    },
}

/// One question of the log, as far as it counts here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// When.
    pub at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// What came of it.
    pub tried: Tried,
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// An answer that could be kept.
    Answered,
    /// Nothing has changed since the last one.
    NotModified,
    /// Nothing that could be kept.
    Failed,
}

/// The last 24 hours of a publisher.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Day {
    /// Answers that could be kept.
    pub answered: u32,
    /// Answers that nothing has changed.
    pub not_modified: u32,
    /// Failures.
    pub failed: u32,
    /// The median time that an attempt took, in milliseconds; `None` without one.
    pub median_ms: Option<u64>,
    /// Half hours, oldest first.
    pub strip: Vec<Slot>,
}

/// Half an hour of a publisher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// Tries that gave what was wanted, "nothing has changed" among them.
    pub well: u32,
    /// Tries that failed.
    pub failed: u32,
}

impl Day {
    /// The 24 hours before `now` of these tries, in whatever order they come.
    pub fn of(tries: &[Try], now: DateTime<Utc>) -> Self {
        let mut day = Self { strip: vec![Slot::default(); SLOTS], ..Self::default() };
        let mut took_ms: Vec<u64> = Vec::new();
        for one in tries {
            let ago_s = (now - one.at).num_seconds();
            let slots_ago = usize::try_from(ago_s.div_euclid(SLOT.num_seconds()));
            let Some(place) = slots_ago.ok().and_then(|ago| (SLOTS - 1).checked_sub(ago)) else { continue };
            took_ms.push(one.took_ms);
            match one.tried {
                Tried::Answered => day.answered += 1,
                Tried::NotModified => day.not_modified += 1,
                Tried::Failed => day.failed += 1,
            }
            let slot = &mut day.strip[place];
            *(if one.tried == Tried::Failed { &mut slot.failed } else { &mut slot.well }) += 1;
        }
        day.median_ms = median(&mut took_ms);
        day
    }

    /// All tries.
    pub const fn tries(&self) -> u32 {
        self.answered + self.not_modified + self.failed
    }
}

/// The middle one; of an even number the lower of the two in the middle.
fn median(numbers: &mut [u64]) -> Option<u64> {
    numbers.sort_unstable();
    numbers.get(numbers.len().checked_sub(1)? / 2).copied()
}

/// The publisher that answered last: the one whose values are taken. Of several at the same time the best placed.
pub fn in_use(sources: &[Standing]) -> Option<&Standing> {
    let answered = sources.iter().filter(|source| source.last_success_at.is_some());
    // `max_by_key` gives the last of equals, so the order is turned around.
    answered.rev().max_by_key(|source| source.last_success_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_766_534_400 + seconds, 0).unwrap()
    }

    fn a_try(seconds: i64, took_ms: u64, tried: Tried) -> Try {
        Try { at: at(seconds), took_ms, tried }
    }

    #[test]
    fn a_day_counts_what_came_and_keeps_its_half_hours() {
        let now = at(86_400);
        let day = Day::of(
            &[
                a_try(86_399, 30, Tried::Answered),
                a_try(86_390, 10, Tried::NotModified),
                a_try(86_400 - 1_800, 900, Tried::Failed),
                a_try(1, 20, Tried::Answered),
                a_try(0, 5, Tried::Answered),
                a_try(-5, 5, Tried::Failed),
                a_try(90_000, 5, Tried::Failed),
            ],
            now,
        );
        assert_eq!((day.answered, day.not_modified, day.failed, day.tries()), (2, 1, 1, 4));
        assert_eq!(day.strip.len(), SLOTS);
        assert_eq!(day.strip[SLOTS - 1], Slot { well: 2, failed: 0 });
        assert_eq!(day.strip[SLOTS - 2], Slot { well: 0, failed: 1 }, "half an hour ago is the slot before");
        assert_eq!(day.strip[0], Slot { well: 1, failed: 0 }, "a whole day ago is no longer in it");
        assert_eq!(day.median_ms, Some(20));
    }

    #[test]
    fn a_day_without_a_try_has_no_latency() {
        let day = Day::of(&[], at(0));
        assert_eq!((day.median_ms, day.tries()), (None, 0));
        assert!(day.strip.iter().all(|slot| *slot == Slot::default()));
    }

    #[test]
    fn the_one_that_answered_last_is_in_use_and_of_equals_the_first() {
        let source = |name: &str, success: Option<i64>| Standing {
            name: name.to_owned(),
            state: SourceState::Ok,
            last_attempt_at: None,
            last_success_at: success.map(at),
            consecutive_failures: 0,
            error: None,
            last_ms: None,
            day: Day::default(),
            hosts: Vec::new(),
        };
        let name = |sources: &[Standing]| in_use(sources).map(|source| source.name.clone());
        assert_eq!(name(&[source("a", None)]), None);
        assert_eq!(name(&[source("a", Some(1)), source("b", Some(9))]), Some("b".to_owned()));
        assert_eq!(name(&[source("a", Some(9)), source("b", Some(9))]), Some("a".to_owned()));
    }
}
