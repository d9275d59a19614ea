//! Looking variables up: environment first, then the file; secrets also from a file of their own.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Display;
use std::str::FromStr;

use cockpit_http::Secret;

/// Longest secret or value that can be meant.
const LENGTH_MAX: usize = 4_096;

/// A secret of our own: it does not print.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Hidden(String);

impl Hidden {
    /// For whoever needs it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Collects values and everything that is wrong with them.
pub(super) struct Reader {
    values: BTreeMap<String, String>,
    problems: Vec<String>,
    warnings: Vec<String>,
}

impl Reader {
    pub(super) fn new(
        environment: impl Iterator<Item = (OsString, OsString)>,
        file: Option<&str>,
        variables: &[&str],
        secrets: &[&str],
    ) -> Self {
        let mut reader = Self { values: BTreeMap::new(), problems: Vec::new(), warnings: Vec::new() };
        let known = |name: &str| {
            variables.contains(&name)
                || secrets.contains(&name)
                || name.strip_suffix("_FILE").is_some_and(|name| secrets.contains(&name))
        };
        if let Some(text) = file {
            reader.read_file(text, known);
        }
        let mut from_environment = BTreeMap::new();
        for (name, value) in environment {
            let Some(name) = name.to_str() else { continue };
            if known(name) {
                match value.into_string() {
                    Ok(value) => drop(from_environment.insert(name.to_owned(), value)),
                    Err(_) => reader.problems.push(format!("{name}: is not UTF-8")),
                }
            } else if name.starts_with("COCKPIT_")
                && name != "COCKPIT_RECORDINGS"
                && name != "COCKPIT_CRASH_AT"
                && !name.starts_with("COCKPIT_TEST_")
            {
                reader.warnings.push(format!("{name} is set but there is no such variable"));
            }
        }
        // A secret of the environment replaces either form of it in the file.
        for name in from_environment.keys() {
            let base = name.strip_suffix("_FILE").unwrap_or(name);
            reader.values.remove(base);
            reader.values.remove(&format!("{base}_FILE"));
        }
        reader.values.extend(from_environment);
        reader
    }

    fn read_file(&mut self, text: &str, known: impl Fn(&str) -> bool) {
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            // The message alone: the error's Display quotes the line, which may hold a secret.
            Err(error) => return self.problems.push(format!("cockpit.toml: {}", error.message())),
        };
        for (key, value) in table {
            let name = key.to_ascii_uppercase();
            if key != key.to_ascii_lowercase() || !known(&name) {
                self.problems.push(format!("cockpit.toml: {key}: there is no such setting"));
                continue;
            }
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Boolean(on) => on.to_string(),
                toml::Value::Integer(number) => number.to_string(),
                _ => {
                    self.problems.push(format!("cockpit.toml: {key}: must be a text"));
                    continue;
                }
            };
            self.values.insert(name, value);
        }
    }

    /// A value that parses; an empty one counts as not set.
    pub(super) fn parsed<T: FromStr>(&mut self, name: &str, wanted: &str) -> Option<T> {
        self.checked(name, |text| text.parse().map_err(|_| format!("must be {wanted}")))
    }

    /// A value that passes `check`.
    pub(super) fn checked<T, E: Display>(
        &mut self,
        name: &str,
        check: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.values.get(name)?.trim();
        if text.is_empty() {
            return None;
        }
        if text.len() > LENGTH_MAX {
            self.problems.push(format!("{name}: is longer than {LENGTH_MAX} bytes"));
            return None;
        }
        match check(text) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problems.push(format!("{name}: {problem}"));
                None
            }
        }
    }

    /// A key that goes out with requests.
    pub(super) fn secret(
        &mut self,
        name: &str,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Option<Secret> {
        self.hidden(name, check).map(|hidden| Secret::new(hidden.expose()))
    }

    /// A secret, from `NAME` or from the file that `NAME_FILE` names. Never echoed.
    pub(super) fn hidden(
        &mut self,
        name: &str,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Option<Hidden> {
        let file_name = format!("{name}_FILE");
        let filled =
            |text: Option<&String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let text = match (filled(self.values.get(name)), filled(self.values.get(&file_name))) {
            (None, None) => return None,
            (Some(_), Some(_)) => {
                self.problems.push(format!("{name} and {file_name} are both set: keep one"));
                return None;
            }
            (Some(text), None) => text,
            (None, Some(path)) => match std::fs::read_to_string(&path) {
                Ok(text) => text.trim().to_owned(),
                Err(error) => {
                    self.problems.push(format!("{file_name}: {path} cannot be read: {error}"));
                    return None;
                }
            },
        };
        match check(&text) {
            Ok(()) => Some(Hidden(text)),
            Err(problem) => {
                self.problems.push(format!("{name}: {problem}"));
                None
            }
        }
    }

    /// Notes that variables do not go together.
    pub(super) fn problem(&mut self, words: String) {
        self.problems.push(words);
    }

    /// Whether it is set to something.
    pub(super) fn is_set(&self, name: &str) -> bool {
        let filled = |name: &str| self.values.get(name).is_some_and(|text| !text.trim().is_empty());
        filled(name) || filled(&format!("{name}_FILE"))
    }

    /// What was found to be wrong, and what is only odd.
    pub(super) fn finish(self) -> (Vec<String>, Vec<String>) {
        (self.problems, self.warnings)
    }
}
