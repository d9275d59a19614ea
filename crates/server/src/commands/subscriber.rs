//! `cockpit subscriber`: people who are told, added, listed and removed beside the running program.

mod add;
mod change;
mod to;
mod wishes;

use std::process::ExitCode;

use anyhow::ensure;
use chrono::TimeDelta;
use clap::{Args, Subcommand, ValueEnum};
use cockpit_domain::rules::Preset;
use cockpit_store::{Access, Audit, AuditKind, QuietHours, Store, Subscriber, SubscriberId};

use self::wishes::{quiet_hours, silence};
use crate::address::masked;
use crate::clock::clock;
use crate::config::Config;

#[derive(Args, Debug)]
pub(crate) struct SubscriberArguments {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Add somebody: exactly one of --telegram, --email, --webhook, --ntfy, --discord, --slack.
    Add(Box<AddArguments>),
    /// Everybody, with addresses masked.
    List,
    /// A link by which one person can join on Telegram; it works once and for a day.
    Invite,
    /// Tell somebody nothing for now; what comes meanwhile is not told later.
    Pause {
        /// Their number, as `list` shows it.
        id: i64,
    },
    /// Hold what somebody would be told, and tell it in one message afterwards.
    Mute {
        /// Their number, as `list` shows it.
        id: i64,
        /// For how long, such as 90m or 8h; a day at most.
        #[arg(default_value = "4h", value_parser = silence)]
        length: TimeDelta,
    },
    /// Tell somebody again who is paused or muted, or could not be reached; an address that is not confirmed is asked again.
    Resume {
        /// Their number, as `list` shows it.
        id: i64,
    },
    /// Remove somebody with everything about them.
    Remove {
        /// Their number, as `list` shows it.
        id: i64,
    },
}

impl Action {
    /// What is noted of it; `None` for what changes nobody.
    fn note(&self) -> Option<String> {
        let words = match self {
            Self::List | Self::Invite => return None,
            Self::Add(_) => "a subscriber: added".to_owned(),
            Self::Pause { id } => format!("subscriber {id}: paused"),
            Self::Mute { id, .. } => format!("subscriber {id}: muted"),
            Self::Resume { id } => format!("subscriber {id}: resumed"),
            Self::Remove { id } => format!("subscriber {id}: removed"),
        };
        Some(words + " on the command line")
    }
}

#[derive(Args, Debug)]
pub(crate) struct AddArguments {
    #[command(flatten)]
    pub to: To,
    /// What they are called; the masked address when absent.
    #[arg(long)]
    pub name: Option<String>,
    /// How much they want to hear; everybody's preset when absent.
    #[arg(long, value_enum)]
    pub preset: Option<PresetName>,
    /// Their time zone, such as Europe/Berlin; the page's when absent.
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<chrono_tz::Tz>,
    /// Told of stale sources and failed deliveries, too.
    #[arg(long)]
    pub operator: bool,
    /// The address is your own: it need not be confirmed by a mail first.
    #[arg(long)]
    pub own: bool,
    /// When messages wait, such as 22:00-07:00; one summary comes at the end. The usual quiet hours when absent.
    #[arg(long, value_name = "FROM-UNTIL", value_parser = quiet_hours)]
    pub quiet: Option<QuietHours>,
    /// The hour of the morning briefing in their zone, 0 to 23; the usual one when absent.
    #[arg(long, value_name = "HOUR", value_parser = clap::value_parser!(u8).range(0..24))]
    pub briefing: Option<u8>,
    /// A threshold of their own, such as btc.change.24h=2.5; may be repeated.
    #[arg(long = "threshold", value_name = "RULE=NUMBER")]
    pub thresholds: Vec<String>,
}

#[derive(Args, Debug, Default)]
#[group(required = true, multiple = false)]
pub(crate) struct To {
    /// A Telegram chat's number, with `/` and the topic's in a forum, or a channel's @name.
    #[arg(long, value_name = "CHAT", allow_hyphen_values = true)]
    pub telegram: Option<String>,
    /// An e-mail address.
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
    /// An https address that takes signed JSON.
    #[arg(long, value_name = "URL")]
    pub webhook: Option<String>,
    /// An https address of an ntfy topic.
    #[arg(long, value_name = "URL")]
    pub ntfy: Option<String>,
    /// A Discord webhook.
    #[arg(long, value_name = "URL")]
    pub discord: Option<String>,
    /// A Slack webhook.
    #[arg(long, value_name = "URL")]
    pub slack: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum PresetName {
    Calm,
    Balanced,
    Sensitive,
}

impl PresetName {
    pub(crate) const fn preset(self) -> Preset {
        match self {
            Self::Calm => Preset::Calm,
            Self::Balanced => Preset::Balanced,
            Self::Sensitive => Preset::Sensitive,
        }
    }
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
pub(crate) async fn run(config: &Config, arguments: SubscriberArguments) -> anyhow::Result<ExitCode> {
    let (store, now) = (open(config).await?, clock().now());
    let note = arguments.action.note();
    let done = match arguments.action {
        Action::Add(arguments) => add::add(config, &store, *arguments).await,
        Action::List => list(&store).await,
        Action::Invite => super::invite::invite(config, &store).await,
        Action::Pause { id } => change::pause(&store, id).await,
        Action::Resume { id } => change::resume(config, &store, id, now).await,
        Action::Mute { id, length } => change::mute(&store, id, length, now).await,
        Action::Remove { id } => remove(&store, id).await,
    };
    if let (Ok(_), Some(words)) = (&done, note) {
        store.audit(Audit { at: now, kind: AuditKind::Subscriber, address: None, words }).await?;
    }
    store.close().await;
    println!("{}", done?);
    Ok(ExitCode::SUCCESS)
}

/// Beside the running program when there is a database, else as the one that creates it.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Store> {
    let access = if config.database.exists() { Access::Beside } else { Access::Exclusive };
    Ok(Store::open(&config.database, access).await?)
}

async fn remove(store: &Store, id: i64) -> anyhow::Result<String> {
    ensure!(store.remove_subscriber(SubscriberId(id)).await?, nobody(id));
    Ok(format!("{id} is removed with everything about them"))
}

/// What to say when there is no such number.
pub(crate) fn nobody(id: i64) -> String {
    format!("there is no subscriber {id}; `cockpit subscriber list` shows who there is")
}

/// Everybody, one a line.
async fn list(store: &Store) -> anyhow::Result<String> {
    let mut lines = vec![line(["id", "channel", "address", "name", "preset", "state", "operator"])];
    for Subscriber { id, profile, .. } in store.subscribers().await? {
        lines.push(line([
            &id.0.to_string(),
            profile.channel.as_str(),
            &masked(profile.channel, profile.address.expose()),
            &profile.name,
            profile.preset.as_str(),
            profile.state.as_str(),
            if profile.is_operator { "yes" } else { "" },
        ]));
    }
    Ok(lines.join("\n"))
}

fn line([id, channel, address, name, preset, state, operator]: [&str; 7]) -> String {
    format!("{id:<6}{channel:<10}{address:<24}{name:<20}{preset:<11}{state:<9}{operator}")
}
