//! One line of a replay.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::series::UnknownSeries;
use crate::units::NotFinite;
use crate::{SeriesId, Value};

/// `{"at":"2025-12-24T15:59:25Z","series":"btc","value":86915.0}`: a value in the unit of its series, and when it was
/// observed and seen.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Line {
    /// When.
    pub at: DateTime<Utc>,
    /// Which series.
    pub series: SeriesId,
    /// The value, in the unit of the series.
    pub value: Value,
}

/// A line as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    at: DateTime<Utc>,
    series: String,
    value: f64,
}

/// Why a line is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LineError {
    /// Its series is not known.
    #[error(transparent)]
    Series(#[from] UnknownSeries),
    /// Its value is no number.
    #[error(transparent)]
    Value(#[from] NotFinite),
}

/// A line that speaks of a time before the one above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at} lies before {last_at} of the line above; sort the lines by time")]
pub struct Unordered {
    /// The line's time.
    pub at: DateTime<Utc>,
    /// The time of the line above it.
    pub last_at: DateTime<Utc>,
}

impl Line {
    /// From its parts as written.
    pub fn new(at: DateTime<Utc>, series: &str, value: f64) -> Result<Self, LineError> {
        let series: SeriesId = series.parse()?;
        Ok(Self { at, series, value: Value::new(value, series.unit())? })
    }
}

impl TryFrom<Written> for Line {
    type Error = LineError;

    fn try_from(written: Written) -> Result<Self, LineError> {
        Self::new(written.at, &written.series, written.value)
    }
}
