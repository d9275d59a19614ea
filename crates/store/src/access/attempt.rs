//! How often somebody may try the password: kept here, so that a restart gives nobody new tries.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use crate::observations::instant;
use crate::writer::Write;
use crate::{Store, StoreError};

/// Tries from one address within five minutes.
pub const ADDRESS_TRIES_MAX: u32 = 10;
const ADDRESS_WINDOW: TimeDelta = TimeDelta::minutes(5);

/// Tries from anywhere within an hour.
pub const ACCOUNT_TRIES_MAX: u32 = 100;
const ACCOUNT_WINDOW: TimeDelta = TimeDelta::hours(1);

/// The try that would have to be forgotten first: with fewer there is no row. What a clock that ran ahead has written does
/// not count.
pub(super) const LAST_OF_ADDRESS: &str =
    "select at from login_attempt where address = ? and at > ? and at <= ?
    order by at desc limit 1 offset ?";

pub(super) const LAST_OF_ACCOUNT: &str =
    "select at from login_attempt where at > ? and at <= ? order by at desc limit 1 offset ?";

const TRY: &str = "insert into login_attempt (at, address) values (?, ?)";

const FORGIVE: &str = "delete from login_attempt where id = ?";

const FORGET: &str = "delete from login_attempt where at <= ?";

/// A try that counts until it is forgiven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttemptId(i64);

/// Whether somebody may try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// They may, and the try counts.
    Counted(AttemptId),
    /// Not before this moment.
    Refused {
        /// When the next try is free.
        until: DateTime<Utc>,
    },
}

impl Store {
    /// Until when an address may not try, if it may not now: it tried ten times within five minutes, or all together tried
    /// a hundred times within the hour. Only looks.
    pub async fn login_refused(
        &self,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut db = self.read(self.reads.acquire()).await?;
        let refused = refused(&mut db, address, now);
        let refused = tokio::time::timeout(crate::reader::READ_TIME_MAX, refused).await;
        refused.map_err(|_| StoreError::TimedOut)?
    }

    /// Counts a try, if there is one left; also of those who try at the same time no more than that many get through.
    pub async fn try_login(&self, address: &str, at: DateTime<Utc>) -> Result<Attempt, StoreError> {
        self.write(Try { address: address.to_owned(), at }).await
    }

    /// A try that was right counts no more.
    pub async fn forgive_login(&self, id: AttemptId) -> Result<(), StoreError> {
        self.write(Forgive(id)).await
    }
}

async fn refused(
    db: &mut SqliteConnection,
    address: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let of_address: Option<(i64,)> = sqlx::query_as(LAST_OF_ADDRESS)
        .bind(address)
        .bind((now - ADDRESS_WINDOW).timestamp())
        .bind(now.timestamp())
        .bind(ADDRESS_TRIES_MAX - 1)
        .fetch_optional(&mut *db)
        .await?;
    let of_account: Option<(i64,)> = sqlx::query_as(LAST_OF_ACCOUNT)
        .bind((now - ACCOUNT_WINDOW).timestamp())
        .bind(now.timestamp())
        .bind(ACCOUNT_TRIES_MAX - 1)
        .fetch_optional(db)
        .await?;
    let address_until = of_address.map(|(at,)| instant(at).map(|at| at + ADDRESS_WINDOW)).transpose()?;
    let account_until = of_account.map(|(at,)| instant(at).map(|at| at + ACCOUNT_WINDOW)).transpose()?;
    Ok(address_until.max(account_until))
}

pub(super) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(FORGET).bind((now - ACCOUNT_WINDOW).timestamp()).execute(db).await?;
    Ok(())
}

struct Try {
    address: String,
    at: DateTime<Utc>,
}

impl Write for Try {
    type Output = Attempt;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Attempt, StoreError> {
        if let Some(until) = refused(&mut *db, &self.address, self.at).await? {
            return Ok(Attempt::Refused { until });
        }
        // With it the table holds no more than the account's tries.
        forget(&mut *db, self.at).await?;
        let counted = sqlx::query(TRY).bind(self.at.timestamp()).bind(self.address).execute(db).await?;
        Ok(Attempt::Counted(AttemptId(counted.last_insert_rowid())))
    }

    fn shows(_: &Attempt) -> bool {
        false
    }
}

struct Forgive(AttemptId);

impl Write for Forgive {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        sqlx::query(FORGIVE).bind(self.0.0).execute(db).await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        false
    }
}
