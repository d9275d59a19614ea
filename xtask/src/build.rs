//! The program itself: built, started, measured.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::site::{self, Flavour};
use crate::steps::Steps;
use crate::tools;
use crate::workspace::Workspace;

/// Builds site and server; returns where the binary is.
pub(crate) fn build(workspace: &Workspace, steps: &mut Steps, flavour: Flavour) -> anyhow::Result<PathBuf> {
    tools::require_c_compiler()?;
    // The server's build script reads the site's hash, so the site comes first.
    site::build(workspace, steps, flavour)?;
    let (profile, folder) = match flavour {
        Flavour::Dev => ("dev", "debug"),
        Flavour::Release => ("release", "release"),
    };
    steps.step("compile server", || {
        tools::run(tools::cargo().current_dir(&workspace.root).args([
            "build",
            "--package",
            "cockpit",
            "--profile",
            profile,
        ]))
    })?;
    let binary = workspace.target.join(folder).join(format!("cockpit{}", std::env::consts::EXE_SUFFIX));
    let size_mib = fs::metadata(&binary)?.len() as f64 / (1024.0 * 1024.0);
    println!("{} ({size_mib:.1} MiB)", binary.display());
    Ok(binary)
}

/// Builds and becomes `cockpit serve`, so that signals reach the server and not a parent of it.
pub(crate) fn run(
    workspace: &Workspace,
    steps: &mut Steps,
    flavour: Flavour,
    args: &[String],
) -> anyhow::Result<()> {
    let binary = build(workspace, steps, flavour)?;
    println!("==> cockpit serve");
    become_program(Command::new(binary).current_dir(&workspace.root).arg("serve").args(args))
}

#[cfg(unix)]
fn become_program(command: &mut Command) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> anyhow::Result<()> {
    tools::run(command)
}

/// Builds for release and runs the benchmarks of the program.
pub(crate) fn bench(workspace: &Workspace, steps: &mut Steps, args: &[String]) -> anyhow::Result<()> {
    build(workspace, steps, Flavour::Release)?;
    steps.step("benchmarks", || {
        tools::run(
            tools::cargo()
                .current_dir(&workspace.root)
                .args(["bench", "--package", "cockpit", "--benches", "--"])
                .args(args),
        )
    })
}
