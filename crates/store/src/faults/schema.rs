//! C7, C8: interrupted, newer, older and altered schemas.

use std::path::Path;

use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tempfile::TempDir;

use crate::open::{MIGRATOR, beside};
use crate::scratch::{Scratch, btc};
use crate::{Access, Integrity, OpenProblem, Store, writer};

/// What a kill leaves: the files as they are at this instant.
fn killed_copy(path: &Path, folder: &TempDir) -> std::path::PathBuf {
    let copy = folder.path().join("cockpit.db");
    for ending in ["", "-wal"] {
        let _ = std::fs::copy(beside(path, ending), beside(&copy, ending));
    }
    copy
}

/// A database of an older version, with one table's worth of schema, and an open connection to it.
async fn first_step_only(folder: &TempDir) -> (std::path::PathBuf, SqliteConnection) {
    let scratch = Scratch::new().await;
    scratch.append(vec![btc(0, 1.0)]).await.unwrap();
    let source = scratch.path();
    let closed = scratch.close().await;
    let path = folder.path().join("older.db");
    std::fs::copy(&source, &path).unwrap();
    drop(closed);
    let mut db = writer::options(&path).connect().await.unwrap();
    let later: Vec<(String,)> = sqlx::query_as(
        "select name from sqlite_schema where type = 'table' and name not in ('observation', '_sqlx_migrations')
         and name not like 'sqlite_%'",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    // A table may go before one that refers to it.
    sqlx::query("pragma foreign_keys = off").execute(&mut db).await.unwrap();
    for (table,) in later {
        sqlx::query(AssertSqlSafe(format!("drop table {table}"))).execute(&mut db).await.unwrap();
    }
    sqlx::query("pragma foreign_keys = on").execute(&mut db).await.unwrap();
    sqlx::query("delete from _sqlx_migrations where version > 1").execute(&mut db).await.unwrap();
    (path, db)
}

#[tokio::test]
async fn an_older_schema_is_brought_up_to_date_with_its_data() {
    let folder = TempDir::new().unwrap();
    let (path, db) = first_step_only(&folder).await;
    db.close().await.unwrap();
    let reader = Store::open(&path, Access::Shared).await.unwrap_err();
    assert_eq!(reader.problem, OpenProblem::Older);
    let store = Store::open(&path, Access::Exclusive).await.unwrap();
    assert_eq!(store.latest(cockpit_domain::SeriesId::Btc).await, Ok(Some(btc(0, 1.0))));
    store.close().await;
}

#[tokio::test]
async fn rows_of_every_table_of_the_fifth_step_are_kept_by_the_later_ones() {
    let folder = TempDir::new().unwrap();
    let (path, mut db) = first_step_only(&folder).await;
    MIGRATOR.run_to(5, &mut db).await.unwrap();
    let rows = "insert into held (series, observed_at, value, held_at, source, reason, released_by_agreement)
            values ('btc', 1, 2.5, 3, 'coinbase', 'too far', 1);
        insert into fetch (feed, source, started_at_ms, took_ms, outcome, next_at_ms)
            values ('btc', 'coinbase', 1, 2, 'not_modified', 3);
        insert into source_state values ('btc', 'coinbase', 1, 1, 0, null, 2, 3);
        insert into backfilled values ('btc', 'all', 1);";
    sqlx::raw_sql(rows).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    let store = Store::open(&path, Access::Exclusive).await.unwrap();
    assert_eq!(store.latest(cockpit_domain::SeriesId::Btc).await, Ok(Some(btc(0, 1.0))));
    assert_eq!(store.held_all().await.unwrap().len(), 1);
    assert_eq!(store.recent_fetches(9).await.unwrap().len(), 1);
    assert_eq!(store.source_states().await.unwrap().len(), 1);
    assert_eq!(store.backfilled("btc").await.unwrap(), ["all"]);
    store.pin_event("a", crate::scratch::at(0)).await.unwrap();
    assert_eq!(store.integrity().await, Ok(Integrity::Sound));
    store.close().await;
}

#[tokio::test]
async fn a_step_killed_after_any_of_its_statements_is_done_whole_at_the_next_start() {
    let step = MIGRATOR.iter().find(|step| step.version == 3).unwrap();
    let is_comment = |line: &&str| line.trim_start().starts_with("--");
    let lines: Vec<&str> = step.sql.as_str().lines().filter(|line| !is_comment(line)).collect();
    let text = lines.join("\n");
    let statements: Vec<&str> = text.split_inclusive(';').collect();
    assert!(statements.len() >= 3);
    for done in 0..=statements.len() {
        let folder = TempDir::new().unwrap();
        let (path, mut db) = first_step_only(&folder).await;
        // So that pages of the unfinished transaction reach the disk, as they may.
        sqlx::query("pragma cache_size = 1").execute(&mut db).await.unwrap();
        MIGRATOR.run_to(2, &mut db).await.unwrap();
        let mut transaction = db.begin().await.unwrap();
        for statement in &statements[..done] {
            let statement = AssertSqlSafe((*statement).to_owned());
            sqlx::raw_sql(statement).execute(&mut *transaction).await.unwrap();
        }
        let second = TempDir::new().unwrap();
        let copy = killed_copy(&path, &second);
        let store = Store::open(&copy, Access::Exclusive).await.unwrap();
        assert_eq!(store.append(vec![btc(1, 1.0)]).await.unwrap().inserted, 1);
        assert!(store.recent_fetches(1).await.unwrap().is_empty());
        assert_eq!(store.integrity().await, Ok(Integrity::Sound));
        store.close().await;
    }
}

#[tokio::test]
async fn an_interrupted_first_start_leaves_nothing_that_is_in_the_way() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cockpit.db");
    for leftover in [".new", ".new-wal", ".new-shm"] {
        std::fs::write(beside(&path, leftover), "half of something").unwrap();
    }
    Store::open(&path, Access::Exclusive).await.unwrap().close().await;
    let mut left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["cockpit.db", "cockpit.db.lock"]);
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_as_it_is() {
    let scratch = Scratch::new().await;
    let path = scratch.path();
    let _folder = scratch.close().await;
    let mut db = writer::options(&path).connect().await.unwrap();
    let step = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (9999, 'from the future', true, x'00', 1)";
    sqlx::query(step).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    let before = std::fs::read(&path).unwrap();
    for access in [Access::Exclusive, Access::Shared] {
        let error = Store::open(&path, access).await.unwrap_err();
        let known = MIGRATOR.iter().map(|step| step.version).max().unwrap();
        assert_eq!(error.problem, OpenProblem::Newer { found: 9999, known });
        assert!(error.to_string().contains("written by a newer version") && !error.is_transient(), "{error}");
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_step_that_is_not_ours_is_refused() {
    let scratch = Scratch::new().await;
    let path = scratch.path();
    let _folder = scratch.close().await;
    let mut db = writer::options(&path).connect().await.unwrap();
    sqlx::query("update _sqlx_migrations set checksum = x'00' where version = 2")
        .execute(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();
    assert_eq!(Store::open(&path, Access::Exclusive).await.unwrap_err().problem, OpenProblem::Altered(2));
}

#[tokio::test]
async fn a_missing_table_is_damage_and_one_more_is_welcome() {
    for (change, refused) in [("create table extra (a)", false), ("drop table backfilled", true)] {
        let scratch = Scratch::new().await;
        let path = scratch.path();
        let _folder = scratch.close().await;
        let mut db = writer::options(&path).connect().await.unwrap();
        sqlx::query(change).execute(&mut db).await.unwrap();
        db.close().await.unwrap();
        let problem = Store::open(&path, Access::Exclusive).await.err().map(|error| error.problem);
        assert_eq!(matches!(problem, Some(OpenProblem::Damaged(_))), refused, "{problem:?}");
    }
}
