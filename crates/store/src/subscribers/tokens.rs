//! Links that work once: confirming an address, joining by invitation, and leaving for good.
//!
//! Only the SHA-256 of a link's secret is stored, so a stolen copy of the database opens nothing.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::{Add, Profile, SubscriberId};
use crate::writer::Write;
use crate::{Store, StoreError};

/// Mails to an address that nobody confirmed, within [`CONFIRMATIONS_WITHIN`]: whoever types strangers' addresses must not
/// be able to flood them.
const CONFIRMATIONS_MAX: i64 = 3;
const CONFIRMATIONS_WITHIN: TimeDelta = TimeDelta::hours(24);
/// How long links are kept after they ended.
const KEPT: TimeDelta = TimeDelta::days(7);

const ISSUED: &str = "select count(*) from token where subscriber_id = ? and created_at > ?";
const ISSUE: &str =
    "insert into token (hash, purpose, subscriber_id, created_at, expires_at) values (?, ?, ?, ?, ?)";
const VALID: &str = "select subscriber_id from token
    where hash = ? and purpose = ? and used_at is null and created_at <= ?3 and expires_at > ?3";
const USE: &str = "update token set used_at = ? where hash = ?";
const CONFIRM: &str =
    "update subscriber set state = 'active', revision = revision + 1 where id = ? and state = 'pending'";
const AT: &str = "select id from subscriber where channel = ? and address = ?";
const BACK: &str = "update subscriber set state = 'active', refusals = 0, revision = revision + 1
    where id = ? and state <> 'active'";
const LEAVE: &str =
    "update subscriber set state = 'left', revision = revision + 1 where id = ? and state <> 'left'";
const DROP: &str = "delete from token where subscriber_id = ?";
const FORGET: &str = "delete from token where expires_at < ?";

/// SHA-256 of a link's secret.
pub type TokenHash = [u8; 32];

impl Store {
    /// Notes a link that confirms somebody's address. `false`, and no link, when three went to it within a day already.
    pub async fn issue_confirmation(
        &self,
        hash: TokenHash,
        subscriber: SubscriberId,
        at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.write(Issue { hash, subscriber: Some(subscriber), at, expires_at }).await
    }

    /// Notes a link by which somebody may join.
    pub async fn issue_invite(
        &self,
        hash: TokenHash,
        at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(Issue { hash, subscriber: None, at, expires_at }).await.map(drop)
    }

    /// Whose address a link would confirm; it stays unused.
    pub async fn confirmation(
        &self,
        hash: TokenHash,
        at: DateTime<Utc>,
    ) -> Result<Option<SubscriberId>, StoreError> {
        let query = sqlx::query_as::<_, (Option<i64>,)>(VALID).bind(hash.to_vec()).bind("confirm");
        let found = self.read(query.bind(at.timestamp()).fetch_optional(&self.reads)).await?;
        Ok(found.and_then(|(id,)| id).map(SubscriberId))
    }

    /// Uses a link that confirms an address: from now on its owner is told. `None` when it is unknown, used or too old.
    pub async fn confirm(
        &self,
        hash: TokenHash,
        at: DateTime<Utc>,
    ) -> Result<Option<SubscriberId>, StoreError> {
        self.write(Confirm { hash, at }).await
    }

    /// Uses an invitation: adds somebody, or brings back who was there before with everything they had set. `None` when
    /// it is unknown, used or too old.
    pub async fn join(
        &self,
        hash: TokenHash,
        profile: Profile,
        at: DateTime<Utc>,
    ) -> Result<Option<SubscriberId>, StoreError> {
        self.write(Join { hash, profile, at }).await
    }

    /// Leaves: nothing more is sent, what waits is cancelled, links end. Whether they were there and had not left before.
    pub async fn leave(&self, id: SubscriberId) -> Result<bool, StoreError> {
        self.write(Leave(id)).await
    }
}

