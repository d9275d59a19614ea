//! The log of questions to sources, and how each source stands.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_domain::sources::{Tried, Try};
use sqlx::SqliteConnection;

use crate::writer::Write;
use crate::{Store, StoreError};

/// The longest error text that is kept, in characters.
const ERROR_CHARS_MAX: usize = 500;

/// One question to one source. Times are kept to the millisecond.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetch {
    /// What was to be known, such as `btc`.
    pub feed: String,
    /// Who was asked, such as `coinbase`.
    pub source: String,
    /// When.
    pub started_at: DateTime<Utc>,
    /// How long it took.
    pub took: Duration,
    /// What came of it.
    pub outcome: Outcome,
    /// When the source is to be asked again.
    pub next_at: DateTime<Utc>,
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// An answer that could be kept.
    Answered {
        /// Values in it.
        values: u32,
        /// How many of them changed what is stored.
        new: u32,
    },
    /// Nothing has changed since the last answer.
    NotModified,
    /// Nothing that could be kept.
    Failed {
        /// Why, in words; kept to 500 characters.
        error: String,
        /// Whether trying again may help.
        transient: bool,
    },
}

/// How a source of a feed stands.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceState {
    /// What it is asked for.
    pub feed: String,
    /// Who it is.
    pub source: String,
    /// When it was last asked.
    pub last_attempt_at: DateTime<Utc>,
    /// When it was last asked with success.
    pub last_success_at: Option<DateTime<Utc>>,
    /// Failures since then.
    pub consecutive_failures: u32,
    /// Why the last attempt failed; `None` when it succeeded.
    pub error: Option<String>,
    /// How long the last attempt took.
    pub took: Duration,
    /// When it is to be asked again.
    pub next_at: DateTime<Utc>,
}

const LOG: &str =
    "insert into fetch (feed, source, started_at_ms, took_ms, outcome, value_count, new_count, error,
    transient, next_at_ms) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const UPDATE: &str = "insert into source_state (feed, source, last_attempt_at_ms, last_success_at_ms,
        consecutive_failures, error, took_ms, next_at_ms)
    values (?1, ?2, ?3, iif(?4 is null, ?3, null), iif(?4 is null, 0, 1), ?4, ?5, ?6)
    on conflict (feed, source) do update set
        last_attempt_at_ms = excluded.last_attempt_at_ms,
        last_success_at_ms = coalesce(excluded.last_success_at_ms, last_success_at_ms),
        consecutive_failures = iif(excluded.error is null, 0, consecutive_failures + 1),
        error = excluded.error,
        took_ms = excluded.took_ms,
        next_at_ms = excluded.next_at_ms";

const STATES: &str =
    "select feed, source, last_attempt_at_ms, last_success_at_ms, consecutive_failures, error, took_ms,
    next_at_ms from source_state order by feed, source";

const RECENT: &str =
    "select feed, source, started_at_ms, took_ms, outcome, value_count, new_count, error, transient,
    next_at_ms from fetch order by id desc limit ?";

const TRIES: &str =
    "select feed, source, started_at_ms, took_ms, outcome from fetch where started_at_ms >= ?";

/// The tries of each source of each feed, by (feed, source).
pub type Tries = HashMap<(String, String), Vec<Try>>;

#[derive(sqlx::FromRow)]
struct FetchRow {
    feed: String,
    source: String,
    started_at_ms: i64,
    took_ms: i64,
    outcome: String,
    value_count: Option<u32>,
    new_count: Option<u32>,
    error: Option<String>,
    transient: Option<bool>,
    next_at_ms: i64,
}

