use std::time::{Duration, Instant};

use cockpit_domain::rules::RuleId;
use sqlx::SqliteConnection;

use super::{event, nothing};
use crate::alerts::Decided;
use crate::scratch::{Scratch, at, btc};
use crate::writer::Write;
use crate::{StoreError, SubscriberId};

const PEOPLE: i64 = 100_000;

/// So many people, each with a threshold of their own out of fifty.
struct Crowd;

impl Write for Crowd {
    type Output = ();

    async fn apply(self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        let people = "with recursive number (value) as (
                select 1 union all select value + 1 from number where value < ?
            )
            insert into subscriber (name, channel, address, time_zone, locale, is_operator, preset, state, created_at)
            select 'a', 'telegram', value, 'UTC', 'en', 0, 'balanced', 'active', 0 from number";
        sqlx::query(people).bind(PEOPLE).execute(&mut *db).await?;
        let thresholds =
            "insert into subscriber_threshold select id, 'btc.drift', 1 + id % 50, 1 from subscriber";
        sqlx::query(thresholds).execute(db).await?;
        Ok(())
    }

    fn shows((): &()) -> bool {
        true
    }
}

#[tokio::test]
async fn a_hundred_thousand_people_are_told_in_one_transaction_in_seconds() {
    let store = Scratch::new().await;
    store.write(Crowd).await.unwrap();
    let drift: RuleId = "btc.drift".parse().unwrap();
    let started = Instant::now();
    let groups = store.thresholds_by_rule(&drift).await.unwrap();
    assert_eq!(groups.len(), 50, "work grows with distinct thresholds");
    let everybody: Vec<SubscriberId> = groups.into_iter().flat_map(|group| group.subscribers).collect();
    let decided = Decided { events: vec![event(1, &everybody)], ..nothing(at(1)) };
    let told = store.append_and_decide(vec![btc(0, 1.0)], decided).await.unwrap();
    let took = started.elapsed();
    assert_eq!(told.enqueued, PEOPLE.unsigned_abs());
    // Well below a second when optimised; this holds for an unoptimised build on a busy machine, too.
    assert!(took < Duration::from_secs(8), "{took:?}");
    assert_eq!(store.outbox_counts().await.unwrap().pending, PEOPLE.unsigned_abs());
}
