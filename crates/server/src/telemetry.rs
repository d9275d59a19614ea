//! Log lines on standard error: the message reads well alone, and its values are fields.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// What is logged unless `COCKPIT_LOG` says otherwise.
pub(crate) const DEFAULT_FILTER: &str = "info,hyper=warn,reqwest=warn,sqlx=warn";

/// Starts logging. The filter has been checked when the configuration was read.
pub(crate) fn start(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
