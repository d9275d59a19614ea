//! What is looked at by the clock: releases that come up or came, series that grow old, the regime at the end of a day.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::calendar::{Impact, Release, Worry, surprise};
use cockpit_domain::freshness::{Freshness, freshness};
use cockpit_domain::regime::Model;
use cockpit_domain::regime::vote::nearest_flip;
use cockpit_domain::rules::{EventSeen, Input, RegimeSeen, SourceSeen};
use cockpit_domain::series::OwnId;
use cockpit_store::StoreError;
use serde_json::json;
use tokio::sync::watch;

use super::alert::Facts;
use crate::regime::{in_force, tell};
use crate::run::Fetcher;

/// How often it is looked: an event that came is told within this time.
const EVERY: Duration = Duration::from_secs(5);
/// How far back a release can still be news, and how far ahead a warning can be wanted.
pub(super) const BACK: TimeDelta = TimeDelta::hours(24);
const AHEAD: TimeDelta = TimeDelta::days(8);

impl Fetcher {
    pub(crate) async fn run_look(&self, mut stop: watch::Receiver<bool>) {
        let mut told_of: Option<(NaiveDate, Model)> = None;
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

    /// Once for each UTC day, at its end, and when it is told otherwise than before.
    async fn look_at_regime(
        &self,
        now: DateTime<Utc>,
        told_of: &mut Option<(NaiveDate, Model)>,
    ) -> Result<(), StoreError> {
        let Some(day) = now.date_naive().pred_opt() else { return Ok(()) };
        let model = in_force(&self.store, &self.model).await?;
        if told_of.as_ref().is_some_and(|(known, with)| *known == day && *with == model) {
            return Ok(());
        }
        let Some(told) = tell(&self.store, &model, now).await? else { return Ok(()) };
        let seen = RegimeSeen { day, state: told.settled.state };
        let words = format!("{model:?}");
        let before = self.store.regime_told_with().await?;
        if before.as_ref().is_some_and(|before| *before != words) {
            // Not the market changed, but how it is told.
            self.decider.settle_regime(seen, now).await?;
            self.store.note_regime_told(words, now).await?;
            *told_of = Some((day, model));
            return Ok(());
        }
        let last = &told.settled.last;
        let body = json!({
            "state": told.settled.state, "since": told.settled.since, "score": last.score, "votes": last.votes,
            "flip": nearest_flip(&self.model, last, told.settled.state),
        });
        let facts = Facts::new(body, format!("regime at the end of {day}"));
        self.decider.decide([(Input::Regime(seen), facts)], now).await?;
        if before.is_none() {
            self.store.note_regime_told(words, now).await?;
        }
        *told_of = Some((day, model));
        Ok(())
    }
}

pub(super) fn seen(release: &Release) -> EventSeen<'_> {
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
