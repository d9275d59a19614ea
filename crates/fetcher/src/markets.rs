//! The radar's round: ask for events, keep those worth following with their odds, and fetch the past of what is new.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::radar::rank::spread;
use cockpit_domain::radar::{Event, Headline, Odds, Probability, Token, headline, leader, ranked, watched};
use cockpit_domain::rules::{Input, LeaderSeen, OddsSeen};
use cockpit_store::{Leader, Store, StoreError};
use serde_json::json;

use crate::decide::alert::Facts;
use crate::error::FetchError;
use crate::keep::Kept;
use crate::run::{Asked, Fetcher, Round};
use crate::sources::polymarket::{EventsByTag, EventsNamed, PriceHistory};

/// Name in the fetch log.
pub(crate) const JOB: &str = "radar";
/// Name in the fetch log of the past of outcomes.
const HISTORY_JOB: &str = "radar.history";
/// How often markets are asked for.
pub(crate) const RHYTHM: Duration = Duration::from_secs(5 * 60);
/// Events that are kept: the wider list, and room for what rises into it.
const EVENTS_KEPT: usize = 40;
/// Events whose outcomes' odds are kept: those on the wider list.
const EVENTS_WATCHED: usize = 30;
/// Events whose odds can raise an alert: the lines on the dashboard. Pinned ones always can.
const EVENTS_ALARMED: usize = 5;
/// How much older than a day the price may be that a swing is measured from.
const BASE_SLACK: TimeDelta = TimeDelta::hours(2);
/// Outcomes whose past is fetched in one round; the top of the list comes first.
const HISTORIES_PER_ROUND: usize = 24;
/// An unchanged price is written once in this time: enough for a course, and to know that it was seen.
const UNCHANGED_EVERY: TimeDelta = TimeDelta::minutes(30);

/// The outcome that each event is known by, beside its own price of a day before.
pub(crate) async fn swings<'a>(
    store: &Store,
    events: &'a [Event],
    at: DateTime<Utc>,
) -> Result<Vec<(&'a Event, Headline<'a>, OddsSeen<'a>)>, StoreError> {
    let day_ago = at - TimeDelta::days(1);
    let shown: Vec<_> = events.iter().filter_map(|event| Some((event, headline(event)?))).collect();
    let tokens: Vec<Token> = shown.iter().map(|(_, headline)| headline.token.clone()).collect();
    let pasts = store.odds_since(&tokens, day_ago - BASE_SLACK).await?;
    let beside = |(event, headline): (&'a Event, Headline<'a>)| {
        let past = pasts.get(headline.token).into_iter().flatten();
        let before = past.filter(|odds| odds.observed_at <= day_ago).max_by_key(|odds| odds.observed_at);
        let odds = OddsSeen {
            token: headline.token.as_str(),
            observed_at: at,
            probability: headline.probability,
            day_before: before.map(|odds| (odds.observed_at, odds.probability)),
            spread: spread(headline.market),
            volume_24h: headline.market.volume_24h,
        };
        (event, headline, odds)
    };
    Ok(shown.into_iter().map(beside).collect())
}

/// What the radar remembers between rounds.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The last price written of each outcome, and when.
    written: HashMap<Token, (DateTime<Utc>, Probability)>,
    /// Outcomes whose publisher has no past for us; not asked again in this process.
    without_past: HashSet<Token>,
}

impl Fetcher {
    pub(crate) async fn radar_round(&self, failures: u32) -> Round {
        let mut round = Round { job: JOB, asked: Vec::new(), succeeded: false, next_at: None };
        let listed = self.ask(&EventsByTag, async |at, events| self.keep_events(events, at).await).await;
        round.succeeded = listed.result.is_ok();
        round.asked.push(listed);
        if round.succeeded
            && let Some(pinned) = self.ask_pinned().await
        {
            round.asked.push(pinned);
        }
        let failures = if round.succeeded { 0 } else { failures.saturating_add(1) };
        let next_at = self.plan(RHYTHM, failures, &round.asked);
        for one in &round.asked {
            self.record(JOB, one, next_at).await;
        }
        if round.succeeded {
            self.fetch_pasts().await;
        }
        round
    }

    /// Keeps the most traded relevant events, the odds of their outcomes, and who leads them.
    async fn keep_events(&self, events: Vec<Event>, at: DateTime<Utc>) -> Result<Kept, FetchError> {
        let values = u32::try_from(events.len()).unwrap_or(u32::MAX);
        let pinned = self.store.pins().await?;
        let ranked = ranked(&events);
        let is_pinned = |event: &&Event| pinned.contains(&event.slug);
        let kept: Vec<Event> = ranked
            .iter()
            .take(EVENTS_KEPT)
            .copied()
            .chain(
                events
                    .iter()
                    .filter(is_pinned)
                    .filter(|event| !ranked.iter().take(EVENTS_KEPT).any(|kept| kept.id == event.id)),
            )
            .cloned()
            .collect();
        let new = self.keep_odds(&kept, at).await?;
        self.keep_leaders(&kept, at).await?;
        let alarmed: Vec<Event> = kept
            .iter()
            .enumerate()
            .filter(|(place, event)| *place < EVENTS_ALARMED || pinned.contains(&event.slug))
            .map(|(_, event)| event.clone())
            .collect();
        self.store.save_events(kept, at).await?;
        self.decide_on_odds(&alarmed, at).await?;
        Ok(Kept { values, new })
    }

