//! Lengths of time as people write them: `90s`, `15m`, `4h`, `7d`.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const UNITS: [(&str, i64); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// A length of time, not negative, in whole seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(TimeDelta);

impl Span {
    /// Whole seconds; negative lengths become none.
    pub fn new(length: TimeDelta) -> Self {
        Self(TimeDelta::seconds(length.num_seconds().max(0)))
    }

    /// The length.
    pub const fn length(self) -> TimeDelta {
        self.0
    }
}

/// Not a length of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no length of time; write a whole number and s, m, h or d, such as 4h")]
pub struct SpanError(pub String);

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || SpanError(text.chars().take(40).collect());
        let seconds = UNITS.iter().find_map(|(unit, seconds)| {
            let digits = text.strip_suffix(unit)?;
            let plain = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| digits.parse::<i64>().ok()?.checked_mul(*seconds)).flatten()
        });
        seconds.map(|seconds| Self(TimeDelta::seconds(seconds))).ok_or_else(error)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.num_seconds();
        let (unit, size) = match seconds {
            0 => ("m", 60),
            _ => UNITS.into_iter().find(|(_, size)| seconds % size == 0).unwrap_or(("s", 1)),
        };
        write!(f, "{}{unit}", seconds / size)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_printed_in_its_largest_whole_unit() {
        for text in ["0m", "90s", "15m", "4h", "7d"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        assert_eq!("48h".parse::<Span>().unwrap().to_string(), "2d");
        for text in ["", "4", "h", "-4h", "4 h", "1.5h", "4w", "99999999999h"] {
            assert!(text.parse::<Span>().is_err(), "{text:?}");
        }
    }
}
