//! What the page shows, kept in memory and gathered anew when the store changes.

use std::sync::{Arc, RwLock};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::calendar::Impact;
use cockpit_domain::dashboard::{Calendar, Dashboard, Facts, Metric, Metrics, Status, metric, regime};
use cockpit_domain::radar::Entry;
use cockpit_domain::regime::{Model, Past, State};
use cockpit_domain::rules::Installed;
use cockpit_fetcher::regime::{Told, in_force, tell};
use cockpit_http::Clock;
use cockpit_store::{Store, StoreError};
use tokio::sync::{Mutex, watch};

use super::facts::Known;
use super::radar::{TOP, WIDER};

/// Changes that come together are gathered together.
const SETTLE: Duration = Duration::from_millis(100);
/// The regime reads years of history; it may lag behind the newest value by this much.
const REGIME_RHYTHM: Duration = Duration::from_secs(60);
/// While it is unknown, as in the first minute when history comes in, it is looked at more often.
const REGIME_RHYTHM_UNKNOWN: Duration = Duration::from_secs(2);

/// The newest gathered facts, shared by every request.
#[derive(Clone)]
pub(super) struct Snapshots {
    store: Store,
    clock: Clock,
    /// How the regime is told where the operator chose nothing else.
    configured: Arc<Model>,
    current: Arc<RwLock<Arc<Snapshot>>>,
    versions: watch::Sender<u64>,
    /// Held by whoever gathers.
    gathering: Arc<Mutex<()>>,
}

/// Facts at one version of the store. What depends on the time of day is assembled for each `now`.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// Grows with every gathering.
    pub version: u64,
    known: Known,
    /// How the regime is told.
    pub model: Model,
    /// The rules of the installation.
    pub installed: Installed,
    regime: Option<Told>,
    regime_at: DateTime<Utc>,
}

impl Snapshots {
    /// Gathers for the first time.
    pub(super) async fn start(store: Store, clock: Clock, configured: Model) -> Result<Self, StoreError> {
        let now = clock.now();
        let known = Known::gather(&store, now).await?;
        let (model, installed) = (in_force(&store, &configured).await?, store.installed().await?);
        let regime = tell(&store, &model, now).await?;
        let first = Snapshot { version: 0, known, model, installed, regime, regime_at: now };
        Ok(Self {
            store,
            clock,
            configured: Arc::new(configured),
            current: Arc::new(RwLock::new(Arc::new(first))),
            versions: watch::Sender::new(0),
            gathering: Arc::default(),
        })
    }

    /// The version of the newest snapshot, and every one from now on.
    pub(super) fn versions(&self) -> watch::Receiver<u64> {
        self.versions.subscribe()
    }

    /// The newest snapshot.
    pub(super) fn current(&self) -> Arc<Snapshot> {
        let current = self.current.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// The whole page at `now`.
    pub(super) fn dashboard(&self, now: DateTime<Utc>) -> Dashboard {
        self.current().dashboard(now)
    }

    /// Gathers now, so that the next look shows what was just saved.
    pub(super) async fn renew(&self) {
        if let Err(error) = self.gather().await {
            tracing::error!(%error, "the page could not be gathered and stays as it was");
        }
    }

    /// Gathers again whenever the store changes, and on every new UTC day, until `stop` turns true.
    pub(super) async fn keep_fresh(self, mut stop: watch::Receiver<bool>) {
        let mut changes = self.store.changes();
        loop {
            tokio::select! {
                changed = changes.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(self.current().regime_rhythm()) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
            tokio::time::sleep(SETTLE).await;
            changes.mark_unchanged();
            self.renew().await;
        }
    }

    async fn gather(&self) -> Result<(), StoreError> {
        let _gathering = self.gathering.lock().await;
        let now = self.clock.now();
        let before = self.current();
        let known = Known::gather(&self.store, now).await?;
        let model = in_force(&self.store, &self.configured).await?;
        let installed = self.store.installed().await?;
        let (regime, regime_at) = if model != before.model || regime_is_due(&before, now) {
            (tell(&self.store, &model, now).await?, now)
        } else {
            (before.regime.clone(), before.regime_at)
        };
        let version = before.version + 1;
        let next = Arc::new(Snapshot { version, known, model, installed, regime, regime_at });
        *self.current.write().unwrap_or_else(std::sync::PoisonError::into_inner) = next;
        self.versions.send_replace(version);
        Ok(())
    }
}

fn regime_is_due(before: &Snapshot, now: DateTime<Utc>) -> bool {
    let day = |at: DateTime<Utc>| -> NaiveDate { at.date_naive() };
    let age = (now - before.regime_at).to_std().unwrap_or(Duration::MAX);
    day(now) != day(before.regime_at) || age >= before.regime_rhythm()
}

impl Snapshot {
    /// How soon the regime is looked at again.
    fn regime_rhythm(&self) -> Duration {
        let known = self.regime.as_ref().is_some_and(|told| told.settled.state != State::Unknown);
        if known { REGIME_RHYTHM } else { REGIME_RHYTHM_UNKNOWN }
    }

    fn dashboard(&self, now: DateTime<Utc>) -> Dashboard {
        let shown = SeriesId::INDICATORS.iter().chain(&self.known.own).copied();
        let metrics = shown.filter_map(|series| Some((series, self.metric(series, now)?)));
        Dashboard {
            generated_at: now,
            regime: regime(&self.model, self.regime.as_ref().map(|told| &told.settled)),
            metrics: Metrics(metrics.collect()),
            radar: self.known.radar.entries(TOP, now),
            radar_status: self.known.radar.status(now),
            calendar: self.calendar(Impact::Medium, now),
            sources: self.known.sources.clone(),
        }
    }

    /// The calendar of the window, down to `lowest`.
    pub(super) fn calendar(&self, lowest: Impact, now: DateTime<Utc>) -> Calendar {
        self.known.releases.calendar(lowest, &self.known.radar.entries(WIDER, now), now)
    }

    /// The wider list of markets, and how far it can be trusted.
    pub(super) fn radar(&self, now: DateTime<Utc>) -> (Vec<Entry>, Status) {
        (self.known.radar.entries(WIDER, now), self.known.radar.status(now))
    }

    /// Every turn of the regime, and what came after.
    pub(super) fn past(&self) -> Past {
        self.regime.as_ref().map(|told| told.past.clone()).unwrap_or_default()
    }

    /// One series as it is shown at `now`.
    pub(super) fn metric(&self, series: SeriesId, now: DateTime<Utc>) -> Option<Metric> {
        let companions: &[SeriesId] = match series {
            SeriesId::UsdtDominance => &[SeriesId::UsdtShare],
            SeriesId::NetLiquidity => &[SeriesId::NetLiquidityDaily],
            SeriesId::RwaTvl => &[SeriesId::RwaActiveMcap, SeriesId::RwaCategoryMcap],
            _ => &[],
        };
        let companions: Vec<(SeriesId, &Facts)> =
            companions.iter().filter_map(|id| Some((*id, self.known.facts.get(id)?))).collect();
        Some(metric(series, self.known.facts.get(&series)?, &companions, now))
    }
}
