//! Indicators that the operator added.
//!
//! Reading the list also [defines](cockpit_domain::series::own) what is read, removed ones included: whoever opens the
//! store can name every series that was ever stored.

mod row;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::indicator::Indicator;
use cockpit_domain::series::OwnId;
use sqlx::SqliteConnection;

use self::row::{IndicatorRow, columns};
use crate::writer::Write;
use crate::{Store, StoreError};

/// How long values and rules of a removed one are kept.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Most that are watched at a time: each is a card, and a question again and again.
pub const INDICATORS_MAX: u32 = 50;

const ALL: &str = "select * from indicator order by id";

const ADD: &str = "insert into indicator (name, kind, reference, path, unit, every_s, cadence, created_at)
    select ?, ?, ?, ?, ?, ?, ?, ?
    where (select count(*) from indicator where removed_at is null) < ?";

const UPDATE: &str =
    "update indicator set name = ?, kind = ?, reference = ?, path = ?, unit = ?, every_s = ?,
        cadence = ?, revision = revision + 1
    where id = ? and revision = ? and removed_at is null";

const REMOVE: &str = "update indicator set removed_at = ?, revision = revision + 1
    where id = ? and revision = ? and removed_at is null";

const PUT: &str =
    "insert into indicator (id, name, kind, reference, path, unit, every_s, cadence, created_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (id) do update set name = excluded.name, kind = excluded.kind, reference = excluded.reference,
        path = excluded.path, unit = excluded.unit, every_s = excluded.every_s, cadence = excluded.cadence,
        removed_at = null, revision = revision + 1";

const TURN_OFF: &str =
    "update indicator set removed_at = ?, revision = revision + 1 where id = ? and removed_at is null";

const RESTORE: &str = "update indicator set removed_at = null, revision = revision + 1
    where id = ? and removed_at is not null
        and (select count(*) from indicator where removed_at is null) < ?";

const GONE: &str = "select id from indicator where removed_at < ?";

/// An indicator as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredIndicator {
    /// Its series.
    pub id: OwnId,
    /// What it is.
    pub indicator: Indicator,
    /// When it was added, to the second.
    pub created_at: DateTime<Utc>,
    /// Grows with every change.
    pub revision: i64,
}

/// An indicator, and whether it is watched.
pub(crate) struct KnownIndicator {
    pub(crate) stored: StoredIndicator,
    pub(crate) is_watched: bool,
}

/// Every indicator there ever was.
pub(crate) async fn all(db: &mut SqliteConnection) -> Result<Vec<KnownIndicator>, StoreError> {
    let rows = sqlx::query_as::<_, IndicatorRow>(ALL).fetch_all(db).await?;
    let known = rows.into_iter().map(|row| {
        let is_watched = row.is_watched();
        Ok(KnownIndicator { stored: row.stored()?, is_watched })
    });
    known.collect()
}

impl Store {
    /// Those that are watched, in the order in which they were added.
    pub async fn indicators(&self) -> Result<Vec<StoredIndicator>, StoreError> {
        let rows = self.read(sqlx::query_as::<_, IndicatorRow>(ALL).fetch_all(&self.reads)).await?;
        let mut watched = Vec::new();
        for row in rows {
            let is_watched = row.is_watched();
            let stored = row.stored()?;
            if is_watched {
                watched.push(stored);
            }
        }
        Ok(watched)
    }

    /// Adds one. `None` when there are [`INDICATORS_MAX`] already.
    pub async fn add_indicator(
        &self,
        indicator: Indicator,
        at: DateTime<Utc>,
    ) -> Result<Option<OwnId>, StoreError> {
        let number = self.write(Add { indicator: indicator.clone(), at }).await?;
        Ok(number.map(|number| indicator.define(number, true)))
    }

    /// Changes one, if it still is at `revision`, and says the new revision. `None`, and no change, when somebody else
    /// changed it since, or when it is gone. What it measures must stay the same.
    pub async fn update_indicator(
        &self,
        id: OwnId,
        revision: i64,
        indicator: Indicator,
    ) -> Result<Option<i64>, StoreError> {
        let updated = self.write(Update { id, revision, indicator: indicator.clone() }).await?;
        if updated.is_some() {
            indicator.define(id.number(), true);
        }
        Ok(updated)
    }

    /// Stops watching one, if it still is at `revision`; its values and rules are kept for a month. The new revision.
    pub async fn remove_indicator(
        &self,
        id: OwnId,
        revision: i64,
        at: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        let removed = self.write(Remove { id, revision, at }).await?;
        self.indicators().await?;
        Ok(removed)
    }

