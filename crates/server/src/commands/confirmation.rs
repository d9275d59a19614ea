//! The mail that asks whether an address belongs to who typed it.

use anyhow::{Context, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::rules::Severity;
use cockpit_notifier::message::Confirm;
use cockpit_notifier::{About, Message};
use cockpit_store::{NewMessage, Store, SubscriberId};

use crate::config::Config;
use crate::keys::{Once, under};

/// How long the link works.
const VALID_FOR: TimeDelta = TimeDelta::hours(24);

/// A mail with a link needs a way out and an address that the link leads to.
pub(crate) fn possible(config: &Config) -> anyhow::Result<()> {
    ensure!(
        config.public_url.is_some() && config.delivery.mail.is_some(),
        "the address cannot be confirmed by a mail: set COCKPIT_PUBLIC_URL and SMTP_HOST first, or say --own if it is your own"
    );
    Ok(())
}

/// Puts the mail into the outbox.
pub(crate) async fn send(
    config: &Config,
    store: &Store,
    to: SubscriberId,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let base = config.public_url.as_ref().context("COCKPIT_PUBLIC_URL is not set")?;
    let once = Once::new();
    let url = under(base, &["confirm", &once.text]).context("COCKPIT_PUBLIC_URL is no address for links")?;
    ensure!(
        store.issue_confirmation(once.hash, to, at, at + VALID_FOR).await?,
        "three mails went to this address today already; try again tomorrow"
    );
    let about = About::Confirm(Confirm { url: url.into() });
    let message = Message { at, severity: Severity::Info, rule: None, why: None, path: None, about };
    let body = serde_json::to_string(&message)?;
    store
        .enqueue(vec![NewMessage { recipient: to, kind: "confirm", key: None, body, at, due_at: at }])
        .await?;
    Ok(())
}
