//! What became of messages.

use sqlx::SqliteConnection;

use super::claim::is_wanted;
use super::list;
use super::message::{Settled, Settlement};
use crate::StoreError;

/// A mail server that refuses an address once may be wrong.
const REFUSALS_MAX: i64 = 2;
const REASON_CHARS_MAX: usize = 240;

const WHO: &str = "select outbox.recipient_id, outbox.channel, outbox.kind, subscriber.state
    from outbox join subscriber on subscriber.id = outbox.recipient_id
    where outbox.id in (select value from json_each(?1)) limit 1";

const SENT: &str =
    "update outbox set state = 'sent', provider_id = ?2, remark = ?3, reason = null, lease_until = null,
        settled_at = ?4
    where state = 'sending' and id in (select value from json_each(?1))";

const PENDING: &str = "update outbox set state = 'pending', due_at = ?2, reason = coalesce(?3, reason),
        lease_until = null, attempt = max(attempt - ?4, 0)
    where state = 'sending' and id in (select value from json_each(?1))";

const MAYBE: &str = "update outbox set state = iif(ambiguous > 0, 'unknown', 'pending'),
        settled_at = iif(ambiguous > 0, ?4, null), due_at = ?2, reason = ?3, lease_until = null,
        possible_repeat = 1, ambiguous = ambiguous + 1
    where state = 'sending' and id in (select value from json_each(?1))";

const ENDED: &str = "update outbox set state = ?2, reason = ?3, lease_until = null, settled_at = ?4
    where state = 'sending' and id in (select value from json_each(?1))";

const WELL: &str = "update subscriber set refusals = 0 where id = ? and refusals > 0";
const REFUSED: &str = "update subscriber set refusals = refusals + 1 where id = ? returning refusals";
const BLOCK: &str = "update subscriber set state = 'blocked', revision = revision + 1
    where id = ? and state <> 'blocked' and state <> 'left'";
const MOVE: &str = "update or ignore subscriber set address = ?, revision = revision + 1 where id = ?";

#[derive(sqlx::FromRow)]
struct Who {
    recipient_id: i64,
    channel: String,
    kind: String,
    state: String,
}

/// Writes it; says whether somebody changed by it.
pub(super) async fn settle(db: &mut SqliteConnection, settlement: Settlement) -> Result<bool, StoreError> {
    let Settlement { messages, at, result } = settlement;
    let ids = list(messages.iter().map(|id| id.0));
    let at = at.timestamp();
    let who = sqlx::query_as::<_, Who>(WHO).bind(&ids).fetch_optional(&mut *db).await?;
    // Removed while it was being sent, together with its recipient.
    let Some(who) = who else { return Ok(false) };
    let goes_on = matches!(
        result,
        Settled::Again { .. } | Settled::Wait { .. } | Settled::MaybeArrived { .. } | Settled::Moved { .. }
    );
    if goes_on && !is_wanted(&who.kind, &who.state) {
        end(db, &ids, "cancelled", &who.state, at).await?;
        return Ok(false);
    }
    match result {
        Settled::Sent { provider_id, remark } => {
            sqlx::query(SENT)
                .bind(&ids)
                .bind(provider_id.map(|id| cut(&id)))
                .bind(remark.map(|remark| cut(&remark)))
                .bind(at)
                .execute(&mut *db)
                .await?;
            sqlx::query(WELL).bind(who.recipient_id).execute(db).await?;
        }
        Settled::Again { due_at, reason } => pending(db, &ids, due_at.timestamp(), Some(&reason), 0).await?,
        Settled::Wait { due_at } => pending(db, &ids, due_at.timestamp(), None, 1).await?,
        Settled::MaybeArrived { due_at, reason } => {
            sqlx::query(MAYBE)
                .bind(&ids)
                .bind(due_at.timestamp())
                .bind(cut(&reason))
                .bind(at)
                .execute(db)
                .await?;
        }
        Settled::Dead { reason, recipient_gone } => {
            end(db, &ids, "dead", &reason, at).await?;
            return if recipient_gone { refused(db, &who).await } else { Ok(false) };
        }
        Settled::Moved { to } => {
            let query = sqlx::query(MOVE).bind(to.expose().to_owned()).bind(who.recipient_id);
            if query.execute(&mut *db).await?.rows_affected() == 0 {
                // Somebody else is at the new address already, and is told there.
                end(db, &ids, "dead", "moved to an address that another subscriber has", at).await?;
                return refused(db, &who).await;
            }
            pending(db, &ids, at, None, 1).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

async fn pending(
    db: &mut SqliteConnection,
    ids: &str,
    due_at: i64,
    reason: Option<&str>,
    attempts_back: i64,
) -> Result<(), StoreError> {
    let query = sqlx::query(PENDING).bind(ids).bind(due_at).bind(reason.map(cut)).bind(attempts_back);
    query.execute(db).await?;
    Ok(())
}

async fn end(
    db: &mut SqliteConnection,
    ids: &str,
    state: &str,
    reason: &str,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(ENDED).bind(ids).bind(state).bind(cut(reason)).bind(at).execute(db).await?;
    Ok(())
}

/// Nothing will arrive at this address; of mail that is believed at the second time in a row.
async fn refused(db: &mut SqliteConnection, who: &Who) -> Result<bool, StoreError> {
    let (refusals,): (i64,) = sqlx::query_as(REFUSED).bind(who.recipient_id).fetch_one(&mut *db).await?;
    if who.channel == "email" && refusals < REFUSALS_MAX {
        return Ok(false);
    }
    Ok(sqlx::query(BLOCK).bind(who.recipient_id).execute(db).await?.rows_affected() > 0)
}

/// A provider's words, bounded: four bytes a character stay below the column's limit.
fn cut(words: &str) -> String {
    words.chars().take(REASON_CHARS_MAX).collect()
}
