//! Indicators of the operator's own: taken up as soon as they are added, asked anew when they change, let go when they are
//! removed, without a restart.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use cockpit_domain::indicator::Indicator;
use cockpit_domain::series::OwnId;
use cockpit_store::StoredIndicator;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Asked, Fetcher, Job, Round, supervise};
use crate::feeds::Reach;
use crate::own::OwnFeed;

/// How often the list is looked at: another process may change it.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Changes that come together are looked at together.
const SETTLE: Duration = Duration::from_millis(100);

/// One that is asked for.
struct Running {
    indicator: Indicator,
    /// Tells its task to end.
    gone: watch::Sender<bool>,
}

/// Waits until a job is to end; for ever when only the end of the program ends it.
pub(super) async fn leaves(gone: &mut Option<watch::Receiver<bool>>) {
    match gone {
        // A sender that is gone says the same.
        Some(gone) => drop(gone.wait_for(|gone| *gone).await),
        None => std::future::pending().await,
    }
}

impl Fetcher {
    /// Asks for the operator's own indicators, and follows their list as it changes.
    pub(super) async fn run_own(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut changes = self.store.changes();
        let (mut running, mut tasks) = (BTreeMap::new(), JoinSet::new());
        loop {
            changes.mark_unchanged();
            match self.store.indicators().await {
                Ok(wanted) => self.follow(wanted, &mut running, &mut tasks, &stop),
                Err(error) => tracing::error!(%error, "indicators of the operator's own could not be read"),
            }
            while tasks.try_join_next().is_some() {}
            let changed = tokio::select! {
                _ = changes.changed() => true,
                () = tokio::time::sleep(LOOK_EVERY) => false,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            if changed {
                tokio::time::sleep(SETTLE).await;
            }
        }
        while tasks.join_next().await.is_some() {}
    }

    fn follow(
        self: &Arc<Self>,
        wanted: Vec<StoredIndicator>,
        running: &mut BTreeMap<OwnId, Running>,
        tasks: &mut JoinSet<()>,
        stop: &watch::Receiver<bool>,
    ) {
        running.retain(|id, one| {
            let stays = wanted.iter().any(|stored| stored.id == *id && stored.indicator == one.indicator);
            if !stays {
                one.gone.send_replace(true);
                self.refreshes.leave(id.as_str());
            }
            stays
        });
        for stored in wanted {
            let (id, indicator) = (stored.id, stored.indicator.clone());
            if running.contains_key(&id) {
                continue;
            }
            tracing::info!(series = id.as_str(), "an indicator of the operator's own is asked for");
            let (gone, leaves) = watch::channel(false);
            running.insert(id, Running { indicator, gone });
            self.refreshes.join(id.as_str());
            let job = Job::Own(Box::new(OwnFeed::new(stored, &self.keys)));
            let (fetcher, stop) = (Arc::clone(self), stop.clone());
            tasks.spawn(supervise(id.as_str(), stop.clone(), move || {
                let (fetcher, job, stop) = (Arc::clone(&fetcher), job.clone(), stop.clone());
                let gone = Some(leaves.clone());
                async move { fetcher.run_job(job, stop, gone).await }
            }));
        }
    }

    pub(super) async fn own_round(&self, own: &OwnFeed, failures: u32) -> Round {
        let job = own.id.as_str();
        let done = self.store.backfilled(job).await.unwrap_or_default();
        let reach =
            if own.answers_with_history() && done.is_empty() { Reach::History } else { Reach::Recent };
        let mut asked: Vec<Asked> = Vec::new();
        let mut succeeded = false;
        for (source, standing) in own.sources(reach).into_iter().zip(0_u8..) {
            let one = self.ask_values(source.as_ref(), standing, reach).await;
            succeeded = one.result.is_ok();
            if succeeded && reach == Reach::History {
                self.past_is_in(job, "all").await;
            }
            asked.push(one);
            let failures = if succeeded { 0 } else { failures.saturating_add(1) };
            let next_at = self.plan(own.rhythm(), failures, &asked);
            if let Some(one) = asked.last() {
                self.record(job, one, next_at).await;
            }
            if succeeded {
                break;
            }
        }
        if succeeded {
            for (page, source) in own.pages() {
                if done.iter().any(|done| done == page) {
                    continue;
                }
                let past = self.ask_values(source.as_ref(), 0, Reach::History).await;
                match past.result {
                    Ok(_) => self.past_is_in(job, page).await,
                    Err(error) => tracing::warn!(job, page, %error, "history page failed"),
                }
            }
        }
        Round { job, asked, succeeded, next_at: None }
    }

    async fn past_is_in(&self, job: &'static str, page: &str) {
        if let Err(error) = self.store.mark_backfilled(job, page, self.clock.now()).await {
            tracing::warn!(job, %error, "history will be asked for again");
        }
    }
}
