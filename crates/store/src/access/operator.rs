//! The operator's password.

use std::fmt;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::writer::Write;
use crate::{Store, StoreError};

const PASSWORD: &str = "select password_hash from operator";

const SET_UP: &str =
    "insert into operator (id, password_hash, changed_at) values (1, ?, ?) on conflict do nothing";

const CHANGE: &str = "insert into operator (id, password_hash, changed_at) values (1, ?, ?)
    on conflict do update set password_hash = excluded.password_hash, changed_at = excluded.changed_at";

const END_ALL: &str = "delete from session";

/// A password as Argon2id keeps it. It does not print: who has it can guess at leisure.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// From its PHC form, `$argon2id$…`.
    pub fn new(phc: impl Into<String>) -> Self {
        Self(phc.into())
    }

    /// For comparing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl Store {
    /// The operator's password; `None` before the first start has been set up.
    pub async fn operator_password(&self) -> Result<Option<PasswordHash>, StoreError> {
        let query = sqlx::query_as::<_, (String,)>(PASSWORD);
        let row = self.read(query.fetch_optional(&self.reads)).await?;
        Ok(row.map(|(phc,)| PasswordHash(phc)))
    }

    /// Sets the operator's first password; `false`, and no change, when there is one: of two who come at the same time only
    /// one is the operator.
    pub async fn set_up_operator(&self, first: PasswordHash, at: DateTime<Utc>) -> Result<bool, StoreError> {
        self.write(SetUp { first, at }).await
    }

    /// Sets the operator's password, whether there was one or not, and ends every session. Says how many it ended.
    pub async fn change_operator_password(
        &self,
        new: PasswordHash,
        at: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        self.write(Change { new, at }).await
    }
}

struct SetUp {
    first: PasswordHash,
    at: DateTime<Utc>,
}

impl Write for SetUp {
    type Output = bool;

    async fn apply(self, db: &mut SqliteConnection) -> Result<bool, StoreError> {
        let query = sqlx::query(SET_UP).bind(self.first.0).bind(self.at.timestamp());
        Ok(query.execute(db).await?.rows_affected() > 0)
    }

    fn shows(_: &bool) -> bool {
        false
    }
}

struct Change {
    new: PasswordHash,
    at: DateTime<Utc>,
}

impl Write for Change {
    type Output = u64;

    async fn apply(self, db: &mut SqliteConnection) -> Result<u64, StoreError> {
        sqlx::query(CHANGE).bind(self.new.0).bind(self.at.timestamp()).execute(&mut *db).await?;
        Ok(sqlx::query(END_ALL).execute(db).await?.rows_affected())
    }

    fn shows(_: &u64) -> bool {
        false
    }
}
