//! What Telegram puts up with: 30 messages in any second, one a second to a chat, 20 a minute to a group.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(super) struct Limits {
    all: VecDeque<Instant>,
    chats: HashMap<String, VecDeque<Instant>>,
}

impl Limits {
    /// Counts a message, or says after how many seconds it may come.
    pub(super) fn take(&mut self, chat: &str, at: Instant) -> Result<(), u64> {
        let of_chat = self.chats.entry(chat.to_owned()).or_default();
        let group = chat.starts_with(['-', '@']);
        let waits = [
            full(&mut self.all.clone(), 30, SECOND, at),
            full(&mut of_chat.iter().copied().filter(|then| *then + SECOND > at).collect(), 1, SECOND, at),
            group.then(|| full(&mut of_chat.clone(), 20, MINUTE, at)).flatten(),
        ];
        if let Some(wait) = waits.into_iter().flatten().max() {
            return Err(wait.as_secs() + 1);
        }
        self.all.retain(|then| *then + SECOND > at);
        of_chat.retain(|then| *then + MINUTE > at);
        self.all.push_back(at);
        of_chat.push_back(at);
        Ok(())
    }
}

/// How long until there is room for one more of so many within this.
fn full(times: &mut VecDeque<Instant>, most: usize, within: Duration, at: Instant) -> Option<Duration> {
    times.retain(|then| *then + within > at);
    let first = times.len().checked_sub(most)?;
    Some(times[first] + within - at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thirty_first_in_a_second_waits_and_so_does_the_second_to_a_chat() {
        let (start, mut limits) = (Instant::now(), Limits::default());
        for chat in 0..30 {
            assert_eq!(limits.take(&chat.to_string(), start + Duration::from_millis(chat * 10)), Ok(()));
        }
        assert_eq!(limits.take("31", start + Duration::from_millis(999)), Err(1));
        assert_eq!(limits.take("31", start + Duration::from_millis(1_001)), Ok(()));
        assert_eq!(limits.take("31", start + Duration::from_millis(1_999)), Err(1));
        assert_eq!(limits.take("31", start + Duration::from_millis(2_002)), Ok(()));
    }

    #[test]
    fn a_group_takes_twenty_in_a_minute() {
        let (start, mut limits) = (Instant::now(), Limits::default());
        for second in 0..20 {
            assert_eq!(limits.take("-7", start + Duration::from_secs(second * 2)), Ok(()));
        }
        assert_eq!(limits.take("-7", start + Duration::from_secs(50)), Err(11));
        assert_eq!(limits.take("-7", start + Duration::from_secs(61)), Ok(()));
    }
}
