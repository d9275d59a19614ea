//! Events somebody watches.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::writer::Write;
use crate::{Store, StoreError};

const PIN: &str = "insert into radar_pin (slug, pinned_at) values (?, ?) on conflict (slug) do nothing";

const UNPIN: &str = "delete from radar_pin where slug = ?";

const PINS: &str = "select slug from radar_pin order by pinned_at, slug";

impl Store {
    /// Pins the event of this address, whether it is known or not. The first pinning counts.
    pub async fn pin_event(&self, slug: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(Pin { slug: slug.to_owned(), pinned_at: Some(at) }).await.map(|_| ())
    }

    /// Takes the pin away, if there is one.
    pub async fn unpin_event(&self, slug: &str) -> Result<(), StoreError> {
        self.write(Pin { slug: slug.to_owned(), pinned_at: None }).await.map(|_| ())
    }

    /// Addresses of the pinned events, in the order in which they were pinned.
    pub async fn pins(&self) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query_as::<_, (String,)>(PINS);
        let rows = self.read(query.fetch_all(&self.reads)).await?;
        Ok(rows.into_iter().map(|(slug,)| slug).collect())
    }
}

struct Pin {
    slug: String,
    /// `None` takes it away.
    pinned_at: Option<DateTime<Utc>>,
}

impl Write for Pin {
    /// How many pins changed.
    type Output = u64;

    async fn apply(self, db: &mut SqliteConnection) -> Result<u64, StoreError> {
        let query = match self.pinned_at {
            Some(at) => sqlx::query(PIN).bind(self.slug).bind(at.timestamp()),
            None => sqlx::query(UNPIN).bind(self.slug),
        };
        Ok(query.execute(db).await?.rows_affected())
    }

    fn shows(changed: &u64) -> bool {
        *changed > 0
    }
}
