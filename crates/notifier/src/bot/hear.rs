//! What was said, by whom, and who answers.

use std::sync::PoisonError;
use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_store::{Channel, Profile, StoreError, Subscriber, SubscriberId, SubscriberState};
use tokio::time::sleep;

use super::command::{Command, Heard, read};
use super::{Bot, answers};
use crate::outcome::Outcome;
use crate::render::{Numbers, Options};
use crate::telegram::update::Person;
use crate::telegram::{Address, Me, Said};

/// Who waits longer than this for our turn is not answered.
const PATIENCE: Duration = Duration::from_secs(5);
/// Somebody may change a subscriber at the same time.
const TRIES: u32 = 3;

/// Whoever said something.
pub(super) struct Speaker {
    /// Where: answers go there.
    pub at: Address,
    pub person: Person,
    pub in_group: bool,
    /// The subscriber that this chat is.
    pub known: Option<Subscriber>,
    /// How they read.
    pub options: Options,
}

impl Speaker {
    /// The subscriber, unless they left.
    pub(super) fn subscriber(&self) -> Option<&Subscriber> {
        self.known.as_ref().filter(|known| known.profile.state != SubscriberState::Left)
    }
}

impl Bot {
    /// Handles one piece of news. Handling it twice is the same as once, but for the answer.
    pub(super) async fn hear(&self, said: Said, me: &Me) {
        let done = match said {
            Said::Text { at, from, text, in_group } => self.text(at, from, &text, in_group, me).await,
            Said::Pressed { query, at, from, data, .. } => self.press(&query, at, from, &data).await,
            Said::Moved { from, to } => self.moved(from, to).await,
            Said::Membership { chat, member } => self.membership(chat, member).await,
        };
        if let Err(error) = done {
            tracing::error!(%error, "the store did not answer the bot");
        }
    }

    async fn text(
        &self,
        at: Address,
        person: Person,
        text: &str,
        in_group: bool,
        me: &Me,
    ) -> Result<(), StoreError> {
        let command = match read(text, &me.username) {
            Heard::Command(Command::Unknown, false) | Heard::Words if in_group => return Ok(()),
            Heard::NotOurs => return Ok(()),
            Heard::Command(command, _) => command,
            Heard::Words => Command::Help,
        };
        let now = self.0.clock.now();
        let speaker = self.speaker(at, person, in_group).await?;
        if !self.may_answer(&speaker, now) {
            return Ok(());
        }
        let answer = self.answer(command, &speaker, now).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the store did not answer the bot");
            "That did not work just now. Please try again in a minute.".to_owned()
        });
        self.say(&speaker.at, &answer).await;
        Ok(())
    }

    async fn answer(
        &self,
        command: Command,
        speaker: &Speaker,
        now: DateTime<Utc>,
    ) -> Result<String, StoreError> {
        let options = &speaker.options;
        let shown = match command {
            Command::Start(token) => return self.start(token.as_deref(), speaker, now).await,
            Command::Stop => return self.stop(speaker).await,
            Command::Mute(length) => return self.mute(length.as_deref(), speaker, now).await,
            Command::Unmute => return self.unmute(speaker, now).await,
            Command::Thresholds(words) => return self.thresholds(&words, speaker).await,
            Command::Help => return Ok(answers::help(speaker.subscriber().is_some())),
            Command::Unknown => {
                return Ok(format!(
                    "I do not know that one. {}",
                    answers::help(speaker.subscriber().is_some())
                ));
            }
            Command::Status => answers::status,
            Command::Regime => answers::regime,
            Command::Radar => answers::radar,
            Command::Calendar => answers::calendar,
        };
        if self.0.house.is_private() && speaker.subscriber().is_none() {
            return Ok(format!("These numbers are for subscribers. {}", answers::help(false)));
        }
        Ok(shown(&self.0.house.dashboard(now), options))
    }

    /// Who speaks here: the subscriber of this topic, else of the whole chat.
    pub(super) async fn speaker(
        &self,
        at: Address,
        person: Person,
        in_group: bool,
    ) -> Result<Speaker, StoreError> {
        let known = self.known(&at).await?;
        let profile = known.as_ref().map(|known| &known.profile);
        let options = Options {
            zone: profile.map_or_else(
                || self.0.house.default_zone(),
                |profile| profile.time_zone.parse().unwrap_or_default(),
            ),
            numbers: Numbers::of_language(profile.map_or_else(
                || person.language.as_deref().unwrap_or_default(),
                |profile| profile.locale.as_str(),
            )),
            public_url: self.0.house.public_url(),
        };
        Ok(Speaker { at, person, in_group, known, options })
    }

    async fn known(&self, at: &Address) -> Result<Option<Subscriber>, StoreError> {
        let exactly = self.0.store.subscriber_at(Channel::Telegram, &at.to_string()).await?;
        match exactly {
            None if at.to_string() != at.chat() => {
                self.0.store.subscriber_at(Channel::Telegram, at.chat()).await
            }
            exactly => Ok(exactly),
        }
    }

    fn may_answer(&self, speaker: &Speaker, now: DateTime<Utc>) -> bool {
        let mut pace = self.0.pace.lock().unwrap_or_else(PoisonError::into_inner);
        pace.take(speaker.at.chat(), speaker.subscriber().is_some(), now)
    }

    /// Answers, when it is our turn soon. An answer that does not arrive can be asked for again.
    pub(super) async fn say(&self, at: &Address, html: &str) {
        let address = at.to_string();
        for _ in 0..2 {
            let outcome = self.0.telegram.say(&address, html, &[]).await;
            match outcome {
                Outcome::Sent { .. } => return,
                Outcome::Wait { until, .. } => {
                    let wait = (until - self.0.clock.now()).to_std().unwrap_or_default();
                    if wait > PATIENCE {
                        tracing::warn!("an answer of the bot was not sent: it was not our turn");
                        return;
                    }
                    sleep(wait).await;
                }
                other => {
                    tracing::warn!(outcome = ?other, "an answer of the bot did not arrive");
                    return;
                }
            }
        }
    }

    /// Changes somebody, whatever anybody else changes about them at the same time. False when they are gone.
    pub(super) async fn change(
        &self,
        id: SubscriberId,
        change: impl Fn(&mut Profile),
    ) -> Result<bool, StoreError> {
        for _ in 0..TRIES {
            let Some(before) = self.0.store.subscriber(id).await? else { return Ok(false) };
            let mut profile = before.profile.clone();
            change(&mut profile);
            if profile == before.profile
                || self.0.store.update_subscriber(id, before.revision, profile).await?.is_some()
            {
                return Ok(true);
            }
        }
        Err(StoreError::Busy)
    }
}
