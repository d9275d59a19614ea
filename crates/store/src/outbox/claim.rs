//! Whose turn it is.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::list;
use super::message::{Claim, Content, DueMessage, MessageId};
use crate::StoreError;
use crate::alerts::{self, AlertId};
use crate::observations::instant;
use crate::subscribers::{self, Channel, SubscriberId};

/// What has waited this long travels with everything else that has.
const DIGEST_AFTER: TimeDelta = TimeDelta::minutes(10);
/// The most that one digest tells.
const DIGEST_MAX: u32 = 60;

const EXPIRE: &str =
    "update outbox set state = 'pending', possible_repeat = 1, lease_until = null, due_at = ?2
    where channel = ?1 and state = 'sending' and lease_until <= ?2";

pub(super) const FIRST: &str =
    "select outbox.id, outbox.recipient_id, outbox.kind, outbox.held, outbox.created_at,
        subscriber.state
    from outbox join subscriber on subscriber.id = outbox.recipient_id
    where outbox.channel = ?1 and outbox.state = 'pending' and outbox.due_at <= ?2
        and outbox.recipient_id not in (select value from json_each(?3))
    order by outbox.due_at, outbox.id limit 1";

const ALSO: &str = "select id from outbox
    where recipient_id = ?1 and channel = ?2 and state = 'pending' and due_at <= ?3 and id <> ?5
        and (held = 1 or created_at <= ?4)
    order by due_at, id limit ?6";

const BEING_SENT: &str = "select distinct recipient_id from outbox where channel = ? and state = 'sending'";

const CANCEL: &str = "update outbox set state = 'cancelled', reason = ?, settled_at = ? where id = ?";

const LEASE: &str = "update outbox set state = 'sending', attempt = attempt + 1, lease_until = ?1
    where id in (select value from json_each(?2))";

const LOAD: &str =
    "select outbox.id, outbox.recipient_id, outbox.event_id, outbox.kind, outbox.body, outbox.attempt,
        outbox.possible_repeat, outbox.held, outbox.created_at, own.threshold as own_threshold
    from outbox
    left join alert_event on alert_event.id = outbox.event_id
    left join subscriber_threshold as own
        on own.subscriber_id = outbox.recipient_id and own.rule = alert_event.rule
    where outbox.id in (select value from json_each(?1))
    order by outbox.due_at, outbox.id";

#[derive(sqlx::FromRow)]
struct FirstRow {
    id: i64,
    recipient_id: i64,
    kind: String,
    held: bool,
    created_at: i64,
    state: String,
}

#[derive(sqlx::FromRow)]
struct DueRow {
    id: i64,
    recipient_id: i64,
    event_id: Option<i64>,
    kind: String,
    body: Option<String>,
    attempt: u32,
    possible_repeat: bool,
    held: bool,
    created_at: i64,
    own_threshold: Option<f64>,
}

/// Whether a message of this kind goes to somebody in this state.
pub(super) fn is_wanted(kind: &str, state: &str) -> bool {
    match kind {
        "confirm" => matches!(state, "active" | "pending"),
        "test" => state != "left",
        _ => state == "active",
    }
}

pub(super) async fn claim(
    db: &mut SqliteConnection,
    channel: Channel,
    claim: Claim,
) -> Result<Vec<DueMessage>, StoreError> {
    let now = claim.now.timestamp();
    sqlx::query(EXPIRE).bind(channel.as_str()).bind(now).execute(&mut *db).await?;
    let being_sent: Vec<(i64,)> =
        sqlx::query_as(BEING_SENT).bind(channel.as_str()).fetch_all(&mut *db).await?;
    let mut except: Vec<i64> = claim.except.iter().map(|id| id.0).collect();
    except.extend(being_sent.into_iter().map(|(id,)| id));
    let (mut chosen, mut recipients) = (Vec::new(), 0);
    while recipients < claim.limit {
        let first = sqlx::query_as::<_, FirstRow>(FIRST)
            .bind(channel.as_str())
            .bind(now)
            .bind(list(except.iter().copied()));
        let Some(first) = first.fetch_optional(&mut *db).await? else { break };
        if !is_wanted(&first.kind, &first.state) {
            sqlx::query(CANCEL).bind(&first.state).bind(now).bind(first.id).execute(&mut *db).await?;
            continue;
        }
        except.push(first.recipient_id);
        recipients += 1;
        chosen.push(first.id);
        chosen.extend(also(db, channel, &first, claim.now).await?);
    }
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let chosen = list(chosen);
    sqlx::query(LEASE).bind(claim.lease_until.timestamp()).bind(&chosen).execute(&mut *db).await?;
    load(db, &chosen).await
}

/// What travels along with the first.
async fn also(
    db: &mut SqliteConnection,
    channel: Channel,
    first: &FirstRow,
    now: DateTime<Utc>,
) -> Result<Vec<i64>, StoreError> {
    let waited = (now - DIGEST_AFTER).timestamp();
    if !first.held && first.created_at > waited {
        return Ok(Vec::new());
    }
    let query = sqlx::query_as::<_, (i64,)>(ALSO)
        .bind(first.recipient_id)
        .bind(channel.as_str())
        .bind(now.timestamp())
        .bind(waited)
        .bind(first.id)
        .bind(DIGEST_MAX - 1);
    Ok(query.fetch_all(db).await?.into_iter().map(|(id,)| id).collect())
}

async fn load(db: &mut SqliteConnection, ids: &str) -> Result<Vec<DueMessage>, StoreError> {
    let rows = sqlx::query_as::<_, DueRow>(LOAD).bind(ids).fetch_all(&mut *db).await?;
    let (mut people, mut events) = (HashMap::new(), HashMap::new());
    for row in &rows {
        if let Entry::Vacant(place) = people.entry(row.recipient_id) {
            place.insert(subscribers::find(db, SubscriberId(row.recipient_id)).await?);
        }
        if let Some(id) = row.event_id
            && let Entry::Vacant(place) = events.entry(id)
        {
            place.insert(alerts::find(db, AlertId(id)).await?);
        }
    }
    let mut due = Vec::with_capacity(rows.len());
    for row in rows {
        let recipient = people.get(&row.recipient_id).cloned().flatten();
        let recipient = recipient.ok_or_else(|| StoreError::unreadable("recipient", row.recipient_id))?;
        let content = match row.event_id {
            None => Content::Message { kind: row.kind, body: row.body.unwrap_or_default() },
            Some(id) => {
                let alert = events.get(&id).cloned().flatten();
                let alert = alert.ok_or_else(|| StoreError::unreadable("alert", id))?;
                Content::Alert { alert, own_threshold: row.own_threshold }
            }
        };
        due.push(DueMessage {
            id: MessageId(row.id),
            recipient,
            content,
            attempt: row.attempt,
            possible_repeat: row.possible_repeat,
            held: row.held,
            created_at: instant(row.created_at)?,
        });
    }
    Ok(due)
}
