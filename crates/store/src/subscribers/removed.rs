//! Removing somebody so that it can be taken back.
//!
//! Their rows leave every table, as if they had never been, and lie aside as JSON. Taking it back puts them where they were,
//! under the same number; after an hour they are gone for good.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::SubscriberId;
use crate::writer::Write;
use crate::{Store, StoreError};

/// How long it can be taken back.
const KEPT: TimeDelta = TimeDelta::hours(1);

const SET_ASIDE: &str =
    "insert into removed_subscriber (id, removed_at, person, wishes, mutes, messages, ratings, links)
    select ?1, ?2,
        json_array(json_object('name', name, 'channel', channel, 'address', address, 'time_zone', time_zone,
            'locale', locale, 'is_operator', is_operator, 'preset', preset, 'state', state,
            'quiet_from_min', quiet_from_min, 'quiet_until_min', quiet_until_min, 'digest_hour', digest_hour,
            'created_at', created_at, 'revision', revision, 'refusals', refusals)),
        (select json_group_array(json_object('rule', rule, 'threshold', threshold, 'enabled', enabled))
            from subscriber_threshold where subscriber_id = ?1),
        (select json_group_array(json_object('rule', rule, 'until', until)) from mute where subscriber_id = ?1),
        (select json_group_array(json_object('event_id', event_id, 'channel', channel, 'kind', kind, 'key', key,
            'body', body, 'state', state, 'attempt', attempt, 'due_at', due_at, 'held', held,
            'possible_repeat', possible_repeat, 'ambiguous', ambiguous, 'provider_id', provider_id,
            'remark', remark, 'reason', reason, 'created_at', created_at, 'settled_at', settled_at) order by id)
            from outbox where recipient_id = ?1),
        (select json_group_array(json_object('event_id', event_id, 'useful', useful, 'at', at))
            from alert_rating where subscriber_id = ?1),
        (select json_group_array(json_object('hash', hex(hash), 'purpose', purpose, 'created_at', created_at,
            'expires_at', expires_at, 'used_at', used_at)) from token where subscriber_id = ?1)
    from subscriber where id = ?1 and revision = ?3";

const REMOVE: &str = "delete from subscriber where id = ?";

/// Each puts the rows of one table back; `?1` is the number.
const PUT_BACK: [&str; 6] = [
    "insert into subscriber (id, name, channel, address, time_zone, locale, is_operator, preset, state,
        quiet_from_min, quiet_until_min, digest_hour, created_at, revision, refusals)
    select ?1, value ->> 'name', value ->> 'channel', value ->> 'address', value ->> 'time_zone',
        value ->> 'locale', value ->> 'is_operator', value ->> 'preset', value ->> 'state',
        value ->> 'quiet_from_min', value ->> 'quiet_until_min', value ->> 'digest_hour', value ->> 'created_at',
        (value ->> 'revision') + 1, value ->> 'refusals'
    from removed_subscriber, json_each(person) where removed_subscriber.id = ?1",
    "insert into subscriber_threshold (subscriber_id, rule, threshold, enabled)
    select ?1, value ->> 'rule', value ->> 'threshold', value ->> 'enabled'
    from removed_subscriber, json_each(wishes) where removed_subscriber.id = ?1",
    "insert into mute (subscriber_id, rule, until)
    select ?1, value ->> 'rule', value ->> 'until'
    from removed_subscriber, json_each(mutes) where removed_subscriber.id = ?1",
    // What was on its way may have arrived. An alert that is forgotten meanwhile takes its messages with it.
    "insert into outbox (event_id, recipient_id, channel, kind, key, body, state, attempt, due_at, held,
        possible_repeat, ambiguous, provider_id, remark, reason, created_at, settled_at)
    select value ->> 'event_id', ?1, value ->> 'channel', value ->> 'kind', value ->> 'key', value ->> 'body',
        iif(value ->> 'state' = 'sending', 'pending', value ->> 'state'), value ->> 'attempt', value ->> 'due_at',
        value ->> 'held', iif(value ->> 'state' = 'sending', 1, value ->> 'possible_repeat'),
        value ->> 'ambiguous', value ->> 'provider_id', value ->> 'remark', value ->> 'reason',
        value ->> 'created_at', value ->> 'settled_at'
    from removed_subscriber, json_each(messages)
    where removed_subscriber.id = ?1
        and (value ->> 'event_id' is null or value ->> 'event_id' in (select id from alert_event))
    order by json_each.key",
    "insert into alert_rating (event_id, subscriber_id, useful, at)
    select value ->> 'event_id', ?1, value ->> 'useful', value ->> 'at'
    from removed_subscriber, json_each(ratings)
    where removed_subscriber.id = ?1 and value ->> 'event_id' in (select id from alert_event)",
    "insert into token (hash, purpose, subscriber_id, created_at, expires_at, used_at)
    select unhex(value ->> 'hash'), value ->> 'purpose', ?1, value ->> 'created_at', value ->> 'expires_at',
        value ->> 'used_at'
    from removed_subscriber, json_each(links) where removed_subscriber.id = ?1",
];

