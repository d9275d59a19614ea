//! What Telegram puts up with: 30 messages in any second, one a second to a chat, 20 a minute to a group.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(crate) struct Limits {
    /// What is late because the machine is busy with other things is not refused.
    pub(crate) forgiven: Duration,
    all: VecDeque<Instant>,
    chats: HashMap<String, VecDeque<Instant>>,
}

impl Limits {
    /// Counts a message, or says after how many seconds it may come.
    pub(crate) fn take(&mut self, chat: &str, at: Instant) -> Result<(), u64> {
        let second = SECOND.saturating_sub(self.forgiven);
        let of_chat = self.chats.entry(chat.to_owned()).or_default();
        let group = chat.starts_with(['-', '@']);
        let waits = [
            full(&mut self.all.clone(), 30, second, at),
            full(&mut of_chat.iter().copied().filter(|then| *then + second > at).collect(), 1, second, at),
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