    /// Watches one again that was removed, with all that is left of it. Whether there was such a one, and room for it.
    pub async fn restore_indicator(&self, id: OwnId) -> Result<bool, StoreError> {
        let restored = self.write(Restore(id)).await?;
        self.indicators().await?;
        Ok(restored)
    }
}

/// Binds the columns of an indicator, in the order of [`ADD`] and [`UPDATE`].
macro_rules! bind_indicator {
    ($query:expr, $indicator:expr) => {{
        let columns = columns($indicator);
        $query
            .bind(columns.name)
            .bind(columns.kind)
            .bind(columns.reference)
            .bind(columns.path)
            .bind(columns.unit)
            .bind(columns.every_s)
            .bind(columns.cadence)
    }};
}

struct Add {
    indicator: Indicator,
    at: DateTime<Utc>,
}

impl Write for Add {
    /// Its number.
    type Output = Option<u32>;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Option<u32>, StoreError> {
        let query = bind_indicator!(sqlx::query(ADD), &self.indicator);
        let added = query.bind(self.at.timestamp()).bind(INDICATORS_MAX).execute(db).await?;
        if added.rows_affected() == 0 {
            return Ok(None);
        }
        let id = added.last_insert_rowid();
        u32::try_from(id).map(Some).map_err(|_| StoreError::unreadable("indicator", id))
    }

    fn shows(number: &Option<u32>) -> bool {
        number.is_some()
    }
}

struct Update {
    id: OwnId,
    revision: i64,
    indicator: Indicator,
}

impl Write for Update {
    type Output = Option<i64>;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Option<i64>, StoreError> {
        let query = bind_indicator!(sqlx::query(UPDATE), &self.indicator);
        let updated = query.bind(self.id.number()).bind(self.revision).execute(db).await?;
        Ok((updated.rows_affected() > 0).then_some(self.revision + 1))
    }

    fn shows(revision: &Option<i64>) -> bool {
        revision.is_some()
    }
}

/// Writes one under this number, in the place of what it was, and watches it.
pub(crate) async fn put(
    db: &mut SqliteConnection,
    number: u32,
    indicator: &Indicator,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let query = bind_indicator!(sqlx::query(PUT).bind(number), indicator);
    query.bind(at.timestamp()).execute(db).await?;
    Ok(())
}

/// Stops watching one, whatever its revision.
pub(crate) async fn turn_off(
    db: &mut SqliteConnection,
    id: OwnId,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(TURN_OFF).bind(at.timestamp()).bind(id.number()).execute(&mut *db).await?;
    let_go(db, id).await
}

/// Stops watching one.
struct Remove {
    id: OwnId,
    revision: i64,
    at: DateTime<Utc>,
}

impl Write for Remove {
    type Output = Option<i64>;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Option<i64>, StoreError> {
        let query = sqlx::query(REMOVE).bind(self.at.timestamp()).bind(self.id.number()).bind(self.revision);
        let removed = query.execute(&mut *db).await?.rows_affected() > 0;
        if removed {
            let_go(db, self.id).await?;
        }
        Ok(removed.then_some(self.revision + 1))
    }

    fn shows(revision: &Option<i64>) -> bool {
        revision.is_some()
    }
}

/// Nobody asks its source any more, and nobody need review what it said last.
async fn let_go(db: &mut SqliteConnection, id: OwnId) -> Result<(), StoreError> {
    for sql in
        ["delete from source_state where feed = ?", "delete from held where series = ? and closed_at is null"]
    {
        sqlx::query(sql).bind(id.as_str()).execute(&mut *db).await?;
    }
    Ok(())
}

/// Watches one again.
struct Restore(OwnId);

impl Write for Restore {
    type Output = bool;

    async fn apply(self, db: &mut SqliteConnection) -> Result<bool, StoreError> {
        let query = sqlx::query(RESTORE).bind(self.0.number()).bind(INDICATORS_MAX);
        Ok(query.execute(db).await?.rows_affected() > 0)
    }

    fn shows(restored: &bool) -> bool {
        *restored
    }
}

/// Forgets the values and the rules of those that were removed a month ago.
pub(crate) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let gone: Vec<(i64,)> = sqlx::query_as(GONE).bind((now - KEPT).timestamp()).fetch_all(&mut *db).await?;
    for (number,) in gone {
        let series = format!("own_{number}");
        for sql in [
            "delete from observation where series = ?",
            "delete from held where series = ?",
            "delete from backfilled where job = ? or job glob ?1 || '.*'",
            "delete from rule where id glob ? || '.*'",
            "delete from subscriber_threshold where rule glob ? || '.*'",
            "delete from rule_state where key = 'track' || char(10) || ? or key glob 'rule' || char(10) || ?1 || '.*'",
        ] {
            sqlx::query(sql).bind(&series).execute(&mut *db).await?;
        }
    }
    Ok(())
}
