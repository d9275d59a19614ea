//! How fast Telegram may be spoken to: 30 messages a second in all, one a second to a chat, 20 a minute to a group, and
//! nothing at all for as long as a 429 says. Pure: the time is an argument.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// Between two messages to anybody: 28.7 a second. Evenly, because a burst at our end of a slow line may arrive as two.
const SPACING: Duration = Duration::from_micros(34_800);
/// How far a late timer may be made up for, so that its lateness does not add up: 31 messages never fit in a second.
const CATCH_UP: Duration = Duration::from_millis(8);
/// Between two messages to one chat.
pub const CHAT_SPACING: Duration = Duration::from_millis(1_050);
/// So many messages to a group within this.
const GROUP_MESSAGES: usize = 20;
const GROUP_WINDOW: Duration = Duration::from_secs(61);
/// Chats are forgotten at this many; those that matter are of the last minute.
const CHATS_MAX: usize = 4_096;

/// Who is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chat<'a> {
    /// One person.
    Private(&'a str),
    /// A group or a channel.
    Group(&'a str),
}

impl<'a> Chat<'a> {
    /// Groups and channels have negative ids or names.
    pub fn of(chat: &'a str) -> Self {
        if chat.starts_with(['-', '@']) { Self::Group(chat) } else { Self::Private(chat) }
    }

    const fn name(self) -> &'a str {
        match self {
            Self::Private(name) | Self::Group(name) => name,
        }
    }
}

/// What was sent lately.
#[derive(Debug, Default)]
pub struct Limiter {
    /// When the next message to anybody would be on time.
    next: Option<Instant>,
    paused_until: Option<Instant>,
    chats: HashMap<String, VecDeque<Instant>>,
}

impl Limiter {
    /// When a message to `chat` may be sent: `now`, or later.
    pub fn next_at(&self, chat: Chat<'_>, now: Instant) -> Instant {
        let overall = self.next.map(|next| next.checked_sub(CATCH_UP).unwrap_or(next));
        let times = self.chats.get(chat.name());
        let last = times.and_then(VecDeque::back).map(|last| *last + CHAT_SPACING);
        let full = match chat {
            Chat::Private(_) => None,
            Chat::Group(_) => {
                times.filter(|times| times.len() >= GROUP_MESSAGES).map(|times| times[0] + GROUP_WINDOW)
            }
        };
        [overall, last, full, self.paused_until].into_iter().flatten().fold(now, Instant::max)
    }

    /// Takes the turn of a message to `chat`, or says when it may be asked again.
    pub fn take(&mut self, chat: Chat<'_>, now: Instant) -> Result<(), Instant> {
        let at = self.next_at(chat, now);
        if at > now {
            return Err(at);
        }
        self.next = Some(self.next.map_or(now, |next| next.max(now)) + SPACING);
        if self.chats.len() >= CHATS_MAX {
            self.chats.retain(|_, times| times.back().is_some_and(|last| now < *last + GROUP_WINDOW));
        }
        let times = self.chats.entry(chat.name().to_owned()).or_default();
        if times.len() >= GROUP_MESSAGES {
            times.pop_front();
        }
        times.push_back(now);
        Ok(())
    }

    /// Whether a pause for everybody is on.
    pub fn is_paused(&self, now: Instant) -> bool {
        self.paused_until.is_some_and(|until| until > now)
    }

    /// Nobody is spoken to before `until`.
    pub fn pause(&mut self, until: Instant) {
        self.paused_until = self.paused_until.max(Some(until));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// When `messages` to these chats go out, by a timer that is late by up to so many milliseconds.
    fn sent(chats: &[usize], late_ms: u64) -> Vec<(usize, Duration)> {
        let start = Instant::now();
        let mut now = start;
        let mut limiter = Limiter::default();
        let mut sent = Vec::new();
        for (index, chat) in chats.iter().enumerate() {
            let name = if chat % 2 == 0 { format!("{chat}") } else { format!("-{chat}") };
            while let Err(at) = limiter.take(Chat::of(&name), now) {
                now = at + Duration::from_millis(late_ms * (index as u64 % 3) / 2);
            }
            sent.push((*chat, now - start));
        }
        sent
    }

    fn most_within(times: &[Duration], window: Duration) -> usize {
        (0..times.len())
            .map(|first| times[first..].iter().take_while(|at| **at < times[first] + window).count())
            .max()
            .unwrap_or(0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn no_limit_is_ever_passed(chats in proptest::collection::vec(0_usize..40, 1..400), late_ms in 0_u64..10) {
            let sent = sent(&chats, late_ms);
            let all: Vec<_> = sent.iter().map(|(_, at)| *at).collect();
            prop_assert!(most_within(&all, Duration::from_secs(1)) <= 30);
            for chat in 0..40 {
                let of_chat: Vec<_> = sent.iter().filter(|(of, _)| *of == chat).map(|(_, at)| *at).collect();
                prop_assert!(most_within(&of_chat, Duration::from_secs(1)) <= 1);
                prop_assert!(chat % 2 == 0 || most_within(&of_chat, Duration::from_secs(60)) <= 20);
            }
        }
    }

    #[test]
    fn many_chats_are_served_at_95_percent_of_the_limit_or_better_by_late_timers_too() {
        let chats: Vec<usize> = (0..1_000).map(|chat| chat * 2).collect();
        let last = sent(&chats, 4).last().unwrap().1;
        assert!(last <= Duration::from_secs_f64(1_000.0 / (30.0 * 0.95)), "{last:?}");
    }

    #[test]
    fn a_pause_holds_for_everybody_and_is_never_shortened() {
        let now = Instant::now();
        let mut limiter = Limiter::default();
        limiter.pause(now + Duration::from_secs(35));
        limiter.pause(now + Duration::from_secs(5));
        assert_eq!(limiter.take(Chat::of("7"), now), Err(now + Duration::from_secs(35)));
        assert_eq!(limiter.take(Chat::of("7"), now + Duration::from_secs(35)), Ok(()));
    }

    #[test]
    fn chats_of_long_ago_are_forgotten() {
        let mut now = Instant::now();
        let mut limiter = Limiter::default();
        for chat in 0..10_000 {
            now += SPACING;
            limiter.take(Chat::of(&chat.to_string()), now).unwrap();
        }
        assert!(limiter.chats.len() <= CHATS_MAX, "{}", limiter.chats.len());
    }
}
