//! How messages stand.

use chrono::{DateTime, Utc};

use super::list;
use super::message::MessageId;
use crate::alerts::AlertId;
use crate::observations::instant;
use crate::subscribers::{Channel, SubscriberId};
use crate::{Store, StoreError};

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageState {
    /// Waits to be sent.
    Pending,
    /// Is being sent.
    Sending,
    /// Was taken by the provider.
    Sent,
    /// Could not be delivered.
    Dead,
    /// Was not wanted any more.
    Cancelled,
    /// Was sent twice without a clear answer.
    Unknown,
}

impl MessageState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Sending, Self::Sent, Self::Dead, Self::Cancelled, Self::Unknown];

    /// The word in the store and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }

    /// From [`MessageState::as_str`].
    pub(super) fn from_word(word: &str) -> Result<Self, StoreError> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| StoreError::unreadable("state", word))
    }

    /// Whether nothing more becomes of it.
    pub const fn is_settled(self) -> bool {
        !matches!(self, Self::Pending | Self::Sending)
    }
}

/// How a message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageStatus {
    /// Its number.
    pub id: MessageId,
    /// To whom.
    pub recipient: SubscriberId,
    /// How it travels.
    pub channel: Channel,
    /// How far it has come.
    pub state: MessageState,
    /// How often it was begun.
    pub attempt: u32,
    /// Whether it may have arrived more than once.
    pub possible_repeat: bool,
    /// Whether it waited for the end of quiet hours or of a mute.
    pub held: bool,
    /// Why it failed, last or for good.
    pub reason: Option<String>,
    /// What was not quite as planned although it arrived.
    pub remark: Option<String>,
    /// The provider's name for it.
    pub provider_id: Option<String>,
    /// When it was put into the outbox.
    pub created_at: DateTime<Utc>,
    /// Not before this moment.
    pub due_at: DateTime<Utc>,
    /// When it came to its end.
    pub settled_at: Option<DateTime<Utc>>,
}

const ONE: &str = "select * from outbox where id = ?";
const OF_ALERTS: &str =
    "select * from outbox where event_id in (select value from json_each(?)) order by event_id, id";
const NEWEST: &str = "select * from outbox where recipient_id = ? and state not in ('pending', 'cancelled')
    order by id desc limit 1";
const WAITING: &str = "select count(*) from outbox where channel = ? and state = 'pending'";

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: i64,
    event_id: Option<i64>,
    recipient_id: i64,
    channel: String,
    state: String,
    attempt: u32,
    due_at: i64,
    held: bool,
    possible_repeat: bool,
    provider_id: Option<String>,
    remark: Option<String>,
    reason: Option<String>,
    created_at: i64,
    settled_at: Option<i64>,
}

impl Row {
    pub(super) fn status(self) -> Result<MessageStatus, StoreError> {
        Ok(MessageStatus {
            id: MessageId(self.id),
            recipient: SubscriberId(self.recipient_id),
            channel: Channel::from_word(&self.channel)
                .ok_or_else(|| StoreError::unreadable("channel", &self.channel))?,
            state: MessageState::from_word(&self.state)?,
            attempt: self.attempt,
            possible_repeat: self.possible_repeat,
            held: self.held,
            reason: self.reason,
            remark: self.remark,
            provider_id: self.provider_id,
            created_at: instant(self.created_at)?,
            due_at: instant(self.due_at)?,
            settled_at: self.settled_at.map(instant).transpose()?,
        })
    }
}

impl Store {
    /// How a message stands.
    pub async fn message(&self, id: MessageId) -> Result<Option<MessageStatus>, StoreError> {
        let query = sqlx::query_as::<_, Row>(ONE).bind(id.0);
        self.read(query.fetch_optional(&self.reads)).await?.map(Row::status).transpose()
    }

    /// How the messages of alerts stand, by alert.
    pub async fn deliveries(&self, alerts: &[AlertId]) -> Result<Vec<(AlertId, MessageStatus)>, StoreError> {
        let query = sqlx::query_as::<_, Row>(OF_ALERTS).bind(list(alerts.iter().map(|id| id.0)));
        let rows = self.read(query.fetch_all(&self.reads)).await?;
        rows.into_iter()
            .filter_map(|row| Some((AlertId(row.event_id?), row)))
            .map(|(id, row)| Ok((id, row.status()?)))
            .collect()
    }

    /// How the newest message to somebody that was begun stands.
    pub async fn newest_message(&self, to: SubscriberId) -> Result<Option<MessageStatus>, StoreError> {
        let query = sqlx::query_as::<_, Row>(NEWEST).bind(to.0);
        self.read(query.fetch_optional(&self.reads)).await?.map(Row::status).transpose()
    }

    /// How many messages of a channel wait.
    pub async fn waiting(&self, channel: Channel) -> Result<u64, StoreError> {
        let query = sqlx::query_as::<_, (i64,)>(WAITING).bind(channel.as_str());
        let (count,) = self.read(query.fetch_one(&self.reads)).await?;
        u64::try_from(count).map_err(|_| StoreError::unreadable("count", count))
    }
}
