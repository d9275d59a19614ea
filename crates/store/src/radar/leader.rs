//! Who leads an event, and who led before.

use chrono::{DateTime, Utc};
use cockpit_domain::radar::Token;
use sqlx::SqliteConnection;

use crate::observations::instant;
use crate::writer::Write;
use crate::{Store, StoreError};

/// The outcome that leads an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leader {
    /// The event's id.
    pub event: String,
    /// The outcome.
    pub token: Token,
    /// What it is called.
    pub label: String,
}

/// An outcome took the lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaderChange {
    /// The event's id.
    pub event: String,
    /// The outcome that leads since then.
    pub token: Token,
    /// What it was called then.
    pub label: String,
    /// What the one before was called; `None` for the first leader we saw.
    pub led_before: Option<String>,
    /// When we saw it, to the second.
    pub at: DateTime<Utc>,
}

/// More changes than this in one answer nobody looks at.
const CHANGES_MAX: i64 = 2_000;

/// A leader under another name is the same leader.
const RECORD: &str = "insert into radar_leader (event, token, label, at) select ?1, ?2, ?3, ?4
    where (select token from radar_leader where event = ?1 order by id desc limit 1) is not ?2";

pub(super) const CHANGES: &str = "select event, token, label, at,
        (select label from radar_leader as before
            where before.event = changed.event and before.id < changed.id order by before.id desc limit 1) as led_before
    from radar_leader as changed where at >= ? order by at desc, id desc limit ?";

#[derive(sqlx::FromRow)]
struct ChangeRow {
    event: String,
    token: String,
    label: String,
    at: i64,
    led_before: Option<String>,
}

impl ChangeRow {
    fn change(self) -> Result<LeaderChange, StoreError> {
        Ok(LeaderChange {
            event: self.event,
            token: Token::new(&*self.token).ok_or_else(|| StoreError::unreadable("token", &self.token))?,
            label: self.label,
            led_before: self.led_before,
            at: instant(self.at)?,
        })
    }
}

impl Store {
    /// Remembers who leads, in one transaction: nothing is written for an event whose leader is the same as before.
    pub async fn record_leaders(&self, leaders: Vec<Leader>, at: DateTime<Utc>) -> Result<(), StoreError> {
        if leaders.is_empty() {
            return Ok(());
        }
        self.write(Record { leaders, at }).await.map(|_| ())
    }

    /// The outcomes that took a lead at or after `since`, newest first; at most 2,000.
    pub async fn leader_changes(&self, since: DateTime<Utc>) -> Result<Vec<LeaderChange>, StoreError> {
        let query = sqlx::query_as::<_, ChangeRow>(CHANGES).bind(since.timestamp()).bind(CHANGES_MAX);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(ChangeRow::change).collect()
    }
}

struct Record {
    leaders: Vec<Leader>,
    at: DateTime<Utc>,
}

impl Write for Record {
    /// How many changed.
    type Output = u64;

    async fn apply(self, db: &mut SqliteConnection) -> Result<u64, StoreError> {
        let mut changed = 0;
        for Leader { event, token, label } in self.leaders {
            let row = sqlx::query(RECORD)
                .bind(event)
                .bind(token.as_str())
                .bind(label)
                .bind(self.at.timestamp())
                .execute(&mut *db)
                .await?;
            changed += row.rows_affected();
        }
        Ok(changed)
    }

    fn shows(changed: &u64) -> bool {
        *changed > 0
    }
}
