//! `cockpit pin`: markets that are followed even when nobody else trades them.

use std::process::ExitCode;

use anyhow::ensure;
use clap::Args;
use cockpit_store::{Access, Store};

use crate::clock::clock;
use crate::config::Config;

/// Longest last part of an event's address.
const SLUG_BYTES_MAX: usize = 200;

#[derive(Args, Debug)]
pub(crate) struct PinArguments {
    /// The event: the last part of its address, such as `fed-decision-in-january`, or the address itself. Without it, what is
    /// pinned is listed.
    pub event: Option<String>,
    /// Follow it no longer.
    #[arg(long, requires = "event")]
    pub remove: bool,
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
pub(crate) async fn run(config: &Config, arguments: &PinArguments) -> anyhow::Result<ExitCode> {
    let access = if config.database.exists() { Access::Beside } else { Access::Exclusive };
    let store = Store::open(&config.database, access).await?;
    if let Some(event) = &arguments.event {
        let slug = slug(event)?;
        if arguments.remove {
            store.unpin_event(slug).await?;
        } else {
            store.pin_event(slug, clock().now()).await?;
        }
    }
    for slug in store.pins().await? {
        println!("{slug}");
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// The last part of an event's address.
fn slug(event: &str) -> anyhow::Result<&str> {
    let address = event.trim().trim_end_matches('/');
    let slug = address.strip_prefix("https://polymarket.com/event/").unwrap_or(address);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    ensure!(
        (1..=SLUG_BYTES_MAX).contains(&slug.len()) && slug.bytes().all(plain),
        "the event must be the last part of its address, such as fed-decision-in-january"
    );
    Ok(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_may_be_named_by_its_address_or_the_last_part_of_it() {
        for event in ["fed-decision-in-january", "https://polymarket.com/event/fed-decision-in-january/"] {
            assert_eq!(slug(event).unwrap(), "fed-decision-in-january");
        }
        for event in ["", "a b", "https://elsewhere.example/event/x", "x?y=1", "../x"] {
            assert!(slug(event).is_err(), "{event}");
        }
    }
}