const DROP: &str = "delete from removed_subscriber where id = ?";
const NAME: &str = "select person ->> '$[0].name' from removed_subscriber where id = ? and removed_at > ?";
const TAKEN: &str = "select subscriber.name from removed_subscriber
    join subscriber on subscriber.channel = person ->> '$[0].channel' and subscriber.address = person ->> '$[0].address'
    where removed_subscriber.id = ?";
const FORGET: &str = "delete from removed_subscriber where removed_at <= ?";

/// What became of taking it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restored {
    /// They are there again, with everything they had.
    Back,
    /// It is too long ago, or there was no such one.
    Gone,
    /// Somebody of this name has their address now.
    Taken(String),
}

impl Store {
    /// Removes somebody with everything about them, messages that wait included, if they still are at `revision`; for an
    /// hour it can be taken back. `false`, and nothing done, when somebody else changed them since, or when they are gone.
    pub async fn set_aside(
        &self,
        id: SubscriberId,
        revision: i64,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.write(SetAside { id, revision, at }).await
    }

    /// What somebody was called whose removal can still be taken back.
    pub async fn set_aside_name(
        &self,
        id: SubscriberId,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, StoreError> {
        let query = sqlx::query_as::<_, (String,)>(NAME).bind(id.0).bind((now - KEPT).timestamp());
        Ok(self.read(query.fetch_optional(&self.reads)).await?.map(|(name,)| name))
    }

    /// Takes a removal back.
    pub async fn restore(&self, id: SubscriberId, now: DateTime<Utc>) -> Result<Restored, StoreError> {
        self.write(Restore { id, now }).await
    }
}

/// Forgets whose removal cannot be taken back any more.
pub(crate) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(FORGET).bind((now - KEPT).timestamp()).execute(db).await?;
    Ok(())
}

struct SetAside {
    id: SubscriberId,
    revision: i64,
    at: DateTime<Utc>,
}

impl Write for SetAside {
    type Output = bool;

    async fn apply(self, db: &mut SqliteConnection) -> Result<bool, StoreError> {
        forget(&mut *db, self.at).await?;
        let query = sqlx::query(SET_ASIDE).bind(self.id.0).bind(self.at.timestamp()).bind(self.revision);
        if query.execute(&mut *db).await?.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query(REMOVE).bind(self.id.0).execute(db).await?;
        Ok(true)
    }

    fn shows(removed: &bool) -> bool {
        *removed
    }
}

struct Restore {
    id: SubscriberId,
    now: DateTime<Utc>,
}

impl Write for Restore {
    type Output = Restored;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Restored, StoreError> {
        forget(&mut *db, self.now).await?;
        let taken = sqlx::query_as::<_, (String,)>(TAKEN).bind(self.id.0).fetch_optional(&mut *db).await?;
        if let Some((name,)) = taken {
            return Ok(Restored::Taken(name));
        }
        for statement in PUT_BACK {
            let put = sqlx::query(statement).bind(self.id.0).execute(&mut *db).await?;
            // The first is the person; without it there is nothing to put back.
            if statement == PUT_BACK[0] && put.rows_affected() == 0 {
                return Ok(Restored::Gone);
            }
        }
        sqlx::query(DROP).bind(self.id.0).execute(db).await?;
        Ok(Restored::Back)
    }

