//! One gate per host: whose turn it is, and whether the host may be asked at all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use crate::Clock;
use crate::breaker::{Admission, Breaker};
use crate::error::{HttpError, Verdict};
use crate::retry_after;

/// What is known of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostStatus {
    /// Its name.
    pub host: String,
    /// Failed sends in a row.
    pub consecutive_failures: u32,
    /// Whether it is left alone but for one probe a minute.
    pub breaker_open: bool,
    /// When it may be asked again, while it has asked for patience.
    pub blocked_until: Option<DateTime<Utc>>,
    /// Requests sent to it, further tries included.
    pub requests: u64,
}

/// The gate of one host.
#[derive(Debug, Default)]
pub(crate) struct Host {
    /// When the last request started. The lock is fair: whoever asked first goes first.
    turn: tokio::sync::Mutex<Option<Instant>>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    breaker: Breaker,
    blocked_until: Option<DateTime<Utc>>,
    requests: u64,
}

impl State {
    /// Until when the host asked not to be asked. No advice is longer than an hour, so what seems to be so is a clock
    /// that was set back.
    fn blocked_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.blocked_until.filter(|until| now < *until && *until - now <= TimeDelta::hours(1))
    }

    fn peek(&self, now: DateTime<Utc>) -> Result<Admission, HttpError> {
        if let Some(retry_at) = self.blocked_until(now) {
            return Err(HttpError::RateLimited { retry_at });
        }
        self.breaker.peek(now).map_err(|until| HttpError::BreakerOpen { until })
    }

    fn admit(&mut self, now: DateTime<Utc>) -> Result<Admission, HttpError> {
        self.peek(now)?;
        let admission = self.breaker.admit(now).map_err(|until| HttpError::BreakerOpen { until })?;
        self.requests += 1;
        Ok(admission)
    }
}

impl Host {
    /// Waits for this request's turn, `spacing` after the last start, and counts it as sent. `Err` when the host may
    /// not be asked: at once if that is known, or as soon as it becomes known while waiting.
    pub(crate) async fn enter(&self, spacing: Duration, clock: &Clock) -> Result<Admission, HttpError> {
        self.state().peek(clock.now())?;
        let mut last_started = self.turn.lock().await;
        // Those who queue behind a refusal need not sit out their spacing to hear of it.
        self.state().peek(clock.now())?;
        if let Some(last_started) = *last_started {
            tokio::time::sleep_until(last_started + spacing).await;
        }
        let admission = self.state().admit(clock.now())?;
        *last_started = Some(Instant::now());
        Ok(admission)
    }

    /// Remembers the host's own advice, and returns it. Of two answers on their way at once the longer advice holds.
    pub(crate) fn block(&self, header: Option<&str>, now: DateTime<Utc>) -> HttpError {
        let mut state = self.state();
        let advised = retry_after::retry_at(header, now);
        let retry_at = state.blocked_until(now).map_or(advised, |known| known.max(advised));
        state.blocked_until = Some(retry_at);
        HttpError::RateLimited { retry_at }
    }

    /// Remembers how a send ended, all its tries together.
    pub(crate) fn ended(&self, error: Option<&HttpError>, now: DateTime<Utc>) {
        let breaker = &mut self.state().breaker;
        match error.map_or(Verdict::Well, HttpError::verdict) {
            Verdict::Well => breaker.succeeded(),
            Verdict::Failing => breaker.failed(now),
            Verdict::NotAsked => {}
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The gates of all hosts.
#[derive(Debug, Default)]
pub(crate) struct Hosts(Mutex<HashMap<String, Arc<Host>>>);

impl Hosts {
    pub(crate) fn of(&self, host: &str) -> Arc<Host> {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(host.to_owned()).or_default())
    }

    /// What is known of each host, by name.
    pub(crate) fn status(&self, now: DateTime<Utc>) -> Vec<HostStatus> {
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found: Vec<HostStatus> = hosts
            .iter()
            .map(|(name, host)| {
                let state = host.state();
                HostStatus {
                    host: name.clone(),
                    consecutive_failures: state.breaker.failures(),
                    breaker_open: state.breaker.is_open(),
                    blocked_until: state.blocked_until(now),
                    requests: state.requests,
                }
            })
            .collect();
        found.sort_by(|a, b| a.host.cmp(&b.host));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn requests_start_in_order_and_no_closer_than_the_spacing() {
        let host = Arc::new(Host::default());
        let begun = Instant::now();
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let host = Arc::clone(&host);
                tokio::spawn(async move {
                    host.enter(Duration::from_secs(1), &Clock::fixed(noon())).await.unwrap();
                    begun.elapsed().as_secs()
                })
            })
            .collect();
        let mut starts = Vec::new();
        for task in tasks {
            starts.push(task.await.unwrap());
        }
        assert_eq!(starts, [0, 1, 2, 3]);
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_queue_behind_a_refusal_hear_of_it_without_sitting_out_their_spacing() {
        let host = Arc::new(Host::default());
        let (clock, spacing) = (Clock::fixed(noon()), Duration::from_secs(10));
        host.enter(spacing, &clock).await.unwrap();
        let queued: Vec<_> = (0..3)
            .map(|_| {
                let (host, clock) = (Arc::clone(&host), clock.clone());
                tokio::spawn(async move { host.enter(spacing, &clock).await })
            })
            .collect();
        tokio::task::yield_now().await;
        let begun = Instant::now();
        let refusal = host.block(Some("120"), noon());
        for task in queued {
            assert_eq!(task.await.unwrap(), Err(refusal.clone()));
        }
        // The first of them was already waiting; the others follow at once.
        assert_eq!(begun.elapsed().as_secs(), 10);
        assert_eq!(host.state().requests, 1);
    }

    #[tokio::test]
    async fn a_host_that_asked_for_patience_is_not_asked_before_its_time() {
        let host = Host::default();
        let error = host.block(Some("120"), noon());
        assert_eq!(error.retry_at(), Some(noon() + TimeDelta::seconds(120)));
        let early = Clock::fixed(noon() + TimeDelta::seconds(119));
        assert_eq!(host.enter(Duration::ZERO, &early).await, Err(error));
        let due = Clock::fixed(noon() + TimeDelta::seconds(120));
        assert_eq!(host.enter(Duration::ZERO, &due).await, Ok(Admission::Ordinary));
    }

    #[test]
    fn a_shorter_advice_does_not_lift_a_longer_one() {
        let host = Host::default();
        let longer = host.block(Some("600"), noon());
        assert_eq!(host.block(Some("1"), noon() + TimeDelta::seconds(2)), longer);
    }

    #[test]
    fn a_request_that_was_not_sent_says_nothing_of_the_host() {
        let host = Host::default();
        for _ in 0..4 {
            host.ended(Some(&HttpError::Status(500)), noon());
        }
        host.ended(Some(&HttpError::Malformed("header x".into())), noon());
        assert_eq!(host.state().breaker.failures(), 4);
        host.ended(Some(&HttpError::Status(404)), noon());
        assert_eq!(host.state().breaker.failures(), 0, "a host that refuses one path is well");
    }
}
