//! All SQL. What is public here speaks the words of `cockpit_domain`; nothing of SQLite shows through.
//!
//! Promises:
//!
//! - **One writer.** Every write goes through one task that owns the one connection that writes (`BEGIN IMMEDIATE`). A
//!   caller that goes away before its turn is passed over; a write that has begun is done whole or not at all.
//! - **Nothing is overwritten.** A value that changes becomes a revision beside the one that was seen first.
//! - **Never over an existing file.** A damaged, foreign or newer database is refused and left as it was.
//! - **Cheap with a million rows.** Every read of observations is a seek by key, or a bounded walk along it.
//!
//! Modules in reading order: `open`, `lock`, `writer`, `reader`, `observations`, `quarantine`, `fetches`, `backfill`,
//! `radar`, `releases`, `indicators`, `subscribers`, `settings`, `alerts`, `outbox`, `channels`, `setup`, `upkeep`, `error`.

use std::path::Path;

use sqlx::SqlitePool;
use tokio::sync::watch;

mod access;
mod alerts;
mod backfill;
mod channels;
mod crash;
mod error;
#[cfg(test)]
mod faults;
mod fetches;
mod indicators;
mod lock;
mod observations;
mod open;
mod outbox;
mod quarantine;
mod radar;
mod reader;
mod releases;
#[cfg(test)]
mod scratch;
mod settings;
mod setup;
mod subscribers;
mod suggestions;
mod upkeep;
pub use access::{
    ACCOUNT_TRIES_MAX, ADDRESS_TRIES_MAX, Attempt, AttemptId, Audit, AuditKind, NewSession, PasswordHash,
    Session, SessionId,
};
mod writer;

pub use alerts::{
    AlertEvent, AlertId, Decided, DecisionRow, LogFilter, LogPlace, LoggedAlert, LoggedDecision, Recipient,
    Told,
};
pub use channels::ChannelPause;
pub use crash::crash_at;
pub use error::StoreError;
pub use fetches::{Fetch, Outcome, SourceState, Tries};
pub use indicators::{INDICATORS_MAX, StoredIndicator};
pub use observations::{Appended, Course, Recorded};
pub use open::{Access, OpenError, OpenProblem};
pub use outbox::{
    Claim, Content, Delivery, DueMessage, MessageId, MessageState, MessageStatus, NewMessage, OutboxCounts,
    Settled, Settlement, Standing,
};
pub use quarantine::Resolution;
pub use radar::{Leader, LeaderChange, SeenEvent};
pub use settings::{Chosen, Revised, RuleChanges, Usual};
pub use setup::{SetUp, Setup, Wished};
pub use subscribers::{
    Address, Channel, Profile, QuietHours, Restored, Subscriber, SubscriberId, SubscriberState,
    ThresholdGroup, TokenHash, Wish,
};
pub use suggestions::{KeptSuggestion, Suggested};
pub use upkeep::{FETCHES_KEPT, Integrity};

use writer::WriteQueue;

/// The database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    reads: SqlitePool,
    /// `None` for a store that only reads.
    writes: Option<WriteQueue>,
    changes: watch::Sender<u64>,
}

impl Store {
    /// Opens the database at `path`, and for [`Access::Exclusive`] creates the file when there is none (its folder too,
    /// when only that one is missing) and brings its schema up to date.
    ///
    /// A file that is not ours, is damaged, or was written by a newer version is refused and left as it was.
    pub async fn open(path: &Path, access: Access) -> Result<Self, OpenError> {
        let opened = async {
            let store = open::open(path, access).await?;
            // What is stored of the operator's own series can be read from here on.
            store.indicators().await?;
            Ok(store)
        };
        let opened: Result<Self, OpenProblem> = opened.await;
        opened.map_err(|problem| OpenError { path: path.to_owned(), problem })
    }

    /// Finishes the writes that wait, moves everything into the one file, and lets go of it for all clones.
    pub async fn close(self) {
        // A reader that stays keeps the log of writes from being emptied; it is bounded, so wait for it.
        if tokio::time::timeout(reader::READ_TIME_MAX, self.reads.close()).await.is_err() {
            tracing::warn!("a reader held the database while it was closed");
        }
        if let Some(writes) = &self.writes {
            writes.close().await;
        }
    }

    /// A version that grows with every committed write of this store that changes what the page shows.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }
}
