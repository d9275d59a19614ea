//! Messages on their way: claimed, sent, settled.
//!
//! A claim is a lease. Whoever holds it sends, and what became of it is written in the same transaction that claims the
//! next ones. A lease that ran out is sent again, marked as a possible repeat; an answer that stays unclear a second time is
//! not.

mod claim;
mod counts;
mod enqueue;
mod message;
mod settle;
mod standing;
mod status;
#[cfg(test)]
mod tests;
mod told;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

#[cfg(test)]
pub(crate) use self::counts::COUNTS;
pub use self::counts::OutboxCounts;
pub use self::message::{Claim, Content, DueMessage, MessageId, NewMessage, Settled, Settlement};
pub use self::standing::Standing;
pub use self::status::{MessageState, MessageStatus};
pub use self::told::Delivery;
use crate::subscribers::Channel;
use crate::writer::Write;
use crate::{Store, StoreError};

/// How long what was said is kept after it was settled.
const BODIES_KEPT: TimeDelta = TimeDelta::days(30);
/// How long messages that are no alert's are kept.
const MESSAGES_KEPT: TimeDelta = TimeDelta::days(90);

const RECOVER: &str = "update outbox set state = 'pending', possible_repeat = 1, lease_until = null
    where state = 'sending'";
const SHIFT: &str = "update outbox set due_at = due_at + ?
    where state = 'pending' and held = 0";
/// The earliest that waits or whose lease ends.
const NEXT: &str = "select min(at) from (
        select min(due_at) as at from outbox where channel = ?1 and state = 'pending'
        union all
        select min(lease_until) from outbox where channel = ?1 and state = 'sending')";

impl Store {
    /// Writes what became of messages and claims more of this channel, in one transaction; either part may be missing.
    ///
    /// Claims go by due time, one row for each recipient: those already being written to are passed over. What a
    /// recipient is owed since quiet hours, a mute, or for more than ten minutes is claimed together, for a digest, and
    /// counts as one. Whoever is not to be written to any more has their rows cancelled instead.
    pub async fn deliver(
        &self,
        channel: Channel,
        settle: Vec<Settlement>,
        claim: Option<Claim>,
    ) -> Result<Vec<DueMessage>, StoreError> {
        self.write(Deliver { channel, settle, claim }).await.map(|(claimed, _)| claimed)
    }

    /// At the start of the one process that delivers: what was being sent when the last one ended is due again, marked as
    /// a possible repeat. How many there were.
    pub async fn recover_sending(&self) -> Result<u64, StoreError> {
        self.write(Change { statement: RECOVER, number: None }).await
    }

    /// The wall clock was set: what waits moves with it, unless it was held for a time of the day.
    pub async fn shift_due(&self, by: TimeDelta) -> Result<u64, StoreError> {
        self.write(Change { statement: SHIFT, number: Some(by.num_seconds()) }).await
    }

    /// When the next message of a channel is due; reads only.
    pub async fn next_due(&self, channel: Channel) -> Result<Option<DateTime<Utc>>, StoreError> {
        let query = sqlx::query_as::<_, (Option<i64>,)>(NEXT).bind(channel.as_str());
        let (next,) = self.read(query.fetch_one(&self.reads)).await?;
        next.map(crate::observations::instant).transpose()
    }
}

struct Deliver {
    channel: Channel,
    settle: Vec<Settlement>,
    claim: Option<Claim>,
}

impl Write for Deliver {
    /// What was claimed, and whether people changed.
    type Output = (Vec<DueMessage>, bool);

    async fn apply(self, db: &mut SqliteConnection) -> Result<Self::Output, StoreError> {
        let mut people = false;
        for settlement in self.settle {
            people |= settle::settle(db, settlement).await?;
        }
        let claimed = match self.claim {
            Some(claim) => claim::claim(db, self.channel, claim).await?,
            None => Vec::new(),
        };
        Ok((claimed, people))
    }

    fn shows((_, people): &Self::Output) -> bool {
        *people
    }
}

/// One statement, with at most one number.
struct Change {
    statement: &'static str,
    number: Option<i64>,
}

impl Write for Change {
    /// How many rows changed.
    type Output = u64;

    async fn apply(self, db: &mut SqliteConnection) -> Result<u64, StoreError> {
        let mut query = sqlx::query(self.statement);
        if let Some(number) = self.number {
            query = query.bind(number);
        }
        Ok(query.execute(db).await?.rows_affected())
    }

    fn shows(_: &u64) -> bool {
        false
    }
}

/// Forgets what was said a month ago, and after three months that it was said; alerts take their messages with them.
pub(crate) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let bodies = "update outbox set body = null
        where body is not null and state not in ('pending', 'sending') and coalesce(settled_at, created_at) < ?";
    sqlx::query(bodies).bind((now - BODIES_KEPT).timestamp()).execute(&mut *db).await?;
    let messages = "delete from outbox
        where event_id is null and state not in ('pending', 'sending') and created_at < ?";
    sqlx::query(messages).bind((now - MESSAGES_KEPT).timestamp()).execute(db).await?;
    Ok(())
}

/// As a list for `json_each`.
fn list(ids: impl IntoIterator<Item = i64>) -> String {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    format!("[{}]", ids.join(","))
}
