//! The lock that lets one process write.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::open::{OpenProblem, beside};

/// Held as long as this process may write. It ends with the process, however that ends; the empty lock file stays.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock file beside the database, or says who is in the way.
    pub(crate) fn take(database: &Path) -> Result<Self, OpenProblem> {
        let path = beside(database, ".lock");
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file =
            opened.map_err(|error| OpenProblem::NotWritable(format!("{}: {error}", path.display())))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenProblem::InUse),
            Err(TryLockError::Error(error)) => {
                Err(OpenProblem::Failed(format!("{}: {error}", path.display())))
            }
        }
    }
}
