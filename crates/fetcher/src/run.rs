//! The loop: due, ask, keep. One task per job, side by side, so that a slow publisher delays nobody else.
//!
//! A job is a feed of series, the radar, one publisher of the calendar's schedule, or the figures that were released.

mod ask;
mod feed;
mod own;
mod past;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_domain::regime::Model;
use cockpit_http::{Clock, Sender};
use cockpit_store::Store;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinSet;

use crate::decide::Decider;
use crate::error::FetchError;
use crate::feeds::{Feed, Keys, Reach, feeds};
use crate::markets::Seen;
use crate::own::OwnFeed;
use crate::refresh::{Progress, Refreshes, least_interval};
use crate::releases::{Desk, Publisher};
use crate::schedule::{bounded, first_due, next_due};

pub use ask::{Asked, Round};

/// How long a task sleeps at most before it looks at the clock again: timers stand still while a machine sleeps.
const LOOK_AT_CLOCK: Duration = Duration::from_secs(5);
/// The pause before a job whose task failed is started again.
const RESTART_PAUSE: Duration = Duration::from_secs(10);

/// Asks publishers and stores what they say.
#[derive(Clone)]
pub struct Fetcher {
    pub(crate) sender: Sender,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) keys: Keys,
    pub(crate) decider: Decider,
    /// How the regime is told where the operator chose nothing else.
    pub(crate) model: Model,
    /// Held while the calendar is read, merged with what a publisher says, and written.
    pub(crate) desk: Arc<Mutex<Desk>>,
    /// What the radar's rounds remember.
    pub(crate) markets: Arc<Mutex<Seen>>,
    /// Rounds that somebody asks for.
    refreshes: Refreshes,
}

/// What is asked for, again and again.
#[derive(Clone, Debug)]
enum Job {
    /// Values of series.
    Feed(Feed),
    /// An indicator of the operator's own.
    Own(Box<OwnFeed>),
    /// Prediction markets.
    Radar,
    /// What one publisher says will be released when.
    Schedule(Publisher),
    /// The figures that were released.
    Figures,
}

impl Job {
    fn all(keys: &Keys) -> Vec<Self> {
        let mut jobs: Vec<Self> = feeds(keys).into_iter().map(Self::Feed).collect();
        jobs.push(Self::Radar);
        jobs.extend(Publisher::ALL.into_iter().map(Self::Schedule));
        jobs.push(Self::Figures);
        jobs
    }

    /// Name in the fetch log, on the sources page and for `--source`.
    fn name(&self) -> &'static str {
        match self {
            Self::Feed(feed) => feed.name.as_str(),
            Self::Own(own) => own.id.as_str(),
            Self::Radar => crate::markets::JOB,
            Self::Schedule(publisher) => publisher.job(),
            Self::Figures => crate::releases::FIGURES_JOB,
        }
    }

    fn rhythm(&self) -> Duration {
        match self {
            Self::Feed(feed) => feed.rhythm,
            Self::Own(own) => own.rhythm(),
            Self::Radar => crate::markets::RHYTHM,
            Self::Schedule(publisher) => publisher.rhythm(),
            Self::Figures => crate::releases::FIGURES_RHYTHM,
        }
    }

    /// Whether the job or one of its publishers has this name.
    fn is_called(&self, name: &str) -> bool {
        let source = match self {
            Self::Feed(feed) => feed.sources(Reach::Recent).iter().any(|source| source.name() == name),
            Self::Own(own) => own.sources(Reach::Recent).iter().any(|source| source.name() == name),
            Self::Radar => name == "polymarket",
            Self::Schedule(publisher) => publisher.source().name() == name,
            Self::Figures => false,
        };
        source || self.name() == name
    }
}

impl Round {
    /// What there is to ask for, by name.
    pub fn names(keys: &Keys) -> Vec<&'static str> {
        Job::all(keys).iter().map(Job::name).collect()
    }
}

impl Fetcher {
    /// A fetcher over these parts.
    pub fn new(sender: Sender, store: Store, clock: Clock, keys: Keys, model: Model) -> Self {
        let decider = Decider::new(store.clone());
        let refreshes = Refreshes::new(Job::all(&keys).iter().map(Job::name));
        let (desk, markets) = (Arc::default(), Arc::default());
        Self { sender, store, clock, keys, decider, model, desk, markets, refreshes }
    }

    /// What decides, and writes what follows.
    pub fn decider(&self) -> Decider {
        self.decider.clone()
    }

    /// Rounds that somebody asks for.
    pub fn refreshes(&self) -> Refreshes {
        self.refreshes.clone()
    }

