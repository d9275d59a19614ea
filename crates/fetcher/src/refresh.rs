//! A refresh that somebody asks for: every job whose source may be asked again is asked now, the others say that they are
//! still fresh. One at a time, and not twice within half a minute, whoever asks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio::sync::watch;

/// Between two refreshes.
const PAUSE: TimeDelta = TimeDelta::seconds(30);
/// A refresh that has not come to its end by then is over: one of its jobs broke down.
const LONGEST: TimeDelta = TimeDelta::minutes(3);
/// No job is asked again sooner than this, and none waits longer for a refresh than the other.
const LEAST_INTERVAL: Duration = Duration::from_secs(30);
const MOST_INTERVAL: Duration = Duration::from_secs(15 * 60);

/// How a job stands in a refresh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Progress {
    /// Its turn has not come.
    Waiting,
    /// Its source is being asked.
    Asking,
    /// It was asked so short a time ago that it is not asked again.
    Fresh {
        /// When it was asked.
        asked_at: DateTime<Utc>,
    },
    /// It brought so many new values.
    Done {
        /// New values.
        new: u32,
    },
    /// None of its sources gave anything.
    Failed {
        /// Why, in words without addresses.
        reason: String,
    },
}

impl Progress {
    const fn is_over(&self) -> bool {
        !matches!(self, Self::Waiting | Self::Asking)
    }
}

/// A refresh, running or over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refresh {
    /// Counts up from 1.
    pub number: u64,
    /// When it was asked for.
    pub started_at: DateTime<Utc>,
    /// When its last job was over.
    pub finished_at: Option<DateTime<Utc>>,
    /// Each job by its name, in the order of the sources page.
    pub jobs: Vec<(&'static str, Progress)>,
}

/// It is too soon for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a refresh was asked for short ago; the next is possible at {}", .possible_at.format("%H:%M:%S UTC"))]
pub struct TooSoon {
    /// When the next is possible.
    pub possible_at: DateTime<Utc>,
}

/// Refreshes of one fetcher. Clones are the same.
#[derive(Clone, Debug)]
pub struct Refreshes {
    jobs: Arc<Mutex<Vec<&'static str>>>,
    /// Held while it is decided whether there may be another one.
    desk: Arc<Mutex<()>>,
    newest: watch::Sender<Option<Refresh>>,
}

impl Default for Refreshes {
    fn default() -> Self {
        Self::new([])
    }
}

impl Refreshes {
    pub(crate) fn new(jobs: impl IntoIterator<Item = &'static str>) -> Self {
        let jobs = Arc::new(Mutex::new(jobs.into_iter().collect()));
        Self { jobs, desk: Arc::default(), newest: watch::Sender::new(None) }
    }

    /// Asks for a refresh.
    pub fn ask(&self, now: DateTime<Utc>) -> Result<Refresh, TooSoon> {
        let _desk = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = self.newest.borrow().clone();
        if let Some(known) = &newest {
            let since = now - known.started_at;
            let running = known.finished_at.is_none() && since < LONGEST;
            // A last one in the future is the trace of a clock that was wrong.
            if since >= TimeDelta::zero() && (running || since < PAUSE) {
                let rest = if since < PAUSE { PAUSE } else { since + TimeDelta::seconds(5) };
                return Err(TooSoon { possible_at: known.started_at + rest });
            }
        }
        let refresh = Refresh {
            number: newest.map_or(1, |known| known.number + 1),
            started_at: now,
            finished_at: None,
            jobs: self.jobs().iter().map(|job| (*job, Progress::Waiting)).collect(),
        };
        self.newest.send_replace(Some(refresh.clone()));
        Ok(refresh)
    }

    /// From the next refresh on, this job is part of it.
    pub(crate) fn join(&self, job: &'static str) {
        let mut jobs = self.jobs();
        if !jobs.contains(&job) {
            jobs.push(job);
        }
    }

    /// This job is part of none any more; one that runs does not wait for it.
    pub(crate) fn leave(&self, job: &'static str) {
        self.jobs().retain(|known| *known != job);
        let newest = self.newest.borrow().as_ref().map(|refresh| (refresh.number, refresh.started_at));
        if let Some((number, at)) = newest {
            self.report(number, job, Progress::Fresh { asked_at: at }, at);
        }
    }

    fn jobs(&self) -> MutexGuard<'_, Vec<&'static str>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest one, and every step of it from now on.
    pub fn watch(&self) -> watch::Receiver<Option<Refresh>> {
        self.newest.subscribe()
    }

