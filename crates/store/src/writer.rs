//! Writes: one task with the one connection that writes.
//!
//! Callers send what they want written and wait for the answer. Nobody but the task ever holds a transaction, so a caller
//! that is dropped at any point cannot leave one open.

use std::path::Path;
use std::pin::Pin;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use tokio::sync::{mpsc, oneshot, watch};

use crate::lock::Lock;
use crate::reader::LOCK_WAIT_MAX;
use crate::{Store, StoreError};

/// Writes that wait; more callers than this wait for a place.
const QUEUE_MAX: usize = 256;

/// Something to write, in one transaction.
pub(crate) trait Write: Send + 'static {
    type Output: Send + 'static;

    fn apply(
        self,
        db: &mut SqliteConnection,
    ) -> impl Future<Output = Result<Self::Output, StoreError>> + Send;

    /// Whether the page looks different afterwards.
    fn shows(output: &Self::Output) -> bool;
}

type Job = Box<dyn for<'w> FnOnce(&'w mut Writer) -> Pin<Box<dyn Future<Output = ()> + Send + 'w>> + Send>;

enum Message {
    Job(Job),
    Close(oneshot::Sender<()>),
}

/// The way to the writer.
#[derive(Clone, Debug)]
pub(crate) struct WriteQueue {
    messages: mpsc::Sender<Message>,
}

impl WriteQueue {
    /// Starts the task that writes. It holds `lock` until it has let go of the file.
    pub(crate) fn start(
        options: SqliteConnectOptions,
        connection: SqliteConnection,
        changes: watch::Sender<u64>,
        lock: Option<Lock>,
    ) -> Self {
        let (messages, inbox) = mpsc::channel(QUEUE_MAX);
        let writer = Writer { options, connection: Some(connection), changes };
        tokio::spawn(run(writer, inbox, lock));
        Self { messages }
    }

    /// Runs `job` in its turn.
    async fn send(&self, job: Job) -> Result<(), StoreError> {
        self.messages.send(Message::Job(job)).await.map_err(|_| StoreError::Closed)
    }

    /// Finishes what waits, then lets go of the file.
    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.messages.send(Message::Close(done)).await.is_ok() {
            // An error means that another clone closed it first.
            let _ = closed.await;
        }
    }
}

async fn run(mut writer: Writer, mut inbox: mpsc::Receiver<Message>, lock: Option<Lock>) {
    let mut done = None;
    while let Some(message) = inbox.recv().await {
        match message {
            Message::Job(job) => job(&mut writer).await,
            Message::Close(sender) => {
                done = Some(sender);
                break;
            }
        }
    }
    writer.finish().await;
    // Only now may another process write.
    drop(lock);
    // Nobody need be listening.
    let _ = done.map(|done| done.send(()));
}

/// What the task owns.
pub(crate) struct Writer {
    options: SqliteConnectOptions,
    /// `None` after a failure that left it in an unknown state; the next write connects anew.
    connection: Option<SqliteConnection>,
    changes: watch::Sender<u64>,
}

impl Writer {
    async fn connection(&mut self) -> Result<SqliteConnection, StoreError> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => Ok(self.options.connect().await?),
        }
    }

    async fn transact<W: Write>(&mut self, write: W) -> Result<W::Output, StoreError> {
        let mut connection = self.connection().await?;
        let (result, clean) = transact(&mut connection, write).await;
        if clean {
            self.connection = Some(connection);
        } else if let Err(error) = connection.close().await {
            tracing::warn!(%error, "a connection ended badly");
        }
        if result.as_ref().is_ok_and(W::shows) {
            self.changes.send_modify(|version| *version += 1);
        }
        result
    }

    /// Lets SQLite look after its statistics, and moves the log of writes into the database.
    async fn tidy(&mut self) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        sqlx::query("pragma optimize").execute(&mut connection).await?;
        checkpoint(&mut connection).await?;
        self.connection = Some(connection);
        Ok(())
    }

    async fn finish(mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let left = checkpoint(&mut connection).await;
        if let Err(error) = left.and(connection.close().await.map_err(StoreError::from)) {
            // Nothing is lost: the log of writes is read at the next start.
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }
}

/// Does `write` in a transaction of its own; the second value says whether the connection is as clean as before.
async fn transact<W: Write>(
    connection: &mut SqliteConnection,
    write: W,
) -> (Result<W::Output, StoreError>, bool) {
    // Not a deferred one: it would fail at once, whatever the timeout, when somebody else wrote after its first read.
    let mut transaction = match connection.begin_with("begin immediate").await {
        Ok(transaction) => transaction,
        Err(error) => return (Err(error.into()), false),
    };
    match write.apply(&mut transaction).await {
        Ok(output) => match transaction.commit().await {
            Ok(()) => (Ok(output), true),
            Err(error) => (Err(error.into()), false),
        },
        // After some errors SQLite has rolled back already; then this fails, and the driver's count is wrong for good.
        Err(error) => (Err(error), transaction.rollback().await.is_ok()),
    }
}

async fn checkpoint(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let (busy, _, _): (i64, i64, i64) =
        sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(connection).await?;
    if busy != 0 {
        tracing::debug!("a reader keeps the log of writes from being emptied");
    }
    Ok(())
}

/// How the one connection that writes is set.
pub(crate) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .busy_timeout(LOCK_WAIT_MAX)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit survives the loss of power, not only the end of the process.
        .synchronous(SqliteSynchronous::Full)
        .analysis_limit(400)
        .pragma("wal_autocheckpoint", "1000")
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging()
}

impl Store {
    /// Writes in its turn, and waits until it is on the disk.
    pub(crate) async fn write<W: Write>(&self, write: W) -> Result<W::Output, StoreError> {
        let writes = self.writes.as_ref().ok_or(StoreError::ReadOnly)?;
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |writer| {
            Box::pin(async move {
                if !answer.is_closed() {
                    // The caller may go away while it is written; that changes nothing.
                    let _ = answer.send(writer.transact(write).await);
                }
            })
        });
        writes.send(job).await?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    pub(crate) async fn tidy(&self) -> Result<(), StoreError> {
        let writes = self.writes.as_ref().ok_or(StoreError::ReadOnly)?;
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |writer| {
            Box::pin(async move {
                let _ = answer.send(writer.tidy().await);
            })
        });
        writes.send(job).await?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}
