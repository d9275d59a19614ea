//! Channels that cannot deliver as a whole, and how far the bot has listened.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::observations::instant;
use crate::subscribers::Channel;
use crate::writer::Write;
use crate::{Store, StoreError};

/// A provider's words are kept no longer than this, in characters.
const REASON_CHARS_MAX: usize = 240;

/// A channel that cannot deliver until somebody helps, or a time has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelPause {
    /// Which.
    pub channel: Channel,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it is tried again.
    pub until: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

const PAUSES: &str = "select channel, since, until, reason from channel_pause order by channel";
const PAUSE: &str = "insert into channel_pause (channel, since, until, reason) values (?, ?, ?, ?)
    on conflict (channel) do update set until = excluded.until, reason = excluded.reason";
const RESUME: &str = "delete from channel_pause where channel = ?";
const OFFSET: &str = "select next_update from bot where id = 1";
const SET_OFFSET: &str = "insert into bot (id, next_update) values (1, ?)
    on conflict (id) do update set next_update = excluded.next_update";

impl Store {
    /// Channels that cannot deliver as a whole.
    pub async fn channel_pauses(&self) -> Result<Vec<ChannelPause>, StoreError> {
        let query = sqlx::query_as::<_, (String, i64, i64, String)>(PAUSES);
        let pause = |(channel, since, until, reason): (String, i64, i64, String)| {
            Ok(ChannelPause {
                channel: Channel::from_word(&channel)
                    .ok_or_else(|| StoreError::unreadable("channel", &channel))?,
                since: instant(since)?,
                until: instant(until)?,
                reason,
            })
        };
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(pause).collect()
    }

    /// Writes down that a channel rests; while it does, its first beginning is kept.
    pub async fn pause_channel(
        &self,
        channel: Channel,
        at: DateTime<Utc>,
        until: DateTime<Utc>,
        reason: &str,
    ) -> Result<(), StoreError> {
        let reason = reason.chars().take(REASON_CHARS_MAX).collect();
        self.write(Pause { channel, since: at, until, reason }).await
    }

    /// Writes down that a channel is well; whether it was not before.
    pub async fn resume_channel(&self, channel: Channel) -> Result<bool, StoreError> {
        self.write(Resume(channel)).await
    }

    /// The number of the update that the bot asks for next.
    pub async fn bot_offset(&self) -> Result<Option<i64>, StoreError> {
        let found = self.read(sqlx::query_as::<_, (i64,)>(OFFSET).fetch_optional(&self.reads)).await?;
        Ok(found.map(|(next,)| next))
    }

    /// Remembers it.
    pub async fn set_bot_offset(&self, next: i64) -> Result<(), StoreError> {
        self.write(SetOffset(next)).await
    }
}

struct Pause {
    channel: Channel,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
    reason: String,
}

impl Write for Pause {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        let query = sqlx::query(PAUSE).bind(self.channel.as_str()).bind(self.since.timestamp());
        query.bind(self.until.timestamp()).bind(self.reason).execute(db).await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        true
    }
}

struct Resume(Channel);

impl Write for Resume {
    type Output = bool;

    async fn apply(self, db: &mut SqliteConnection) -> Result<bool, StoreError> {
        Ok(sqlx::query(RESUME).bind(self.0.as_str()).execute(db).await?.rows_affected() > 0)
    }

    fn shows(resumed: &bool) -> bool {
        *resumed
    }
}

struct SetOffset(i64);

impl Write for SetOffset {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        sqlx::query(SET_OFFSET).bind(self.0).execute(db).await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        false
    }
}
