//! Rows into words of the field.

use chrono::{DateTime, Utc};
use cockpit_domain::{Moment, Observation, Origin, Point, SeriesId, Value};

use crate::StoreError;

#[derive(sqlx::FromRow)]
pub(super) struct PointRow {
    observed_at: i64,
    first_seen_at: i64,
    /// Never null by the schema; but the driver would read a damaged row's null as 0.
    value: Option<f64>,
    origin: String,
}

impl PointRow {
    pub(super) fn point(self, series: SeriesId) -> Result<Point, StoreError> {
        Ok(Point {
            observed_at: moment(series, self.observed_at)?,
            first_seen_at: instant(self.first_seen_at)?,
            value: value(series, self.value)?,
            origin: origin(&self.origin)?,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct ObservationRow {
    #[sqlx(flatten)]
    point: PointRow,
    source: String,
    standing: i64,
}

impl ObservationRow {
    pub(super) fn observation(self, series: SeriesId) -> Result<Observation, StoreError> {
        let Point { observed_at, first_seen_at, value, origin } = self.point.point(series)?;
        let standing = standing(self.standing)?;
        Ok(Observation { series, observed_at, first_seen_at, value, source: self.source, standing, origin })
    }
}

pub(crate) fn moment(series: SeriesId, timestamp_s: i64) -> Result<Moment, StoreError> {
    Moment::from_timestamp(series.definition().moments, timestamp_s)
        .ok_or_else(|| StoreError::unreadable("moment", timestamp_s))
}

pub(crate) fn instant(timestamp_s: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp(timestamp_s, 0).ok_or_else(|| StoreError::unreadable("time", timestamp_s))
}

pub(crate) fn value(series: SeriesId, amount: Option<f64>) -> Result<Value, StoreError> {
    amount
        .and_then(|amount| Value::new(amount, series.unit()).ok())
        .ok_or_else(|| StoreError::unreadable("value", amount))
}

pub(super) fn origin(word: &str) -> Result<Origin, StoreError> {
    Origin::from_word(word).ok_or_else(|| StoreError::unreadable("origin", word))
}

pub(super) fn standing(standing: i64) -> Result<u8, StoreError> {
    u8::try_from(standing).map_err(|_| StoreError::unreadable("standing", standing))
}
