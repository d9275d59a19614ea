//! A long history in few points.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::{Point, SeriesId};

use super::row::PointRow;
use crate::{Store, StoreError};

/// The first and the last moment of a span; two seeks.
pub(super) const ENDS: &str = "select
    (select min(observed_at) from observation where series = ?1 and observed_at between ?2 and ?3) as first,
    (select max(observed_at) from observation where series = ?1 and observed_at between ?2 and ?3) as last";

/// The last moment of each of `?4` equal buckets that tile the span from `?2` to `?3`; a seek for each.
pub(super) const SAMPLED: &str = "with recursive bucket (number, after, until) as (
        select 1, ?2 - 1, ?2 + (?3 - ?2) / ?4
        union all
        select number + 1, until, ?2 + (?3 - ?2) * (number + 1) / ?4 from bucket where number < ?4
    ), sampled (at) as (
        select (select max(observed_at) from observation
                where series = ?1 and observed_at > bucket.after and observed_at <= bucket.until)
        from bucket
    )
    select observed_at, first_seen_at, value, origin from sampled
    cross join observation on series = ?1 and observed_at = sampled.at
    where revision = (select max(revision) from observation where series = ?1 and observed_at = sampled.at)
    order by observed_at";

#[derive(sqlx::FromRow)]
struct EndsRow {
    first: Option<i64>,
    last: Option<i64>,
}

impl Store {
    /// At most `points_max` points from `from` to `to`, both included, oldest first: the last value of each of equal
    /// stretches of time between the first and the last moment there is. Nothing is interpolated, and the newest point
    /// of the span is always among them. When there are no more than `points_max`, all of them.
    pub async fn sampled(
        &self,
        series: SeriesId,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        points_max: u32,
    ) -> Result<Vec<Point>, StoreError> {
        self.thinned(series, from, to, points_max).await.map(|(points, _)| points)
    }

    /// As [`Store::sampled`], with the length of the stretches; none when these are all points there are.
    pub(super) async fn thinned(
        &self,
        series: SeriesId,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        points_max: u32,
    ) -> Result<(Vec<Point>, TimeDelta), StoreError> {
        let nothing = (Vec::new(), TimeDelta::zero());
        if points_max == 0 {
            return Ok(nothing);
        }
        let (from, to) = (from.timestamp(), to.timestamp());
        let some = self.points_at_most(series, from, to, Some(points_max.saturating_add(1))).await?;
        if some.len() <= usize::try_from(points_max).unwrap_or(usize::MAX) {
            return Ok((some, TimeDelta::zero()));
        }
        let query = sqlx::query_as::<_, EndsRow>(ENDS).bind(series.as_str()).bind(from).bind(to);
        let EndsRow { first: Some(first), last: Some(last) } =
            self.read(query.fetch_one(&self.reads)).await?
        else {
            return Ok(nothing);
        };
        let query = sqlx::query_as::<_, PointRow>(SAMPLED)
            .bind(series.as_str())
            .bind(first)
            .bind(last)
            .bind(i64::from(points_max));
        let points = self.read(query.fetch_all(&self.reads)).await?.into_iter().map(|row| row.point(series));
        // One more second: the stretches are cut at whole ones.
        let length = TimeDelta::seconds((last - first) / i64::from(points_max) + 1);
        Ok((points.collect::<Result<_, _>>()?, length))
    }
}
