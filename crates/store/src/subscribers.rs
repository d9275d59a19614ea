//! People who want to be told, and of what.

pub(crate) mod mute;
mod person;
pub(crate) mod removed;
mod row;
#[cfg(test)]
mod tests;
mod threshold;
pub(crate) mod tokens;

use chrono::{DateTime, Utc};
use cockpit_domain::rules::RuleId;
use sqlx::SqliteConnection;

pub use self::person::{Address, Channel, Profile, QuietHours, Subscriber, SubscriberId, SubscriberState};
pub use self::removed::Restored;
use self::row::SubscriberRow;
pub use self::threshold::{ThresholdGroup, Wish};
pub(crate) use self::threshold::{replace_wishes, wish, wishes_in, wishes_of};
pub use self::tokens::TokenHash;
use crate::writer::Write;
use crate::{Store, StoreError};

const ALL: &str = "select * from subscriber order by id";
const ONE: &str = "select * from subscriber where id = ?";
const AT_ADDRESS: &str = "select * from subscriber where channel = ? and address = ?";
const SENDING: &str = "select count(*) from outbox where recipient_id = ? and state = 'sending'";

/// Changes with everything that decides who is told of what.
const STAMP: &str = "select (select count(*) || '.' || coalesce(max(id), 0) || '.' || coalesce(sum(revision), 0) from subscriber)
    || '/' || (select coalesce(sum(revision), 0) from setting where name in ('rules', 'wishes', 'preset'))
    || '/' || (select count(*) || '.' || total(revision) from indicator)";

const ADD: &str =
    "insert into subscriber (name, channel, address, time_zone, locale, is_operator, preset, state, quiet_from_min,
        quiet_until_min, digest_hour, created_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const UPDATE: &str = "update subscriber set name = ?, channel = ?, address = ?, time_zone = ?, locale = ?,
        is_operator = ?, preset = ?, state = ?, quiet_from_min = ?, quiet_until_min = ?, digest_hour = ?,
        revision = revision + 1
    where id = ? and revision = ?";

const REMOVE: &str = "delete from subscriber where id = ?";

impl Store {
    /// Everybody, in the order in which they came.
    pub async fn subscribers(&self) -> Result<Vec<Subscriber>, StoreError> {
        let query = sqlx::query_as::<_, SubscriberRow>(ALL);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(SubscriberRow::subscriber).collect()
    }

    /// Somebody.
    pub async fn subscriber(&self, id: SubscriberId) -> Result<Option<Subscriber>, StoreError> {
        let query = sqlx::query_as::<_, SubscriberRow>(ONE).bind(id.0);
        self.read(query.fetch_optional(&self.reads)).await?.map(SubscriberRow::subscriber).transpose()
    }

    /// Whoever is reached at this address.
    pub async fn subscriber_at(
        &self,
        channel: Channel,
        address: &str,
    ) -> Result<Option<Subscriber>, StoreError> {
        let query =
            sqlx::query_as::<_, SubscriberRow>(AT_ADDRESS).bind(channel.as_str()).bind(address.to_owned());
        self.read(query.fetch_optional(&self.reads)).await?.map(SubscriberRow::subscriber).transpose()
    }

    /// How many messages to somebody are being sent right now: after they left, nothing comes once it is none.
    pub async fn sending_to(&self, id: SubscriberId) -> Result<u64, StoreError> {
        let query = sqlx::query_as::<_, (i64,)>(SENDING).bind(id.0);
        let (count,) = self.read(query.fetch_one(&self.reads)).await?;
        u64::try_from(count).map_err(|_| StoreError::unreadable("count", count))
    }

    /// A word that changes when people, their wishes or the installation's rules do, also by another process.
    pub async fn audience_stamp(&self) -> Result<String, StoreError> {
        let (stamp,): (String,) = self.read(sqlx::query_as(STAMP).fetch_one(&self.reads)).await?;
        Ok(stamp)
    }

    /// Adds somebody. The same address on the same channel a second time is refused.
    pub async fn add_subscriber(
        &self,
        profile: Profile,
        at: DateTime<Utc>,
    ) -> Result<SubscriberId, StoreError> {
        self.write(Add { profile, at }).await
    }

    /// Adds many people with their own thresholds in one transaction: all of them or nobody.
    pub async fn add_subscribers(
        &self,
        people: Vec<(Profile, Vec<(RuleId, f64)>)>,
        at: DateTime<Utc>,
    ) -> Result<Vec<SubscriberId>, StoreError> {
        self.write(AddAll { people, at }).await
    }

    /// Changes somebody, if they still are at `revision`, and says the new revision. `None`, and no change, when somebody
    /// else changed them since, or when they are gone.
    pub async fn update_subscriber(
        &self,
        id: SubscriberId,
        revision: i64,
        profile: Profile,
    ) -> Result<Option<i64>, StoreError> {
        self.write(Update { id, revision, profile }).await
    }

