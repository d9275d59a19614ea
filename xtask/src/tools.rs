//! The programs that xtask calls, and one sentence for each that is missing.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};

pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The cargo that started this program.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command with its output shown.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", words(command)))?;
    ensure!(status.success(), "{} ended with {status}", words(command));
    Ok(())
}

/// Runs a command and returns what it printed.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let answer = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", words(command)))?;
    ensure!(answer.status.success(), "{} ended with {}", words(command), answer.status);
    Ok(answer.stdout)
}

/// SQLite and the TLS library bring C sources.
pub(crate) fn require_c_compiler() -> anyhow::Result<()> {
    let name = env::var("CC").unwrap_or_else(|_| "cc".into());
    // CC may carry a wrapper or flags after the program.
    let program = name.split_whitespace().next().unwrap_or("cc");
    if cfg!(unix) && find(program).is_none() {
        bail!(
            "there is no C compiler ({program}): install one (Debian and Ubuntu: apt-get install build-essential; \
             Fedora: dnf install gcc; macOS: xcode-select --install) and run this again"
        );
    }
    Ok(())
}

/// Adds the WASM target when the toolchain lacks it.
pub(crate) fn require_wasm_target() -> anyhow::Result<()> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let printed = output(Command::new(rustc).args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(String::from_utf8_lossy(&printed).trim()).is_dir() {
        return Ok(());
    }
    println!("    adding the Rust target {WASM}");
    if find("rustup").is_none() {
        bail!(
            "this Rust toolchain lacks the target {WASM} and there is no rustup to add it: install Rust by rustup \
             (https://rustup.rs), or your distribution's package of that target, and run this again"
        );
    }
    run(Command::new("rustup").args(["target", "add", WASM])).with_context(|| {
        format!("the target {WASM} could not be added: check the network, or add it by hand with `rustup target add {WASM}`")
    })
}

/// The first of these programs that is installed.
pub(crate) fn require(names: &[&str], advice: &str) -> anyhow::Result<PathBuf> {
    names.iter().find_map(|name| find(name)).with_context(|| format!("there is no {}: {advice}", names[0]))
}

/// Where a program is on the search path, or the path itself when it is one.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    if program.contains('/') {
        return Some(PathBuf::from(program)).filter(|path| path.is_file());
    }
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

fn words(command: &Command) -> String {
    let mut words = vec![Path::new(command.get_program()).file_name().unwrap_or(command.get_program())];
    words.extend(command.get_args());
    format!("`{}`", words.join(" ".as_ref()).to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::{output, require, run};
    use std::process::Command;

    #[test]
    fn a_missing_program_is_one_sentence_with_advice() {
        let error = require(&["no-such-program"], "install it").unwrap_err();
        assert_eq!(error.to_string(), "there is no no-such-program: install it");
    }

    #[test]
    fn a_failing_command_is_told_with_its_words() {
        let error = run(Command::new("rustc").arg("--no-such-flag")).unwrap_err();
        assert!(error.to_string().starts_with("`rustc --no-such-flag` ended with"), "{error}");
    }

    #[test]
    fn the_output_of_a_command_is_returned() {
        let printed = output(Command::new("rustc").arg("--version")).unwrap();
        assert!(printed.starts_with(b"rustc "));
    }
}