    /// Fetches for ever, until `stop` turns true.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let fetcher = Arc::new(self);
        let mut tasks = JoinSet::new();
        for job in Job::all(&fetcher.keys) {
            let (fetcher, stop) = (Arc::clone(&fetcher), stop.clone());
            tasks.spawn(supervise(job.name(), stop.clone(), move || {
                let (fetcher, job, stop) = (Arc::clone(&fetcher), job.clone(), stop.clone());
                async move { fetcher.run_job(job, stop, None).await }
            }));
        }
        let (historian, stopped) = (Arc::clone(&fetcher), stop.clone());
        tasks.spawn(supervise("history", stop.clone(), move || {
            let (fetcher, stop) = (Arc::clone(&historian), stopped.clone());
            async move { fetcher.run_history(stop).await }
        }));
        let (follower, stopped) = (Arc::clone(&fetcher), stop.clone());
        tasks.spawn(supervise("own", stop.clone(), move || {
            let (fetcher, stop) = (Arc::clone(&follower), stopped.clone());
            async move { fetcher.run_own(stop).await }
        }));
        let (watcher, stopped) = (Arc::clone(&fetcher), stop.clone());
        tasks.spawn(supervise("look", stop, move || {
            let (fetcher, stop) = (Arc::clone(&watcher), stopped.clone());
            async move { fetcher.run_look(stop).await }
        }));
        while tasks.join_next().await.is_some() {}
    }

    /// Every job once, side by side; for `fetch --once`. `only` names one job or one source.
    pub async fn once(&self, only: Option<&str>) -> Vec<Round> {
        self.once_each(|job| only.is_none_or(|only| job.is_called(only))).await
    }

    /// Every feed of values once, side by side; the first time it brings their history.
    pub async fn values_once(&self) -> Vec<Round> {
        self.once_each(|job| matches!(job, Job::Feed(_) | Job::Own(_))).await
    }

    async fn once_each(&self, wanted: impl Fn(&Job) -> bool) -> Vec<Round> {
        let mut tasks = JoinSet::new();
        let mut jobs = Job::all(&self.keys);
        match self.store.indicators().await {
            Ok(own) => {
                let own = own.into_iter().map(|own| OwnFeed::new(own, &self.keys));
                jobs.extend(own.map(|own| Job::Own(Box::new(own))));
            }
            Err(error) => tracing::error!(%error, "indicators of the operator's own could not be read"),
        }
        for (place, job) in jobs.into_iter().enumerate() {
            if wanted(&job) {
                let fetcher = self.clone();
                tasks.spawn(async move { (place, fetcher.round(&job, 0).await) });
            }
        }
        let mut rounds = tasks.join_all().await;
        rounds.sort_by_key(|(place, _)| *place);
        rounds.into_iter().map(|(_, round)| round).collect()
    }

    /// Until the program stops, or until `gone` turns true: what has been asked by then is kept all the same.
    async fn run_job(
        &self,
        job: Job,
        mut stop: watch::Receiver<bool>,
        mut gone: Option<watch::Receiver<bool>>,
    ) {
        let (mut due, mut failures) = self.resume(&job).await;
        let (mut seen, mut asked_at) = (self.refreshes.number(), None);
        loop {
            due = bounded(self.clock.now(), job.rhythm(), due);
            let refresh = tokio::select! {
                number = self.refreshes.after(seen) => Some(number),
                waited = self.wait_until(due, &mut stop) => if waited { None } else { return },
                () = own::leaves(&mut gone) => return,
            };
            let report = |progress| {
                if let Some(number) = refresh {
                    self.refreshes.report(number, job.name(), progress, self.clock.now());
                }
            };
            if let Some(number) = refresh {
                seen = number;
                if let Some(asked_at) = asked_at.filter(|at| self.is_fresh(&job, *at)) {
                    report(Progress::Fresh { asked_at });
                    continue;
                }
            }
            report(Progress::Asking);
            asked_at = Some(self.clock.now());
            let round = tokio::select! {
                round = self.round(&job, failures) => round,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            report(round.progress());
            failures = if round.succeeded { 0 } else { failures.saturating_add(1) };
            due = self.plan(job.rhythm(), failures, &round.asked);
            if let Some(sooner) = round.next_at.filter(|_| round.succeeded) {
                due = due.min(sooner);
            }
        }
    }

    /// Whether a job was asked so short a time ago that a refresh need not ask again.
    fn is_fresh(&self, job: &Job, asked_at: DateTime<Utc>) -> bool {
        let ago = (self.clock.now() - asked_at).to_std();
        ago.is_ok_and(|ago| ago < least_interval(job.rhythm()))
    }

    async fn round(&self, job: &Job, failures: u32) -> Round {
        match job {
            Job::Feed(feed) => self.feed_round(feed, failures).await,
            Job::Own(own) => self.own_round(own, failures).await,
            Job::Radar => self.radar_round(failures).await,
            Job::Schedule(publisher) => self.schedule_round(*publisher, failures).await,
            Job::Figures => self.figures_round(failures).await,
        }
    }

    /// Where the last run of the program left off.
    async fn resume(&self, job: &Job) -> (DateTime<Utc>, u32) {
        let now = self.clock.now();
        let states = self.store.source_states().await.unwrap_or_default();
        let mine: Vec<_> = states.iter().filter(|state| state.feed == job.name()).collect();
        let planned = mine.iter().max_by_key(|state| state.last_attempt_at).map(|state| state.next_at);
        let failures = mine.iter().map(|state| state.consecutive_failures).min().unwrap_or(0);
        // A rhythm that was made quicker holds at once.
        let quickest = matches!(job, Job::Own(_)).then(|| now + job.rhythm());
        let planned = planned.map(|planned| quickest.map_or(planned, |quickest| planned.min(quickest)));
        (first_due(now, job.rhythm(), planned), failures)
    }

    /// Waits for the wall clock; false when the program stops.
    pub(crate) async fn wait_until(&self, due: DateTime<Utc>, stop: &mut watch::Receiver<bool>) -> bool {
        loop {
            let Ok(left) = (due - self.clock.now()).to_std() else { return !*stop.borrow() };
            tokio::select! {
                () = tokio::time::sleep(left.min(LOOK_AT_CLOCK)) => {}
                _ = stop.wait_for(|stop| *stop) => return false,
            }
        }
    }

    /// When a job is due again after this many failed rounds in a row.
    pub(crate) fn plan(&self, rhythm: Duration, failures: u32, asked: &[Asked]) -> DateTime<Utc> {
        // When any publisher may be asked again, the job may be.
        let retry_at =
            asked.iter().map(|asked| asked.result.as_ref().err().and_then(FetchError::retry_at)).min();
        next_due(self.clock.now(), rhythm, failures, retry_at.flatten(), fastrand::f64())
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
