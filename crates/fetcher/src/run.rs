//! The loop: due, ask, keep. One task per feed, side by side, so that a slow publisher delays nobody else.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_http::{Clock, Reply, Sender};
use cockpit_store::{Fetch, Outcome, Store};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::derive::net_liquidity;
use crate::error::FetchError;
use crate::feeds::{Feed, FeedName, Keys, Reach, feeds};
use crate::history::{Page, pages};
use crate::keep::{Answered, Kept, keep};
use crate::schedule::{bounded, first_due, next_due};
use crate::source::Source;

/// How long a task sleeps at most before it looks at the clock again: timers stand still while a machine sleeps.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(5);
/// How often the pages of history are looked at again, to close the page that has ended since.
const HISTORY_RHYTHM: Duration = Duration::from_secs(6 * 3_600);
/// How soon history is tried again after a publisher failed.
const HISTORY_RETRY: Duration = Duration::from_secs(15 * 60);
/// The pause before a feed whose task failed is started again.
const RESTART_PAUSE: Duration = Duration::from_secs(10);

/// Asks publishers and stores what they say.
#[derive(Clone)]
pub struct Fetcher {
    sender: Sender,
    store: Store,
    clock: Clock,
    keys: Keys,
}

/// What one round of one feed brought, publisher by publisher.
#[derive(Debug)]
pub struct Round {
    /// Which feed.
    pub feed: FeedName,
    /// Every publisher that was asked, in order.
    pub asked: Vec<Asked>,
}

/// One question to one publisher.
#[derive(Debug)]
pub struct Asked {
    /// Who was asked.
    pub source: &'static str,
    /// How long it took, spacing and retries included.
    pub took: Duration,
    /// `None`: nothing has changed since the last time.
    pub result: Result<Option<Kept>, FetchError>,
}

impl Round {
    /// Whether some publisher answered.
    pub fn succeeded(&self) -> bool {
        self.asked.iter().any(|asked| asked.result.is_ok())
    }
}

impl Fetcher {
    /// A fetcher over these parts.
    pub const fn new(sender: Sender, store: Store, clock: Clock, keys: Keys) -> Self {
        Self { sender, store, clock, keys }
    }

