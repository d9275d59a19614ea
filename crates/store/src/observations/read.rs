//! Reading observations by key.

use chrono::{NaiveDate, NaiveTime};
use cockpit_domain::{Moment, Observation, Point, SeriesId};

use super::row::{ObservationRow, PointRow};
use crate::{Store, StoreError};

pub(super) const LATEST: &str =
    "select observed_at, first_seen_at, value, origin, source, standing from observation
    where series = ? order by observed_at desc, revision desc limit 1";

/// As [`LATEST`], at or before a moment.
pub(super) const WHOLE_AT_OR_BEFORE: &str =
    "select observed_at, first_seen_at, value, origin, source, standing from observation
    where series = ? and observed_at <= ? order by observed_at desc, revision desc limit 1";

pub(super) const AT_OR_BEFORE: &str = "select observed_at, first_seen_at, value, origin from observation
    where series = ? and observed_at <= ? order by observed_at desc, revision desc limit 1";

/// SQLite takes the other columns from the row of the maximum.
pub(super) const POINTS: &str =
    "select observed_at, max(revision), first_seen_at, value, origin from observation
    where series = ? and observed_at between ? and ? group by observed_at order by observed_at limit ?";

pub(super) const FIRST_SEEN: &str = "select observed_at, first_seen_at, value, origin from observation
    where series = ? and observed_at between ? and ? and revision = 0 order by observed_at";

/// From the last day backwards, each step seeks the newest moment before the day of the last one.
pub(super) const DAY_CLOSES: &str = "with recursive close (at) as (
        select (select max(observed_at) from observation where series = ?1 and observed_at >= ?2 and observed_at < ?3)
        union all
        select (select max(observed_at) from observation where series = ?1 and observed_at >= ?2
                and observed_at < close.at - ((close.at % 86400) + 86400) % 86400)
        from close where close.at is not null
    )
    select observed_at, first_seen_at, value, origin from close
    cross join observation on series = ?1 and observed_at = close.at
    where revision = (select max(revision) from observation where series = ?1 and observed_at = close.at)
    order by observed_at";

impl Store {
    /// The newest revision of the newest moment.
    pub async fn latest(&self, series: SeriesId) -> Result<Option<Observation>, StoreError> {
        let query = sqlx::query_as::<_, ObservationRow>(LATEST).bind(series.as_str());
        let row = self.read(query.fetch_optional(&self.reads)).await?;
        row.map(|row| row.observation(series)).transpose()
    }

    /// The newest revision of the newest moment that is not after `moment`.
    pub async fn at_or_before(&self, series: SeriesId, moment: Moment) -> Result<Option<Point>, StoreError> {
        let query =
            sqlx::query_as::<_, PointRow>(AT_OR_BEFORE).bind(series.as_str()).bind(moment.timestamp());
        let row = self.read(query.fetch_optional(&self.reads)).await?;
        row.map(|row| row.point(series)).transpose()
    }

    /// As [`Store::at_or_before`], with who said so.
    pub async fn observation_at_or_before(
        &self,
        series: SeriesId,
        moment: Moment,
    ) -> Result<Option<Observation>, StoreError> {
        let query = sqlx::query_as::<_, ObservationRow>(WHOLE_AT_OR_BEFORE)
            .bind(series.as_str())
            .bind(moment.timestamp());
        let row = self.read(query.fetch_optional(&self.reads)).await?;
        row.map(|row| row.observation(series)).transpose()
    }

    /// The newest revision of every moment from `from` to `to`, both included, oldest first.
    pub async fn points(&self, series: SeriesId, from: Moment, to: Moment) -> Result<Vec<Point>, StoreError> {
        self.points_at_most(series, from.timestamp(), to.timestamp(), None).await
    }

    /// As [`Store::points`], in seconds since 1970, and only the first so many.
    pub(super) async fn points_at_most(
        &self,
        series: SeriesId,
        from: i64,
        to: i64,
        points_max: Option<u32>,
    ) -> Result<Vec<Point>, StoreError> {
        let query = sqlx::query_as::<_, PointRow>(POINTS)
            .bind(series.as_str())
            .bind(from)
            .bind(to)
            // SQLite reads -1 as no limit.
            .bind(points_max.map_or(-1, i64::from));
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(|row| row.point(series)).collect()
    }

    /// Every moment from `from` to `to`, both included, oldest first, as it was first seen.
    pub async fn first_seen_points(
        &self,
        series: SeriesId,
        from: Moment,
        to: Moment,
    ) -> Result<Vec<Point>, StoreError> {
        let query = sqlx::query_as::<_, PointRow>(FIRST_SEEN)
            .bind(series.as_str())
            .bind(from.timestamp())
            .bind(to.timestamp());
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(|row| row.point(series)).collect()
    }

    /// The last value of each UTC day from `from` to `to`, both included, oldest first. Days without one are left out.
    pub async fn day_closes(
        &self,
        series: SeriesId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<(NaiveDate, Point)>, StoreError> {
        let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp();
        let query = sqlx::query_as::<_, PointRow>(DAY_CLOSES)
            .bind(series.as_str())
            .bind(midnight(from))
            .bind(midnight(to).saturating_add(86_400));
        let rows = self.read(query.fetch_all(&self.reads)).await?;
        let closes = rows.into_iter().map(|row| {
            let point = row.point(series)?;
            Ok((point.observed_at.day(), point))
        });
        closes.collect()
    }
}
