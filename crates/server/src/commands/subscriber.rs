//! `cockpit subscriber`: people who are told, added, listed and removed beside the running program.

use std::process::ExitCode;

use anyhow::{Context, ensure};
use clap::{Args, Subcommand, ValueEnum};
use cockpit_domain::rules::{Preset, Rule, RuleId};
use cockpit_notifier::telegram::Address as TelegramAddress;
use cockpit_store::{
    Access, Address, Channel, Profile, QuietHours, Store, Subscriber, SubscriberId, SubscriberState,
};
use url::Url;

use super::confirmation;
use crate::clock::clock;
use crate::config::Config;
use crate::keys::Keys;

/// RFC 5321: the longest address that can be delivered to.
const EMAIL_BYTES_MAX: usize = 254;

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
    /// Tell somebody again who paused, left, or could not be reached.
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

#[derive(Args, Debug)]
pub(crate) struct AddArguments {
    #[command(flatten)]
    pub to: To,
    /// What they are called; the masked address when absent.
    #[arg(long)]
    pub name: Option<String>,
    /// How much they want to hear.
    #[arg(long, value_enum, default_value = "balanced")]
    pub preset: PresetName,
    /// Their time zone, such as Europe/Berlin; the page's when absent.
    #[arg(long, value_name = "ZONE")]
    pub time_zone: Option<chrono_tz::Tz>,
    /// Told of stale sources and failed deliveries, too.
    #[arg(long)]
    pub operator: bool,
    /// The address is your own: it need not be confirmed by a mail first.
    #[arg(long)]
    pub own: bool,
    /// When messages wait, such as 22:00-07:00; one summary comes at the end.
    #[arg(long, value_name = "FROM-UNTIL", value_parser = quiet_hours)]
    pub quiet: Option<QuietHours>,
    /// The hour of the morning briefing in their zone, 0 to 23.
    #[arg(long, value_name = "HOUR", value_parser = clap::value_parser!(u8).range(0..24))]
    pub briefing: Option<u8>,
    /// A threshold of their own, such as btc.change.24h=2.5; may be repeated.
    #[arg(long = "threshold", value_name = "RULE=NUMBER")]
    pub thresholds: Vec<String>,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct To {
    /// A Telegram chat's number.
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
    let store = open(config).await?;
    let result = match arguments.action {
        Action::Add(add) => self::add(config, &store, *add).await.map(|added| {
            println!("{added}");
            ExitCode::SUCCESS
        }),
        Action::List => list(&store).await.map(|()| ExitCode::SUCCESS),
        Action::Invite => super::invite::invite(config, &store).await.map(|words| {
            println!("{words}");
            ExitCode::SUCCESS
        }),
        Action::Pause { id } => set_state(&store, id, SubscriberState::Paused).await,
        Action::Resume { id } => set_state(&store, id, SubscriberState::Active).await,
        Action::Remove { id } => {
            if store.remove_subscriber(SubscriberId(id)).await? {
                Ok(ExitCode::SUCCESS)
            } else {
                Err(anyhow::anyhow!(nobody(id)))
            }
        }
    };
    store.close().await;
    result
}

/// Beside the running program when there is a database, else as the one that creates it.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Store> {
    let access = if config.database.exists() { Access::Beside } else { Access::Exclusive };
    Ok(Store::open(&config.database, access).await?)
}

async fn set_state(store: &Store, id: i64, state: SubscriberState) -> anyhow::Result<ExitCode> {
    loop {
        let known = store.subscriber(SubscriberId(id)).await?;
        let known = known.with_context(|| nobody(id))?;
        let profile = Profile { state, ..known.profile };
        // Somebody else may change them at the same time; then once more.
        if store.update_subscriber(known.id, known.revision, profile).await?.is_some() {
            return Ok(ExitCode::SUCCESS);
        }
    }
}

fn nobody(id: i64) -> String {
    format!("there is no subscriber {id}; `cockpit subscriber list` shows who there is")
}

