//! How everybody's messages stand, for a list of people.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::status::{MessageStatus, Row};
use crate::observations::instant;
use crate::subscribers::SubscriberId;
use crate::{Store, StoreError};

/// How one person's messages stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many wait for the end of quiet hours or of a mute, and for the first of them until when.
    pub held: Option<(u64, DateTime<Utc>)>,
    /// How many others wait or are being sent.
    pub waiting: u64,
    /// The newest that was begun.
    pub last: Option<MessageStatus>,
}

const OPEN: &str = "select recipient_id, sum(held = 1), min(iif(held = 1, due_at, null)), sum(held = 0)
    from outbox where state in ('pending', 'sending') group by recipient_id";

pub(super) const LAST: &str = "select outbox.* from subscriber join outbox on outbox.id = (
        select begun.id from outbox as begun
        where begun.recipient_id = subscriber.id and begun.attempt > 0 and begun.state <> 'cancelled'
        order by begun.id desc limit 1)";

impl Store {
    /// How everybody's messages stand; whoever never had one is not among them.
    pub async fn standings(&self) -> Result<HashMap<SubscriberId, Standing>, StoreError> {
        let query = sqlx::query_as::<_, (i64, u32, Option<i64>, u32)>(OPEN).fetch_all(&self.reads);
        let mut standings: HashMap<_, Standing> = HashMap::new();
        for (id, held, until, waiting) in self.read(query).await? {
            let standing = standings.entry(SubscriberId(id)).or_default();
            let until = until.map(instant).transpose()?;
            standing.held = until.map(|until| (held.into(), until));
            standing.waiting = waiting.into();
        }
        let query = sqlx::query_as::<_, Row>(LAST).fetch_all(&self.reads);
        for row in self.read(query).await? {
            let status = row.status()?;
            let standing = standings.entry(status.recipient).or_default();
            standing.last = Some(status);
        }
        Ok(standings)
    }
}
