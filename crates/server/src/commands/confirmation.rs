//! The mail that asks whether an address belongs to who typed it.

use anyhow::Context;
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
pub(crate) fn is_possible(config: &Config) -> bool {
    config.public_url.is_some() && config.delivery.mail.is_some()
}

/// Puts the mail into the outbox. `false`, and no mail, when three went to this address within a day already.
pub(crate) async fn send(
    config: &Config,
    store: &Store,
    to: SubscriberId,
    at: DateTime<Utc>,
) -> anyhow::Result<bool> {
    let base = config.public_url.as_ref().context("COCKPIT_PUBLIC_URL is not set")?;
    let once = Once::new();
    let url = under(base, &["confirm", &once.text]).context("COCKPIT_PUBLIC_URL is no address for links")?;
    if !store.issue_confirmation(once.hash, to, at, at + VALID_FOR).await? {
        return Ok(false);
    }
    let about = About::Confirm(Confirm { url: url.into() });
    let message = Message { at, severity: Severity::Info, rule: None, why: None, path: None, about };
    let body = serde_json::to_string(&message)?;
    store
        .enqueue(vec![NewMessage { recipient: to, kind: "confirm", key: None, body, at, due_at: at }])
        .await?;
    Ok(true)
}
