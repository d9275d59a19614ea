//! Reads: a small pool of connections that cannot write.

use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::{Store, StoreError};

/// The longest a read may take: a longer one would keep the log of writes from being emptied.
pub(crate) const READ_TIME_MAX: Duration = Duration::from_secs(5);

/// How long to wait for a lock of another program.
pub(crate) const LOCK_WAIT_MAX: Duration = Duration::from_secs(5);

const CONNECTIONS_MAX: u32 = 4;

pub(crate) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(LOCK_WAIT_MAX)
        .disable_statement_logging()
}

pub(crate) async fn pool(path: &Path) -> Result<SqlitePool, sqlx::Error> {
    SqlitePoolOptions::new()
        .max_connections(CONNECTIONS_MAX)
        .acquire_timeout(READ_TIME_MAX)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options(path))
        .await
}

impl Store {
    /// Waits for a query, but not for longer than a read may take.
    pub(crate) async fn read<T>(
        &self,
        query: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StoreError> {
        let answer = tokio::time::timeout(READ_TIME_MAX, query).await;
        Ok(answer.map_err(|_| StoreError::TimedOut)??)
    }
}
