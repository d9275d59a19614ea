//! Is it writable, is it sound, is it tidy.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use crate::writer::Write;
use crate::{Store, StoreError, alerts, indicators, outbox, radar, releases, subscribers};

/// The longest a check of writability takes.
const WRITABLE_TIME_MAX: Duration = Duration::from_secs(2);

/// The longest a check of soundness takes: it reads the whole file.
const INTEGRITY_TIME_MAX: Duration = Duration::from_mins(1);

/// How long the fetch log is kept.
const FETCHES_KEPT: TimeDelta = TimeDelta::days(14);

/// How long closed held values are kept.
const HELD_KEPT: TimeDelta = TimeDelta::days(90);

/// Whether the file holds together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Integrity {
    /// Every page and every row is what it should be.
    Sound,
    /// What is wrong, in SQLite's words; the first ten findings.
    Damaged(Vec<String>),
}

impl fmt::Display for Integrity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sound => f.write_str("the database is sound"),
            Self::Damaged(findings) => {
                write!(f, "the database is damaged; restore a copy of it: {}", findings.join("; "))
            }
        }
    }
}

impl Store {
    /// Really writes something small, and waits at most two seconds for it.
    pub async fn check_writable(&self) -> Result<(), StoreError> {
        let beat = tokio::time::timeout(WRITABLE_TIME_MAX, self.write(Beat)).await;
        beat.map_err(|_| StoreError::TimedOut)?
    }

    /// Reads the whole file and says whether it holds together. Takes about a second for a million rows, so it is for
    /// the background; a changed figure inside a sound page cannot be found this way.
    pub async fn integrity(&self) -> Result<Integrity, StoreError> {
        let query = sqlx::query_as::<_, (String,)>("pragma quick_check(10)").fetch_all(&self.reads);
        let findings = match tokio::time::timeout(INTEGRITY_TIME_MAX, query).await {
            Ok(findings) => findings.map_err(StoreError::from),
            Err(_) => return Err(StoreError::TimedOut),
        };
        match findings {
            Ok(findings) if findings.iter().all(|(finding,)| finding == "ok") => Ok(Integrity::Sound),
            Ok(findings) => Ok(Integrity::Damaged(findings.into_iter().map(|(finding,)| finding).collect())),
            Err(StoreError::Damaged(finding)) => Ok(Integrity::Damaged(vec![finding])),
            Err(error) => Err(error),
        }
    }

    /// Forgets the fetch log older than 14 days, the held values closed more than 90 days ago, releases of more than 800
    /// days ago, events that nobody pinned and that were not seen for 60 days, odds older than 40 days (400 for pinned
    /// events), leaders older than 60 days but the present ones, decisions older than 90 days, and alerts older than 400
    /// days with what became of their messages, what other messages said after 30 days and the messages after 90,
    /// people who were removed an hour ago, and the values and rules of indicators that were removed a month ago; then
    /// refreshes the statistics, and moves the log of writes into the database.
    pub async fn prune(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(Prune { now }).await?;
        self.tidy().await
    }
}

/// A small write; also done at the start, to find out at once whether the file can be written.
pub(crate) struct Beat;

impl Write for Beat {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        sqlx::query("update heartbeat set beats = beats + 1 where id = 1").execute(db).await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        false
    }
}

struct Prune {
    now: DateTime<Utc>,
}

