//! `cockpit fetch`: every source once, and what each gave and took.

use std::process::ExitCode;

use cockpit_fetcher::feeds::Keys;
use cockpit_fetcher::run::{Asked, Round};

use super::{FetchArguments, fetcher, open_store, sender};
use crate::clock::clock;
use crate::config::Config;

pub(crate) async fn run(config: Config, arguments: FetchArguments) -> anyhow::Result<ExitCode> {
    let store = open_store(&config).await?;
    let clock = clock();
    let sender = sender(&config, &clock)?;
    let rounds = fetcher(&config, &sender, &store, &clock).once(arguments.source.as_deref()).await;
    store.close().await;
    if rounds.is_empty() {
        let names = Round::names(&Keys::default());
        anyhow::bail!("there is no source or feed of this name; the feeds are {}", names.join(", "));
    }
    print(&rounds);
    let all = rounds.iter().all(|round| round.succeeded);
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
fn print(rounds: &[Round]) {
    println!("{:<16}{:<12}{:>9}  result", "feed", "source", "took");
    for round in rounds {
        for asked in &round.asked {
            let took = format!("{} ms", asked.took.as_millis());
            println!("{:<16}{:<12}{took:>9}  {}", round.job, asked.source, result(asked));
        }
    }
}

fn result(asked: &Asked) -> String {
    match &asked.result {
        Ok(Some(kept)) => format!("{} values, {} new", kept.values, kept.new),
        Ok(None) => "not modified".to_owned(),
        Err(error) => error.to_string(),
    }
}
