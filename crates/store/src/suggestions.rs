//! Metrics that somebody misses.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::observations::instant;
use crate::writer::Write;
use crate::{Store, StoreError};

const ALL: &str = "select id, metric, why, link, created_at from suggestion order by id desc";

const KEEP: &str = "insert into suggestion (metric, why, link, created_at) values (?, ?, ?, ?)";

const REMOVE: &str = "delete from suggestion where id = ?";

/// A metric that is missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    /// What; 1 to 500 bytes.
    pub metric: String,
    /// What it would tell; at most 4,000 bytes.
    pub why: String,
    /// Where it is published.
    pub link: Option<String>,
}

/// One that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSuggestion {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub suggested: Suggested,
    /// When it was made, to the second.
    pub at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    metric: String,
    why: String,
    link: Option<String>,
    created_at: i64,
}

impl Store {
    /// Those that are kept, newest first.
    pub async fn suggestions(&self) -> Result<Vec<KeptSuggestion>, StoreError> {
        let rows = self.read(sqlx::query_as::<_, Row>(ALL).fetch_all(&self.reads)).await?;
        let kept = rows.into_iter().map(|Row { id, metric, why, link, created_at }| {
            Ok(KeptSuggestion { id, suggested: Suggested { metric, why, link }, at: instant(created_at)? })
        });
        kept.collect()
    }

    /// Keeps one, and says its number.
    pub async fn keep_suggestion(&self, suggested: Suggested, at: DateTime<Utc>) -> Result<i64, StoreError> {
        self.write(Keep { suggested, at }).await
    }

    /// Done with one. Whether there was such a one.
    pub async fn remove_suggestion(&self, id: i64) -> Result<bool, StoreError> {
        self.write(Remove(id)).await
    }
}

struct Keep {
    suggested: Suggested,
    at: DateTime<Utc>,
}

impl Write for Keep {
    type Output = i64;

    async fn apply(self, db: &mut SqliteConnection) -> Result<i64, StoreError> {
        let Suggested { metric, why, link } = self.suggested;
        let query = sqlx::query(KEEP).bind(metric).bind(why).bind(link).bind(self.at.timestamp());
        Ok(query.execute(db).await?.last_insert_rowid())
    }

    fn shows(_: &i64) -> bool {
        false
    }
}

struct Remove(i64);

impl Write for Remove {
    type Output = bool;

    async fn apply(self, db: &mut SqliteConnection) -> Result<bool, StoreError> {
        Ok(sqlx::query(REMOVE).bind(self.0).execute(db).await?.rows_affected() > 0)
    }

    fn shows(_: &bool) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::{Scratch, at};

    #[tokio::test]
    async fn what_is_missed_is_kept_until_it_is_dealt_with() {
        let store = Scratch::new().await;
        let suggested = |metric: &str, link: Option<&str>| Suggested {
            metric: metric.to_owned(),
            why: String::new(),
            link: link.map(str::to_owned),
        };
        let first = store.keep_suggestion(suggested("MOVE", None), at(0)).await.unwrap();
        let second = suggested("Open interest", Some("https://x.example/"));
        store.keep_suggestion(second.clone(), at(60)).await.unwrap();
        let kept = store.suggestions().await.unwrap();
        assert_eq!((kept.len(), &kept[0].suggested, kept[0].at), (2, &second, at(60)), "newest first");
        assert!(store.remove_suggestion(first).await.unwrap());
        assert!(!store.remove_suggestion(first).await.unwrap());
        assert_eq!(store.suggestions().await.unwrap().len(), 1);
    }
}
