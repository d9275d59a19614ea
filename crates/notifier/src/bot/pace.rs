//! How often a chat is answered: nobody can make the bot talk so much that alerts have to wait. Pure.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

const WINDOW: TimeDelta = TimeDelta::seconds(60);
/// Answers to one subscriber a minute.
const SUBSCRIBER: usize = 20;
/// Answers to one chat that is no subscriber.
const STRANGER: usize = 4;
/// Answers to all chats together that are no subscribers.
const STRANGERS: usize = 60;
/// Chats are looked through at this many; those that matter are of the last minute.
const CHATS_MAX: usize = 2_048;

/// What was answered in the last minute.
#[derive(Debug, Default)]
pub(super) struct Pace {
    chats: HashMap<String, VecDeque<DateTime<Utc>>>,
    strangers: VecDeque<DateTime<Utc>>,
}

impl Pace {
    /// Whether a chat may be answered now; counts the answer if so.
    pub(super) fn take(&mut self, chat: &str, known: bool, now: DateTime<Utc>) -> bool {
        if self.chats.len() >= CHATS_MAX {
            self.chats.retain(|_, times| times.back().is_some_and(|last| is_recent(*last, now)));
        }
        forget(&mut self.strangers, now);
        if !known && (self.strangers.len() >= STRANGERS || self.chats.len() >= CHATS_MAX) {
            return false;
        }
        let times = self.chats.entry(chat.to_owned()).or_default();
        forget(times, now);
        if times.len() >= if known { SUBSCRIBER } else { STRANGER } {
            return false;
        }
        times.push_back(now);
        if !known {
            self.strangers.push_back(now);
        }
        true
    }
}

/// A clock that goes back must not lock anybody out.
fn is_recent(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (now - at).abs() < WINDOW
}

fn forget(times: &mut VecDeque<DateTime<Utc>>, now: DateTime<Utc>) {
    times.retain(|at| is_recent(*at, now));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_766_534_400 + seconds, 0).unwrap()
    }

    #[test]
    fn a_stranger_is_answered_a_few_times_a_minute_and_a_subscriber_more_often() {
        let mut pace = Pace::default();
        let answered = |pace: &mut Pace, chat, known, second| {
            (0..30).filter(|_| pace.take(chat, known, at(second))).count()
        };
        assert_eq!(answered(&mut pace, "1", false, 0), STRANGER);
        assert_eq!(answered(&mut pace, "2", true, 0), SUBSCRIBER);
        assert_eq!(answered(&mut pace, "1", false, 59), 0);
        assert_eq!(answered(&mut pace, "1", false, 60), STRANGER);
        assert_eq!(answered(&mut pace, "1", false, -900), STRANGER, "the clock went back");
    }

    #[test]
    fn many_strangers_do_not_make_subscribers_wait_and_are_forgotten() {
        let mut pace = Pace::default();
        let answered = (0..5_000).filter(|chat| pace.take(&chat.to_string(), false, at(0))).count();
        assert_eq!(answered, STRANGERS);
        assert!(pace.take("subscriber", true, at(0)));
        for second in 0..5_000 {
            pace.take(&format!("later {second}"), false, at(second * 30));
        }
        assert!(pace.chats.len() <= CHATS_MAX);
    }
}
