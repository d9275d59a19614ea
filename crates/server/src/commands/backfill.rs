//! `cockpit backfill`: the history that is missing, with progress.

use std::process::ExitCode;

use super::{fetcher, open_store, sender};
use crate::clock::clock;
use crate::config::Config;

pub(crate) async fn run(config: Config) -> anyhow::Result<ExitCode> {
    let store = open_store(&config).await?;
    let clock = clock();
    let fetcher = fetcher(&config, &sender(&config, &clock)?, &store, &clock);
    // The first round of the daily and weekly series brings their whole history.
    let rounds = fetcher.values_once().await;
    let complete = fetcher.backfill(progress).await && rounds.iter().all(|round| round.succeeded);
    store.close().await;
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[expect(clippy::print_stderr, reason = "progress for whoever waits")]
fn progress(done: usize, all: usize) {
    eprintln!("history: {done} of {all} pages");
}
