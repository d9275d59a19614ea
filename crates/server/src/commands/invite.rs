//! Invitations to join on Telegram.

use anyhow::Context;
use chrono::TimeDelta;
use cockpit_notifier::telegram::Telegram;
use cockpit_store::Store;

use super::sender;
use crate::clock::clock;
use crate::config::Config;
use crate::keys::Once;

/// How long an invitation works.
const VALID_FOR: TimeDelta = TimeDelta::hours(24);

/// A link that adds whoever opens it first.
pub(crate) async fn invite(config: &Config, store: &Store) -> anyhow::Result<String> {
    let token = config.delivery.telegram.as_ref();
    let token = token.context("there is no bot to join: set TELEGRAM_BOT_TOKEN first")?;
    let (clock, once) = (clock(), Once::new());
    let at = clock.now();
    store.issue_invite(once.hash, at, at + VALID_FOR).await?;
    let bot = Telegram::new(sender(config, &clock)?, clock, token.expose());
    let link = match bot.me().await {
        Ok(me) => format!("https://t.me/{}?start={}", me.username, once.text),
        Err(_) => format!(
            "/start {}   (to be said to the bot: Telegram could not be asked for its name)",
            once.text
        ),
    };
    Ok(format!("{link}\nworks once, until {} UTC", (at + VALID_FOR).format("%-d %b %H:%M")))
}
