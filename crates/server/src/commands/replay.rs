//! `cockpit replay`: what the rules would have decided over the values of a file. Sends nothing, stores nothing.

mod lines;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use cockpit_domain::rules::{Decision, Outcome, Replay, Rule, RuleSpec};
use cockpit_store::{Access, Store};
use serde::Serialize;

use super::subscriber::PresetName;
use crate::config::Config;

/// Rules are a handful of lines; a longer file is another kind of file.
const RULES_BYTES_MAX: u64 = 1024 * 1024;

#[derive(Args, Debug)]
pub(crate) struct ReplayArguments {
    /// Values, one JSON object a line, in order of time:
    /// {"at":"2025-12-24T15:59:25Z","series":"btc","value":86915.0}
    pub file: PathBuf,
    /// The rules, as a JSON list; instead of a preset.
    #[arg(long, value_name = "FILE", conflicts_with = "preset")]
    pub rules: Option<PathBuf>,
    /// The rules of a preset.
    #[arg(long, value_enum, default_value = "balanced")]
    pub preset: PresetName,
    /// Print one JSON object for each decision, instead of a table.
    #[arg(long)]
    pub json: bool,
}

pub(crate) async fn run(config: &Config, arguments: &ReplayArguments) -> anyhow::Result<ExitCode> {
    know_own_indicators(config).await;
    let rules = match &arguments.rules {
        Some(path) => rules(path).with_context(|| path.display().to_string())?,
        None => arguments.preset.preset().rules(),
    };
    let file = File::open(&arguments.file).with_context(|| arguments.file.display().to_string())?;
    let mut replay = Replay::new(rules, config.regime.model());
    let mut print = Print::new(arguments.json);
    for line in lines::lines(BufReader::new(file)) {
        let line = line.with_context(|| arguments.file.display().to_string())?;
        for decision in replay.push(line)? {
            print.decision(&decision)?;
        }
    }
    for decision in replay.finish() {
        print.decision(&decision)?;
    }
    print.end()?;
    Ok(ExitCode::SUCCESS)
}

/// What the operator added can be replayed, too: opening the store says what it is. Without one there is nothing of the kind.
async fn know_own_indicators(config: &Config) {
    if config.database.exists() {
        match Store::open(&config.database, Access::Shared).await {
            Ok(store) => store.close().await,
            Err(error) => tracing::warn!(%error, "own indicators are not known here"),
        }
    }
}

fn rules(path: &Path) -> anyhow::Result<Vec<Rule>> {
    let length = std::fs::metadata(path)?.len();
    anyhow::ensure!(
        length <= RULES_BYTES_MAX,
        "is longer than {RULES_BYTES_MAX} bytes, which no list of rules is"
    );
    let specs: Vec<RuleSpec> = serde_json::from_str(&std::fs::read_to_string(path)?)
        .context("is no JSON list of rules such as [{\"rule\":\"btc.change.15m\",\"threshold\":1.0}]")?;
    Ok(Rule::list(specs)?)
}

/// Decisions as lines, or counted by rule.
struct Print {
    out: std::io::BufWriter<std::io::Stdout>,
    json: bool,
    counts: BTreeMap<String, [usize; 3]>,
}

impl Print {
    fn new(json: bool) -> Self {
        Self { out: std::io::BufWriter::new(std::io::stdout()), json, counts: BTreeMap::new() }
    }

    fn decision(&mut self, decision: &Decision) -> anyhow::Result<()> {
        if self.json {
            decision.serialize(&mut serde_json::Serializer::new(&mut self.out))?;
            writeln!(self.out)?;
            return Ok(());
        }
        let counts = self.counts.entry(decision.rule.to_string()).or_default();
        let column = match decision.outcome {
            Outcome::Fired => 0,
            Outcome::Held => 1,
            Outcome::Suppressed => 2,
        };
        if let Some(count) = counts.get_mut(column) {
            *count += 1;
        }
        if decision.outcome == Outcome::Fired {
            let at = decision.at.format("%Y-%m-%d %H:%M");
            writeln!(self.out, "{at}  {:<28}  {}", decision.rule.to_string(), decision.reason.words())?;
        }
        Ok(())
    }

    fn end(mut self) -> anyhow::Result<()> {
        if !self.json {
            writeln!(self.out, "\n{:<28}{:>8}{:>8}{:>12}", "rule", "fired", "held", "suppressed")?;
            for (rule, [fired, held, suppressed]) in &self.counts {
                writeln!(self.out, "{rule:<28}{fired:>8}{held:>8}{suppressed:>12}")?;
            }
        }
        self.out.flush()?;
        Ok(())
    }
}