    /// Waits for a refresh after number `seen`, and says its number.
    pub(crate) async fn after(&self, seen: u64) -> u64 {
        let mut newest = self.newest.subscribe();
        loop {
            let number = self.number();
            if number > seen {
                return number;
            }
            // The sender lives as long as this.
            drop(newest.changed().await);
        }
    }

    /// The number of the newest one.
    pub(crate) fn number(&self) -> u64 {
        self.newest.borrow().as_ref().map_or(0, |refresh| refresh.number)
    }

    /// Notes how a job stands in a refresh.
    pub(crate) fn report(&self, number: u64, job: &'static str, progress: Progress, now: DateTime<Utc>) {
        self.newest.send_if_modified(|newest| {
            let Some(refresh) = newest.as_mut().filter(|refresh| refresh.number == number) else {
                return false;
            };
            let Some(place) = refresh.jobs.iter_mut().find(|(name, _)| *name == job) else { return false };
            place.1 = progress;
            if refresh.finished_at.is_none() && refresh.jobs.iter().all(|(_, progress)| progress.is_over()) {
                refresh.finished_at = Some(now);
            }
            true
        });
    }
}

/// How long a job that was asked is fresh enough not to be asked again by a refresh.
pub(crate) fn least_interval(rhythm: Duration) -> Duration {
    (rhythm / 4).clamp(LEAST_INTERVAL, MOST_INTERVAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_766_534_400 + seconds, 0).unwrap()
    }

    #[test]
    fn one_at_a_time_and_not_twice_within_half_a_minute() {
        let refreshes = Refreshes::new(["btc", "us10y"]);
        assert_eq!(refreshes.ask(at(0)).unwrap().number, 1);
        assert_eq!(refreshes.ask(at(10)), Err(TooSoon { possible_at: at(30) }));
        assert!(refreshes.ask(at(40)).is_err(), "it still runs");
        refreshes.report(1, "btc", Progress::Done { new: 1 }, at(41));
        refreshes.report(1, "us10y", Progress::Fresh { asked_at: at(-5) }, at(42));
        let watch = refreshes.watch();
        assert_eq!(watch.borrow().as_ref().unwrap().finished_at, Some(at(42)));
        assert_eq!(refreshes.ask(at(43)).unwrap().number, 2);
        refreshes.report(1, "btc", Progress::Asking, at(44));
        assert_eq!(
            watch.borrow().as_ref().unwrap().jobs[0].1,
            Progress::Waiting,
            "what is late changes nothing"
        );
    }

    #[test]
    fn whoever_leaves_is_not_waited_for_and_whoever_joins_is_part_of_the_next() {
        let refreshes = Refreshes::new(["btc", "own_1"]);
        refreshes.ask(at(0)).unwrap();
        refreshes.report(1, "btc", Progress::Done { new: 1 }, at(1));
        refreshes.leave("own_1");
        refreshes.join("own_2");
        refreshes.join("own_2");
        assert!(refreshes.watch().borrow().as_ref().unwrap().finished_at.is_some());
        let next: Vec<_> = refreshes.ask(at(60)).unwrap().jobs.into_iter().map(|(job, _)| job).collect();
        assert_eq!(next, ["btc", "own_2"]);
    }

    #[test]
    fn a_refresh_that_broke_down_and_a_clock_that_went_back_block_nothing() {
        let refreshes = Refreshes::new(["btc"]);
        refreshes.ask(at(0)).unwrap();
        assert!(refreshes.ask(at(179)).is_err());
        assert_eq!(refreshes.ask(at(180)).unwrap().number, 2);
        assert_eq!(refreshes.ask(at(-9_999)).unwrap().number, 3);
    }

    #[test]
    fn a_job_is_fresh_for_a_quarter_of_its_rhythm_within_bounds() {
        for (rhythm_s, fresh_s) in [(60, 30), (600, 150), (86_400, 900)] {
            assert_eq!(least_interval(Duration::from_secs(rhythm_s)), Duration::from_secs(fresh_s));
        }
    }

    #[tokio::test]
    async fn whoever_waits_hears_of_the_next_one_only() {
        let refreshes = Refreshes::new(["btc"]);
        refreshes.ask(at(0)).unwrap();
        assert_eq!(refreshes.after(0).await, 1);
        let waiting = tokio::spawn({
            let refreshes = refreshes.clone();
            async move { refreshes.after(1).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        refreshes.ask(at(500)).unwrap();
        assert_eq!(waiting.await.unwrap(), 2);
    }
}
