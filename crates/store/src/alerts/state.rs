//! What rules remember.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::ROWS_PER_STATEMENT;
use crate::{Store, StoreError};

const ALL: &str = "select key, state from rule_state";

const FORGET: &str = "delete from rule_state where key in (select value from json_each(?))";

impl Store {
    /// What rules remember, as JSON, by their parameters and subject.
    pub async fn rule_states(&self) -> Result<HashMap<String, String>, StoreError> {
        let query = sqlx::query_as::<_, (String, String)>(ALL);
        Ok(self.read(query.fetch_all(&self.reads)).await?.into_iter().collect())
    }
}

/// Writes those that have a state and forgets those that have none.
pub(super) async fn write(
    db: &mut SqliteConnection,
    states: &[(String, Option<String>)],
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let kept: Vec<(&String, &String)> =
        states.iter().filter_map(|(key, state)| state.as_ref().map(|state| (key, state))).collect();
    let forgotten: Vec<&String> =
        states.iter().filter(|(_, state)| state.is_none()).map(|(key, _)| key).collect();
    if !forgotten.is_empty() {
        let keys =
            serde_json::to_string(&forgotten).map_err(|error| StoreError::Refused(error.to_string()))?;
        sqlx::query(FORGET).bind(keys).execute(&mut *db).await?;
    }
    for chunk in kept.chunks(ROWS_PER_STATEMENT) {
        let mut statement = QueryBuilder::<Sqlite>::new("insert into rule_state (key, state, updated_at) ");
        statement.push_values(chunk, |mut row, (key, state)| {
            row.push_bind(*key).push_bind(*state).push_bind(at.timestamp());
        });
        statement.push(
            " on conflict (key) do update set state = excluded.state, updated_at = excluded.updated_at",
        );
        statement.build().persistent(false).execute(&mut *db).await?;
    }
    Ok(())
}
