//! Messages that wait, and what became of the others.

use crate::{Store, StoreError};

/// Messages by their state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Wait to be sent.
    pub pending: u64,
    /// Are being sent.
    pub sending: u64,
    /// Were taken by the provider.
    pub sent: u64,
    /// Could not be delivered.
    pub dead: u64,
    /// Were not wanted any more.
    pub cancelled: u64,
    /// Were sent twice without a clear answer.
    pub unknown: u64,
}

pub(crate) const COUNTS: &str = "select state, count(*) from outbox group by state";

impl Store {
    /// How many messages there are in each state.
    pub async fn outbox_counts(&self) -> Result<OutboxCounts, StoreError> {
        let query = sqlx::query_as::<_, (String, i64)>(COUNTS);
        let mut counts = OutboxCounts::default();
        for (state, count) in self.read(query.fetch_all(&self.reads)).await? {
            let of_state = match state.as_str() {
                "pending" => &mut counts.pending,
                "sending" => &mut counts.sending,
                "sent" => &mut counts.sent,
                "dead" => &mut counts.dead,
                "cancelled" => &mut counts.cancelled,
                "unknown" => &mut counts.unknown,
                _ => return Err(StoreError::unreadable("state", state)),
            };
            *of_state = u64::try_from(count).map_err(|_| StoreError::unreadable("count", count))?;
        }
        Ok(counts)
    }
}
