//! A subscriber as a row.

use cockpit_domain::rules::Preset;

use super::person::{Address, Channel, Profile, QuietHours, Subscriber, SubscriberId, SubscriberState};
use crate::StoreError;
use crate::observations::instant;

#[derive(sqlx::FromRow)]
pub(super) struct SubscriberRow {
    id: i64,
    name: String,
    channel: String,
    address: String,
    time_zone: String,
    locale: String,
    is_operator: bool,
    preset: String,
    state: String,
    quiet_from_min: Option<u16>,
    quiet_until_min: Option<u16>,
    digest_hour: Option<u8>,
    created_at: i64,
    revision: i64,
}

impl SubscriberRow {
    pub(super) fn subscriber(self) -> Result<Subscriber, StoreError> {
        let quiet_hours = match (self.quiet_from_min, self.quiet_until_min) {
            (Some(from_min), Some(until_min)) => Some(QuietHours { from_min, until_min }),
            (None, None) => None,
            half => return Err(StoreError::unreadable("quiet hours", half)),
        };
        let profile = Profile {
            name: self.name,
            channel: Channel::from_word(&self.channel)
                .ok_or_else(|| StoreError::unreadable("channel", &self.channel))?,
            address: Address::new(self.address),
            time_zone: self.time_zone,
            locale: self.locale,
            is_operator: self.is_operator,
            preset: preset(&self.preset)?,
            state: SubscriberState::from_word(&self.state)
                .ok_or_else(|| StoreError::unreadable("state", &self.state))?,
            quiet_hours,
            digest_hour: self.digest_hour,
        };
        let created_at = instant(self.created_at)?;
        Ok(Subscriber { id: SubscriberId(self.id), created_at, revision: self.revision, profile })
    }
}

pub(super) fn preset(word: &str) -> Result<Preset, StoreError> {
    let found = Preset::ALL.into_iter().find(|preset| preset.as_str() == word);
    found.ok_or_else(|| StoreError::unreadable("preset", word))
}