/// Forgets links that ended long ago.
pub(crate) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(FORGET).bind((now - KEPT).timestamp()).execute(db).await?;
    Ok(())
}

struct Issue {
    hash: TokenHash,
    subscriber: Option<SubscriberId>,
    at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl Write for Issue {
    type Output = bool;

    async fn apply(self, db: &mut SqliteConnection) -> Result<bool, StoreError> {
        if let Some(subscriber) = self.subscriber {
            let since = (self.at - CONFIRMATIONS_WITHIN).timestamp();
            let query = sqlx::query_as::<_, (i64,)>(ISSUED).bind(subscriber.0).bind(since);
            let (issued,) = query.fetch_one(&mut *db).await?;
            if issued >= CONFIRMATIONS_MAX {
                return Ok(false);
            }
        }
        let purpose = if self.subscriber.is_some() { "confirm" } else { "invite" };
        sqlx::query(ISSUE)
            .bind(self.hash.to_vec())
            .bind(purpose)
            .bind(self.subscriber.map(|id| id.0))
            .bind(self.at.timestamp())
            .bind(self.expires_at.timestamp())
            .execute(db)
            .await?;
        Ok(true)
    }

    fn shows(_: &bool) -> bool {
        false
    }
}

/// Uses a link. The outer `None` when it cannot be used; the inner one for invitations, which are nobody's.
async fn redeem(
    db: &mut SqliteConnection,
    hash: TokenHash,
    purpose: &str,
    at: DateTime<Utc>,
) -> Result<Option<Option<SubscriberId>>, StoreError> {
    let query = sqlx::query_as::<_, (Option<i64>,)>(VALID).bind(hash.to_vec()).bind(purpose.to_owned());
    let Some((subscriber,)) = query.bind(at.timestamp()).fetch_optional(&mut *db).await? else {
        return Ok(None);
    };
    sqlx::query(USE).bind(at.timestamp()).bind(hash.to_vec()).execute(db).await?;
    Ok(Some(subscriber.map(SubscriberId)))
}

struct Confirm {
    hash: TokenHash,
    at: DateTime<Utc>,
}

impl Write for Confirm {
    type Output = Option<SubscriberId>;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Option<SubscriberId>, StoreError> {
        let Some(Some(id)) = redeem(db, self.hash, "confirm", self.at).await? else { return Ok(None) };
        sqlx::query(CONFIRM).bind(id.0).execute(db).await?;
        Ok(Some(id))
    }

    fn shows(confirmed: &Option<SubscriberId>) -> bool {
        confirmed.is_some()
    }
}

struct Join {
    hash: TokenHash,
    profile: Profile,
    at: DateTime<Utc>,
}

impl Write for Join {
    type Output = Option<SubscriberId>;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Option<SubscriberId>, StoreError> {
        let Self { hash, profile, at } = self;
        if redeem(db, hash, "invite", at).await?.is_none() {
            return Ok(None);
        }
        let query = sqlx::query_as::<_, (i64,)>(AT).bind(profile.channel.as_str());
        let there = query.bind(profile.address.expose().to_owned()).fetch_optional(&mut *db).await?;
        if let Some((id,)) = there {
            sqlx::query(BACK).bind(id).execute(db).await?;
            return Ok(Some(SubscriberId(id)));
        }
        Add { profile, at }.apply(db).await.map(Some)
    }

    fn shows(joined: &Option<SubscriberId>) -> bool {
        joined.is_some()
    }
}

struct Leave(SubscriberId);

impl Write for Leave {
    type Output = bool;

    async fn apply(self, db: &mut SqliteConnection) -> Result<bool, StoreError> {
        sqlx::query(DROP).bind(self.0.0).execute(&mut *db).await?;
        Ok(sqlx::query(LEAVE).bind(self.0.0).execute(db).await?.rows_affected() > 0)
    }

    fn shows(left: &bool) -> bool {
        *left
    }
}
