//! Events, as they were last seen.

use chrono::{DateTime, Utc};
use cockpit_domain::Usd;
use cockpit_domain::radar::Event;
use sqlx::SqliteConnection;

use crate::observations::instant;
use crate::writer::Write;
use crate::{Store, StoreError};

/// An event, and when it was last seen.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenEvent {
    /// The event as it was then; moments to the second.
    pub event: Event,
    /// When.
    pub seen_at: DateTime<Utc>,
}

/// More events than this in one answer nobody looks at.
const EVENTS_MAX: i64 = 500;

const SAVE: &str = "insert into radar_event (id, slug, title, exclusive, closed, ends_at, volume_24h_usd, volume_usd,
        tags, markets, seen_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (id) do update set
        slug = excluded.slug, title = excluded.title, exclusive = excluded.exclusive, closed = excluded.closed,
        ends_at = excluded.ends_at, volume_24h_usd = excluded.volume_24h_usd, volume_usd = excluded.volume_usd,
        tags = excluded.tags, markets = excluded.markets, seen_at = excluded.seen_at";

pub(super) const SEEN_SINCE: &str = "select * from radar_event where seen_at >= ?
    order by volume_24h_usd desc, id limit ?";

/// The publisher may give the address of an old event to a new one.
pub(super) const BY_SLUG: &str = "select * from radar_event where slug = ? order by seen_at desc, id limit 1";

#[derive(sqlx::FromRow)]
struct EventRow {
    id: String,
    slug: String,
    title: String,
    exclusive: bool,
    closed: bool,
    ends_at: Option<i64>,
    volume_24h_usd: i64,
    volume_usd: Option<i64>,
    tags: String,
    markets: String,
    seen_at: i64,
}

impl EventRow {
    fn event(self) -> Result<SeenEvent, StoreError> {
        let unreadable =
            |error: serde_json::Error| StoreError::Damaged(format!("event {}: {error}", self.id));
        Ok(SeenEvent {
            seen_at: instant(self.seen_at)?,
            event: Event {
                slug: self.slug,
                title: self.title,
                exclusive: self.exclusive,
                closed: self.closed,
                ends_at: self.ends_at.map(instant).transpose()?,
                volume_24h: Usd::from_dollars(self.volume_24h_usd),
                volume: self.volume_usd.map(Usd::from_dollars),
                tags: serde_json::from_str(&self.tags).map_err(unreadable)?,
                markets: serde_json::from_str(&self.markets).map_err(unreadable)?,
                id: self.id,
            },
        })
    }
}

impl Store {
    /// Writes events whole, by their ids, in one transaction. A text that is too long is refused with its column's name,
    /// and with it all of them.
    pub async fn save_events(&self, events: Vec<Event>, seen_at: DateTime<Utc>) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        self.write(Save { events, seen_at }).await
    }

    /// The events seen at or after `since`, the most traded of the last 24 hours first; at most 500.
    pub async fn events_seen_since(&self, since: DateTime<Utc>) -> Result<Vec<SeenEvent>, StoreError> {
        let query = sqlx::query_as::<_, EventRow>(SEEN_SINCE).bind(since.timestamp()).bind(EVENTS_MAX);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(EventRow::event).collect()
    }

    /// The event of this address; when several had it, the one seen last.
    pub async fn event_by_slug(&self, slug: &str) -> Result<Option<SeenEvent>, StoreError> {
        let query = sqlx::query_as::<_, EventRow>(BY_SLUG).bind(slug);
        self.read(query.fetch_optional(&self.reads)).await?.map(EventRow::event).transpose()
    }
}

struct Save {
    events: Vec<Event>,
    seen_at: DateTime<Utc>,
}

impl Write for Save {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        for event in self.events {
            let refused =
                |error: serde_json::Error| StoreError::Refused(format!("event {}: {error}", event.id));
            let tags = serde_json::to_string(&event.tags).map_err(refused)?;
            let markets = serde_json::to_string(&event.markets).map_err(refused)?;
            sqlx::query(SAVE)
                .bind(event.id)
                .bind(event.slug)
                .bind(event.title)
                .bind(event.exclusive)
                .bind(event.closed)
                .bind(event.ends_at.map(|at| at.timestamp()))
                .bind(event.volume_24h.dollars())
                .bind(event.volume.map(Usd::dollars))
                .bind(tags)
                .bind(markets)
                .bind(self.seen_at.timestamp())
                .execute(&mut *db)
                .await?;
        }
        Ok(())
    }

    fn shows((): &()) -> bool {
        true
    }
}
