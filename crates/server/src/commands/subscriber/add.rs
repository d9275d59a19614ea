//! Adding somebody.

use anyhow::Context;
use cockpit_store::{Address, Channel, Profile, Store, SubscriberState};

use super::change::{ask_to_confirm, mail_is_possible};
use super::wishes::threshold;
use super::{AddArguments, PresetName};
use crate::address::masked;
use crate::clock::clock;
use crate::config::Config;
use crate::keys::Keys;

pub(super) async fn add(config: &Config, store: &Store, arguments: AddArguments) -> anyhow::Result<String> {
    let (channel, address) = arguments.to.checked()?;
    let (installed, usual) = (store.installed().await?, store.usual().await?.value);
    let preset = arguments.preset.map_or(installed.preset, PresetName::preset);
    let wishes = arguments
        .thresholds
        .iter()
        .map(|wish| threshold(&installed.rules(preset), wish).with_context(|| format!("--threshold {wish}")))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let confirmed = channel != Channel::Email || arguments.own;
    if !confirmed {
        mail_is_possible(config)?;
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
        quiet_hours: arguments.quiet.or(usual.quiet_hours),
        digest_hour: arguments.briefing.or(usual.digest_hour),
    };
    let id = store.add_subscriber(profile, clock().now()).await.context("the subscriber was not added")?;
    for (rule, number) in wishes {
        store.set_threshold(id, &rule, Some(number), true).await?;
    }
    let also = match channel {
        _ if !confirmed => {
            ask_to_confirm(config, store, id, clock().now()).await?;
            "; a mail asks them to confirm, and until then nothing else is sent (--own skips that)".to_owned()
        }
        Channel::Webhook => {
            format!("\nits messages are signed with the key {}", Keys::load(config)?.webhook(id))
        }
        _ => String::new(),
    };
    let lacks = config.delivery.lacks(channel);
    let lacks = lacks.map(|name| format!("\nnothing is sent to it before {name} is set")).unwrap_or_default();
    Ok(format!("added {} {masked} as number {}{also}{lacks}", channel.as_str(), id.0))
}