    /// Removes somebody for good, with everything about them, messages that wait included. Whether there was such a one.
    pub async fn remove_subscriber(&self, id: SubscriberId) -> Result<bool, StoreError> {
        self.write(Remove(id)).await
    }
}

/// Somebody, inside of a transaction.
pub(crate) async fn find(
    db: &mut SqliteConnection,
    id: SubscriberId,
) -> Result<Option<Subscriber>, StoreError> {
    let query = sqlx::query_as::<_, SubscriberRow>(ONE).bind(id.0);
    query.fetch_optional(db).await?.map(SubscriberRow::subscriber).transpose()
}

/// Binds the columns of a profile, in the order of [`ADD`] and [`UPDATE`].
macro_rules! bind_profile {
    ($query:expr, $profile:expr) => {{
        let Profile { name, channel, address, time_zone, locale, is_operator, preset, state, .. } = $profile;
        $query
            .bind(name)
            .bind(channel.as_str())
            .bind(address.expose().to_owned())
            .bind(time_zone)
            .bind(locale)
            .bind(is_operator)
            .bind(preset.as_str())
            .bind(state.as_str())
            .bind($profile.quiet_hours.map(|quiet| quiet.from_min))
            .bind($profile.quiet_hours.map(|quiet| quiet.until_min))
            .bind($profile.digest_hour)
    }};
}

/// Everybody, inside of a transaction.
pub(crate) async fn everybody(db: &mut SqliteConnection) -> Result<Vec<Subscriber>, StoreError> {
    let rows = sqlx::query_as::<_, SubscriberRow>(ALL).fetch_all(db).await?;
    rows.into_iter().map(SubscriberRow::subscriber).collect()
}

/// Adds somebody, inside of a transaction.
pub(crate) async fn add(
    db: &mut SqliteConnection,
    profile: Profile,
    at: DateTime<Utc>,
) -> Result<SubscriberId, StoreError> {
    Add { profile, at }.apply(db).await
}

/// Changes somebody, inside of a transaction.
pub(crate) async fn change(
    db: &mut SqliteConnection,
    id: SubscriberId,
    revision: i64,
    profile: Profile,
) -> Result<(), StoreError> {
    Update { id, revision, profile }.apply(db).await.map(drop)
}

/// Removes somebody for good, inside of a transaction.
pub(crate) async fn remove(db: &mut SqliteConnection, id: SubscriberId) -> Result<(), StoreError> {
    Remove(id).apply(db).await.map(drop)
}

struct Add {
    profile: Profile,
    at: DateTime<Utc>,
}

impl Write for Add {
    type Output = SubscriberId;

    async fn apply(self, db: &mut SqliteConnection) -> Result<SubscriberId, StoreError> {
        let query = bind_profile!(sqlx::query(ADD), self.profile);
        let added = query.bind(self.at.timestamp()).execute(db).await?;
        Ok(SubscriberId(added.last_insert_rowid()))
    }

    fn shows(_: &SubscriberId) -> bool {
        true
    }
}

struct AddAll {
    people: Vec<(Profile, Vec<(RuleId, f64)>)>,
    at: DateTime<Utc>,
}

impl Write for AddAll {
    type Output = Vec<SubscriberId>;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Vec<SubscriberId>, StoreError> {
        let mut ids = Vec::with_capacity(self.people.len());
        for (profile, wishes) in self.people {
            let id = Add { profile, at: self.at }.apply(&mut *db).await?;
            for (rule, threshold) in wishes {
                threshold::set(&mut *db, id, &rule, threshold).await?;
            }
            ids.push(id);
        }
        Ok(ids)
    }

    fn shows(ids: &Vec<SubscriberId>) -> bool {
        !ids.is_empty()
    }
}

struct Update {
    id: SubscriberId,
    revision: i64,
    profile: Profile,
}

impl Write for Update {
    type Output = Option<i64>;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Option<i64>, StoreError> {
        let query = bind_profile!(sqlx::query(UPDATE), self.profile);
        let updated = query.bind(self.id.0).bind(self.revision).execute(db).await?;
        Ok((updated.rows_affected() > 0).then_some(self.revision + 1))
    }

    fn shows(revision: &Option<i64>) -> bool {
        revision.is_some()
    }
}

struct Remove(SubscriberId);

impl Write for Remove {
    type Output = bool;

    async fn apply(self, db: &mut SqliteConnection) -> Result<bool, StoreError> {
        Ok(sqlx::query(REMOVE).bind(self.0.0).execute(db).await?.rows_affected() > 0)
    }

    fn shows(removed: &bool) -> bool {
        *removed
    }
}
