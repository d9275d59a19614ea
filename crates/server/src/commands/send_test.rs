//! `cockpit send-test`: one message to one person, and what the provider says to it.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use clap::Args;
use cockpit_domain::rules::Severity;
use cockpit_notifier::message::Test;
use cockpit_notifier::{About, Message};
use cockpit_store::{MessageId, MessageState, MessageStatus, NewMessage, Store, Subscriber, SubscriberId};
use tokio::time::Instant;

use super::health;
use crate::clock::clock;
use crate::config::Config;

/// How long it is waited for an answer: longer than the slowest provider may take.
const PATIENCE: Duration = Duration::from_secs(90);
/// When nobody has begun by then, it is looked why.
const BEGUN_WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(100);

#[derive(Args, Debug)]
pub(crate) struct SendTestArguments {
    /// The subscriber's number, as `cockpit subscriber list` shows it.
    #[arg(value_name = "SUBSCRIBER")]
    pub id: i64,
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
pub(crate) async fn run(config: &Config, arguments: &SendTestArguments) -> anyhow::Result<ExitCode> {
    let store = super::subscriber::open(config).await?;
    let told = tell(config, &store, SubscriberId(arguments.id)).await;
    store.close().await;
    let status = told?;
    println!("{}", words(&status));
    Ok(if status.state == MessageState::Sent { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn tell(config: &Config, store: &Store, to: SubscriberId) -> anyhow::Result<MessageStatus> {
    let known = store.subscriber(to).await?.with_context(|| super::subscriber::nobody(to.0))?;
    let id = enqueue(store, &known, clock().now()).await?;
    let status = answer(store, id, BEGUN_WITHIN).await?;
    if status.state != MessageState::Pending || status.attempt > 0 {
        return if is_answered(&status) { Ok(status) } else { answer(store, id, PATIENCE).await };
    }
    let channel = status.channel;
    if let Some(pause) = store.channel_pauses().await?.into_iter().find(|pause| pause.channel == channel) {
        bail!(
            "{} cannot deliver at the moment: {}; the message waits, and is tried again at {} UTC",
            channel.as_str(),
            pause.reason,
            pause.until.format("%H:%M:%S")
        );
    }
    if let Some(name) = config.delivery.lacks(channel) {
        bail!("nobody delivers by {}: {name} is not set; the message waits", channel.as_str());
    }
    if !health::is_running(config).await {
        bail!("nobody delivers: `cockpit serve` is not running; the message waits");
    }
    // Others are before it.
    answer(store, id, PATIENCE).await
}

/// Puts a test message into the outbox.
pub(crate) async fn enqueue(store: &Store, to: &Subscriber, at: DateTime<Utc>) -> anyhow::Result<MessageId> {
    let about = About::Test(Test { recipient: to.profile.name.clone() });
    let message = Message { at, severity: Severity::Info, rule: None, why: None, path: None, about };
    let body = serde_json::to_string(&message)?;
    let new = NewMessage { recipient: to.id, kind: "test", key: None, body, at, due_at: at };
    let ids = store.enqueue(vec![new]).await?;
    ids.first().copied().context("the subscriber was removed in the meantime")
}

/// Waits for what becomes of a message; how it stands when the time is up.
pub(crate) async fn answer(
    store: &Store,
    id: MessageId,
    patience: Duration,
) -> anyhow::Result<MessageStatus> {
    let deadline = Instant::now() + patience;
    loop {
        let status = store.message(id).await?.context("the subscriber was removed in the meantime")?;
        if is_answered(&status) || Instant::now() >= deadline {
            return Ok(status);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// It came to its end, or failed once: then it is tried again without us.
fn is_answered(status: &MessageStatus) -> bool {
    let failed = status.state == MessageState::Pending && status.attempt > 0 && status.reason.is_some();
    status.state.is_settled() || failed
}

/// What became of it, in words.
pub(crate) fn words(status: &MessageStatus) -> String {
    let reason = status.reason.as_deref().unwrap_or("no reason was given");
    match status.state {
        MessageState::Sent => {
            let id = status.provider_id.as_ref().map(|id| format!(", as {id}")).unwrap_or_default();
            let remark = status.remark.as_ref().map(|remark| format!(" ({remark})")).unwrap_or_default();
            format!("sent by {}{id}{remark}", status.channel.as_str())
        }
        MessageState::Pending if status.attempt == 0 => "not yet: it waits for its turn".to_owned(),
        MessageState::Pending => {
            format!("not yet: {reason}; it is tried again at {} UTC", status.due_at.format("%H:%M:%S"))
        }
        MessageState::Sending => "no answer yet; it is waited for".to_owned(),
        MessageState::Dead => format!("refused: {reason}"),
        MessageState::Cancelled => format!("not sent: the subscriber is {reason}"),
        MessageState::Unknown => format!("sent twice without a clear answer: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::rules::Preset;
    use cockpit_store::{
        Access, Address, Channel, Claim, Profile, QuietHours, Settled, Settlement, SubscriberState,
    };

    use super::*;

    const ALL_DAY: QuietHours = QuietHours { from_min: 0, until_min: 1_439 };

    /// What is said when the channel settles the message like this.
    async fn said(result: Settled) -> String {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("cockpit.db"), Access::Exclusive).await.unwrap();
        let now = clock().now();
        let profile = Profile {
            name: "Ann".to_owned(),
            channel: Channel::Telegram,
            address: Address::new("1"),
            time_zone: "UTC".to_owned(),
            locale: "en-US".to_owned(),
            is_operator: false,
            preset: Preset::Balanced,
            state: SubscriberState::Paused,
            quiet_hours: Some(ALL_DAY),
            digest_hour: None,
        };
        let ann = store.add_subscriber(profile, now).await.unwrap();
        let id = enqueue(&store, &store.subscriber(ann).await.unwrap().unwrap(), now).await.unwrap();
        assert_eq!(
            words(&answer(&store, id, Duration::ZERO).await.unwrap()),
            "not yet: it waits for its turn"
        );
        let claim =
            Claim { now, lease_until: now + chrono::TimeDelta::minutes(1), limit: 1, except: Vec::new() };
        let claimed = store.deliver(Channel::Telegram, Vec::new(), Some(claim)).await.unwrap();
        assert_eq!(claimed.len(), 1, "a test is sent to whoever is paused, too");
        let settlement = Settlement { messages: vec![id], at: now, result };
        store.deliver(Channel::Telegram, vec![settlement], None).await.unwrap();
        let status = answer(&store, id, PATIENCE).await.unwrap();
        store.close().await;
        words(&status)
    }

    #[tokio::test]
    async fn the_providers_answer_is_told_as_it_is() {
        let sent = Settled::Sent { provider_id: Some("77".to_owned()), remark: None };
        assert_eq!(said(sent).await, "sent by telegram, as 77");
        let dead = Settled::Dead { reason: "chat not found".to_owned(), recipient_gone: false };
        assert_eq!(said(dead).await, "refused: chat not found");
    }

    #[tokio::test]
    async fn a_first_failure_is_an_answer_and_it_is_not_waited_for_the_next() {
        let due_at = clock().now() + chrono::TimeDelta::minutes(1);
        let told = said(Settled::Again { due_at, reason: "502 Bad Gateway".to_owned() }).await;
        assert!(told.starts_with("not yet: 502 Bad Gateway; it is tried again at "), "{told}");
    }
}
