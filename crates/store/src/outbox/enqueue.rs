//! Messages that are no alert's.

use sqlx::SqliteConnection;

use super::message::{MessageId, NewMessage};
use crate::writer::Write;
use crate::{Store, StoreError};

const ENQUEUE: &str = "insert into outbox (recipient_id, channel, kind, key, body, due_at, created_at)
    select id, channel, ?2, ?3, ?4, ?5, ?6 from subscriber where id = ?1
    on conflict do nothing
    returning id";

impl Store {
    /// Puts messages into the outbox; one with a key that its recipient has already is left out, and so is one to
    /// nobody. The numbers of the new ones.
    pub async fn enqueue(&self, messages: Vec<NewMessage>) -> Result<Vec<MessageId>, StoreError> {
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        self.write(Enqueue(messages)).await
    }
}

struct Enqueue(Vec<NewMessage>);

impl Write for Enqueue {
    type Output = Vec<MessageId>;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Vec<MessageId>, StoreError> {
        let mut ids = Vec::with_capacity(self.0.len());
        for message in self.0 {
            let query = sqlx::query_as::<_, (i64,)>(ENQUEUE)
                .bind(message.recipient.0)
                .bind(message.kind)
                .bind(message.key)
                .bind(message.body)
                .bind(message.due_at.timestamp())
                .bind(message.at.timestamp());
            ids.extend(query.fetch_optional(&mut *db).await?.map(|(id,)| MessageId(id)));
        }
        Ok(ids)
    }

    /// Whoever delivers is woken by it.
    fn shows(ids: &Vec<MessageId>) -> bool {
        !ids.is_empty()
    }
}
