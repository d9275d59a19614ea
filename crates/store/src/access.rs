//! Who may change things: the operator's password, sessions, tries, and what was done.

mod attempt;
mod audit;
mod operator;
mod session;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

pub use self::attempt::{ACCOUNT_TRIES_MAX, ADDRESS_TRIES_MAX, Attempt, AttemptId};
pub use self::audit::{Audit, AuditKind};
pub use self::operator::PasswordHash;
pub use self::session::{NewSession, Session, SessionId};
use crate::StoreError;

/// Forgets sessions that have run out, tries that count no more, and old lines of the audit.
pub(crate) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    session::forget(&mut *db, now).await?;
    attempt::forget(&mut *db, now).await?;
    audit::forget(db, now).await
}
