//! New thresholds are armed where the values stand: what is beyond them already is no news, and what crosses them from the
//! next value on is told. So a change of settings never raises a burst of alerts, nor the same alert a second time, and an
//! alert that nobody was ever told mutes nothing.
//!
//! 1. The same threshold under other parameters takes over what was remembered, cooldown and all.
//! 2. Another threshold on a series is replayed over the last days, without cooldown; that of the one it replaces goes on.
//!    On odds every market that is followed stands where it stands now.
//! 3. What compares words (regime, leaders, releases, events) keeps the words that were told.
//! 4. What nobody wants any more is forgotten.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::rules::{
    Input, Rule, RuleId, RuleKind, RuleSpec, RuleState, Span, Threshold, evaluate, remembered,
};
use cockpit_domain::{Moment, Point, SeriesId};
use cockpit_store::{Store, StoreError};

use super::audience::Audience;
use super::look::{BACK, seen};
use super::memory::{Memory, Place};
use crate::markets::swings;

/// How far a new threshold is replayed: further than the longest window with its tolerance.
const REPLAYED: TimeDelta = TimeDelta::days(15);
/// An event that was not seen for longer is followed no more.
const FOLLOWED: TimeDelta = TimeDelta::hours(1);
/// New thresholds that are replayed at once. When a whole list of people comes in, the others begin with nothing behind them.
const REPLAYED_MAX: usize = 500;

/// Prepares what `after` has and `before` had not, and forgets what only `before` had.
pub(super) async fn arm(
    store: &Store,
    before: &Audience,
    after: &Audience,
    memory: &mut Memory,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (had, has) = (wanted(before), wanted(after));
    let (mut pasts, mut prepared) = (HashMap::new(), Vec::new());
    for (key, threshold) in has.difference(&had).take(REPLAYED_MAX) {
        let Some(group) = after.groups().iter().find(|group| group.key() == *key) else { continue };
        let Some(rule) = at(group.rule(), *threshold) else { continue };
        let donors = Donors::of(memory, &rule, *threshold, &had, &has);
        if let Some(series) = rule.id().series().filter(|_| replays(rule.id())) {
            let past = match pasts.entry(series) {
                std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(points(store, series, now).await?)
                }
            };
            prepared.push((Place::new(key, "", *threshold), donors.on_series(&rule, past)));
        } else if rule.id().kind() == RuleKind::OddsSwing {
            let states = donors.on_markets(standing_odds(store, &rule, now).await?);
            prepared.extend(states.map(|(subject, state)| (Place::new(key, &subject, *threshold), state)));
        } else {
            let told = told_releases(store, &rule, now).await?;
            let states = told.into_iter().chain(donors.by_subject());
            prepared.extend(states.map(|(subject, state)| (Place::new(key, &subject, *threshold), state)));
        }
    }
    for (key, threshold) in had.difference(&has).chain(has.difference(&had)) {
        memory.forget(key, *threshold);
    }
    for (place, state) in prepared {
        memory.put(place, state);
    }
    Ok(())
}

/// What is evaluated for anybody: parameters and thresholds.
fn wanted(audience: &Audience) -> BTreeSet<(&str, Threshold)> {
    let groups = audience.groups().iter().filter(|group| group.rule().enabled());
    groups.flat_map(|group| group.members().map(|(threshold, _)| (group.key(), threshold))).collect()
}

/// The group's rule with one of its thresholds.
fn at(rule: &Rule, threshold: Threshold) -> Option<Rule> {
    let Some(own) = rule.threshold() else { return Some(rule.clone()) };
    if own == threshold.number() { Some(rule.clone()) } else { rule.with_threshold(threshold.number()).ok() }
}

const fn replays(id: &RuleId) -> bool {
    matches!(id.kind(), RuleKind::Change | RuleKind::Drift | RuleKind::Level)
}

async fn points(store: &Store, series: SeriesId, now: DateTime<Utc>) -> Result<Vec<Point>, StoreError> {
    let kind = series.definition().moments;
    store.points(series, Moment::of(kind, now - REPLAYED), Moment::of(kind, now)).await
}

/// Figures that are out already are not news to somebody who wants to hear of them from now on.
async fn told_releases(
    store: &Store,
    rule: &Rule,
    now: DateTime<Utc>,
) -> Result<Vec<(String, RuleState)>, StoreError> {
    if rule.id().kind() != RuleKind::EventReleased {
        return Ok(Vec::new());
    }
    let releases = store.releases(now - BACK, now).await?;
    let states = releases.iter().map(|release| {
        let (state, _) = evaluate(rule, &RuleState::default(), &Input::Event(seen(release)), now);
        (release.id.as_str().to_owned(), state)
    });
    Ok(states.filter(|(_, state)| !state.is_blank()).collect())
}

