//! A course with everything that is on record about each of its values.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::{Moment, Origin, Point, SeriesId, Value};

use super::row::{ObservationRow, moment};
use super::sample::ENDS;
use crate::{Store, StoreError};

/// A course, thinned out when it has more values than were asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// Its values, oldest first.
    pub values: Vec<Recorded>,
    /// Of which length each stretch of time is that gave its last value; zero when these are all.
    pub thinned: TimeDelta,
}

/// A value with who said it and, when it was another one at first, what that was.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The value that counts.
    pub point: Point,
    /// Who said it.
    pub source: String,
    /// When the moment's first value was seen; later than its own moment, and none for what ships with the program.
    pub first_seen_at: Option<DateTime<Utc>>,
    /// The first value that was seen, when it was revised since.
    pub first: Option<Value>,
}

/// Every revision of these moments, oldest moment first.
pub(super) const REVISIONS: &str =
    "select observed_at, first_seen_at, value, origin, source, standing from observation
    where series = ? and observed_at in (select value from json_each(?)) order by observed_at, revision";

impl Store {
    /// As [`Store::sampled`], with what is on record about each value.
    pub async fn recorded(
        &self,
        series: SeriesId,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        points_max: u32,
    ) -> Result<Course, StoreError> {
        let (points, thinned) = self.thinned(series, from, to, points_max).await?;
        let moments: Vec<String> =
            points.iter().map(|point| point.observed_at.timestamp().to_string()).collect();
        let query = sqlx::query_as::<_, ObservationRow>(REVISIONS)
            .bind(series.as_str())
            .bind(format!("[{}]", moments.join(",")));
        let mut known = HashMap::<i64, Recorded>::new();
        for row in self.read(query.fetch_all(&self.reads)).await? {
            let seen = row.observation(series)?;
            let point = Point::from(&seen);
            // What ships with the program was not seen by anybody.
            let first_seen_at = (seen.origin != Origin::Bundled).then_some(seen.first_seen_at);
            let one = known.entry(seen.observed_at.timestamp()).or_insert_with(|| Recorded {
                point,
                source: String::new(),
                first_seen_at: None,
                first: None,
            });
            if one.first_seen_at.is_none() && first_seen_at.is_some() {
                (one.first_seen_at, one.first) = (first_seen_at, Some(seen.value));
            }
            (one.point, one.source) = (point, seen.source);
        }
        let recorded = points.iter().filter_map(|point| known.remove(&point.observed_at.timestamp()));
        let differs =
            |one: Recorded| Recorded { first: one.first.filter(|first| *first != one.point.value), ..one };
        Ok(Course { values: recorded.map(differs).collect(), thinned })
    }

    /// The first and the last moment of a series; `None` while it has no value.
    pub async fn ends(&self, series: SeriesId) -> Result<Option<(Moment, Moment)>, StoreError> {
        let query = sqlx::query_as::<_, (Option<i64>, Option<i64>)>(ENDS)
            .bind(series.as_str())
            .bind(i64::MIN)
            .bind(i64::MAX);
        let (first, last) = self.read(query.fetch_one(&self.reads)).await?;
        let Some((first, last)) = first.zip(last) else { return Ok(None) };
        Ok(Some((moment(series, first)?, moment(series, last)?)))
    }
}
