//! Who was told of an alert, and what became of it.

use std::collections::HashMap;

use super::list;
use super::status::{MessageState, MessageStatus, Row};
use crate::alerts::AlertId;
use crate::subscribers::Address;
use crate::{Store, StoreError};

/// A message of an alert, with whom it is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// How it stands.
    pub status: MessageStatus,
    /// What they are called.
    pub name: String,
    /// How they are reached now.
    pub address: Address,
}

pub(crate) const COUNTS_OF: &str = "select event_id, state, count(*) from outbox
    where event_id in (select value from json_each(?)) group by event_id, state";

/// Those that need attention, or the others.
pub(crate) const DELIVERIES: &str = "select outbox.*, subscriber.name, subscriber.address from outbox
    join subscriber on subscriber.id = outbox.recipient_id
    where event_id = ? and (outbox.state in ('sent', 'cancelled')) = ? limit ?";

#[derive(sqlx::FromRow)]
struct DeliveryRow {
    #[sqlx(flatten)]
    row: Row,
    name: String,
    address: String,
}

impl Store {
    /// How many messages of each alert are in which state.
    pub async fn delivery_counts(
        &self,
        alerts: &[AlertId],
    ) -> Result<HashMap<AlertId, Vec<(MessageState, u64)>>, StoreError> {
        let query =
            sqlx::query_as::<_, (i64, String, i64)>(COUNTS_OF).bind(list(alerts.iter().map(|id| id.0)));
        let mut counts = HashMap::<_, Vec<_>>::new();
        for (id, state, count) in self.read(query.fetch_all(&self.reads)).await? {
            let state = MessageState::from_word(&state)?;
            let count = u64::try_from(count).map_err(|_| StoreError::unreadable("count", count))?;
            counts.entry(AlertId(id)).or_default().push((state, count));
        }
        Ok(counts)
    }

    /// The messages of an alert with whom they are for, at most `limit`; what failed or waits first.
    pub async fn deliveries_to(&self, alert: AlertId, limit: u32) -> Result<Vec<Delivery>, StoreError> {
        let mut found = Vec::new();
        for is_well in [false, true] {
            let room = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
            let query = sqlx::query_as::<_, DeliveryRow>(DELIVERIES).bind(alert.0).bind(is_well).bind(room);
            for DeliveryRow { row, name, address } in self.read(query.fetch_all(&self.reads)).await? {
                found.push(Delivery { status: row.status()?, name, address: Address::new(address) });
            }
        }
        Ok(found)
    }
}
