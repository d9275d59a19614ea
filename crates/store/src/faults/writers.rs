//! C1, C2, C11: somebody else writes, or wants to.

use cockpit_domain::SeriesId;
use sqlx::{ConnectOptions, Connection};

use crate::scratch::{Scratch, at, btc};
use crate::{Access, OpenProblem, Store, StoreError};

#[tokio::test]
async fn a_write_waits_for_another_programs_transaction_and_then_succeeds() {
    let store = Scratch::new().await;
    let mut other = crate::writer::options(&store.path()).connect().await.unwrap();
    let mut lock = other.begin_with("begin immediate").await.unwrap();
    sqlx::query("update heartbeat set beats = beats + 1").execute(&mut *lock).await.unwrap();
    let (waits, reads) = (store.append(vec![btc(0, 1.0)]), store.latest(SeriesId::Btc));
    let release = async {
        assert_eq!(reads.await, Ok(None), "reads are answered while a write waits");
        lock.commit().await.unwrap();
    };
    let (appended, ()) = tokio::join!(waits, release);
    assert_eq!(appended.unwrap().inserted, 1);
}

#[tokio::test]
async fn a_second_process_that_fetches_is_refused_until_the_first_is_gone() {
    let first = Scratch::new().await;
    let path = first.path();
    let error = Store::open(&path, Access::Exclusive).await.unwrap_err();
    assert_eq!(error.problem, OpenProblem::InUse);
    assert!(error.is_transient() && error.to_string().contains("stop that one"), "{error}");

    let _folder = first.close().await;
    Store::open(&path, Access::Exclusive).await.unwrap().close().await;
}

#[tokio::test]
async fn another_name_for_the_same_file_does_not_get_around_the_lock() {
    let first = Scratch::new().await;
    let link = first.folder.path().join("link.db");
    std::os::unix::fs::symlink(first.path(), &link).unwrap();
    assert_eq!(Store::open(&link, Access::Exclusive).await.unwrap_err().problem, OpenProblem::InUse);
}

#[tokio::test]
async fn a_reader_beside_it_sees_every_write_and_can_make_none() {
    let store = Scratch::new().await;
    let beside = Store::open(&store.path(), Access::Shared).await.unwrap();
    store.append(vec![btc(0, 1.0)]).await.unwrap();
    assert_eq!(beside.latest(SeriesId::Btc).await, Ok(Some(btc(0, 1.0))));
    assert_eq!(beside.append(vec![btc(1, 1.0)]).await, Err(StoreError::ReadOnly));
    assert_eq!(beside.check_writable().await, Err(StoreError::ReadOnly));
    assert_eq!(beside.prune(at(0)).await, Err(StoreError::ReadOnly));
    beside.close().await;
}

#[tokio::test]
async fn connections_that_read_cannot_write() {
    let store = Scratch::new().await;
    let write = sqlx::query("update heartbeat set beats = 0").execute(&store.reads).await;
    assert_eq!(StoreError::from(write.unwrap_err()), StoreError::ReadOnly);
}

#[tokio::test]
async fn the_writer_is_set_for_durability() {
    let store = Scratch::new().await;
    let mut db = crate::writer::options(&store.path()).connect().await.unwrap();
    let expected = [
        ("pragma journal_mode", "wal"),
        ("pragma synchronous", "2"),
        ("pragma foreign_keys", "1"),
        ("pragma busy_timeout", "5000"),
        ("pragma wal_autocheckpoint", "1000"),
        ("pragma journal_size_limit", "67108864"),
    ];
    for (pragma, expected) in expected {
        let row = sqlx::query(pragma).fetch_one(&mut db).await.unwrap();
        let found = sqlx::Row::try_get::<String, _>(&row, 0)
            .or_else(|_| sqlx::Row::try_get::<i64, _>(&row, 0).map(|number| number.to_string()));
        assert_eq!(found.unwrap(), expected, "{pragma}");
    }
}

#[tokio::test]
async fn a_closed_store_says_so_and_leaves_one_file_with_everything_in_it() {
    let store = Scratch::new().await;
    let (clone, path) = (Store::clone(&store), store.path());
    store.append(vec![btc(0, 1.0)]).await.unwrap();
    let folder = store.close().await;
    assert_eq!(clone.append(vec![btc(1, 1.0)]).await, Err(StoreError::Closed));
    assert_eq!(clone.latest(SeriesId::Btc).await, Err(StoreError::Closed));
    clone.close().await;
    for ending in ["-wal", "-shm"] {
        assert!(!crate::open::beside(&path, ending).exists(), "{ending}");
    }
    let again = Store::open(&path, Access::Exclusive).await.unwrap();
    assert_eq!(again.latest(SeriesId::Btc).await, Ok(Some(btc(0, 1.0))));
    drop((again, folder));
}
