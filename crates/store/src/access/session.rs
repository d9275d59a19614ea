//! Sessions: kept here, so that they can be listed and ended, by a hash that opens nothing.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use crate::observations::instant;
use crate::writer::Write;
use crate::{Store, StoreError};

/// A session that is not used for so long is over.
const IDLE_MAX: TimeDelta = TimeDelta::hours(12);

/// However much it is used, a session is over after so long.
const AGE_MAX: TimeDelta = TimeDelta::days(30);

/// A session's use is noted at most so often: reading a page should cost no write.
const USE_NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

const OPEN: &str =
    "insert into session (token_hash, created_at, used_at, address, agent) values (?, ?, ?, ?, ?)";

pub(super) const BY_TOKEN: &str = "select id, created_at, used_at, address, agent from session
    where token_hash = ? and created_at > ? and used_at > ?";

const ALL: &str = "select id, created_at, used_at, address, agent from session
    where created_at > ? and used_at > ? order by used_at desc, id desc";

const USE: &str = "update session set used_at = max(used_at, ?) where id = ?";

const END: &str = "delete from session where id = ?";

const END_BY_TOKEN: &str = "delete from session where token_hash = ?";

const END_ALL: &str = "delete from session";

const FORGET: &str = "delete from session where created_at <= ? or used_at <= ?";

/// A session's number; never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub i64);

/// A session that begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the browser's token.
    pub token_hash: [u8; 32],
    /// When.
    pub at: DateTime<Utc>,
    /// From where.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// SHA-256 of the token that the browser held before, whose session ends.
    pub replaces: Option<[u8; 32]>,
}

/// Somebody who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// When it began, to the second.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub used_at: DateTime<Utc>,
    /// From where it was opened.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    created_at: i64,
    used_at: i64,
    address: String,
    agent: String,
}

impl Row {
    fn session(self) -> Result<Session, StoreError> {
        let Self { id, created_at, used_at, address, agent } = self;
        let (created_at, used_at) = (instant(created_at)?, instant(used_at)?);
        Ok(Session { id: SessionId(id), created_at, used_at, address, agent })
    }
}

impl Store {
    /// Begins a session, and ends the one it replaces.
    pub async fn open_session(&self, new: NewSession) -> Result<SessionId, StoreError> {
        self.write(new).await
    }

    /// The session of a token, if it has not run out: not used for 12 hours, or 30 days old. Its use is noted.
    pub async fn session(
        &self,
        token_hash: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Option<Session>, StoreError> {
        let (created_after, used_after) = alive(now);
        let query =
            sqlx::query_as::<_, Row>(BY_TOKEN).bind(token_hash.to_vec()).bind(created_after).bind(used_after);
        let Some(row) = self.read(query.fetch_optional(&self.reads)).await? else { return Ok(None) };
        let session = row.session()?;
        if now - session.used_at >= USE_NOTED_EVERY {
            self.write(Use { id: session.id, at: now }).await?;
        }
        Ok(Some(session))
    }

    /// Everybody who is logged in, last used first.
    pub async fn sessions(&self, now: DateTime<Utc>) -> Result<Vec<Session>, StoreError> {
        let (created_after, used_after) = alive(now);
        let query = sqlx::query_as::<_, Row>(ALL).bind(created_after).bind(used_after);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(Row::session).collect()
    }

    /// Ends a session. Whether there was such a one.
    pub async fn end_session(&self, id: SessionId) -> Result<bool, StoreError> {
        Ok(self.write(End(Some(id))).await? > 0)
    }

    /// Ends every session, and says how many there were.
    pub async fn end_all_sessions(&self) -> Result<u64, StoreError> {
        self.write(End(None)).await
    }
}

/// The moments after which a session must have begun and been used.
fn alive(now: DateTime<Utc>) -> (i64, i64) {
    ((now - AGE_MAX).timestamp(), (now - IDLE_MAX).timestamp())
}

pub(super) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (created_after, used_after) = alive(now);
    sqlx::query(FORGET).bind(created_after).bind(used_after).execute(db).await?;
    Ok(())
}

impl Write for NewSession {
    type Output = SessionId;

    async fn apply(self, db: &mut SqliteConnection) -> Result<SessionId, StoreError> {
        if let Some(old) = self.replaces {
            sqlx::query(END_BY_TOKEN).bind(old.to_vec()).execute(&mut *db).await?;
        }
        let query = sqlx::query(OPEN).bind(self.token_hash.to_vec());
        let query = query.bind(self.at.timestamp()).bind(self.at.timestamp());
        let opened = query.bind(self.address).bind(self.agent).execute(db).await?;
        Ok(SessionId(opened.last_insert_rowid()))
    }

    fn shows(_: &SessionId) -> bool {
        false
    }
}

struct Use {
    id: SessionId,
    at: DateTime<Utc>,
}

impl Write for Use {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        sqlx::query(USE).bind(self.at.timestamp()).bind(self.id.0).execute(db).await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        false
    }
}

/// One, or all.
struct End(Option<SessionId>);

impl Write for End {
    type Output = u64;

    async fn apply(self, db: &mut SqliteConnection) -> Result<u64, StoreError> {
        let query = match self.0 {
            Some(id) => sqlx::query(END).bind(id.0),
            None => sqlx::query(END_ALL),
        };
        Ok(query.execute(db).await?.rows_affected())
    }

    fn shows(_: &u64) -> bool {
        false
    }
}