    /// Fetches for ever, until `stop` turns true.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let fetcher = Arc::new(self);
        let mut tasks = JoinSet::new();
        for feed in feeds(&fetcher.keys) {
            let (fetcher, stop) = (Arc::clone(&fetcher), stop.clone());
            tasks.spawn(supervise(feed.name.as_str(), stop.clone(), move || {
                let (fetcher, feed, stop) = (Arc::clone(&fetcher), feed.clone(), stop.clone());
                async move { fetcher.run_feed(feed, stop).await }
            }));
        }
        tasks.spawn(supervise("history", stop.clone(), move || {
            let (fetcher, stop) = (Arc::clone(&fetcher), stop.clone());
            async move { fetcher.run_history(stop).await }
        }));
        while tasks.join_next().await.is_some() {}
    }

    /// Every feed once, side by side; for `fetch --once`. `only` names one feed or one source.
    pub async fn once(&self, only: Option<&str>) -> Vec<Round> {
        let mut tasks = JoinSet::new();
        for feed in feeds(&self.keys) {
            let named = |only: &str| {
                feed.name.as_str() == only
                    || feed.sources(Reach::Recent).iter().any(|source| source.name() == only)
            };
            if only.is_none_or(named) {
                let fetcher = self.clone();
                tasks.spawn(async move { fetcher.round(&feed, 0).await });
            }
        }
        let mut rounds = tasks.join_all().await;
        rounds.sort_by_key(|round| FeedName::ALL.iter().position(|name| *name == round.feed));
        rounds
    }

    async fn run_feed(&self, feed: Feed, mut stop: watch::Receiver<bool>) {
        let (mut due, mut failures) = self.resume(&feed).await;
        loop {
            due = bounded(self.clock.now(), feed.rhythm, due);
            if !self.wait_until(due, &mut stop).await {
                return;
            }
            let round = tokio::select! {
                round = self.round(&feed, failures) => round,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            failures = if round.succeeded() { 0 } else { failures.saturating_add(1) };
            due = self.plan(&feed, failures, &round.asked);
        }
    }

    /// Where the last run of the program left off.
    async fn resume(&self, feed: &Feed) -> (DateTime<Utc>, u32) {
        let now = self.clock.now();
        let states = self.store.source_states().await.unwrap_or_default();
        let mine: Vec<_> = states.iter().filter(|state| state.feed == feed.name.as_str()).collect();
        let planned = mine.iter().max_by_key(|state| state.last_attempt_at).map(|state| state.next_at);
        let failures = mine.iter().map(|state| state.consecutive_failures).min().unwrap_or(0);
        (first_due(now, feed.rhythm, planned), failures)
    }

    /// Waits for the wall clock; false when the program stops.
    async fn wait_until(&self, due: DateTime<Utc>, stop: &mut watch::Receiver<bool>) -> bool {
        loop {
            let Ok(left) = (due - self.clock.now()).to_std() else { return !*stop.borrow() };
            tokio::select! {
                () = tokio::time::sleep(left.min(LOOK_AT_CLOCK)) => {}
                _ = stop.wait_for(|stop| *stop) => return false,
            }
        }
    }

    fn plan(&self, feed: &Feed, failures: u32, asked: &[Asked]) -> DateTime<Utc> {
        // When any publisher may be asked again, the feed may be.
        let retry_at =
            asked.iter().map(|asked| asked.result.as_ref().err().and_then(FetchError::retry_at)).min();
        next_due(self.clock.now(), feed.rhythm, failures, retry_at.flatten(), fastrand::f64())
    }

    /// One round: the publishers in order, until one gives something that can be kept.
    async fn round(&self, feed: &Feed, failures: u32) -> Round {
        let reach = self.reach(feed).await;
        let mut asked: Vec<Asked> = Vec::new();
        for (source, standing) in feed.sources(reach).into_iter().zip(0_u8..) {
            let started_at = self.clock.now();
            let one = self.ask(source.as_ref(), standing, reach).await;
            let success = one.result.is_ok();
            if success && reach == Reach::History && standing == 0 {
                self.history_done(feed).await;
            }
            asked.push(one);
            if success {
                self.derive(feed).await;
            }
            let next_at = self.plan(feed, if success { 0 } else { failures.saturating_add(1) }, &asked);
            if let Some(one) = asked.last() {
                self.record(feed.name, one, started_at, next_at).await;
            }
            if success {
                break;
            }
        }
        Round { feed: feed.name, asked }
    }

    async fn reach(&self, feed: &Feed) -> Reach {
        if !feed.has_history() {
            return Reach::Recent;
        }
        let done = self.store.backfilled(feed.name.as_str()).await.unwrap_or_default();
        if done.is_empty() { Reach::History } else { Reach::Recent }
    }

    async fn history_done(&self, feed: &Feed) {
        let marked = self.store.mark_backfilled(feed.name.as_str(), "all", self.clock.now()).await;
        if let Err(error) = marked {
            tracing::warn!(feed = feed.name.as_str(), %error, "history will be asked for again");
        }
    }

    async fn ask(&self, source: &dyn Source, standing: u8, reach: Reach) -> Asked {
        let started = tokio::time::Instant::now();
        let result = self.answer(source, standing, reach).await;
        Asked { source: source.name(), took: started.elapsed(), result }
    }

    async fn answer(
        &self,
        source: &dyn Source,
        standing: u8,
        reach: Reach,
    ) -> Result<Option<Kept>, FetchError> {
        let requests = source.requests(self.clock.now());
        let mut answers = Vec::new();
        for request in &requests {
            match self.sender.send(request).await? {
                Reply::Fresh(answer) => answers.push(answer),
                Reply::NotModified { .. } => return Ok(None),
            }
        }
        let received_at = answers.last().map_or_else(|| self.clock.now(), |answer| answer.received_at);
        let kept = match source.parse(&answers) {
            Ok(readings) => {
                drop(answers);
                let answered = Answered { source: source.name(), standing, reach, received_at, readings };
                keep(&self.store, answered).await
            }
            Err(error) => Err(error.into()),
        };
        if kept.is_err() {
            // "Not modified" must not be the answer to an answer that could not be used.
            for request in &requests {
                self.sender.forget(request);
            }
        }
        kept.map(Some)
    }

    async fn derive(&self, feed: &Feed) {
        use cockpit_domain::SeriesId::{NetLiquidity, NetLiquidityDaily};
        let is_leg =
            feed.name.series().iter().any(|series| matches!(series, NetLiquidity | NetLiquidityDaily));
        if is_leg && let Err(error) = net_liquidity(&self.store, self.clock.now()).await {
            tracing::error!(feed = feed.name.as_str(), %error, "net liquidity could not be computed");
        }
    }

    async fn record(&self, feed: FeedName, asked: &Asked, started_at: DateTime<Utc>, next_at: DateTime<Utc>) {
        let outcome = match &asked.result {
            Ok(Some(kept)) => Outcome::Answered { values: kept.values, new: kept.new },
            Ok(None) => Outcome::NotModified,
            Err(error) => {
                tracing::warn!(feed = feed.as_str(), source = asked.source, %error, "source gave nothing");
                Outcome::Failed { error: error.to_string(), transient: error.is_transient() }
            }
        };
        let (feed, source) = (feed.as_str().to_owned(), asked.source.to_owned());
        let fetch = Fetch { feed, source, started_at, took: asked.took, outcome, next_at };
        if let Err(error) = self.store.record_fetch(fetch).await {
            tracing::error!(%error, "the fetch log could not be written");
        }
    }

    /// Fetches the pages of history that are missing, one after the other, behind everything that is current.
    async fn run_history(&self, mut stop: watch::Receiver<bool>) {
        loop {
            let all_done = tokio::select! {
                done = self.backfill(|_, _| {}) => done,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            let pause = if all_done { HISTORY_RHYTHM } else { HISTORY_RETRY };
            let due = self.clock.now() + pause;
            if !self.wait_until(due, &mut stop).await {
                return;
            }
        }
    }

    /// Fetches the pages of history that are missing; `progress` hears (done, all). Whether nothing is left to fetch.
    pub async fn backfill(&self, mut progress: impl FnMut(usize, usize)) -> bool {
        let pages = pages(&self.keys, self.clock.now());
        let (all, mut complete) = (pages.len(), true);
        let mut given_up: Vec<String> = Vec::new();
        for (index, page) in pages.into_iter().enumerate() {
            progress(index, all);
            let done = self.store.backfilled(&page.job).await.unwrap_or_default();
            // A publisher that just failed is not asked for the next thirty pages at once.
            if done.contains(&page.key) || given_up.contains(&page.job) {
                continue;
            }
            if !self.fetch_page(&page).await {
                complete = false;
                given_up.push(page.job);
            }
        }
        progress(all, all);
        complete
    }

    async fn fetch_page(&self, page: &Page) -> bool {
        for (source, standing) in page.sources.iter().zip(0_u8..) {
            let asked = self.ask(source.as_ref(), standing, Reach::History).await;
            match asked.result {
                Ok(_) => {
                    if !page.closed {
                        return true;
                    }
                    return self.store.mark_backfilled(&page.job, &page.key, self.clock.now()).await.is_ok();
                }
                Err(error) => {
                    tracing::warn!(job = page.job, page = page.key, source = asked.source, %error, "history page failed");
                }
            }
        }
        false
    }
}

/// Runs a task again when it panics, so that one feed's bug does not silence it for good nor touch the others.
async fn supervise<F>(name: &'static str, mut stop: watch::Receiver<bool>, task: impl Fn() -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    loop {
        match tokio::spawn(task()).await {
            Ok(()) => return,
            Err(error) => tracing::error!(task = name, %error, "task failed and is started again"),
        }
        tokio::select! {
            () = tokio::time::sleep(RESTART_PAUSE) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}
