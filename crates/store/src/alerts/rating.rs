//! Whether an alert was useful to whom it was sent.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::decided::AlertId;
use crate::subscribers::SubscriberId;
use crate::writer::Write;
use crate::{Store, StoreError};

const RATE: &str = "insert into alert_rating (event_id, subscriber_id, useful, at) values (?, ?, ?, ?)
    on conflict (event_id, subscriber_id) do update set useful = excluded.useful, at = excluded.at";

impl Store {
    /// Notes whether an alert was useful to somebody; their last word counts.
    pub async fn rate_alert(
        &self,
        alert: AlertId,
        by: SubscriberId,
        useful: bool,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(Rate { alert, by, useful, at }).await
    }
}

struct Rate {
    alert: AlertId,
    by: SubscriberId,
    useful: bool,
    at: DateTime<Utc>,
}

impl Write for Rate {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        let query = sqlx::query(RATE).bind(self.alert.0).bind(self.by.0);
        query.bind(self.useful).bind(self.at.timestamp()).execute(db).await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        false
    }
}
