//! A store of its own for each test, on a real file.

use std::ops::Deref;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use cockpit_domain::rules::Preset;
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value};
use sqlx::{AssertSqlSafe, ConnectOptions};
use tempfile::TempDir;

use crate::{Access, Address, Channel, Profile, Store, SubscriberState};

/// A new database in a folder that goes away with it.
pub(crate) struct Scratch {
    pub(crate) folder: TempDir,
    store: Store,
}

impl Scratch {
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("cockpit.db"), Access::Exclusive).await.unwrap();
        Self { folder, store }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("cockpit.db")
    }

    /// SQLite's plan of a query, one line a step.
    pub(crate) async fn plan(&self, query: &str) -> Vec<String> {
        let mut db = crate::reader::options(&self.path()).connect().await.unwrap();
        let explained = AssertSqlSafe(format!("explain query plan {query}"));
        let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(explained).fetch_all(&mut db).await.unwrap();
        steps.into_iter().map(|(_, _, _, step)| step).collect()
    }

    /// The same store after a restart.
    pub(crate) async fn reopen(self) -> Self {
        self.store.close().await;
        let store = Store::open(&self.folder.path().join("cockpit.db"), Access::Exclusive).await.unwrap();
        Self { store, ..self }
    }

    /// Closes the store and keeps the folder.
    pub(crate) async fn close(self) -> TempDir {
        self.store.close().await;
        self.folder
    }
}

impl Deref for Scratch {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// So many seconds after 2025-12-24 00:00 UTC.
pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_766_534_400 + seconds, 0).unwrap()
}

/// A Bitcoin price, seen when it was published.
pub(crate) fn btc(seconds: i64, usd: f64) -> Observation {
    Observation {
        series: SeriesId::Btc,
        observed_at: Moment::Instant(at(seconds)),
        first_seen_at: at(seconds + 1),
        value: Value::usd(usd).unwrap(),
        source: "coinbase".to_owned(),
        standing: 0,
        origin: Origin::Live,
    }
}

/// Somebody whose address carries `number`.
pub(crate) fn profile(number: i64) -> Profile {
    Profile {
        name: "Ada".to_owned(),
        channel: Channel::Telegram,
        address: Address::new(format!("77000{number}")),
        time_zone: "Europe/Berlin".to_owned(),
        locale: "en-US".to_owned(),
        is_operator: false,
        preset: Preset::Balanced,
        state: SubscriberState::Active,
        quiet_hours: None,
        digest_hour: None,
    }
}
