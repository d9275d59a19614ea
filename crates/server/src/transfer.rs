//! All settings as one file: out, what it would change, and back in.
//!
//! The file says everything that people set: indicators of one's own, the installation's rules, and people with their
//! addresses and wishes. No password, no key, no session is in it. What it does not name goes, so that the same file always
//! leads to the same settings; whether somebody has confirmed their address is in it too.

mod differences;
mod file;
mod plan;

use std::fmt::Write;

use cockpit_store::{SetUp, Setup};
use sha2::{Digest, Sha256};

pub(crate) use self::differences::differences;

/// Longest file that can be meant: room for some thousand people.
pub(crate) const BYTES_MAX: usize = 2 * 1_024 * 1_024;

/// The file that says what there is.
pub(crate) fn export(setup: &Setup) -> String {
    file::write(setup)
}

/// What a file wants, checked against what there is; or everything that is wrong with it, each by its field.
pub(crate) fn read(text: &str, before: &SetUp) -> Result<Setup, Vec<String>> {
    if text.len() > BYTES_MAX {
        return Err(vec![format!("the file is longer than {} KiB", BYTES_MAX / 1_024)]);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    plan::plan(file::read(text)?, before)
}

/// A word that changes with everything that an import would put something in the place of.
pub(crate) fn revision(setup: &Setup) -> String {
    let digest = Sha256::digest(export(setup).as_bytes());
    digest.iter().take(16).fold(String::new(), |mut word, byte| {
        // Writing to a String does not fail.
        let _ = write!(word, "{byte:02x}");
        word
    })
}

/// What there is, counted: `3 subscribers, 2 rules, 1 own indicator`.
pub(crate) fn holds(setup: &Setup) -> String {
    let count = |number: usize, one: &str, many: &str| match number {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    };
    let parts = [
        count(setup.people.len(), "subscriber", "subscribers"),
        count(setup.rules.len(), "rule", "rules"),
        count(setup.indicators.len(), "own indicator", "own indicators"),
    ];
    parts.join(", ")
}

#[cfg(test)]
mod tests;
