//! The loop: ask for news, handle it, remember that it was handled.

use std::time::Duration;

use chrono::TimeDelta;
use cockpit_store::Channel;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use super::trouble::{Trouble, pause};
use super::{Bot, command};
use crate::outcome::Outcome;
use crate::telegram::{Me, Said, Update};

/// How long Telegram keeps a question open when there is no news.
const WAIT: Duration = Duration::from_secs(50);
/// An empty answer that comes sooner than this came too soon: somebody in between answers by itself.
const TOO_SOON: Duration = Duration::from_secs(1);
/// Handling one piece of news.
const HANDLE_WITHIN: Duration = Duration::from_secs(20);
/// What is being handled may take this long after the signal to stop.
const FINISH_WITHIN: Duration = Duration::from_secs(5);

/// What went wrong lately.
#[derive(Default)]
struct Failures {
    in_a_row: u32,
    told: Option<Trouble>,
    /// Whether the pause of the channel is ours to end.
    paused: bool,
}

impl Bot {
    pub(super) async fn listen(&self, mut stop: watch::Receiver<bool>) {
        let mut failures = Failures::default();
        let Some(me) = self.introduce(&mut failures, &mut stop).await else { return };
        let mut offset = self.0.store.bot_offset().await.unwrap_or_else(|error| {
            // Telegram keeps news until we ask for the one after it: nothing is lost, some may be handled twice.
            tracing::warn!(%error, "which news was handled last could not be read");
            None
        });
        loop {
            let asked = Instant::now();
            let news = tokio::select! {
                news = self.0.telegram.updates(offset, WAIT) => news,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            match news {
                Ok((updates, next)) => {
                    self.well(&mut failures).await;
                    let idle = updates.is_empty() && asked.elapsed() < TOO_SOON;
                    if !self.handle_until(updates, &me, &mut stop).await {
                        return;
                    }
                    if next != offset
                        && let Some(next) = next
                        && let Err(error) = self.0.store.set_bot_offset(next).await
                    {
                        tracing::warn!(%error, "which news was handled could not be written");
                    }
                    offset = next;
                    if idle && rested(TOO_SOON, &mut stop).await.is_none() {
                        return;
                    }
                }
                Err(outcome) => {
                    let wait = self.failed(&outcome, &mut failures).await;
                    if rested(wait, &mut stop).await.is_none() {
                        return;
                    }
                }
            }
        }
    }

    /// Finds out who we are, as often as it takes, and offers the commands. `None` when it is time to stop.
    async fn introduce(&self, failures: &mut Failures, stop: &mut watch::Receiver<bool>) -> Option<Me> {
        let me = loop {
            let asked = tokio::select! {
                me = self.0.telegram.me() => me,
                _ = stop.wait_for(|stop| *stop) => return None,
            };
            match asked {
                Ok(me) => break me,
                Err(outcome) => {
                    let wait = self.failed(&outcome, failures).await;
                    rested(wait, stop).await?;
                }
            }
        };
        self.well(failures).await;
        tracing::info!(bot = me.username, "the bot listens");
        if let Err(outcome) = self.0.telegram.offer_commands(&command::OFFERED).await {
            tracing::warn!(trouble = ?Trouble::of(&outcome), "the commands could not be offered");
        }
        Some(me)
    }

    /// Handles news, each chat's in order and all chats at once. False when it is time to stop before all is handled.
    async fn handle_until(&self, updates: Vec<Update>, me: &Me, stop: &mut watch::Receiver<bool>) -> bool {
        if updates.is_empty() {
            return true;
        }
        tokio::select! {
            () = self.handle(updates, me) => true,
            () = async {
                drop(stop.wait_for(|stop| *stop).await);
                sleep(FINISH_WITHIN).await;
            } => {
                tracing::warn!("the bot was still answering at the end; it goes on after the next start");
                false
            }
        }
    }

    async fn handle(&self, updates: Vec<Update>, me: &Me) {
        let mut chats: Vec<(String, Vec<Said>)> = Vec::new();
        for said in updates.into_iter().filter_map(|update| update.said) {
            let chat = chat(&said);
            match chats.iter_mut().find(|(known, _)| *known == chat) {
                Some((_, all)) => all.push(said),
                None => chats.push((chat, vec![said])),
            }
        }
        let mut tasks = JoinSet::new();
        for (_, all) in chats {
            let (bot, me) = (self.clone(), me.clone());
            tasks.spawn(async move {
                for said in all {
                    if timeout(HANDLE_WITHIN, bot.hear(said, &me)).await.is_err() {
                        tracing::warn!("an answer took too long and was given up");
                    }
                }
            });
        }
        while let Some(ended) = tasks.join_next().await {
            if let Err(error) = ended {
                // It would break at the same news again and again: this one counts as handled.
                tracing::error!(%error, "some news could not be handled");
            }
        }
    }

    async fn well(&self, failures: &mut Failures) {
        if failures.in_a_row > 0 {
            tracing::info!(after = failures.in_a_row, "the bot hears again");
        }
        if failures.paused
            && let Err(error) = self.0.store.resume_channel(Channel::Telegram).await
        {
            tracing::warn!(%error, "the end of a pause could not be written");
            return;
        }
        *failures = Failures::default();
    }

    /// Tells the operator once of each trouble, and says how long to leave Telegram alone.
    async fn failed(&self, outcome: &Outcome, failures: &mut Failures) -> Duration {
        let now = self.0.clock.now();
        failures.in_a_row = failures.in_a_row.saturating_add(1);
        let (wait, trouble) = (pause(outcome, failures.in_a_row, now), Trouble::of(outcome));
        if !failures.told.as_ref().is_some_and(|told| told.is_like(&trouble)) {
            match &trouble {
                Trouble::Conflict(said) => tracing::error!(
                    said,
                    "another program listens with the token of this bot, or a webhook is set for it: commands and buttons \
                     may not arrive here; alerts do go out"
                ),
                Trouble::Refused(said) => tracing::error!(said, "Telegram refuses the token of the bot"),
                Trouble::Unreachable(said) => tracing::warn!(said, "the bot does not hear anything"),
            }
        }
        if let Trouble::Refused(said) = &trouble {
            let until = now + TimeDelta::from_std(wait).unwrap_or(TimeDelta::minutes(1));
            match self.0.store.pause_channel(Channel::Telegram, now, until, said).await {
                Ok(()) => failures.paused = true,
                Err(error) => tracing::warn!(%error, "a pause could not be written"),
            }
        }
        failures.told = Some(trouble);
        wait
    }
}

/// The chat that something was said in, or the person.
fn chat(said: &Said) -> String {
    match said {
        Said::Text { at, .. } | Said::Pressed { at: Some(at), .. } => at.chat().to_owned(),
        Said::Pressed { from, .. } => from.id.to_string(),
        Said::Moved { from, .. } => from.to_string(),
        Said::Membership { chat, .. } => chat.to_string(),
    }
}

/// Waits; `None` when it is time to stop.
async fn rested(wait: Duration, stop: &mut watch::Receiver<bool>) -> Option<()> {
    tokio::select! {
        () = sleep(wait) => Some(()),
        _ = stop.wait_for(|stop| *stop) => None,
    }
}

#[cfg(test)]
mod tests;
