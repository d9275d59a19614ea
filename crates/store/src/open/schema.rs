//! The schema: its steps, and whether a file has it.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::OpenProblem;

/// The steps of the schema. Each runs in a transaction with the note that it ran, so an interrupted one never was.
pub(crate) static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// The first SQLite without the WAL-reset bug: <https://www.sqlite.org/wal.html#walresetbug>.
const SQLITE_MIN: [u32; 3] = [3, 51, 3];

const _: () = assert!(libsqlite3_sys::SQLITE_VERSION_NUMBER >= 3_051_003);

/// The text of each table and index, by name.
type Texts = BTreeMap<String, String>;

/// What a database of this version looks like.
#[derive(Debug)]
pub(super) struct Schema {
    texts: Texts,
}

impl Schema {
    /// Runs all steps in memory; refuses an SQLite that can damage files.
    pub(super) async fn of_this_version() -> Result<Self, OpenProblem> {
        let options = SqliteConnectOptions::new().in_memory(true).disable_statement_logging();
        let mut db = options.connect().await?;
        let (version,): (String,) = sqlx::query_as("select sqlite_version()").fetch_one(&mut db).await?;
        if !is_safe(&version) {
            return Err(OpenProblem::SqliteTooOld(version));
        }
        MIGRATOR.run_direct(None, &mut db, false).await?;
        let texts = texts(&mut db).await?;
        db.close().await?;
        Ok(Self { texts })
    }

    /// Runs the steps that the file has not had yet.
    pub(super) async fn migrate(&self, db: &mut SqliteConnection) -> Result<(), OpenProblem> {
        if missing(db).await? > 0 {
            MIGRATOR.run_direct(None, db, false).await?;
        }
        Ok(())
    }

    /// Refuses a file that has not had all steps.
    pub(super) async fn require_newest(&self, db: &mut SqliteConnection) -> Result<(), OpenProblem> {
        if missing(db).await? > 0 { Err(OpenProblem::Older) } else { Ok(()) }
    }

    /// Refuses a file that lacks a table or an index of ours, or has another one under its name. More is welcome.
    pub(super) async fn check(&self, db: &mut SqliteConnection) -> Result<(), OpenProblem> {
        let found = texts(db).await?;
        for (name, text) in &self.texts {
            match found.get(name) {
                Some(found) if found == text => {}
                Some(_) => return Err(OpenProblem::Damaged(format!("{name} is not as it was made"))),
                None => return Err(OpenProblem::Damaged(format!("{name} is missing"))),
            }
        }
        Ok(())
    }
}

/// How many steps the file has not had. Refuses one with steps that this version does not know.
async fn missing(db: &mut SqliteConnection) -> Result<usize, OpenProblem> {
    if !texts(db).await?.contains_key(&*MIGRATOR.table_name) {
        return Ok(MIGRATOR.iter().count());
    }
    let applied: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("select version, checksum from _sqlx_migrations order by version")
            .fetch_all(db)
            .await?;
    let known: BTreeMap<i64, &[u8]> = MIGRATOR.iter().map(|step| (step.version, &*step.checksum)).collect();
    for (version, checksum) in &applied {
        match known.get(version) {
            Some(known) if *known == checksum.as_slice() => {}
            Some(_) => return Err(OpenProblem::Altered(*version)),
            None => {
                let newest = known.keys().max().copied().unwrap_or(0);
                return Err(OpenProblem::Newer { found: *version, known: newest });
            }
        }
    }
    Ok(known.len() - applied.len())
}

/// Whether there are tables that are not ours.
pub(super) async fn has_strange_tables(db: &mut SqliteConnection) -> Result<bool, OpenProblem> {
    let ours = Schema::of_this_version().await?.texts;
    let ours: BTreeSet<&String> = ours.keys().collect();
    Ok(texts(db).await?.keys().any(|name| !ours.contains(name)))
}

async fn texts(db: &mut SqliteConnection) -> Result<Texts, OpenProblem> {
    // SQLite's own tables and automatic indexes come and go.
    let rows: Vec<(String, Option<String>)> =
        sqlx::query_as("select name, sql from sqlite_schema where name not like 'sqlite\\_%' escape '\\'")
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|(name, text)| (name, text.unwrap_or_default())).collect())
}

fn is_safe(version: &str) -> bool {
    let mut numbers = version.split('.').map_while(|number| number.parse::<u32>().ok());
    let found = [(); 3].map(|()| numbers.next().unwrap_or(0));
    found >= SQLITE_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sqlite_with_the_wal_reset_bug_is_refused() {
        for version in ["3.51.2", "3.46.0", "3.9.99", "2.99.99", "", "three", "3.51"] {
            assert!(!is_safe(version), "{version}");
        }
        for version in ["3.51.3", "3.51.10", "3.52.0", "4.0.0"] {
            assert!(is_safe(version), "{version}");
        }
    }

    #[tokio::test]
    async fn the_sqlite_we_run_on_is_safe() {
        assert!(Schema::of_this_version().await.is_ok());
    }

    #[tokio::test]
    async fn every_table_is_strict() {
        let schema = Schema::of_this_version().await.unwrap();
        for (name, text) in &schema.texts {
            let is_ours = text.starts_with("create table");
            assert!(!is_ours || text.contains(") strict"), "{name}");
        }
        assert!(schema.texts.contains_key("observation") && schema.texts.contains_key("heartbeat"));
    }
}
