//! Buttons under an alert. Each press is answered at once; what changes for the whole chat is said in the chat, too.

use chrono::{DateTime, Utc};
use cockpit_store::{AlertId, LoggedAlert, StoreError, Subscriber};

use super::Bot;
use super::course::course;
use super::hear::Speaker;
use super::html::{bold, code, text};
use super::larger::{above, size};
use super::mute::USUAL;
use super::thresholds::{amount, rule_words};
use crate::outcome::Outcome;
use crate::render::words::instant;
use crate::telegram::Address;
use crate::telegram::keyboard::Wish;
use crate::telegram::update::Person;
use crate::tell::tell;

/// What a press came to.
struct Answer {
    /// Shows for a moment, to whoever pressed.
    brief: String,
    /// Stays in the chat, in HTML.
    lasting: Option<String>,
    /// Whether the chart is wanted.
    chart: bool,
}

impl Answer {
    fn brief(words: impl Into<String>) -> Self {
        Self { brief: words.into(), lasting: None, chart: false }
    }
}

impl Bot {
    pub(super) async fn press(
        &self,
        query: &str,
        at: Option<Address>,
        person: Person,
        data: &str,
    ) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        let pressed = self.pressed(at, person, data, now).await;
        let (answer, of) = pressed.unwrap_or_else(|error| {
            tracing::error!(%error, "the store did not answer the bot");
            (Answer::brief("That did not work just now. Please try again."), None)
        });
        // A press of long ago cannot be answered any more; what it asked for is done all the same.
        if let Err(outcome) = self.0.telegram.answer_press(query, &answer.brief).await {
            tracing::debug!(?outcome, "a press could not be answered");
        }
        let Some((speaker, alert)) = of else { return Ok(()) };
        if let Some(words) = &answer.lasting {
            self.say(&speaker.at, words).await;
        }
        if answer.chart { self.chart(&speaker, &alert, now).await } else { Ok(()) }
    }

    /// What is asked for, if whoever asks is the one that the alert was for.
    async fn pressed(
        &self,
        at: Option<Address>,
        person: Person,
        data: &str,
        now: DateTime<Utc>,
    ) -> Result<(Answer, Option<(Speaker, LoggedAlert)>), StoreError> {
        let Some((wish, id)) =
            Wish::parse(data).and_then(|(wish, id)| Some((wish, AlertId(id.parse().ok()?))))
        else {
            return Ok((Answer::brief("This button is of another time; nothing was changed."), None));
        };
        let Some(at) = at else {
            return Ok((
                Answer::brief("This message is too old for its buttons; nothing was changed."),
                None,
            ));
        };
        let speaker = self.speaker(at, person, false).await?;
        let Some(known) = speaker.subscriber().cloned() else { return Ok((not_yours(), None)) };
        if !self.was_told(&known, id).await? {
            return Ok((not_yours(), None));
        }
        let Some(alert) = self.0.store.alert_event(id).await? else {
            return Ok((Answer::brief("This alert is so old that it is not kept any more."), None));
        };
        let answer = match wish {
            Wish::Mute => self.mute_rule(&known, &alert, &speaker, now).await?,
            Wish::Above => self.only_larger(&known, &alert, &speaker).await?,
            Wish::Chart => Answer { chart: true, ..Answer::brief("The chart is on its way.") },
            Wish::Useful | Wish::NotUseful => {
                self.0.store.rate_alert(alert.id, known.id, wish == Wish::Useful, now).await?;
                Answer::brief("Thank you, noted.")
            }
        };
        Ok((answer, Some((speaker, alert))))
    }

    async fn was_told(&self, known: &Subscriber, alert: AlertId) -> Result<bool, StoreError> {
        let told = self.0.store.deliveries(&[alert]).await?;
        Ok(told.iter().any(|(_, message)| message.recipient == known.id))
    }

    async fn mute_rule(
        &self,
        known: &Subscriber,
        alert: &LoggedAlert,
        speaker: &Speaker,
        now: DateTime<Utc>,
    ) -> Result<Answer, StoreError> {
        let until = now + USUAL;
        self.0.store.mute(known.id, Some(&alert.rule), until).await?;
        let until = instant(until, now, &speaker.options);
        let lasting = format!(
            "🔕 {} is silent until {}. /unmute ends it earlier.",
            bold(&rule_words(&alert.rule)),
            text(&until)
        );
        Ok(Answer { lasting: Some(lasting), ..Answer::brief(format!("Silent until {until}.")) })
    }

    async fn only_larger(
        &self,
        known: &Subscriber,
        alert: &LoggedAlert,
        speaker: &Speaker,
    ) -> Result<Answer, StoreError> {
        let Some(size) = size(&tell(alert, None)) else {
            return Ok(Answer::brief(
                "This alert is not about a size that could be larger. Mute it, or see /thresholds.",
            ));
        };
        let Some((own, threshold)) = self.rule_of(known, &alert.rule).await?.zip(above(size)) else {
            return Ok(Answer::brief("This rule is not there any more."));
        };
        let numbers = speaker.options.numbers;
        if own.rule.threshold().is_some_and(|known| known >= threshold) {
            let already = amount(&own.rule, numbers).unwrap_or_default();
            return Ok(Answer::brief(format!(
                "You are told {already} already: that is larger than this one."
            )));
        }
        let rule = match own.usual.with_threshold(threshold) {
            Ok(rule) => rule,
            Err(error) => return Ok(Answer::brief(format!("{error}."))),
        };
        self.0.store.set_threshold(known.id, &alert.rule, Some(threshold), true).await?;
        let amount = amount(&rule, numbers).unwrap_or_default();
        let lasting = format!(
            "{}: from now on you are told {}. Undo: {}",
            bold(&rule_words(&alert.rule)),
            bold(&amount),
            code(&format!("/thresholds {} default", alert.rule))
        );
        Ok(Answer { lasting: Some(lasting), ..Answer::brief(format!("From now on you are told {amount}.")) })
    }

    async fn chart(
        &self,
        speaker: &Speaker,
        alert: &LoggedAlert,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let told = tell(alert, None);
        let drawn = match alert.rule.series() {
            Some(series) => course(&self.0.store, series, &told, now, &speaker.options).await?,
            None => None,
        };
        let Some(course) = drawn else {
            self.say(&speaker.at, "There are not enough values for a chart.").await;
            return Ok(());
        };
        let shown = self.0.telegram.show(&speaker.at.to_string(), &course.png, &course.caption).await;
        if !matches!(shown, Outcome::Sent { .. }) {
            tracing::warn!(outcome = ?shown, "a chart of the bot did not arrive");
            self.say(&speaker.at, &course.caption).await;
        }
        Ok(())
    }
}

fn not_yours() -> Answer {
    Answer::brief("This alert was for somebody else, so nothing was changed.")
}
