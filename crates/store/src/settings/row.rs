//! A setting as a row.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::SqliteConnection;

use super::{Name, Revised};
use crate::writer::Write;
use crate::{Store, StoreError};

const ONE: &str = "select body, revision from setting where name = ?";

const SAVE: &str = "insert into setting (name, body, revision, updated_at) values (?1, ?2, 1, ?3)
    on conflict (name) do update set body = excluded.body, revision = revision + 1, updated_at = excluded.updated_at
    where body is not excluded.body";

type Row = Option<(Option<String>, i64)>;

impl Store {
    /// `None` for the default.
    pub(super) async fn setting<T: DeserializeOwned>(
        &self,
        name: Name,
    ) -> Result<Revised<Option<T>>, StoreError> {
        let query = sqlx::query_as::<_, (Option<String>, i64)>(ONE).bind(name.as_str());
        read(name, self.read(query.fetch_optional(&self.reads)).await?)
    }

    /// Writes a setting that still is at `revision`; `None`, and no change, when it is not. The new revision.
    pub(super) async fn save_setting<T: Serialize>(
        &self,
        name: Name,
        revision: i64,
        value: Option<T>,
        at: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        let body = value.map(|value| serde_json::to_string(&value)).transpose();
        let body = body.map_err(|error| StoreError::Refused(error.to_string()))?;
        self.write(Save { name, revision, body, at }).await
    }
}

fn read<T: DeserializeOwned>(name: Name, row: Row) -> Result<Revised<Option<T>>, StoreError> {
    let (body, revision) = row.unwrap_or_default();
    let value = body.map(|body| serde_json::from_str(&body)).transpose();
    let value = value.map_err(|error| StoreError::Damaged(format!("setting {}: {error}", name.as_str())))?;
    Ok(Revised { value, revision })
}

/// A setting, inside of a transaction.
pub(super) async fn find<T: DeserializeOwned>(
    db: &mut SqliteConnection,
    name: Name,
) -> Result<Revised<Option<T>>, StoreError> {
    let query = sqlx::query_as::<_, (Option<String>, i64)>(ONE).bind(name.as_str());
    read(name, query.fetch_optional(db).await?)
}

/// Writes a setting, inside of a transaction. Whether it was different.
pub(super) async fn put(
    db: &mut SqliteConnection,
    name: Name,
    body: Option<String>,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let query = sqlx::query(SAVE).bind(name.as_str()).bind(body).bind(at.timestamp());
    Ok(query.execute(db).await?.rows_affected() > 0)
}

struct Save {
    name: Name,
    revision: i64,
    body: Option<String>,
    at: DateTime<Utc>,
}

impl Write for Save {
    type Output = Option<i64>;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Option<i64>, StoreError> {
        let Self { name, revision, body, at } = self;
        let known: Revised<Option<serde_json::Value>> = find(&mut *db, name).await?;
        if known.revision != revision {
            return Ok(None);
        }
        let changed = put(db, name, body, at).await?;
        Ok(Some(if changed { revision + 1 } else { revision }))
    }

    fn shows(revision: &Option<i64>) -> bool {
        revision.is_some()
    }
}
