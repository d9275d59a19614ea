//! Releases of the economic calendar.

mod row;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::calendar::{Release, ReleaseId};
use sqlx::SqliteConnection;

use self::row::ReleaseRow;
use crate::writer::Write;
use crate::{Store, StoreError};

/// More releases than this in one answer nobody looks at; a window of three months has a few hundred.
const RELEASES_MAX: i64 = 5_000;

/// The first actual stays: only what is null is written. A revision needs something it revises.
const SAVE: &str = "insert into release (id, kind, name, period, period_words, at, timed, estimated, scheduled_by,
        scheduled_seen_at, moved_from, impact, forecast, forecast_source, forecast_seen_at, previous, previous_source,
        previous_seen_at, actual, actual_source, actual_seen_at, revised, revised_source, revised_seen_at,
        actual_reason, withdrawn_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (id) do update set
        kind = excluded.kind, name = excluded.name, period = excluded.period, period_words = excluded.period_words,
        at = excluded.at, timed = excluded.timed, estimated = excluded.estimated, scheduled_by = excluded.scheduled_by,
        scheduled_seen_at = excluded.scheduled_seen_at, moved_from = excluded.moved_from, impact = excluded.impact,
        forecast = excluded.forecast, forecast_source = excluded.forecast_source,
        forecast_seen_at = excluded.forecast_seen_at,
        previous = excluded.previous, previous_source = excluded.previous_source,
        previous_seen_at = excluded.previous_seen_at,
        actual_source = iif(actual is null, excluded.actual_source, actual_source),
        actual_seen_at = iif(actual is null, excluded.actual_seen_at, actual_seen_at),
        actual = coalesce(actual, excluded.actual),
        revised = excluded.revised, revised_source = excluded.revised_source,
        revised_seen_at = excluded.revised_seen_at,
        actual_reason = excluded.actual_reason, withdrawn_at = excluded.withdrawn_at";

const BETWEEN: &str = "select * from release where at between ? and ? order by at, id limit ?";

/// How long releases are kept: a year-over-year comparison of two years.
const KEPT: TimeDelta = TimeDelta::days(800);

const ONE: &str = "select * from release where id = ?";

impl Store {
    /// Writes releases whole, by their ids, in one transaction. An actual that is stored is never replaced, whatever the
    /// caller has.
    pub async fn save_releases(&self, releases: Vec<Release>) -> Result<(), StoreError> {
        if releases.is_empty() {
            return Ok(());
        }
        self.write(Save(releases)).await
    }

    /// The releases from `from` to `until`, both included, withdrawn ones among them, by time.
    pub async fn releases(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<Release>, StoreError> {
        let query = sqlx::query_as::<_, ReleaseRow>(BETWEEN)
            .bind(from.timestamp())
            .bind(until.timestamp())
            .bind(RELEASES_MAX);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(ReleaseRow::release).collect()
    }

    /// One release.
    pub async fn release(&self, id: &ReleaseId) -> Result<Option<Release>, StoreError> {
        let query = sqlx::query_as::<_, ReleaseRow>(ONE).bind(id.as_str());
        self.read(query.fetch_optional(&self.reads)).await?.map(ReleaseRow::release).transpose()
    }
}

/// Forgets old releases.
pub(crate) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let before = now - KEPT;
    sqlx::query("delete from release where at < ?").bind(before.timestamp()).execute(db).await?;
    Ok(())
}

struct Save(Vec<Release>);

impl Write for Save {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        for release in self.0 {
            let row = ReleaseRow::of(release);
            sqlx::query(SAVE)
                .bind(row.id)
                .bind(row.kind)
                .bind(row.name)
                .bind(row.period)
                .bind(row.period_words)
                .bind(row.at)
                .bind(row.timed)
                .bind(row.estimated)
                .bind(row.scheduled_by)
                .bind(row.scheduled_seen_at)
                .bind(row.moved_from)
                .bind(row.impact)
                .bind(row.forecast)
                .bind(row.forecast_source)
                .bind(row.forecast_seen_at)
                .bind(row.previous)
                .bind(row.previous_source)
                .bind(row.previous_seen_at)
                .bind(row.actual)
                .bind(row.actual_source)
                .bind(row.actual_seen_at)
                .bind(row.revised)
                .bind(row.revised_source)
                .bind(row.revised_seen_at)
                .bind(row.actual_reason)
                .bind(row.withdrawn_at)
                .execute(&mut *db)
                .await?;
        }
        Ok(())
    }

    fn shows((): &()) -> bool {
        true
    }
}
