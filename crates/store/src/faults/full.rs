//! C4: no room is left.

use cockpit_domain::{Moment, SeriesId};
use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::scratch::{Scratch, at, btc};
use crate::writer::Write;
use crate::{Integrity, StoreError};

/// Lets the database grow to so many pages and no further, as a full disk would. It holds for the live connection.
struct Limit {
    pages: u32,
}

impl Write for Limit {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        let pragma = AssertSqlSafe(format!("pragma max_page_count = {}", self.pages));
        sqlx::query(pragma).fetch_one(db).await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        false
    }
}

#[tokio::test]
async fn a_full_disk_takes_the_whole_write_back_and_passes_by_itself() {
    let store = Scratch::new().await;
    store.append((0..100).map(|n| btc(n, 1.0)).collect()).await.unwrap();
    let changes = store.changes();
    let before = *changes.borrow();
    let many = || (100..20_000).map(|n| btc(n, 2.0)).collect::<Vec<_>>();
    for _ in 0..3 {
        store.write(Limit { pages: 20 }).await.unwrap();
        let error = store.append(many()).await.unwrap_err();
        assert_eq!(error, StoreError::Full);
        assert!(error.is_transient());
    }
    assert_eq!(store.latest(SeriesId::Btc).await, Ok(Some(btc(99, 1.0))), "readable, and nothing half done");
    assert_eq!(*changes.borrow(), before);
    assert_eq!(store.integrity().await, Ok(Integrity::Sound));

    store.write(Limit { pages: 1_000_000 }).await.unwrap();
    assert_eq!(store.append(many()).await.unwrap().inserted, 19_900);
    let points =
        store.points(SeriesId::Btc, Moment::Instant(at(0)), Moment::Instant(at(20_000))).await.unwrap();
    assert_eq!(points.len(), 20_000);
}

/// Fails as some disk errors do: SQLite has already taken the transaction back when the error is seen.
struct RolledBack;

impl Write for RolledBack {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        sqlx::query("update heartbeat set beats = beats + 1000").execute(&mut *db).await?;
        sqlx::query("rollback").execute(db).await?;
        Err(StoreError::Disk("torn".to_owned()))
    }

    fn shows((): &()) -> bool {
        true
    }
}

#[tokio::test]
async fn a_transaction_that_sqlite_took_back_by_itself_does_not_spoil_the_next() {
    let store = Scratch::new().await;
    for n in 0..3 {
        assert_eq!(store.write(RolledBack).await, Err(StoreError::Disk("torn".to_owned())));
        assert_eq!(store.append(vec![btc(n, 1.0)]).await.unwrap().inserted, 1);
    }
    assert_eq!(*store.changes().borrow(), 3);
}
