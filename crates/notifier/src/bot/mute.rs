//! Silence for a while.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::rules::Span;
use cockpit_store::{StoreError, SubscriberState};

use super::Bot;
use super::hear::Speaker;
use super::html::{bold, text};
use crate::render::words::instant;

/// Of the button, and of the command without a length.
pub(super) const USUAL: TimeDelta = TimeDelta::hours(4);
const SHORTEST: TimeDelta = TimeDelta::minutes(1);
/// What was held longer than this is no news any more.
const LONGEST: TimeDelta = TimeDelta::hours(24);

impl Bot {
    pub(super) async fn mute(
        &self,
        length: Option<&str>,
        speaker: &Speaker,
        now: DateTime<Utc>,
    ) -> Result<String, StoreError> {
        let Some(known) = speaker.subscriber() else { return Ok(nobody()) };
        let length = match length.map_or(Ok(USUAL), read) {
            Ok(length) => length,
            Err(words) => return Ok(words),
        };
        let until = now + length;
        self.0.store.mute(known.id, None, until).await?;
        let until = bold(&instant(until, now, &speaker.options));
        Ok(format!(
            "Silence until {until}. What happens meanwhile comes then, in one message. /unmute ends it earlier."
        ))
    }

    pub(super) async fn unmute(&self, speaker: &Speaker, now: DateTime<Utc>) -> Result<String, StoreError> {
        let Some(known) = speaker.subscriber() else { return Ok(nobody()) };
        if known.profile.state == SubscriberState::Paused {
            self.change(known.id, |profile| profile.state = SubscriberState::Active).await?;
        }
        let muted = self.0.store.mutes(known.id).await?.iter().any(|(_, until)| *until > now);
        let held = self.0.store.unmute(known.id, now).await?;
        Ok(match (muted || known.profile.state == SubscriberState::Paused, held) {
            (false, 0) => "You were not muted: alerts arrive as ever.".to_owned(),
            (_, 0) => "The silence is over. Nothing happened meanwhile.".to_owned(),
            (_, _) => "The silence is over. What happened meanwhile comes now.".to_owned(),
        })
    }
}

/// A length as people write it, or why it is none.
fn read(words: &str) -> Result<TimeDelta, String> {
    let span: Span = words.to_lowercase().parse().map_err(|error| text(&format!("{error}.")))?;
    match span.length() {
        length if length < SHORTEST => Err("That is shorter than a minute.".to_owned()),
        length if length > LONGEST => {
            Err("The longest silence is 24h: alerts that are older are no news. /stop ends all messages."
                .to_owned())
        }
        length => Ok(length),
    }
}

/// To whoever is no subscriber.
pub(super) fn nobody() -> String {
    "This chat gets no messages yet; /start tells how to get in.".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_a_minute_to_a_day_and_everything_else_is_refused_in_words() {
        assert_eq!(read("4h"), Ok(TimeDelta::hours(4)));
        assert_eq!(read("90M"), Ok(TimeDelta::minutes(90)));
        assert_eq!(read("1d"), Ok(TimeDelta::days(1)));
        for (words, said) in [
            ("30s", "shorter than a minute"),
            ("2d", "longest silence is 24h"),
            ("999999999d", "longest silence"),
            ("soon", "no length of time"),
            ("<b>", "&lt;b&gt;"),
            ("-4h", "no length of time"),
        ] {
            assert!(read(words).unwrap_err().contains(said), "{words}: {:?}", read(words));
        }
    }
}
