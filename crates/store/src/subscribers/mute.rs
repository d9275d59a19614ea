//! Silence for a while: what would have been said is held, and told together afterwards.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use cockpit_domain::rules::RuleId;
use sqlx::SqliteConnection;

use super::SubscriberId;
use crate::observations::instant;
use crate::writer::Write;
use crate::{Store, StoreError};

/// Every rule.
const ALL_RULES: &str = "*";

const MUTE: &str = "insert into mute (subscriber_id, rule, until) values (?, ?, ?)
    on conflict (subscriber_id, rule) do update set until = excluded.until";
const HOLD: &str = "update outbox set due_at = max(due_at, ?2), held = 1
    where recipient_id = ?1 and state = 'pending' and kind = 'alert'
        and (?3 = '*' or event_id in (select id from alert_event where rule = ?3))";
const UNMUTE: &str = "delete from mute where subscriber_id = ?";
const RELEASE: &str = "update outbox set due_at = min(due_at, ?2)
    where recipient_id = ?1 and state = 'pending' and held = 1";
const MUTES: &str = "select rule, until from mute where subscriber_id = ? order by until, rule";
const MUTED: &str = "select subscriber_id, until from mute where rule = '*' and until > ?";
const FORGET: &str = "delete from mute where until < ?";

impl Store {
    /// Holds what a rule (`None`: every rule) tells somebody until then, what waits already included.
    pub async fn mute(
        &self,
        id: SubscriberId,
        rule: Option<&RuleId>,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let rule = rule.map_or_else(|| ALL_RULES.to_owned(), RuleId::to_string);
        self.write(Mute { id, rule, until }).await
    }

    /// Ends all silence of somebody; what was held is due at `due_at` at the latest. How many messages that are.
    pub async fn unmute(&self, id: SubscriberId, due_at: DateTime<Utc>) -> Result<u64, StoreError> {
        self.write(Unmute { id, due_at }).await
    }

    /// Who hears of nothing at the moment, and until when.
    pub async fn muted(
        &self,
        now: DateTime<Utc>,
    ) -> Result<HashMap<SubscriberId, DateTime<Utc>>, StoreError> {
        let query = sqlx::query_as::<_, (i64, i64)>(MUTED).bind(now.timestamp());
        let rows = self.read(query.fetch_all(&self.reads)).await?;
        rows.into_iter().map(|(id, until)| Ok((SubscriberId(id), instant(until)?))).collect()
    }

    /// What is silent for somebody, and until when; `None` stands for every rule. Some may have ended.
    pub async fn mutes(&self, id: SubscriberId) -> Result<Vec<(Option<RuleId>, DateTime<Utc>)>, StoreError> {
        let query = sqlx::query_as::<_, (String, i64)>(MUTES).bind(id.0);
        let rows = self.read(query.fetch_all(&self.reads)).await?;
        let mute = |(rule, until): (String, i64)| {
            let rule = if rule == ALL_RULES {
                None
            } else {
                Some(rule.parse().map_err(|_| StoreError::unreadable("rule", &rule))?)
            };
            Ok((rule, instant(until)?))
        };
        rows.into_iter().map(mute).collect()
    }
}

/// Forgets what has ended.
pub(crate) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(FORGET).bind(now.timestamp()).execute(db).await?;
    Ok(())
}

struct Mute {
    id: SubscriberId,
    rule: String,
    until: DateTime<Utc>,
}

impl Write for Mute {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        let until = self.until.timestamp();
        sqlx::query(MUTE).bind(self.id.0).bind(&self.rule).bind(until).execute(&mut *db).await?;
        sqlx::query(HOLD).bind(self.id.0).bind(until).bind(&self.rule).execute(db).await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        false
    }
}

struct Unmute {
    id: SubscriberId,
    due_at: DateTime<Utc>,
}

impl Write for Unmute {
    type Output = u64;

    async fn apply(self, db: &mut SqliteConnection) -> Result<u64, StoreError> {
        sqlx::query(UNMUTE).bind(self.id.0).execute(&mut *db).await?;
        let query = sqlx::query(RELEASE).bind(self.id.0).bind(self.due_at.timestamp());
        Ok(query.execute(db).await?.rows_affected())
    }

    fn shows(released: &u64) -> bool {
        *released > 0
    }
}
