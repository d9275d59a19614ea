//! Where a number stands in a JSON answer: `data.0.price`, `rates["USD.EUR"]`, or `$` for the whole answer.

use std::fmt;
use std::str::FromStr;

/// Most bytes of a path.
const BYTES_MAX: usize = 500;
/// Most steps: no answer that people read is deeper.
const STEPS_MAX: usize = 32;

/// Steps from the answer to the number. A step is a key of an object, or the place in an array, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonPath(Vec<String>);

/// Why a path is refused; continues the word "path".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// There is none.
    #[error(
        "is empty; give the keys that lead to the number, such as data.0.price, or $ for the answer itself"
    )]
    Empty,
    /// It is too long.
    #[error("is longer than {BYTES_MAX} bytes or {STEPS_MAX} steps")]
    TooLong,
    /// A step is empty.
    #[error("has nothing at step {0}; write one dot between two steps")]
    EmptyStep(usize),
    /// A bracket is not closed, or holds neither a place nor a quoted key.
    #[error("cannot be read at step {0}; in brackets stands a place, [0], or a key, [\"a.b\"]")]
    Bracket(usize),
}

impl JsonPath {
    /// Its steps; none for the whole answer.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl FromStr for JsonPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PathError::Empty);
        }
        if text.len() > BYTES_MAX {
            return Err(PathError::TooLong);
        }
        // `$.data` and `$[0]`, as other programs write them.
        let (mut rest, rooted) = match text.strip_prefix('$') {
            Some(rest) if rest.is_empty() || rest.starts_with(['.', '[']) => (rest, true),
            _ => (text, false),
        };
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let number = steps.len() + 1;
            if number > STEPS_MAX {
                return Err(PathError::TooLong);
            }
            let (step, after) = if let Some(inside) = rest.strip_prefix('[') {
                bracket(inside).ok_or(PathError::Bracket(number))?
            } else {
                let first = steps.is_empty() && !rooted;
                let word =
                    if first { rest } else { rest.strip_prefix('.').ok_or(PathError::Bracket(number))? };
                let end = word.find(['.', '[']).unwrap_or(word.len());
                let (step, after) = word.split_at(end);
                // A key with quotes in it stands in a bracket, in quotes of the other kind.
                if step.contains(['"', '\'']) {
                    return Err(PathError::Bracket(number));
                }
                (step.to_owned(), after)
            };
            if step.is_empty() {
                return Err(PathError::EmptyStep(number));
            }
            steps.push(step);
            rest = after;
        }
        Ok(Self(steps))
    }
}

/// What stands in a bracket, and what comes after it.
fn bracket(inside: &str) -> Option<(String, &str)> {
    let quote = inside.chars().next().filter(|c| matches!(c, '"' | '\''));
    if let Some(quote) = quote {
        let (key, after) = inside.get(1..)?.split_once(quote)?;
        return Some((key.to_owned(), after.strip_prefix(']')?));
    }
    let (place, after) = inside.split_once(']')?;
    place.bytes().all(|byte| byte.is_ascii_digit()).then(|| (place.to_owned(), after))
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("$");
        }
        for (index, step) in self.0.iter().enumerate() {
            let is_plain = !step.contains(['.', '[', ']', '"', '\'', '$']) && step.trim() == step;
            match (is_plain, index) {
                (true, 0) => f.write_str(step)?,
                (true, _) => write!(f, ".{step}")?,
                // A key may hold one kind of quote, for it was written in the other.
                (false, _) if step.contains('"') => write!(f, "['{step}']")?,
                (false, _) => write!(f, "[\"{step}\"]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn steps(path: &str) -> Vec<String> {
        path.parse::<JsonPath>().unwrap().steps().map(str::to_owned).collect()
    }

    #[test]
    fn steps_are_written_with_dots_or_brackets() {
        for (path, expected) in [
            ("data.0.price", vec!["data", "0", "price"]),
            ("$.data[0].price", vec!["data", "0", "price"]),
            ("[2]", vec!["2"]),
            ("rates[\"USD.EUR\"].mid", vec!["rates", "USD.EUR", "mid"]),
            ("a['b c']", vec!["a", "b c"]),
            ("$", vec![]),
        ] {
            assert_eq!(steps(path), expected, "{path}");
        }
    }

    #[test]
    fn a_path_that_cannot_be_read_names_its_step() {
        for (path, words) in [
            ("", "is empty"),
            ("data..price", "nothing at step 2"),
            (".data", "nothing at step 1"),
            ("data.", "nothing at step 2"),
            ("data[x]", "at step 2"),
            ("data[0", "at step 2"),
            ("data[0]price", "at step 3"),
            ("data[]", "nothing at step 2"),
        ] {
            let error = path.parse::<JsonPath>().unwrap_err().to_string();
            assert!(error.contains(words), "{path}: {error}");
        }
        assert_eq!("a.".repeat(40).parse::<JsonPath>(), Err(PathError::TooLong));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_a_path_or_refused_and_a_path_reads_back(text in "[a-c.\\[\\]\"'$0 ü]{0,40}|\\PC{0,40}") {
            if let Ok(path) = text.parse::<JsonPath>() {
                prop_assert_eq!(path.to_string().parse::<JsonPath>(), Ok(path.clone()), "{}", path);
            }
        }
    }
}
