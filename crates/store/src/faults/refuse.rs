//! C5, and the files of others: refused with one line that names the path and the fix, and left as they were.

use std::path::Path;

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;

use crate::scratch::{Scratch, btc};
use crate::{Access, OpenProblem, Store};

async fn refused(path: &Path) -> OpenProblem {
    let error = Store::open(path, Access::Exclusive).await.unwrap_err();
    let words = error.to_string();
    assert!(words.contains(path.to_str().unwrap()) && !words.contains('\n'), "{words}");
    error.problem
}

#[tokio::test]
async fn the_folder_is_made_but_not_a_tree_of_folders() {
    let folder = TempDir::new().unwrap();
    let near = folder.path().join("data/cockpit.db");
    Store::open(&near, Access::Exclusive).await.unwrap().close().await;
    assert!(near.is_file());
    let far = folder.path().join("missing/data/cockpit.db");
    assert_eq!(refused(&far).await, OpenProblem::NoFolder(folder.path().join("missing/data")));
    assert!(!folder.path().join("missing").exists());
}

#[tokio::test]
async fn a_folder_is_not_a_database() {
    let folder = TempDir::new().unwrap();
    assert_eq!(refused(folder.path()).await, OpenProblem::NotAFile);
    assert_eq!(
        Store::open(Path::new("/"), Access::Exclusive).await.unwrap_err().problem,
        OpenProblem::NotAFile
    );
}

#[tokio::test]
async fn a_file_in_the_place_of_the_folder_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("data");
    std::fs::write(&file, "notes").unwrap();
    assert_eq!(refused(&file.join("cockpit.db")).await, OpenProblem::NoFolder(file.clone()));
    assert_eq!(std::fs::read(&file).unwrap(), b"notes");
}

#[tokio::test]
async fn what_cannot_be_written_beside_it_is_named() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cockpit.db");
    std::fs::create_dir(folder.path().join("cockpit.db.lock")).unwrap();
    let problem = refused(&path).await;
    assert!(
        matches!(&problem, OpenProblem::NotWritable(reason) if reason.contains("cockpit.db.lock")),
        "{problem}"
    );
    assert!(!path.exists());
}

#[tokio::test]
async fn a_database_that_does_not_exist_is_not_created_for_a_reader() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cockpit.db");
    let error = Store::open(&path, Access::Shared).await.unwrap_err();
    assert_eq!(error.problem, OpenProblem::Missing);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn names_that_mean_something_else_to_sqlite_are_just_names() {
    let folder = TempDir::new().unwrap();
    for name in [":memory:", "file:cockpit.db?mode=memory", "a b%20c.db"] {
        let path = folder.path().join(name);
        Store::open(&path, Access::Exclusive).await.unwrap().close().await;
        assert!(path.is_file(), "{name}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cockpit.db");
    let mut random = fastrand::Rng::with_seed(6);
    let noise: Vec<u8> = (0..9_000).map(|_| random.u8(..)).collect();
    for bytes in [Vec::new(), b"SQLite format 3\0".to_vec(), b"btc,86915\n".repeat(500), noise] {
        std::fs::write(&path, &bytes).unwrap();
        let problem = refused(&path).await;
        assert!(matches!(problem, OpenProblem::NotADatabase(_)), "{problem}");
        let shared = Store::open(&path, Access::Shared).await.unwrap_err();
        assert_eq!(shared.problem, problem);
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}

#[tokio::test]
async fn another_programs_database_is_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cockpit.db");
    let mut db = SqliteConnectOptions::new().filename(&path).create_if_missing(true).connect().await.unwrap();
    sqlx::query("create table bookmark (url text)").execute(&mut db).await.unwrap();
    sqlx::Connection::close(db).await.unwrap();
    let before = std::fs::read(&path).unwrap();
    assert_eq!(refused(&path).await, OpenProblem::Foreign);
    assert_eq!(Store::open(&path, Access::Shared).await.unwrap_err().problem, OpenProblem::Foreign);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn an_empty_database_without_tables_is_taken_over() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cockpit.db");
    let mut db = SqliteConnectOptions::new().filename(&path).create_if_missing(true).connect().await.unwrap();
    sqlx::query("pragma user_version = 7").execute(&mut db).await.unwrap();
    sqlx::Connection::close(db).await.unwrap();
    for _ in 0..2 {
        let store = Store::open(&path, Access::Exclusive).await.unwrap();
        store.append(vec![btc(0, 1.0)]).await.unwrap();
        store.close().await;
    }
}

#[tokio::test]
async fn a_log_of_writes_without_its_file_is_not_thrown_away() {
    let store = Scratch::new().await;
    store.append(vec![btc(0, 1.0)]).await.unwrap();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cockpit.db");
    let log = crate::open::beside(&path.canonicalize().unwrap_or(path.clone()), "-wal");
    std::fs::copy(crate::open::beside(&store.path(), "-wal"), &log).unwrap();
    let before = std::fs::read(&log).unwrap();
    assert!(!before.is_empty());
    assert!(matches!(refused(&path).await, OpenProblem::Leftover(_)));
    assert_eq!(std::fs::read(&log).unwrap(), before);
    assert!(!path.exists());
}
