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

use crate::clock::clock;
use crate::config::Config;

/// How long it is waited for an answer: longer than the slowest provider may take.
const PATIENCE: Duration = Duration::from_secs(90);
/// When nobody has begun by then, nobody delivers.
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
    let known = store.subscriber(SubscriberId(arguments.id)).await?;
    let known = known.with_context(|| {
        format!("there is no subscriber {}; `cockpit subscriber list` shows who there is", arguments.id)
    })?;
    let id = enqueue(&store, &known, clock().now()).await?;
    let status = answer(&store, id).await?;
    println!("{}", words(&status));
    store.close().await;
    Ok(if status.state == MessageState::Sent { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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

/// Waits for what becomes of it: its end, or the first failure, after which it is tried again without us.
pub(crate) async fn answer(store: &Store, id: MessageId) -> anyhow::Result<MessageStatus> {
    let begun = Instant::now();
    loop {
        let status = store.message(id).await?.context("the subscriber was removed in the meantime")?;
        let tried = status.state == MessageState::Pending && status.attempt > 0 && status.reason.is_some();
        if status.state.is_settled() || tried {
            return Ok(status);
        }
        if status.attempt == 0 && begun.elapsed() > BEGUN_WITHIN {
            if let Some(pause) =
                store.channel_pauses().await?.into_iter().find(|pause| pause.channel == status.channel)
            {
                bail!(
                    "{} cannot deliver at the moment: {}; the message waits, and is tried again at {} UTC",
                    status.channel.as_str(),
                    pause.reason,
                    pause.until.format("%H:%M:%S")
                );
            }
            bail!(
                "nobody delivers: is `cockpit serve` running, and is {} set up? The message waits",
                status.channel.as_str()
            );
        }
        if begun.elapsed() > PATIENCE {
            return Ok(status);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
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
        MessageState::Pending => {
            format!("not yet: {reason}; it is tried again at {} UTC", status.due_at.format("%H:%M:%S"))
        }
        MessageState::Sending => "no answer yet; it is waited for".to_owned(),
        MessageState::Dead => format!("refused: {reason}"),
        MessageState::Cancelled => format!("not sent: the subscriber is {reason}"),
        MessageState::Unknown => format!("sent twice without a clear answer: {reason}"),
    }
}
