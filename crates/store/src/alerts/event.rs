//! The history of alerts.

use chrono::{DateTime, Utc};
use cockpit_domain::rules::{RuleId, Severity};
use sqlx::SqliteConnection;

use super::decided::AlertId;
use super::write::severity;
use crate::observations::instant;
use crate::{Store, StoreError};

/// An alert as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedAlert {
    /// Its number.
    pub id: AlertId,
    /// By which rule.
    pub rule: RuleId,
    /// About what, where the rule does not say all.
    pub subject: Option<String>,
    /// How much it matters.
    pub severity: Severity,
    /// When, to the second.
    pub at: DateTime<Utc>,
    /// The facts it is told with: JSON.
    pub body: String,
    /// What caused it.
    pub cause: String,
}

pub(super) const SINCE: &str = "select id, rule, subject, severity, at, body, cause from alert_event
    where at >= ? order by at desc, id desc limit ?";

const ONE: &str = "select id, rule, subject, severity, at, body, cause from alert_event where id = ?";

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: i64,
    rule: String,
    subject: Option<String>,
    severity: String,
    at: i64,
    body: String,
    cause: String,
}

impl Row {
    pub(super) fn alert(self) -> Result<LoggedAlert, StoreError> {
        Ok(LoggedAlert {
            id: AlertId(self.id),
            rule: self.rule.parse().map_err(|_| StoreError::unreadable("rule", &self.rule))?,
            subject: self.subject,
            severity: severity(&self.severity)?,
            at: instant(self.at)?,
            body: self.body,
            cause: self.cause,
        })
    }
}

/// An alert, inside of a transaction.
pub(crate) async fn find(db: &mut SqliteConnection, id: AlertId) -> Result<Option<LoggedAlert>, StoreError> {
    sqlx::query_as::<_, Row>(ONE).bind(id.0).fetch_optional(db).await?.map(Row::alert).transpose()
}

impl Store {
    /// An alert by its number.
    pub async fn alert_event(&self, id: AlertId) -> Result<Option<LoggedAlert>, StoreError> {
        let query = sqlx::query_as::<_, Row>(ONE).bind(id.0);
        self.read(query.fetch_optional(&self.reads)).await?.map(Row::alert).transpose()
    }

    /// The alerts at or after `since`, newest first, at most `limit`.
    pub async fn alert_events(
        &self,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<LoggedAlert>, StoreError> {
        let query = sqlx::query_as::<_, Row>(SINCE).bind(since.timestamp()).bind(limit);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(Row::alert).collect()
    }
}
