//! Opening: what is refused, what is created, what is brought up to date.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnection;
use sqlx::{ConnectOptions, Connection};
use tokio::sync::watch;

use crate::lock::Lock;
use crate::upkeep::Beat;
use crate::writer::{Write, WriteQueue};
use crate::{Store, reader, writer};

mod header;
mod problem;
mod schema;

pub use problem::{OpenError, OpenProblem};
pub(crate) use schema::MIGRATOR;
use schema::Schema;

/// What a process wants to do with the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Fetch and write. One process at a time; creates and migrates the database.
    Exclusive,
    /// Read and write a little beside the process that fetches, such as people and their wishes; takes no lock of its own.
    Beside,
    /// Read beside it. Every write is refused with [`crate::StoreError::ReadOnly`].
    Shared,
}

pub(crate) async fn open(path: &Path, access: Access) -> Result<Store, OpenProblem> {
    // Before the file is touched: the version of SQLite, and what the schema should look like.
    let schema = Schema::of_this_version().await?;
    let path = located(path)?;
    match access {
        Access::Exclusive => exclusive(&path, &schema).await,
        Access::Beside => beside_another(&path, &schema).await,
        Access::Shared => shared(&path, &schema).await,
    }
}

async fn exclusive(path: &Path, schema: &Schema) -> Result<Store, OpenProblem> {
    let folder = path.parent().ok_or(OpenProblem::NotAFile)?;
    make_folder(folder)?;
    let lock = Lock::take(path)?;
    if !path.exists() {
        create(path, folder).await?;
    }
    let ours = look(path).await?;
    let options = writer::options(path);
    let mut db = if ours { options.connect().await? } else { header::mark(&options).connect().await? };
    let (mode,): (String,) = sqlx::query_as("pragma journal_mode").fetch_one(&mut db).await?;
    if mode != "wal" {
        return Err(OpenProblem::NoWal);
    }
    schema.migrate(&mut db).await?;
    schema.check(&mut db).await?;
    beat(&mut db).await?;
    let reads = reader::pool(path).await?;
    let changes = watch::Sender::new(0);
    let writes = WriteQueue::start(options, db, changes.clone(), Some(lock));
    Ok(Store { reads, writes: Some(writes), changes })
}

/// SQLite itself keeps two writers apart; only fetching and delivering twice must not be.
async fn beside_another(path: &Path, schema: &Schema) -> Result<Store, OpenProblem> {
    let Store { reads, .. } = shared(path, schema).await?;
    let options = writer::options(path);
    let mut db = options.connect().await?;
    beat(&mut db).await?;
    let changes = watch::Sender::new(0);
    let writes = WriteQueue::start(options, db, changes.clone(), None);
    Ok(Store { reads, writes: Some(writes), changes })
}

async fn shared(path: &Path, schema: &Schema) -> Result<Store, OpenProblem> {
    if !path.exists() {
        return Err(OpenProblem::Missing);
    }
    look(path).await?;
    let reads = reader::pool(path).await?;
    let mut db = reads.acquire().await?;
    schema.require_newest(&mut db).await?;
    schema.check(&mut db).await?;
    drop(db);
    Ok(Store { reads, writes: None, changes: watch::Sender::new(0) })
}

/// One path for one file, so that everybody takes the same lock; and never a name that SQLite reads as something else,
/// such as `:memory:`.
fn located(path: &Path) -> Result<PathBuf, OpenProblem> {
    if path.is_dir() || path.file_name().is_none() {
        return Err(OpenProblem::NotAFile);
    }
    let located = if path.exists() { path.canonicalize() } else { std::path::absolute(path) };
    located.map_err(|error| OpenProblem::Failed(error.to_string()))
}

/// Makes the folder when only that one is missing: a mistyped path should not grow a tree.
fn make_folder(folder: &Path) -> Result<(), OpenProblem> {
    if folder.is_dir() {
        return Ok(());
    }
    std::fs::create_dir(folder).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            OpenProblem::NoFolder(folder.to_owned())
        }
        _ => OpenProblem::NotWritable(format!("{}: {error}", folder.display())),
    })
}

/// The database's path with something added to its name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Makes a complete database under another name and renames it: an interrupted first start leaves nothing at `path`, so
/// that an empty file there can only be a damaged one.
async fn create(path: &Path, folder: &Path) -> Result<(), OpenProblem> {
    let log = beside(path, "-wal");
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        // SQLite would delete it, and with it the last values that were written.
        return Err(OpenProblem::Leftover(log));
    }
    let new = beside(path, ".new");
    for leftover in ["", "-wal", "-shm", "-journal"] {
        match std::fs::remove_file(beside(&new, leftover)) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(OpenProblem::NotWritable(format!("{}: {error}", new.display())));
            }
            _ => {}
        }
    }
    let options = header::mark(&writer::options(&new)).create_if_missing(true);
    let mut db = options.connect().await?;
    MIGRATOR.run_direct(None, &mut db, false).await?;
    db.close().await?;
    let renamed = std::fs::rename(&new, path).and_then(|()| File::open(folder)?.sync_all());
    renamed.map_err(|error| OpenProblem::NotWritable(error.to_string()))
}

/// Whether the file says that it is ours, without changing anything; refuses what is another's or no database.
async fn look(path: &Path) -> Result<bool, OpenProblem> {
    if header::is_ours(path)? {
        return Ok(true);
    }
    let mut db = reader::options(path).connect().await?;
    let strange = schema::has_strange_tables(&mut db).await;
    db.close().await?;
    if strange? { Err(OpenProblem::Foreign) } else { Ok(false) }
}

/// Finds out now whether the file can be written, and not with the first value.
async fn beat(db: &mut SqliteConnection) -> Result<(), OpenProblem> {
    let mut transaction = db.begin_with("begin immediate").await?;
    Beat.apply(&mut transaction).await?;
    Ok(transaction.commit().await?)
}