/// Odds that have moved so far already are not news to a new threshold.
async fn standing_odds(
    store: &Store,
    rule: &Rule,
    now: DateTime<Utc>,
) -> Result<Vec<(String, RuleState)>, StoreError> {
    let Some(bare) = bare(rule) else { return Ok(Vec::new()) };
    let followed = store.events_seen_since(now - FOLLOWED).await?;
    let events: Vec<_> = followed.into_iter().map(|seen| seen.event).collect();
    let swings = swings(store, &events, now).await?;
    let states = swings.into_iter().map(|(_, headline, odds)| {
        let (state, _) = evaluate(&bare, &RuleState::default(), &Input::Odds(odds), now);
        (headline.token.as_str().to_owned(), untold(state))
    });
    Ok(states.filter(|(_, state)| !state.is_blank()).collect())
}

/// What the same rule remembers under other parameters or thresholds.
struct Donors {
    /// The very same threshold, and the same direction.
    same: Vec<(String, RuleState)>,
    /// Those that nobody wants any more.
    gone: Vec<(String, RuleState)>,
    /// All others.
    others: Vec<(String, RuleState)>,
}

impl Donors {
    fn of(
        memory: &Memory,
        rule: &Rule,
        threshold: Threshold,
        had: &BTreeSet<(&str, Threshold)>,
        has: &BTreeSet<(&str, Threshold)>,
    ) -> Self {
        let mut donors = Self { same: Vec::new(), gone: Vec::new(), others: Vec::new() };
        let direction = format!("{} {} ", rule.id(), rule.direction().as_str());
        for (place, state) in memory.of_rule(rule.id()) {
            let known = (place.group.as_str(), place.threshold);
            if !had.contains(&known) {
                continue;
            }
            let kind = if place.threshold == threshold && place.group.starts_with(&direction) {
                &mut donors.same
            } else if has.contains(&known) {
                &mut donors.others
            } else {
                &mut donors.gone
            };
            kind.push((place.subject, state));
        }
        donors
    }

    fn on_series(&self, rule: &Rule, past: &[Point]) -> RuleState {
        if let Some((_, state)) = self.same.first() {
            return state.clone();
        }
        let state = standing(rule, past);
        let replaced = self.gone.iter().map(|(_, state)| state).max_by_key(|state| state.fired_at);
        match replaced {
            Some(replaced) if rule.id().kind() == RuleKind::Drift => drift(rule, replaced, state, past),
            Some(replaced) => RuleState { fired_at: replaced.fired_at, ..state },
            None => state,
        }
    }

    /// By market: the very same threshold goes on; another stands where the odds do, and is as quiet as the one it replaces.
    fn on_markets(self, standing: Vec<(String, RuleState)>) -> impl Iterator<Item = (String, RuleState)> {
        let mut states: HashMap<String, RuleState> = standing.into_iter().collect();
        for (subject, replaced) in self.gone {
            let state = states.entry(subject).or_default();
            state.fired_at = state.fired_at.max(replaced.fired_at);
        }
        states.into_iter().chain(self.same).filter(|(_, state)| !state.is_blank())
    }

    /// By what it is about; the best comes last, so that it stays.
    fn by_subject(self) -> impl Iterator<Item = (String, RuleState)> {
        let mut states = self.others.into_iter().chain(self.gone).collect::<Vec<_>>();
        // Whoever was told last knows best.
        states.sort_by_key(|(_, state)| state.fired_at);
        states.into_iter().chain(self.same)
    }
}

/// Where the values stand to a rule.
fn standing(rule: &Rule, past: &[Point]) -> RuleState {
    bare(rule).map_or_else(RuleState::default, |bare| untold(remembered(&bare, past)))
}

/// One value is enough to stand somewhere, and no cooldown follows from what was not told.
fn bare(rule: &Rule) -> Option<Rule> {
    Rule::new(&RuleSpec { cooldown: Span::default(), confirm: 1, ..rule.clone().into() }).ok()
}

fn untold(state: RuleState) -> RuleState {
    RuleState { fired_at: None, fired_value: None, ..state }
}

/// A slide is measured on from where it began; one that is long enough for the new threshold already begins anew.
fn drift(rule: &Rule, replaced: &RuleState, replayed: RuleState, past: &[Point]) -> RuleState {
    let fired_at = replaced.fired_at;
    let unit = rule.id().series().map(|series| series.definition().change_unit);
    let (Some(anchor), Some(last), Some(unit), Some(threshold)) =
        (replaced.anchor, past.last(), unit, rule.threshold())
    else {
        return RuleState { fired_at, ..replayed };
    };
    let slid = unit.between(anchor.value, last.value.amount());
    if slid.is_some_and(|slid| slid.abs() < threshold) {
        RuleState { anchor: Some(anchor), fired_at, ..RuleState::default() }
    } else {
        RuleState { fired_at, ..replayed }
    }
}
