//! Invitations to join on Telegram.

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use cockpit_notifier::telegram::Telegram;
use cockpit_store::{Store, StoreError};

use super::sender;
use crate::clock::clock;
use crate::config::Config;
use crate::keys::Once;

/// How long an invitation works.
const VALID_FOR: TimeDelta = TimeDelta::hours(24);

/// An invitation that adds whoever uses it first.
pub(crate) struct Invitation {
    once: Once,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

impl Invitation {
    pub(crate) async fn issue(store: &Store, at: DateTime<Utc>) -> Result<Self, StoreError> {
        let (once, expires_at) = (Once::new(), at + VALID_FOR);
        store.issue_invite(once.hash, at, expires_at).await?;
        Ok(Self { once, expires_at })
    }

    /// What opens the bot of this name with it.
    pub(crate) fn link(&self, bot: &str) -> String {
        format!("https://t.me/{bot}?start={}", self.once.text)
    }
}

/// A link that adds whoever opens it first.
pub(super) async fn invite(config: &Config, store: &Store) -> anyhow::Result<String> {
    let token = config.delivery.telegram.as_ref();
    let token = token.context("there is no bot to join: set TELEGRAM_BOT_TOKEN first")?;
    let clock = clock();
    let invitation = Invitation::issue(store, clock.now()).await?;
    let bot = Telegram::new(sender(config, &clock)?, clock, token.expose());
    let link = match bot.me().await {
        Ok(me) => invitation.link(&me.username),
        Err(_) => format!(
            "/start {}   (to be said to the bot: Telegram could not be asked for its name)",
            invitation.once.text
        ),
    };
    Ok(format!("{link}\nworks once, until {} UTC", invitation.expires_at.format("%-d %b %H:%M")))
}
