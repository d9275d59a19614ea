//! `cockpit export` and `cockpit import`: all settings as one file, beside the running program.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use clap::Args;
use cockpit_store::{Access, Audit, AuditKind, Store};

use super::subscriber::open;
use crate::clock::clock;
use crate::config::Config;
use crate::transfer::{BYTES_MAX, differences, export as written, holds, read};

#[derive(Args, Debug)]
pub(crate) struct ExportArguments {
    /// Where it is written; standard output when absent. It holds addresses, so only you may read a new file.
    pub file: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct ImportArguments {
    /// A file of an export. What it does not name goes.
    pub file: PathBuf,
    /// Only say what would change.
    #[arg(long)]
    pub dry_run: bool,
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the command's answer")]
pub(crate) async fn export(config: &Config, arguments: &ExportArguments) -> anyhow::Result<ExitCode> {
    let store = Store::open(&config.database, Access::Shared).await?;
    let setup = store.setup().await?.setup;
    store.close().await;
    match &arguments.file {
        None => print!("{}", written(&setup)),
        Some(path) => {
            save(path, &written(&setup)).with_context(|| path.display().to_string())?;
            eprintln!(
                "{} written to {}; it holds addresses, and no password or key",
                holds(&setup),
                path.display()
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A new file is for its owner alone.
fn save(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
pub(crate) async fn import(config: &Config, arguments: &ImportArguments) -> anyhow::Result<ExitCode> {
    let name = arguments.file.display().to_string();
    let length = std::fs::metadata(&arguments.file).with_context(|| name.clone())?.len();
    ensure!(length <= BYTES_MAX as u64, "{name}: is longer than {} KiB", BYTES_MAX / 1_024);
    let text = std::fs::read_to_string(&arguments.file).with_context(|| name.clone())?;
    let (store, now) = (open(config).await?, clock().now());
    let before = store.setup().await?;
    let then = match read(&text, &before) {
        Ok(then) => then,
        Err(problems) => bail!("{name}: nothing was changed\n  {}", problems.join("\n  ")),
    };
    let lines = differences(&before.setup, &then);
    for line in &lines {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "nothing".to_owned());
        println!("{}\n  was  {}\n  then {}", line.what, side(&line.from), side(&line.to));
    }
    if lines.is_empty() {
        println!("{name} says what is there already");
    } else if arguments.dry_run {
        println!("nothing was changed");
    } else {
        let words = format!("settings imported on the command line: {}", holds(&then));
        let holds = holds(&then);
        ensure!(
            store.replace_setup(before, then, now).await?,
            "somebody changed the settings meanwhile; try again"
        );
        store.audit(Audit { at: now, kind: AuditKind::Settings, address: None, words }).await?;
        println!("imported: {holds}");
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}
