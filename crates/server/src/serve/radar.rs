//! The radar as it is stored, and as it is shown at a moment.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::dashboard::Status;
use cockpit_domain::freshness::Freshness;
use cockpit_domain::radar::{Entry, Event, Known, Lead, Odds, Token, entry, headline, ranked};
use cockpit_store::{SourceState, Store, StoreError};

/// Lines on the dashboard.
pub(crate) const TOP: usize = 5;
/// Lines of the wider list.
pub(super) const WIDER: usize = 30;
/// The job that asks for markets.
const JOB: &str = "radar";
/// Odds are asked for every five minutes; three missed rounds are old.
const FRESH_FOR: TimeDelta = TimeDelta::minutes(15);
/// Odds older than this are history, not a radar.
const AGE_MAX: TimeDelta = TimeDelta::days(14);
/// Events of one round were seen within this time.
const ROUND: TimeDelta = TimeDelta::minutes(10);
/// How far back odds are read: the line's week, and room for a base.
const PAST: TimeDelta = TimeDelta::days(8);

/// The events of the last good answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Radar {
    followed: Vec<Followed>,
    state: Option<SourceState>,
}

#[derive(Clone, Debug)]
struct Followed {
    event: Event,
    seen_at: DateTime<Utc>,
    odds: Vec<Odds>,
    lead: Option<Lead>,
    pinned: bool,
}

impl Radar {
    pub(super) async fn gather(
        store: &Store,
        states: &[SourceState],
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let seen = store.events_seen_since(now - AGE_MAX).await?;
        let pins = store.pins().await?;
        let newest = seen.iter().map(|seen| seen.seen_at).max().unwrap_or(now);
        let seen_at: HashMap<&str, DateTime<Utc>> =
            seen.iter().map(|seen| (seen.event.id.as_str(), seen.seen_at)).collect();
        let last =
            seen.iter().filter(|seen| newest - seen.seen_at <= ROUND || pins.contains(&seen.event.slug));
        let listed = ranked(last.map(|seen| &seen.event));
        // A pinned event stays, also when it would not be listed.
        let pinned = seen
            .iter()
            .map(|seen| &seen.event)
            .filter(|event| pins.contains(&event.slug) && !listed.iter().any(|listed| listed.id == event.id));
        let events: Vec<&Event> = listed.iter().copied().take(WIDER).chain(pinned).collect();

        let tokens: Vec<Token> = events
            .iter()
            .filter_map(|event| headline(event))
            .map(|headline| headline.token.clone())
            .collect();
        let mut odds = store.odds_since(&tokens, now - PAST).await?;
        let mut leads = HashMap::<String, Lead>::new();
        for change in store.leader_changes(now - TimeDelta::days(1)).await? {
            let lead = Lead {
                token: change.token,
                label: change.label,
                led_before: change.led_before,
                since: change.at,
            };
            // Newest first.
            leads.entry(change.event).or_insert(lead);
        }
        let followed = events.into_iter().map(|event| Followed {
            event: event.clone(),
            seen_at: seen_at.get(event.id.as_str()).copied().unwrap_or(newest),
            odds: headline(event).and_then(|headline| odds.remove(headline.token)).unwrap_or_default(),
            lead: leads.remove(&event.id),
            pinned: pins.contains(&event.slug),
        });
        let state = states.iter().find(|state| state.feed == JOB).cloned();
        Ok(Self { followed: followed.collect(), state })
    }

    /// The lines at `now`, most traded first.
    pub(super) fn entries(&self, at_most: usize, now: DateTime<Utc>) -> Vec<Entry> {
        let lines = self.followed.iter().filter_map(|followed| {
            let Followed { event, seen_at, odds, lead, pinned } = followed;
            entry(event, *seen_at, &Known { odds, lead: lead.as_ref(), pinned: *pinned }, now)
        });
        lines.take(at_most).collect()
    }

    pub(super) fn status(&self, now: DateTime<Utc>) -> Status {
        let Some(state) = &self.state else { return Status::default() };
        let recent = state.last_success_at.is_some_and(|at| now - at <= FRESH_FOR);
        let freshness = match (recent, self.followed.is_empty()) {
            (true, _) => Freshness::Fresh,
            (false, false) => Freshness::Stale,
            (false, true) => Freshness::Missing,
        };
        let reason = match &state.error {
            Some(error) => Some(format!("{}: {error}", state.source)),
            None => (!recent).then(|| format!("{} has not been asked for a while", state.source)),
        };
        Status { freshness, reason, checked_at: state.last_success_at }
    }
}
