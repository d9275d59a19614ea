//! Who did what that matters.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use crate::observations::instant;
use crate::writer::Write;
use crate::{Store, StoreError};

/// How long a line is kept.
const KEPT: TimeDelta = TimeDelta::days(400);

const NOTE: &str = "insert into audit (at, kind, address, words) values (?, ?, ?, ?)";

const NEWEST: &str = "select at, kind, address, words from audit order by id desc limit ?";

const FORGET: &str = "delete from audit where at < ?";

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditKind {
    /// The operator's first password was set.
    Setup,
    /// Somebody logged in.
    Login,
    /// Somebody tried to, with a wrong password or code.
    LoginFailed,
    /// A session was ended.
    Logout,
    /// The operator's password was changed.
    Password,
    /// Settings were changed.
    Settings,
    /// A subscriber was added, changed or removed.
    Subscriber,
}

impl AuditKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Setup,
        Self::Login,
        Self::LoginFailed,
        Self::Logout,
        Self::Password,
        Self::Settings,
        Self::Subscriber,
    ];

    /// The word in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Login => "login",
            Self::LoginFailed => "login_failed",
            Self::Logout => "logout",
            Self::Password => "password",
            Self::Settings => "settings",
            Self::Subscriber => "subscriber",
        }
    }
}

/// One line of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// When, to the second.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: AuditKind,
    /// From where; `None` for the command line and the program itself.
    pub address: Option<String>,
    /// What exactly, without secrets and without anybody's address; at most 500 bytes.
    pub words: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    at: i64,
    kind: String,
    address: Option<String>,
    words: String,
}

impl Row {
    fn audit(self) -> Result<Audit, StoreError> {
        let kind = AuditKind::ALL.into_iter().find(|kind| kind.as_str() == self.kind);
        let kind = kind.ok_or_else(|| StoreError::unreadable("audit", &self.kind))?;
        Ok(Audit { at: instant(self.at)?, kind, address: self.address, words: self.words })
    }
}

impl Store {
    /// Notes what was done.
    pub async fn audit(&self, line: Audit) -> Result<(), StoreError> {
        self.write(line).await
    }

    /// The newest lines, newest first.
    pub async fn audit_log(&self, limit: u32) -> Result<Vec<Audit>, StoreError> {
        let query = sqlx::query_as::<_, Row>(NEWEST).bind(limit);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(Row::audit).collect()
    }
}

pub(super) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(FORGET).bind((now - KEPT).timestamp()).execute(db).await?;
    Ok(())
}

impl Write for Audit {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        let query = sqlx::query(NOTE).bind(self.at.timestamp()).bind(self.kind.as_str());
        query.bind(self.address).bind(self.words).execute(db).await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        false
    }
}
