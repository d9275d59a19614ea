//! The lines of a replay file: `{"at":"2025-12-24T15:59:25Z","series":"btc","value":86915.0}`, in order of time.

use std::io::{self, BufRead};

use chrono::{DateTime, Utc};
use cockpit_domain::rules::Line;

/// A line is a few dozen bytes; a longer one is another kind of file.
const LINE_BYTES_MAX: usize = 4_096;

/// A line that cannot be replayed.
#[derive(Debug, thiserror::Error)]
#[error("line {number}: {problem}")]
pub(crate) struct LineError {
    /// Counted from 1.
    pub number: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("is longer than {LINE_BYTES_MAX} bytes, which no value is")]
    TooLong,
    #[error(r#"is not of the form {{"at":"2025-12-24T15:59:25Z","series":"btc","value":86915.0}}: {0}"#)]
    Malformed(serde_json::Error),
    #[error("at: {at} is earlier than the line before it ({before}); sort the file by time")]
    Unordered { at: DateTime<Utc>, before: DateTime<Utc> },
}

/// Reads line by line; the first bad line ends it. Empty lines are passed over.
pub(crate) fn lines(mut reader: impl BufRead) -> impl Iterator<Item = Result<Line, LineError>> {
    let mut buffer = Vec::new();
    let mut number = 0;
    let mut before: Option<DateTime<Utc>> = None;
    let mut ended = false;
    std::iter::from_fn(move || {
        while !ended {
            number += 1;
            let line = next(&mut reader, &mut buffer).and_then(|more| {
                if !more {
                    return Ok(None);
                }
                let text = buffer.trim_ascii();
                if text.is_empty() { Ok(Some(None)) } else { read(text, before).map(|line| Some(Some(line))) }
            });
            match line {
                Ok(None) => ended = true,
                Ok(Some(None)) => {}
                Ok(Some(Some(line))) => {
                    before = Some(line.at);
                    return Some(Ok(line));
                }
                Err(problem) => {
                    ended = true;
                    return Some(Err(LineError { number, problem }));
                }
            }
        }
        None
    })
}

/// Reads one line into the buffer, never more than a line may be; false at the end.
fn next(reader: &mut impl BufRead, buffer: &mut Vec<u8>) -> Result<bool, Problem> {
    buffer.clear();
    let mut limited = io::Read::take(reader, LINE_BYTES_MAX as u64 + 1);
    limited.read_until(b'\n', buffer)?;
    if buffer.len() > LINE_BYTES_MAX { Err(Problem::TooLong) } else { Ok(!buffer.is_empty()) }
}

fn read(text: &[u8], before: Option<DateTime<Utc>>) -> Result<Line, Problem> {
    let line: Line = serde_json::from_slice(text).map_err(Problem::Malformed)?;
    match before {
        Some(before) if line.at < before => Err(Problem::Unordered { at: line.at, before }),
        _ => Ok(line),
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::{SeriesId, Value};

    use super::*;

    const GOOD: &str = r#"{"at":"2025-12-24T15:59:25Z","series":"btc","value":86915.0}"#;

    fn refusal(text: &str) -> String {
        lines(text.as_bytes()).find_map(Result::err).expect("a refusal").to_string()
    }

    #[test]
    fn values_come_in_the_unit_of_their_series_and_empty_lines_are_nothing() {
        let text = format!("{GOOD}\n\n  \r\n{}", GOOD.replace("btc", "walcl").replace("86915.0", "6581.231"));
        let read: Vec<Line> = lines(text.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(read.len(), 2, "the last line needs no line end");
        assert_eq!(
            (read[1].series, read[1].value),
            (SeriesId::Walcl, Value::usd_billions(6581.231).unwrap())
        );
    }

    #[test]
    fn a_bad_line_is_refused_with_its_number_and_ends_the_file() {
        for (bad, words) in [
            ("not json", "form"),
            (r#"{"at":"2025-12-24T15:59:25Z","series":"btc"}"#, "value"),
            (r#"{"at":"yesterday","series":"btc","value":1}"#, "form"),
            (r#"{"at":"2025-12-24T15:59:25Z","series":"doge","value":1}"#, "doge"),
            (r#"{"at":"2025-12-24T15:59:24Z","series":"btc","value":1}"#, "sort"),
            (r#"{"at":"2025-12-24T15:59:25Z","series":"btc","value":1e999}"#, "form"),
            (r#"{"at":"2025-12-24T15:59:25Z","series":"btc","value":1,"unit":"$"}"#, "unit"),
            (r#"{"at":"2025-12-24T15:59:25Z","series":"btc","value":null}"#, "form"),
        ] {
            let words_found = refusal(&format!("{GOOD}\n{bad}\n{GOOD}\n"));
            assert!(words_found.starts_with("line 2: ") && words_found.contains(words), "{words_found}");
        }
        assert_eq!(lines(format!("{GOOD}\nx\n{GOOD}").as_bytes()).count(), 2, "nothing after the bad line");
    }

    #[test]
    fn a_file_of_another_kind_is_not_read_into_memory() {
        assert!(refusal(&"x".repeat(1_000_000)).contains("longer"));
        let bytes = [0xff_u8, 0xfe, b'\n'];
        assert!(lines(bytes.as_slice()).next().unwrap().is_err());
    }
}
