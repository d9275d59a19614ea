//! Why a question to the store was not answered.

use cockpit_domain::{Moment, SeriesId, Value};

/// Why the store could not do what it was asked. Whatever it was, nothing of a failed write is kept.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// No room is left.
    #[error("the disk is full")]
    Full,
    /// Another program holds the database for longer than we wait.
    #[error("another program holds the database locked")]
    Busy,
    /// It took longer than it may.
    #[error("the database did not answer in time")]
    TimedOut,
    /// The disk could not be read or written.
    #[error("the disk failed: {0}")]
    Disk(String),
    /// This store reads only, or the file may not be written.
    #[error("the database cannot be written")]
    ReadOnly,
    /// What is stored does not make sense.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// A row breaks a rule of the schema.
    #[error("refused by the schema: {0}")]
    Refused(String),
    /// The value has another unit, or speaks of an instant where its series speaks of days, or the reverse.
    #[error("{} {} at {observed_at} does not fit {series}", value.amount(), value.unit())]
    NotOfSeries {
        /// The series.
        series: SeriesId,
        /// What the value speaks of.
        observed_at: Moment,
        /// The value.
        value: Value,
    },
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
    /// Anything else.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl StoreError {
    /// Whether the same call may succeed later without a change of ours.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Full | Self::Busy | Self::TimedOut | Self::Disk(_) => true,
            Self::ReadOnly
            | Self::Damaged(_)
            | Self::Refused(_)
            | Self::NotOfSeries { .. }
            | Self::Closed
            | Self::Failed(_) => false,
        }
    }

    /// A stored word or number that no version of ours wrote.
    pub(crate) fn unreadable(what: &str, found: impl std::fmt::Debug) -> Self {
        Self::Damaged(format!("{what} {found:?}"))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => {
                let code = error.code().and_then(|code| code.parse::<i32>().ok());
                of_code(code, error.message().to_owned())
            }
            sqlx::Error::PoolTimedOut => Self::TimedOut,
            sqlx::Error::PoolClosed => Self::Closed,
            sqlx::Error::Io(error) => Self::Disk(error.to_string()),
            error @ (sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)) => {
                Self::Damaged(error.to_string())
            }
            error => Self::Failed(error.to_string()),
        }
    }
}

/// By SQLite's result code; the low byte of an extended code is its family.
fn of_code(code: Option<i32>, message: String) -> StoreError {
    use libsqlite3_sys::{
        SQLITE_BUSY, SQLITE_CANTOPEN, SQLITE_CONSTRAINT, SQLITE_CORRUPT, SQLITE_FULL, SQLITE_IOERR,
        SQLITE_LOCKED, SQLITE_MISMATCH, SQLITE_NOTADB, SQLITE_PERM, SQLITE_READONLY,
    };
    match code.map(|code| code & 0xff) {
        Some(SQLITE_FULL) => StoreError::Full,
        Some(SQLITE_BUSY | SQLITE_LOCKED) => StoreError::Busy,
        Some(SQLITE_IOERR | SQLITE_CANTOPEN) => StoreError::Disk(message),
        Some(SQLITE_READONLY | SQLITE_PERM) => StoreError::ReadOnly,
        Some(SQLITE_CORRUPT | SQLITE_NOTADB) => StoreError::Damaged(message),
        Some(SQLITE_CONSTRAINT | SQLITE_MISMATCH) => StoreError::Refused(message),
        _ => StoreError::Failed(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_codes_are_understood_by_their_family() {
        let of = |code| of_code(Some(code), String::new());
        assert_eq!(of(13), StoreError::Full);
        assert_eq!(of(517), StoreError::Busy, "SQLITE_BUSY_SNAPSHOT");
        assert_eq!(of(778), StoreError::Disk(String::new()), "SQLITE_IOERR_WRITE");
        assert_eq!(of(1032), StoreError::ReadOnly, "SQLITE_READONLY_DBMOVED");
        assert_eq!(of(267), StoreError::Damaged(String::new()), "SQLITE_CORRUPT_VTAB");
        assert_eq!(of(275), StoreError::Refused(String::new()), "SQLITE_CONSTRAINT_CHECK");
        assert_eq!(of(1), StoreError::Failed(String::new()));
    }

    #[test]
    fn only_what_passes_by_itself_is_tried_again() {
        assert!(StoreError::Full.is_transient() && StoreError::Busy.is_transient());
        assert!(!StoreError::Damaged(String::new()).is_transient() && !StoreError::Closed.is_transient());
    }
}
