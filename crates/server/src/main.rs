//! The one binary: reads the configuration, wires the parts, runs one command.

mod access;
mod address;
mod clock;
mod commands;
mod config;
mod github;
mod keys;
mod serve;
mod supervise;
mod telemetry;
mod transfer;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::{Cli, Command};
use crate::config::Config;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let config = match Config::load(&cli.config) {
        Ok(config) => config,
        Err(problems) => {
            eprintln_lines(&problems.to_string());
            return ExitCode::from(2);
        }
    };
    telemetry::start(&config);
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let done = match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(config).await.map(|()| ExitCode::SUCCESS),
        Command::Fetch(arguments) => commands::fetch::run(config, arguments).await,
        Command::Backfill => commands::backfill::run(config).await,
        Command::Replay(arguments) => commands::replay::run(&config, &arguments).await,
        Command::Pin(arguments) => commands::pin::run(&config, &arguments).await,
        Command::Subscriber(arguments) => commands::subscriber::run(&config, arguments).await,
        Command::Export(arguments) => commands::carry::export(&config, &arguments).await,
        Command::Import(arguments) => commands::carry::import(&config, &arguments).await,
        Command::SendTest(arguments) => commands::send_test::run(&config, &arguments).await,
        Command::Health => commands::health::run(&config).await,
    };
    done.unwrap_or_else(|error| {
        eprintln_lines(&format!("cockpit: {error:#}"));
        ExitCode::FAILURE
    })
}

#[expect(clippy::print_stderr, reason = "the last word of a command that failed, before or beside any log")]
fn eprintln_lines(words: &str) {
    eprintln!("{words}");
}
