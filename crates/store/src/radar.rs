//! Prediction markets: events, who leads them, odds, pins.

mod event;
mod leader;
mod odds;
mod pin;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

pub use self::event::SeenEvent;
pub use self::leader::{Leader, LeaderChange};
use crate::StoreError;

/// How long an event that is not seen any more is kept, and who led it.
const EVENTS_KEPT: TimeDelta = TimeDelta::days(60);

/// How long odds are kept.
const ODDS_KEPT: TimeDelta = TimeDelta::days(40);

/// How long odds of pinned events are kept.
const PINNED_ODDS_KEPT: TimeDelta = TimeDelta::days(400);

const FORGET_EVENTS: &str =
    "delete from radar_event where seen_at < ? and slug not in (select slug from radar_pin)";

/// The present leader of an event that is still known stays, however long it has led.
const FORGET_LEADERS: &str = "delete from radar_leader where at < ? and (
        exists (select 1 from radar_leader as later where later.event = radar_leader.event and later.id > radar_leader.id)
        or not exists (select 1 from radar_event where radar_event.id = radar_leader.event))";

const FORGET_ODDS: &str =
    "delete from odds where token_id in (select id from odds_token) and observed_at < ?";

/// A pinned event's outcomes are those it had when it was last seen.
const FORGET_ODDS_OF_UNPINNED: &str = "with pinned (token) as (
        select outcome.value ->> 'token' from radar_pin
        join radar_event on radar_event.slug = radar_pin.slug
        join json_each(radar_event.markets) as market
        join json_each(market.value, '$.outcomes') as outcome
        where outcome.value ->> 'token' is not null
    )
    delete from odds where token_id in (select id from odds_token where token not in (select token from pinned))
        and observed_at < ?";

const FORGET_TOKENS: &str =
    "delete from odds_token where not exists (select 1 from odds where odds.token_id = odds_token.id)";

/// Forgets what is too old to be shown or compared with.
pub(crate) async fn forget(db: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let before = |kept: TimeDelta| (now - kept).timestamp();
    sqlx::query(FORGET_EVENTS).bind(before(EVENTS_KEPT)).execute(&mut *db).await?;
    sqlx::query(FORGET_LEADERS).bind(before(EVENTS_KEPT)).execute(&mut *db).await?;
    sqlx::query(FORGET_ODDS).bind(before(PINNED_ODDS_KEPT)).execute(&mut *db).await?;
    sqlx::query(FORGET_ODDS_OF_UNPINNED).bind(before(ODDS_KEPT)).execute(&mut *db).await?;
    sqlx::query(FORGET_TOKENS).execute(db).await?;
    Ok(())
}
