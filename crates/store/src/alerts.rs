//! What the rules decided, and whom it concerns: written in one transaction with the observations that caused it.

mod decided;
mod decision;
mod event;
mod log;
mod rating;
mod rules;
mod state;
#[cfg(test)]
mod tests;
mod write;

pub use self::decided::{AlertEvent, AlertId, Decided, DecisionRow, Recipient, Told};
pub use self::decision::LoggedDecision;
pub use self::event::LoggedAlert;
pub(crate) use self::event::find;
pub use self::log::{LogFilter, LogPlace};
pub(crate) use self::rules::is_watched;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use crate::StoreError;

/// How long decisions are kept.
const DECISIONS_KEPT: TimeDelta = TimeDelta::days(90);

/// How long alerts are kept, and what became of their messages.
const ALERTS_KEPT: TimeDelta = TimeDelta::days(400);

/// Rows of one statement: few enough for SQLite's limit of 32,766 parameters.
const ROWS_PER_STATEMENT: usize = 500;

/// Forgets old decisions and alerts; the outbox rows of an alert go with it.
pub(crate) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let before = |kept: TimeDelta| (now - kept).timestamp();
    sqlx::query("delete from decision where at < ?").bind(before(DECISIONS_KEPT)).execute(&mut *db).await?;
    sqlx::query("delete from alert_event where at < ?").bind(before(ALERTS_KEPT)).execute(db).await?;
    Ok(())
}
