//! From which size on somebody is told, and how they change that.

use cockpit_domain::rules::{Installed, Rule, RuleId, RuleKind};
use cockpit_store::{StoreError, Subscriber, Wish};

use super::Bot;
use super::hear::Speaker;
use super::html::{bold, code, text};
use super::mute::nobody;
use crate::render::Numbers;

mod list;
mod request;
mod words;

pub(super) use words::{amount, preset_words, rule_words};

use list::list;
use request::{Request, read};

/// A rule as it holds for somebody.
pub(super) struct Own {
    /// With the threshold that holds, on or off as they have it.
    pub rule: Rule,
    /// As it is for those who wish nothing else.
    pub usual: Rule,
    /// What they wish otherwise.
    pub wish: Option<Wish>,
}

impl Bot {
    pub(super) async fn thresholds(&self, said: &[String], speaker: &Speaker) -> Result<String, StoreError> {
        let Some(known) = speaker.subscriber() else { return Ok(nobody()) };
        let numbers = speaker.options.numbers;
        match read(said) {
            Ok(None) => {
                let list = list(known, &self.rules_of(known).await?, numbers);
                Ok(std::iter::once(list)
                    .chain(self.settings(known, speaker))
                    .collect::<Vec<_>>()
                    .join("\n\n"))
            }
            Ok(Some((rule, request))) => self.wish(known, &rule, request, numbers).await,
            Err(words) => Ok(words),
        }
    }

    /// The rules of somebody, in the order of their preset, their own wishes included.
    async fn rules_of(&self, known: &Subscriber) -> Result<Vec<Own>, StoreError> {
        let installed = self.0.store.installed().await?;
        let wishes = self.0.store.wishes_of(known.id).await?;
        Ok(rules(known, &installed, &wishes))
    }

    /// The rule of this id as it holds for somebody; `None` when there is none here.
    pub(super) async fn rule_of(&self, known: &Subscriber, id: &RuleId) -> Result<Option<Own>, StoreError> {
        Ok(self.rules_of(known).await?.into_iter().find(|own| own.rule.id() == id))
    }

    async fn wish(
        &self,
        known: &Subscriber,
        id: &RuleId,
        request: Request,
        numbers: Numbers,
    ) -> Result<String, StoreError> {
        let Some(own) = self.rule_of(known, id).await? else {
            return Ok(format!(
                "There is no rule {} here. /thresholds lists those there are.",
                code(&id.to_string())
            ));
        };
        let wished = own.wish.as_ref().and_then(|wish| wish.threshold);
        let (store, name) = (&self.0.store, format!("{} ({})", bold(&rule_words(id)), code(&id.to_string())));
        match request {
            Request::Set(threshold) => {
                let rule = match own.usual.with_threshold(threshold) {
                    Ok(rule) => rule,
                    Err(error) => return Ok(text(&format!("{error}."))),
                };
                store.set_threshold(known.id, id, Some(threshold), true).await?;
                let usual = amount(&own.usual, numbers).map(|usual| format!(" (usual: {})", text(&usual)));
                let amount = amount(&rule, numbers).unwrap_or_default();
                Ok(format!(
                    "{name}: from now on you are told {}{}.",
                    bold(&amount),
                    usual.unwrap_or_default()
                ))
            }
            Request::On => {
                store.set_threshold(known.id, id, wished, true).await?;
                Ok(format!("{name} is on."))
            }
            Request::Off => {
                store.set_threshold(known.id, id, wished, false).await?;
                Ok(format!("{name} is off. {} switches it on again.", code(&format!("/thresholds {id} on"))))
            }
            Request::Usual => {
                store.clear_threshold(known.id, id).await?;
                let how = match (own.usual.enabled(), amount(&own.usual, numbers)) {
                    (false, _) => "off".to_owned(),
                    (true, Some(amount)) => amount,
                    (true, None) => "on".to_owned(),
                };
                Ok(format!("{name} is as the preset has it again: {}.", text(&how)))
            }
        }
    }
}

fn rules(known: &Subscriber, installed: &Installed, wishes: &[Wish]) -> Vec<Own> {
    let mut usual = installed.rules(known.profile.preset);
    usual.retain(|rule| known.profile.is_operator || rule.id().kind() != RuleKind::SourceStale);
    usual.into_iter().map(|usual| own(usual, wishes)).collect()
}

fn own(usual: Rule, wishes: &[Wish]) -> Own {
    let Some(wish) = wishes.iter().find(|wish| wish.rule == *usual.id()) else {
        return Own { rule: usual.clone(), usual, wish: None };
    };
    // A threshold that makes no rule was refused when it was set; the usual one stands for it.
    let rule = wish
        .threshold
        .and_then(|threshold| usual.with_threshold(threshold).ok())
        .unwrap_or_else(|| usual.clone());
    Own { rule: rule.switched(wish.enabled), usual, wish: Some(wish.clone()) }
}

#[cfg(test)]
mod tests;
