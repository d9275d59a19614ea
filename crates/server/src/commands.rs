//! The command line.

pub(crate) mod backfill;
pub(crate) mod carry;
pub(crate) mod confirmation;
pub(crate) mod fetch;
pub(crate) mod health;
pub(crate) mod invite;
pub(crate) mod pin;
pub(crate) mod replay;
pub(crate) mod send_test;
pub(crate) mod subscriber;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use cockpit_fetcher::feeds::Keys;
use cockpit_fetcher::run::Fetcher;
use cockpit_http::{Clock, Sender, Settings};
use cockpit_store::{Access, Store};

use crate::clock::deadline_max;
use crate::config::Config;

/// Watches six strategic indicators, decides Risk On or Risk Off, and shows it all on one page.
#[derive(Debug, Parser)]
#[command(name = "cockpit", version, about)]
pub(crate) struct Cli {
    /// The configuration file; it need not exist, and environment variables go before it.
    #[arg(long, global = true, default_value = "cockpit.toml")]
    pub config: PathBuf,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Fetch and serve, everything in one process (the default).
    Serve,
    /// Ask every source once, and print what each gave and took. Exit code 1 if any series was left without an answer.
    Fetch(FetchArguments),
    /// Fetch the history that is missing.
    Backfill,
    /// What the rules would have decided over the values of a file; sends nothing.
    Replay(replay::ReplayArguments),
    /// Follow a prediction market outside the top of the list, or list those that are. Works beside the running program.
    Pin(pin::PinArguments),
    /// People who are told: add, list, remove. Works beside the running program.
    Subscriber(subscriber::SubscriberArguments),
    /// Write all settings, rules, people and own indicators into one file. Works beside the running program.
    Export(carry::ExportArguments),
    /// Put the settings of a file in the place of what there is. Works beside the running program.
    Import(carry::ImportArguments),
    /// Send a test message to somebody by the running program, and say what the provider answers.
    SendTest(send_test::SendTestArguments),
    /// Ask the running program whether it is well; for the container's health check.
    Health,
}

#[derive(Args, Debug)]
pub(crate) struct FetchArguments {
    /// One round and out; the only way there is, named for clarity in scripts.
    #[arg(long)]
    pub once: bool,
    /// Only this source or feed, such as `coinbase` or `us10y`.
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
}

/// Opens the database as the one process that fetches.
pub(crate) async fn open_store(config: &Config) -> anyhow::Result<Store> {
    Ok(Store::open(&config.database, Access::Exclusive).await?)
}

/// What sends HTTP, as the configuration says.
pub(crate) fn sender(config: &Config, clock: &Clock) -> anyhow::Result<Sender> {
    let settings = Settings {
        user_agent: config.user_agent.clone(),
        gateway: config.gateway.clone(),
        total_max: deadline_max(),
    };
    Sender::new(settings, clock.clone())
        .context("HTTP cannot be set up: are the system's certificates installed (Debian: ca-certificates)?")
}

/// The fetcher over the store, as the configuration says.
pub(crate) fn fetcher(config: &Config, sender: &Sender, store: &Store, clock: &Clock) -> Fetcher {
    Fetcher::new(sender.clone(), store.clone(), clock.clone(), fetch_keys(config), config.regime.model())
}

/// The keys that make sources better.
pub(crate) fn fetch_keys(config: &Config) -> Keys {
    Keys { fred: config.fred_api_key.clone(), coingecko: config.coingecko_api_key.clone() }
}