/// `22:00-07:00`.
fn quiet_hours(text: &str) -> Result<QuietHours, String> {
    let minutes = |time: &str| {
        let (hour, minute) = time.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    let parts = text.split_once('-').and_then(|(from, until)| Some((minutes(from)?, minutes(until)?)));
    match parts {
        Some((from_min, until_min)) if from_min != until_min => Ok(QuietHours { from_min, until_min }),
        _ => Err("must be two different times, such as 22:00-07:00".to_owned()),
    }
}

async fn add(config: &Config, store: &Store, arguments: AddArguments) -> anyhow::Result<String> {
    let (channel, address) = arguments.to.checked()?;
    let preset = arguments.preset.preset();
    let wishes = arguments
        .thresholds
        .iter()
        .map(|wish| threshold(preset, wish).with_context(|| format!("--threshold {wish}")))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let confirmed = channel != Channel::Email || arguments.own;
    if !confirmed {
        confirmation::possible(config)?;
    }
    let masked = masked(channel, &address);
    let profile = Profile {
        name: arguments.name.unwrap_or_else(|| masked.clone()),
        channel,
        address: Address::new(address),
        time_zone: arguments.time_zone.unwrap_or(config.time_zone).to_string(),
        locale: "en-US".to_owned(),
        is_operator: arguments.operator,
        preset,
        state: if confirmed { SubscriberState::Active } else { SubscriberState::Pending },
        quiet_hours: arguments.quiet,
        digest_hour: arguments.briefing,
    };
    let id = store.add_subscriber(profile, clock().now()).await.context("the subscriber was not added")?;
    for (rule, number) in wishes {
        store.set_threshold(id, &rule, Some(number), true).await?;
    }
    let also = match channel {
        _ if !confirmed => {
            confirmation::send(config, store, id, clock().now()).await?;
            "; a mail asks them to confirm, and until then nothing else is sent (--own skips that)".to_owned()
        }
        Channel::Webhook => {
            format!("\nits messages are signed with the key {}", Keys::load(config)?.webhook(id))
        }
        _ => String::new(),
    };
    Ok(format!("added {} {masked} as number {}{also}", channel.as_str(), id.0))
}

/// A rule and somebody's own threshold, checked against the preset's rule.
fn threshold(preset: Preset, wish: &str) -> anyhow::Result<(RuleId, f64)> {
    let (rule, number) = wish.split_once('=').context("must be RULE=NUMBER, such as btc.change.24h=2.5")?;
    let id: RuleId = rule.trim().parse()?;
    let number: f64 = number.trim().parse().context("the threshold must be a number")?;
    let rules = preset.rules();
    let rule: &Rule = rules
        .iter()
        .find(|rule| *rule.id() == id)
        .with_context(|| format!("the presets have no rule {id}"))?;
    rule.with_threshold(number)?;
    Ok((id, number))
}

impl To {
    fn checked(&self) -> anyhow::Result<(Channel, String)> {
        let given = [
            (Channel::Telegram, &self.telegram),
            (Channel::Email, &self.email),
            (Channel::Webhook, &self.webhook),
            (Channel::Ntfy, &self.ntfy),
            (Channel::Discord, &self.discord),
            (Channel::Slack, &self.slack),
        ];
        let found = given.into_iter().find_map(|(channel, address)| Some((channel, address.as_ref()?)));
        let (channel, address) = found.context("name one channel, such as --telegram 123456789")?;
        let address = address.trim().to_owned();
        match channel {
            Channel::Telegram => {
                ensure!(
                    TelegramAddress::parse(&address).is_some(),
                    "--telegram: must be a chat's number or name, such as 123456789, -1001234567890, -1001234567890/7 for a \
                     topic, or @channel"
                );
            }
            Channel::Email => {
                ensure!(is_email(&address), "--email: must be one address, such as name@example.org");
            }
            Channel::Webhook | Channel::Ntfy | Channel::Discord | Channel::Slack => {
                let url = Url::parse(&address).ok().filter(|url| url.scheme() == "https" && url.has_host());
                ensure!(url.is_some(), "--{}: must be an https address", channel.as_str());
            }
        }
        Ok((channel, address))
    }
}

/// One address and nothing else: no line ends, no list, no display name.
fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !"<>,;:\"()[]\\@".contains(c);
    address.len() <= EMAIL_BYTES_MAX
        && (1..=64).contains(&local.len())
        && local.chars().all(plain)
        && domain.contains('.')
        && domain
            .split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-'))
}

/// Enough to know whose it is, and no more.
fn masked(channel: Channel, address: &str) -> String {
    match channel {
        Channel::Email => {
            let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
            format!("{}…@{domain}", local.chars().take(1).collect::<String>())
        }
        Channel::Telegram => {
            let digits: Vec<char> = address.chars().collect();
            format!("…{}", digits.iter().skip(digits.len().saturating_sub(3)).collect::<String>())
        }
        _ => Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default(),
    }
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
async fn list(store: &Store) -> anyhow::Result<()> {
    println!(
        "{:<6}{:<10}{:<24}{:<20}{:<11}{:<9}operator",
        "id", "channel", "address", "name", "preset", "state"
    );
    for Subscriber { id, profile, .. } in store.subscribers().await? {
        println!(
            "{:<6}{:<10}{:<24}{:<20}{:<11}{:<9}{}",
            id.0,
            profile.channel.as_str(),
            masked(profile.channel, profile.address.expose()),
            profile.name,
            profile.preset.as_str(),
            profile.state.as_str(),
            if profile.is_operator { "yes" } else { "" },
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plain_address_is_one_address() {
        for good in ["name@example.org", "a.b+c@mail.example.co.uk", "ü@exämple.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "name",
            "@example.org",
            "name@",
            "name@host",
            "a@b.c, d@e.f",
            "a b@c.d",
            "a\r\n@b.c",
            "Name <a@b.c>",
            "a@b..c",
        ] {
            assert!(!is_email(bad), "{bad:?}");
        }
        assert!(!is_email(&format!("{}@example.org", "x".repeat(300))));
    }

    #[test]
    fn what_is_shown_of_an_address_does_not_give_it_away() {
        assert_eq!(masked(Channel::Email, "secret.name@example.org"), "s…@example.org");
        assert_eq!(masked(Channel::Telegram, "123456789"), "…789");
        assert_eq!(
            masked(Channel::Discord, "https://discord.example/api/webhooks/1/token"),
            "discord.example"
        );
    }

    #[test]
    fn a_threshold_is_checked_against_its_rule() {
        let (rule, number) = threshold(Preset::Balanced, "btc.change.24h=2.5").unwrap();
        assert_eq!((rule.to_string().as_str(), number), ("btc.change.24h", 2.5));
        // Below the preset's own hysteresis.
        assert!(threshold(Preset::Balanced, "btc.change.24h=0.5").is_ok());
        for (wish, words) in [
            ("btc.change.24h", "RULE=NUMBER"),
            ("doge.drift=1", "doge"),
            ("btc.drift=x", "number"),
            ("btc.drift=-1", "threshold"),
        ] {
            let refused = format!("{:#}", threshold(Preset::Balanced, wish).unwrap_err());
            assert!(refused.contains(words), "{wish}: {refused}");
        }
    }
}
