//! Who joins, who comes back, who leaves.

use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_store::{Address, Channel, Profile, StoreError, Subscriber, SubscriberState};
use sha2::{Digest, Sha256};
use tokio::time::sleep;

use super::Bot;
use super::hear::Speaker;
use super::html::{bold, code, link, text};
use super::thresholds::preset_words;

/// A name in the store, in bytes.
const NAME_BYTES_MAX: usize = 200;
/// What is being sent while somebody leaves is waited for, before it is said that nothing more comes.
const LAST_SENDS: Duration = Duration::from_secs(4);
const LOOK_EVERY: Duration = Duration::from_millis(100);

impl Bot {
    pub(super) async fn start(
        &self,
        token: Option<&str>,
        speaker: &Speaker,
        now: DateTime<Utc>,
    ) -> Result<String, StoreError> {
        let Some(known) = &speaker.known else { return self.join(token, speaker, now).await };
        if known.profile.state == SubscriberState::Active {
            return Ok(format!("You are in: alerts arrive in this chat. {}", self.next(known, speaker)));
        }
        if known.profile.state == SubscriberState::Pending {
            return Ok("This chat is on the list and waits to be confirmed by the operator.".to_owned());
        }
        // Paused, left, or blocked: whoever says start wants to hear again.
        self.change(known.id, |profile| profile.state = SubscriberState::Active).await?;
        Ok(format!("Welcome back: alerts arrive in this chat again. {}", self.next(known, speaker)))
    }

    async fn join(
        &self,
        token: Option<&str>,
        speaker: &Speaker,
        now: DateTime<Utc>,
    ) -> Result<String, StoreError> {
        let Some(token) = token else { return Ok(how_to_get_in(speaker)) };
        let profile = self.profile(speaker).await?;
        let (name, zone) = (profile.name.clone(), profile.time_zone.clone());
        let joined = match hash(token) {
            Some(hash) => self.0.store.join(hash, profile, now).await?,
            None => None,
        };
        let known = match joined {
            Some(id) => self.0.store.subscriber(id).await?,
            None => None,
        };
        let Some(known) = known else {
            return Ok(format!(
                "This invite does not work: it was used before, has run out, or is not complete. Please ask for a new one. {}",
                number(speaker)
            ));
        };
        tracing::info!(subscriber = known.id.0, "somebody joined by an invite");
        let greeting = if speaker.in_group { bold("Welcome!") } else { bold(&format!("Welcome, {name}!")) };
        Ok(format!(
            "{greeting} Alerts arrive in this chat from now on. Times are those of {}. {}",
            text(&zone),
            self.next(&known, speaker)
        ))
    }

    fn next(&self, known: &Subscriber, speaker: &Speaker) -> String {
        let preset = known.profile.preset;
        let page = self.settings(known, speaker).map(|page| format!(" {page}.")).unwrap_or_default();
        format!(
            "Preset {}: {}. /thresholds shows and changes it, /mute gives you silence, /help tells the rest.{page}",
            bold(preset.as_str()),
            preset_words(preset)
        )
    }

    /// Their own page. In a group it would be everybody's.
    pub(super) fn settings(&self, known: &Subscriber, speaker: &Speaker) -> Option<String> {
        let page = self.0.house.manage(known.id).filter(|_| !speaker.in_group)?;
        Some(link("Time zone, quiet hours and the morning briefing", page.as_str()))
    }

    async fn profile(&self, speaker: &Speaker) -> Result<Profile, StoreError> {
        let (preset, usual) = (self.0.store.installed().await?.preset, self.0.store.usual().await?.value);
        let name = match (speaker.in_group, speaker.person.name.as_str()) {
            (true, "") => "A group".to_owned(),
            (true, name) => format!("A group, joined by {name}"),
            (false, "") => "Somebody".to_owned(),
            (false, name) => name.to_owned(),
        };
        let plain = |code: &&String| {
            (2..=35).contains(&code.len())
                && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        Ok(Profile {
            name: cut(name),
            channel: Channel::Telegram,
            address: Address::new(speaker.at.to_string()),
            time_zone: self.0.house.default_zone().name().to_owned(),
            locale: speaker.person.language.as_ref().filter(plain).map_or("en", String::as_str).to_owned(),
            is_operator: false,
            preset,
            state: SubscriberState::Active,
            quiet_hours: usual.quiet_hours,
            digest_hour: usual.digest_hour,
        })
    }

    pub(super) async fn stop(&self, speaker: &Speaker) -> Result<String, StoreError> {
        let Some(known) = speaker.subscriber() else {
            return Ok("This chat gets no messages, so there is nothing to stop.".to_owned());
        };
        self.0.store.leave(known.id).await?;
        let mut waited = Duration::ZERO;
        while self.0.store.sending_to(known.id).await? > 0 {
            if waited >= LAST_SENDS {
                return Ok("Done. One message was already on its way; after it, nothing more comes. /start brings you back.".to_owned());
            }
            sleep(LOOK_EVERY).await;
            waited += LOOK_EVERY;
        }
        Ok("Done: nothing more comes. /start brings you back.".to_owned())
    }
}

/// The hash of an invite's token; `None` for what can be none.
fn hash(token: &str) -> Option<[u8; 32]> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    // As much as Telegram carries in a link.
    let possible = (16..=64).contains(&token.len()) && token.bytes().all(plain);
    possible.then(|| Sha256::digest(token.as_bytes()).into())
}

fn how_to_get_in(speaker: &Speaker) -> String {
    format!(
        "Hello! This is a Strategic Cockpit: it tells its subscribers when something moves that matters. To get in, open the \
         invite link that the operator gives you. {}",
        number(speaker)
    )
}

fn number(speaker: &Speaker) -> String {
    format!(
        "The number of this chat is {}; with it, the operator can add it, too.",
        code(&speaker.at.to_string())
    )
}

fn cut(mut name: String) -> String {
    while name.len() > NAME_BYTES_MAX {
        name.pop();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_token_is_looked_up() {
        assert!(hash("abcDEF0123456789_-").is_some());
        for token in
            ["", "short", "has a space in its middle", "a".repeat(65).as_str(), "umläute-umläute-umläute"]
        {
            assert_eq!(hash(token), None, "{token}");
        }
    }

    #[test]
    fn a_name_of_many_emoji_fits_into_the_store() {
        let name = cut("👩‍🚀".repeat(64));
        assert!((190..=NAME_BYTES_MAX).contains(&name.len()));
    }
}
