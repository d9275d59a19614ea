//! Which pages of history are in.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::writer::Write;
use crate::{Store, StoreError};

const FINISHED: &str = "select page from backfilled where job = ? order by page";

const MARK: &str = "insert into backfilled (job, page, finished_at) values (?, ?, ?) on conflict do nothing";

impl Store {
    /// The finished pages of `job`, in the order of their names.
    pub async fn backfilled(&self, job: &str) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query_as::<_, (String,)>(FINISHED).bind(job);
        let rows = self.read(query.fetch_all(&self.reads)).await?;
        Ok(rows.into_iter().map(|(page,)| page).collect())
    }

    /// Notes that `page` of `job` is in. The first note stays.
    pub async fn mark_backfilled(&self, job: &str, page: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(Finished { job: job.to_owned(), page: page.to_owned(), at }).await
    }
}

struct Finished {
    job: String,
    page: String,
    at: DateTime<Utc>,
}

impl Write for Finished {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        sqlx::query(MARK).bind(self.job).bind(self.page).bind(self.at.timestamp()).execute(db).await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use crate::scratch::{Scratch, at};

    #[tokio::test]
    async fn finished_pages_are_remembered_once_and_by_job() {
        let store = Scratch::new().await;
        for page in ["2025", "2024", "2025"] {
            store.mark_backfilled("btc", page, at(0)).await.unwrap();
        }
        store.mark_backfilled("us10y", "all", at(0)).await.unwrap();
        assert_eq!(store.backfilled("btc").await.unwrap(), ["2024", "2025"]);
        assert_eq!(store.backfilled("us10y").await.unwrap(), ["all"]);
        assert!(store.backfilled("other").await.unwrap().is_empty());
    }
}
