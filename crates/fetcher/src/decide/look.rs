//! What is looked at by the clock: releases that come up or came, series that grow old, the regime at the end of a day.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::calendar::{Impact, Release, Worry, surprise};
use cockpit_domain::freshness::{Freshness, freshness};
use cockpit_domain::regime::vote::nearest_flip;
use cockpit_domain::rules::{EventSeen, Input, RegimeSeen, SourceSeen};
use cockpit_domain::series::OwnId;
use cockpit_store::StoreError;
use serde_json::json;
use tokio::sync::watch;

use super::alert::Facts;
use crate::regime::tell;
use crate::run::Fetcher;

/// How often it is looked: an event that came is told within this time.
const EVERY: Duration = Duration::from_secs(5);
/// How far back a release can still be news, and how far ahead a warning can be wanted.
const BACK: TimeDelta = TimeDelta::hours(24);
const AHEAD: TimeDelta = TimeDelta::days(3);

impl Fetcher {
    pub(crate) async fn run_look(&self, mut stop: watch::Receiver<bool>) {
        let mut told_of: Option<NaiveDate> = None;
        loop {
            let now = self.clock.now();
            for (what, result) in [
                ("releases", self.look_at_releases(now).await),
                ("sources", self.look_at_sources(now).await),
                ("regime", self.look_at_regime(now, &mut told_of).await),
            ] {
                if let Err(error) = result {
                    tracing::error!(what, %error, "rules could not be evaluated");
                }
            }
            let due = self.clock.now() + EVERY;
            if !self.wait_until(due, &mut stop).await {
                return;
            }
        }
    }

    async fn look_at_releases(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let releases = self.store.releases(now - BACK, now + AHEAD).await?;
        let high = releases.iter().filter(|release| release.impact == Impact::High);
        let inputs = high.map(|release| (Input::Event(seen(release)), facts(release)));
        self.decider.decide(inputs, now).await
    }

    async fn look_at_sources(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut looks = Vec::new();
        let own = OwnId::watched().into_iter().map(SeriesId::Own);
        for series in SeriesId::INDICATORS.into_iter().chain(own) {
            let latest = self.store.latest(series).await?;
            // What was never live has no source that could fall silent.
            let Some(latest) = latest else { continue };
            let stale = freshness(Some(&latest), false, now) == Freshness::Stale;
            let body = json!({
                "series": series.as_str(), "name": series.definition().name, "observed_at": latest.observed_at,
                "source": latest.source,
            });
            looks.push((series, stale, Facts::new(body, format!("{series} at {}", latest.observed_at))));
        }
        let inputs = looks.into_iter().map(|(series, stale, facts)| {
            (Input::Source(SourceSeen { name: series.as_str(), stale }), facts)
        });
        self.decider.decide(inputs, now).await
    }

    /// Once for each UTC day, at its end.
    async fn look_at_regime(
        &self,
        now: DateTime<Utc>,
        told_of: &mut Option<NaiveDate>,
    ) -> Result<(), StoreError> {
        let Some(day) = now.date_naive().pred_opt().filter(|day| *told_of != Some(*day)) else {
            return Ok(());
        };
        let Some(told) = tell(&self.store, &self.model, now).await? else { return Ok(()) };
        let last = &told.settled.last;
        let body = json!({
            "state": told.settled.state, "since": told.settled.since, "score": last.score, "votes": last.votes,
            "flip": nearest_flip(&self.model, last, told.settled.state),
        });
        let input = Input::Regime(RegimeSeen { day, state: told.settled.state });
        self.decider.decide([(input, Facts::new(body, format!("regime at the end of {day}")))], now).await?;
        *told_of = Some(day);
        Ok(())
    }
}

fn seen(release: &Release) -> EventSeen<'_> {
    EventSeen {
        id: release.id.as_str(),
        due_at: release.at,
        high: release.impact == Impact::High,
        withdrawn: release.withdrawn_at.is_some(),
        came_at: release.actual.as_ref().map(|actual| actual.first_seen_at),
    }
}

/// What comes at the same time is told together: consumer prices and their core are one piece of news.
fn facts(release: &Release) -> Facts {
    let body = json!({
        "release": release,
        "surprise": surprise(release, Worry::Inflation),
    });
    Facts::new(body, format!("{} at {}", release.id, release.at)).together(release.at.timestamp().to_string())
}