impl FetchRow {
    fn fetch(self) -> Result<Fetch, StoreError> {
        let outcome =
            match (self.outcome.as_str(), self.value_count, self.new_count, self.error, self.transient) {
                ("answered", Some(values), Some(new), None, None) => Outcome::Answered { values, new },
                ("not_modified", None, None, None, None) => Outcome::NotModified,
                ("failed", None, None, Some(error), Some(transient)) => Outcome::Failed { error, transient },
                (outcome, ..) => return Err(StoreError::unreadable("outcome", outcome)),
            };
        Ok(Fetch {
            feed: self.feed,
            source: self.source,
            started_at: at(self.started_at_ms)?,
            took: length(self.took_ms)?,
            outcome,
            next_at: at(self.next_at_ms)?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct StateRow {
    feed: String,
    source: String,
    last_attempt_at_ms: i64,
    last_success_at_ms: Option<i64>,
    consecutive_failures: u32,
    error: Option<String>,
    took_ms: i64,
    next_at_ms: i64,
}

impl StateRow {
    fn state(self) -> Result<SourceState, StoreError> {
        Ok(SourceState {
            feed: self.feed,
            source: self.source,
            last_attempt_at: at(self.last_attempt_at_ms)?,
            last_success_at: self.last_success_at_ms.map(at).transpose()?,
            consecutive_failures: self.consecutive_failures,
            error: self.error,
            took: length(self.took_ms)?,
            next_at: at(self.next_at_ms)?,
        })
    }
}

fn at(timestamp_ms: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(timestamp_ms).ok_or_else(|| StoreError::unreadable("time", timestamp_ms))
}

fn length(took_ms: i64) -> Result<Duration, StoreError> {
    u64::try_from(took_ms).map(Duration::from_millis).map_err(|_| StoreError::unreadable("length", took_ms))
}

impl Store {
    /// Logs a question to a source, and keeps how the source stands, in one transaction.
    pub async fn record_fetch(&self, fetch: Fetch) -> Result<(), StoreError> {
        self.write(fetch).await
    }

    /// How each source of each feed stands, by feed and source.
    pub async fn source_states(&self) -> Result<Vec<SourceState>, StoreError> {
        let query = sqlx::query_as::<_, StateRow>(STATES);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(StateRow::state).collect()
    }

    /// The last questions, newest first.
    pub async fn recent_fetches(&self, limit: u32) -> Result<Vec<Fetch>, StoreError> {
        let query = sqlx::query_as::<_, FetchRow>(RECENT).bind(limit);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(FetchRow::fetch).collect()
    }

    /// What came of every question since `from`.
    pub async fn tries(&self, from: DateTime<Utc>) -> Result<Tries, StoreError> {
        let query = sqlx::query_as::<_, TryRow>(TRIES).bind(from.timestamp_millis());
        let mut tries = Tries::new();
        for (feed, source, started_at_ms, took_ms, outcome) in self.read(query.fetch_all(&self.reads)).await?
        {
            let tried = match outcome.as_str() {
                "answered" => Tried::Answered,
                "not_modified" => Tried::NotModified,
                "failed" => Tried::Failed,
                other => return Err(StoreError::unreadable("outcome", other)),
            };
            let took_ms = u64::try_from(took_ms).map_err(|_| StoreError::unreadable("length", took_ms))?;
            let one = Try { at: at(started_at_ms)?, took_ms, tried };
            tries.entry((feed, source)).or_default().push(one);
        }
        Ok(tries)
    }
}

/// Feed, source, start, length, outcome.
type TryRow = (String, String, i64, i64, String);

impl Write for Fetch {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        let (outcome, values, new, error, transient) = match self.outcome {
            Outcome::Answered { values, new } => ("answered", Some(values), Some(new), None, None),
            Outcome::NotModified => ("not_modified", None, None, None, None),
            Outcome::Failed { error, transient } => {
                let error: String = error.chars().take(ERROR_CHARS_MAX).collect();
                ("failed", None, None, Some(error), Some(transient))
            }
        };
        let started_at_ms = self.started_at.timestamp_millis();
        let took_ms = i64::try_from(self.took.as_millis()).unwrap_or(i64::MAX);
        let next_at_ms = self.next_at.timestamp_millis();
        sqlx::query(LOG)
            .bind(&self.feed)
            .bind(&self.source)
            .bind(started_at_ms)
            .bind(took_ms)
            .bind(outcome)
            .bind(values)
            .bind(new)
            .bind(&error)
            .bind(transient)
            .bind(next_at_ms)
            .execute(&mut *db)
            .await?;
        sqlx::query(UPDATE)
            .bind(&self.feed)
            .bind(&self.source)
            .bind(started_at_ms)
            .bind(&error)
            .bind(took_ms)
            .bind(next_at_ms)
            .execute(db)
            .await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::{Scratch, at};

    fn fetch(seconds: i64, outcome: Outcome) -> Fetch {
        Fetch {
            feed: "btc".to_owned(),
            source: "coinbase".to_owned(),
            started_at: at(seconds),
            took: Duration::from_millis(123),
            outcome,
            next_at: at(seconds + 60),
        }
    }

    fn failed() -> Outcome {
        Outcome::Failed { error: "unexpected status 502".to_owned(), transient: true }
    }

    #[tokio::test]
    async fn the_log_gives_back_every_outcome_newest_first() {
        let store = Scratch::new().await;
        let outcomes = [Outcome::Answered { values: 7, new: 0 }, Outcome::NotModified, failed()];
        let fetches: Vec<Fetch> =
            outcomes.into_iter().zip(0..).map(|(outcome, n)| fetch(n, outcome)).collect();
        for fetch in &fetches {
            store.record_fetch(fetch.clone()).await.unwrap();
        }
        let newest_first: Vec<Fetch> = fetches.into_iter().rev().collect();
        assert_eq!(store.recent_fetches(10).await.unwrap(), newest_first);
        assert_eq!(store.recent_fetches(1).await.unwrap(), newest_first[..1]);
    }

    #[tokio::test]
    async fn failures_add_up_until_one_success() {
        let store = Scratch::new().await;
        let mut expected = SourceState {
            feed: "btc".to_owned(),
            source: "coinbase".to_owned(),
            last_attempt_at: at(0),
            last_success_at: None,
            consecutive_failures: 1,
            error: Some("unexpected status 502".to_owned()),
            took: Duration::from_millis(123),
            next_at: at(60),
        };
        store.record_fetch(fetch(0, failed())).await.unwrap();
        assert_eq!(store.source_states().await.unwrap(), [expected.clone()]);

        store.record_fetch(fetch(60, failed())).await.unwrap();
        expected =
            SourceState { last_attempt_at: at(60), consecutive_failures: 2, next_at: at(120), ..expected };
        assert_eq!(store.source_states().await.unwrap(), [expected.clone()]);

        store.record_fetch(fetch(120, Outcome::NotModified)).await.unwrap();
        let well = SourceState {
            last_attempt_at: at(120),
            last_success_at: Some(at(120)),
            consecutive_failures: 0,
            error: None,
            next_at: at(180),
            ..expected
        };
        assert_eq!(store.source_states().await.unwrap(), [well]);

        store.record_fetch(fetch(180, failed())).await.unwrap();
        let state = store.source_states().await.unwrap().pop().unwrap();
        assert_eq!((state.consecutive_failures, state.last_success_at), (1, Some(at(120))));
    }

    #[tokio::test]
    async fn sources_of_one_feed_stand_apart() {
        let store = Scratch::new().await;
        store.record_fetch(fetch(0, failed())).await.unwrap();
        let kraken =
            Fetch { source: "kraken".to_owned(), ..fetch(1, Outcome::Answered { values: 1, new: 1 }) };
        store.record_fetch(kraken).await.unwrap();
        let states = store.source_states().await.unwrap();
        let failures: Vec<_> =
            states.iter().map(|state| (state.source.as_str(), state.consecutive_failures)).collect();
        assert_eq!(failures, [("coinbase", 1), ("kraken", 0)]);
        assert_eq!(*store.changes().borrow(), 2);
    }

    #[tokio::test]
    async fn the_tries_since_a_moment_are_told_source_by_source_and_found_by_their_time() {
        let store = Scratch::new().await;
        store.record_fetch(fetch(0, failed())).await.unwrap();
        store.record_fetch(fetch(60, failed())).await.unwrap();
        store.record_fetch(fetch(120, Outcome::NotModified)).await.unwrap();
        let kraken =
            Fetch { source: "kraken".to_owned(), ..fetch(61, Outcome::Answered { values: 1, new: 1 }) };
        store.record_fetch(kraken).await.unwrap();
        let one = |seconds, tried| Try { at: at(seconds), took_ms: 123, tried };
        let of = |source: &str| ("btc".to_owned(), source.to_owned());
        let expected = Tries::from([
            (of("coinbase"), vec![one(60, Tried::Failed), one(120, Tried::NotModified)]),
            (of("kraken"), vec![one(61, Tried::Answered)]),
        ]);
        assert_eq!(store.tries(at(60)).await.unwrap(), expected);
        let plan = store.plan(&TRIES.replace('?', "0")).await;
        assert!(plan.iter().all(|step| step.contains("fetch_started")), "{plan:?}");
    }

    #[tokio::test]
    async fn a_long_error_is_cut_between_characters() {
        let store = Scratch::new().await;
        store
            .record_fetch(fetch(0, Outcome::Failed { error: "é".repeat(9_000), transient: false }))
            .await
            .unwrap();
        let error = store.source_states().await.unwrap().pop().unwrap().error.unwrap();
        assert_eq!(error, "é".repeat(ERROR_CHARS_MAX));
    }
}
