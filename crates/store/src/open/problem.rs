//! Why a database was not opened. Each says what to do.

use std::path::PathBuf;

use sqlx::migrate::MigrateError;

use crate::StoreError;

/// Why the database at `path` was not opened. It was left as it was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("database {}: {problem}", path.display())]
pub struct OpenError {
    /// Where it is, as it was asked for.
    pub path: PathBuf,
    /// What is in the way.
    pub problem: OpenProblem,
}

impl OpenError {
    /// Whether opening again later may succeed without anybody's help.
    pub const fn is_transient(&self) -> bool {
        match &self.problem {
            OpenProblem::InUse | OpenProblem::Busy | OpenProblem::Full => true,
            OpenProblem::NoFolder(_)
            | OpenProblem::NotAFile
            | OpenProblem::NotWritable(_)
            | OpenProblem::Missing
            | OpenProblem::Leftover(_)
            | OpenProblem::NotADatabase(_)
            | OpenProblem::Foreign
            | OpenProblem::Damaged(_)
            | OpenProblem::Newer { .. }
            | OpenProblem::Older
            | OpenProblem::Altered(_)
            | OpenProblem::NoWal
            | OpenProblem::SqliteTooOld(_)
            | OpenProblem::Failed(_) => false,
        }
    }
}

/// What is in the way of opening a database, and the fix.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OpenProblem {
    /// Its folder is missing, and not only that one.
    #[error("the folder {} does not exist; create it, or correct the path", .0.display())]
    NoFolder(PathBuf),
    /// The path names a folder.
    #[error("this is a folder; name a file in it")]
    NotAFile,
    /// It, or something beside it, cannot be written.
    #[error(
        "it cannot be written ({0}); let the user who runs this program write to the file and its folder"
    )]
    NotWritable(String),
    /// Another process fetches into it.
    #[error("another cockpit already fetches into it; stop that one first")]
    InUse,
    /// Another program holds it locked.
    #[error("another program holds it locked; stop that one, or try again")]
    Busy,
    /// No room is left.
    #[error("the disk is full; make room and start again")]
    Full,
    /// There is none to read.
    #[error("it does not exist yet; `cockpit serve` creates it")]
    Missing,
    /// The file is gone but its log of writes is there.
    #[error("it is missing, but {} is there; put the file back, or move that one away to start anew", .0.display())]
    Leftover(PathBuf),
    /// Not a database.
    #[error(
        "this is not a database ({0}), and was left as it is; restore a copy, or move it away to start anew"
    )]
    NotADatabase(String),
    /// Another program's database.
    #[error("this is another program's database, and was left as it is; correct the path")]
    Foreign,
    /// It does not hold together.
    #[error("it is damaged ({0}), and was left as it is; restore a copy, or move it away to start anew")]
    Damaged(String),
    /// Its schema has a step that this version does not know.
    #[error(
        "it was written by a newer version (schema {found}, this one knows {known}); update this program"
    )]
    Newer {
        /// The newest step of its schema.
        found: i64,
        /// The newest step that this version knows.
        known: i64,
    },
    /// Its schema lacks a step, and this process may only read.
    #[error("it was written by an older version; start `cockpit serve` once to bring it up to date")]
    Older,
    /// A step of its schema is not the one that this version knows.
    #[error("step {0} of its schema is not the one of this version; use the version that wrote it")]
    Altered(i64),
    /// Its file system has no shared memory, as most network file systems.
    #[error("its file system cannot hold a database that is read while it is written; use a local disk")]
    NoWal,
    /// The SQLite this program was built with can damage a database (the WAL-reset bug, fixed in 3.51.3).
    #[error(
        "this program was built with SQLite {0}, and needs 3.51.3 or newer; build it with its own lock file"
    )]
    SqliteTooOld(String),
    /// Anything else.
    #[error("it could not be opened ({0})")]
    Failed(String),
}

impl From<StoreError> for OpenProblem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::Full,
            StoreError::Busy | StoreError::TimedOut => Self::Busy,
            StoreError::Disk(reason) => Self::NotWritable(reason),
            StoreError::ReadOnly => Self::NotWritable("it is read-only".to_owned()),
            StoreError::Damaged(reason) | StoreError::Refused(reason) => Self::Damaged(reason),
            error @ (StoreError::NotOfSeries { .. } | StoreError::Closed | StoreError::Failed(_)) => {
                Self::Failed(error.to_string())
            }
        }
    }
}

impl From<sqlx::Error> for OpenProblem {
    fn from(error: sqlx::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl From<MigrateError> for OpenProblem {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            MigrateError::VersionMismatch(version) => Self::Altered(version),
            error => Self::Failed(error.to_string()),
        }
    }
}