impl Write for Prune {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        let before = self.now - FETCHES_KEPT;
        sqlx::query("delete from fetch where started_at_ms < ?")
            .bind(before.timestamp_millis())
            .execute(&mut *db)
            .await?;
        let before = self.now - HELD_KEPT;
        sqlx::query("delete from held where closed_at is not null and closed_at < ?")
            .bind(before.timestamp())
            .execute(&mut *db)
            .await?;
        radar::forget(db, self.now).await?;
        releases::forget(db, self.now).await?;
        indicators::forget(db, self.now).await?;
        crate::access::forget(db, self.now).await?;
        alerts::forget(db, self.now).await?;
        outbox::forget(db, self.now).await?;
        subscribers::mute::forget(db, self.now).await?;
        subscribers::removed::forget(db, self.now).await?;
        subscribers::tokens::forget(db, self.now).await
    }

    fn shows((): &()) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::validate::Held;
    use cockpit_domain::{Moment, SeriesId, Value};
    use sqlx::{ConnectOptions, Connection};

    use super::*;
    use crate::scratch::{Scratch, at, btc};
    use crate::{Fetch, Outcome, Resolution};

    fn fetch(started_at: DateTime<Utc>) -> Fetch {
        let (feed, source) = ("btc".to_owned(), "coinbase".to_owned());
        Fetch {
            feed,
            source,
            started_at,
            took: Duration::ZERO,
            outcome: Outcome::NotModified,
            next_at: started_at,
        }
    }

    #[tokio::test]
    async fn a_good_database_is_writable_and_sound() {
        let store = Scratch::new().await;
        store.append((0..500).map(|n| btc(n, 1.0)).collect()).await.unwrap();
        assert_eq!(store.check_writable().await, Ok(()));
        assert_eq!(store.integrity().await, Ok(Integrity::Sound));
    }

    #[tokio::test]
    async fn a_locked_database_is_not_writable_and_that_is_known_within_two_seconds() {
        let store = Scratch::new().await;
        let mut other = crate::writer::options(&store.path()).connect().await.unwrap();
        let lock = other.begin_with("begin immediate").await.unwrap();
        tokio::time::pause();
        let started = tokio::time::Instant::now();
        assert_eq!(store.check_writable().await, Err(StoreError::TimedOut));
        assert_eq!(started.elapsed().as_secs(), 2);
        tokio::time::resume();
        lock.rollback().await.unwrap();
        assert_eq!(store.check_writable().await, Ok(()));
    }

    #[tokio::test]
    async fn pruning_forgets_old_fetches_and_closed_held_values_and_nothing_else() {
        let store = Scratch::new().await;
        let (now, day) = (at(0), TimeDelta::days(1));
        for age in [13, 15, 40] {
            store.record_fetch(fetch(now - day * age)).await.unwrap();
        }
        for (age, usd) in [(200, 10.0), (91, 20.0), (89, 30.0), (1, 40.0)] {
            let held = Held {
                series: SeriesId::Btc,
                observed_at: Moment::Instant(at(0)),
                value: Value::usd(usd).unwrap(),
                held_at: now - day * age,
                source: "coinbase".to_owned(),
                reason: "too far".to_owned(),
                released_by_agreement: true,
            };
            store.hold(held).await.unwrap();
            if age > 1 {
                store.resolve_held(SeriesId::Btc, Resolution::Discarded, now - day * age).await.unwrap();
            }
        }
        store.append(vec![btc(-400 * 86_400, 1.0)]).await.unwrap();
        store.prune(now).await.unwrap();

        let left = store.recent_fetches(10).await.unwrap();
        assert_eq!(left, [fetch(now - day * 13)]);
        assert_eq!(store.source_states().await.unwrap().len(), 1, "how a source stands is not history");
        let mut db = crate::reader::options(&store.path()).connect().await.unwrap();
        let kept: Vec<(f64,)> =
            sqlx::query_as("select value from held order by id").fetch_all(&mut db).await.unwrap();
        assert_eq!(kept, [(30.0,), (40.0,)]);
        assert!(store.latest(SeriesId::Btc).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn pruning_empties_the_log_of_writes() {
        let store = Scratch::new().await;
        let log = crate::open::beside(&store.path(), "-wal");
        store.append((0..500).map(|n| btc(n, 1.0)).collect()).await.unwrap();
        assert!(log.metadata().unwrap().len() > 0);
        store.prune(at(0)).await.unwrap();
        assert_eq!(log.metadata().unwrap().len(), 0);
    }
}