    /// Shows the odds of the top of the list and of pinned events to the rules, each outcome with its own past.
    async fn decide_on_odds(&self, events: &[Event], at: DateTime<Utc>) -> Result<(), FetchError> {
        let mut inputs = Vec::new();
        for (event, headline, odds) in swings(&self.store, events, at).await? {
            let body = json!({
                "title": event.title, "url": event.url(), "outcome": headline.outcome,
                "volume_24h_usd": event.volume_24h.dollars(), "odds": headline.probability.percent(),
                "runner_up": headline.runner_up.map(|(outcome, odds)| (outcome, odds.percent())),
            });
            let facts = Facts::new(body, format!("{} at {at}", event.slug));
            inputs.push((Input::Odds(odds), facts.clone()));
            // One question has no rivals; its lead is what its odds already tell.
            if let Some((_, behind)) = headline.runner_up {
                let lead_pp = headline.probability.percent() - behind.percent();
                let leader = LeaderSeen {
                    event: &event.slug,
                    leader: headline.outcome,
                    lead_pp,
                    volume_24h: event.volume_24h,
                };
                inputs.push((Input::Leader(leader), facts));
            }
        }
        self.decider.decide(inputs, at).await?;
        Ok(())
    }

    async fn ask_pinned(&self) -> Option<Asked> {
        let pins = self.store.pins().await.unwrap_or_default();
        let named = EventsNamed::new(pins)?;
        Some(self.ask(&named, async |at, events| self.keep_events(events, at).await).await)
    }

    async fn keep_odds(&self, events: &[Event], at: DateTime<Utc>) -> Result<u32, FetchError> {
        let at = DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at);
        let mut seen = self.markets.lock().await;
        let mut odds = Vec::new();
        for event in events.iter().take(EVENTS_WATCHED) {
            for (token, probability, spread) in watched(event) {
                let known = seen.written.get(token);
                let unchanged = known.is_some_and(|(written_at, before)| {
                    *before == probability && (at - *written_at).abs() < UNCHANGED_EVERY
                });
                if !unchanged {
                    seen.written.insert(token.clone(), (at, probability));
                    let source = "gamma".to_owned();
                    odds.push(Odds { token: token.clone(), observed_at: at, probability, spread, source });
                }
            }
        }
        Ok(u32::try_from(self.store.append_odds(odds).await?).unwrap_or(u32::MAX))
    }

    async fn keep_leaders(&self, events: &[Event], at: DateTime<Utc>) -> Result<(), FetchError> {
        let mut known = HashMap::<String, Token>::new();
        // Newest first: the first of an event is the present one.
        for change in self.store.leader_changes(DateTime::UNIX_EPOCH).await? {
            known.entry(change.event).or_insert(change.token);
        }
        let leaders = events.iter().filter_map(|event| {
            let (token, label) = leader(event, known.get(&event.id))?;
            Some(Leader { event: event.id.clone(), token: token.clone(), label: label.to_owned() })
        });
        self.store.record_leaders(leaders.collect(), at).await?;
        Ok(())
    }

    /// Fetches the week before for outcomes that are new to us, so that a change over a day is known at once.
    async fn fetch_pasts(&self) {
        let wanted = match self.without_past().await {
            Ok(wanted) => wanted,
            Err(error) => {
                tracing::warn!(%error, "the odds that are known could not be read");
                return;
            }
        };
        for token in wanted {
            let source = PriceHistory::new(token.clone());
            let asked = self.ask(&source, async |_, odds: Vec<Odds>| {
                let values = u32::try_from(odds.len()).unwrap_or(u32::MAX);
                let new = u32::try_from(self.store.append_odds(odds).await?).unwrap_or(u32::MAX);
                Ok(Kept { values, new })
            });
            let asked = asked.await;
            // An outcome without a past is no failure worth asking about again; a host that fails is.
            let none = match &asked.result {
                Ok(kept) => kept.is_none_or(|kept| kept.values == 0),
                Err(error) => !error.is_transient(),
            };
            if none {
                self.markets.lock().await.without_past.insert(token);
            }
            let failed = asked.result.as_ref().is_err_and(FetchError::is_transient);
            self.record(HISTORY_JOB, &asked, self.clock.now() + RHYTHM).await;
            if failed {
                break;
            }
        }
    }

    async fn without_past(&self) -> Result<Vec<Token>, FetchError> {
        let now = self.clock.now();
        let events = self.store.events_seen_since(now - TimeDelta::minutes(30)).await?;
        let events: Vec<&Event> = events.iter().map(|seen| &seen.event).collect();
        let tokens: Vec<Token> = events
            .iter()
            .take(EVENTS_WATCHED)
            .flat_map(|event| watched(event).into_iter().map(|(token, ..)| token.clone()))
            .collect();
        let known = self.store.odds_tokens_known(&tokens).await?;
        let seen = self.markets.lock().await;
        let new =
            tokens.into_iter().filter(|token| !known.contains(token) && !seen.without_past.contains(token));
        Ok(new.take(HISTORIES_PER_ROUND).collect())
    }
}