    fn shows(restored: &Restored) -> bool {
        *restored == Restored::Back
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::rules::Preset;

    use super::*;
    use crate::scratch::{Scratch, at, profile};
    use crate::{NewMessage, Profile, QuietHours};

    async fn full() -> (Scratch, SubscriberId) {
        let store = Scratch::new().await;
        let quiet_hours = Some(QuietHours { from_min: 1_320, until_min: 420 });
        let ada = Profile { quiet_hours, preset: Preset::Calm, digest_hour: Some(7), ..profile(1) };
        let ada = store.add_subscriber(ada, at(0)).await.unwrap();
        store.set_threshold(ada, &"btc.drift".parse().unwrap(), Some(2.5), true).await.unwrap();
        store.set_threshold(ada, &"us10y.drift".parse().unwrap(), None, false).await.unwrap();
        store.mute(ada, None, at(4_000)).await.unwrap();
        store.issue_confirmation([7; 32], ada, at(0), at(9_000)).await.unwrap();
        let message = |key: &str| NewMessage {
            recipient: ada,
            kind: "briefing",
            key: Some(key.to_owned()),
            body: "{\"a\":\"é\"}".to_owned(),
            at: at(1),
            due_at: at(2),
        };
        store.enqueue(vec![message("one"), message("two")]).await.unwrap();
        (store, ada)
    }

    #[tokio::test]
    async fn who_is_removed_is_gone_and_comes_back_with_everything() {
        let (store, ada) = full().await;
        let (before, wishes) = (store.subscribers().await.unwrap(), store.wishes_of(ada).await.unwrap());
        assert_eq!(store.set_aside(ada, 1, at(10)).await, Ok(false), "somebody else changed them");
        assert_eq!(store.set_aside(ada, 0, at(10)).await, Ok(true));
        assert!(store.subscribers().await.unwrap().is_empty() && store.wishes().await.unwrap().is_empty());
        assert_eq!(store.outbox_counts().await.unwrap().pending, 0);
        assert_eq!(store.confirmation([7; 32], at(20)).await, Ok(None), "its link opens nothing");
        assert_eq!(store.set_aside_name(ada, at(20)).await, Ok(Some(profile(1).name)));

        let changes = *store.changes().borrow();
        assert_eq!(store.restore(ada, at(20)).await, Ok(Restored::Back));
        assert!(*store.changes().borrow() > changes);
        let after = store.subscribers().await.unwrap();
        assert_eq!((after[0].id, after[0].revision, after[0].created_at), (ada, 1, at(0)));
        assert_eq!(after[0].profile, before[0].profile);
        assert_eq!(store.wishes_of(ada).await.unwrap(), wishes);
        assert_eq!(store.mutes(ada).await.unwrap(), [(None, at(4_000))]);
        assert_eq!(store.outbox_counts().await.unwrap().pending, 2);
        assert_eq!(store.confirmation([7; 32], at(20)).await, Ok(Some(ada)));
        assert_eq!(store.restore(ada, at(30)).await, Ok(Restored::Gone), "once");
        // The same key must not come twice, then as before.
        let again = NewMessage {
            recipient: ada,
            kind: "briefing",
            key: Some("one".to_owned()),
            body: "{}".to_owned(),
            at: at(3),
            due_at: at(3),
        };
        store.enqueue(vec![again]).await.unwrap();
        assert_eq!(store.outbox_counts().await.unwrap().pending, 2);
    }

    #[tokio::test]
    async fn a_number_is_never_given_to_somebody_else_and_an_address_may_be() {
        let (store, ada) = full().await;
        store.set_aside(ada, 0, at(10)).await.unwrap();
        let other =
            store.add_subscriber(Profile { name: "Bob".to_owned(), ..profile(1) }, at(11)).await.unwrap();
        assert_ne!(other, ada);
        assert_eq!(store.restore(ada, at(12)).await, Ok(Restored::Taken("Bob".to_owned())));
        assert_eq!(store.subscribers().await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn after_an_hour_nothing_is_left() {
        let (store, ada) = full().await;
        store.set_aside(ada, 0, at(0)).await.unwrap();
        assert_eq!(store.set_aside_name(ada, at(3_600)).await, Ok(None));
        assert_eq!(store.restore(ada, at(3_600)).await, Ok(Restored::Gone));
        store.prune(at(3_600)).await.unwrap();
        assert_eq!(store.set_aside_name(ada, at(0)).await, Ok(None));
    }
}
