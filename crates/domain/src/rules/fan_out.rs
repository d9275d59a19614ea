//! Thousands of people with thresholds of their own, without thousands of evaluations.
//!
//! Rules that differ in their threshold alone form a [`Group`]. What is measured is measured once per group; then only
//! the thresholds that something can happen to are looked at: those that remember something, and those the measured value
//! has reached. A threshold many people share is evaluated once. The result is the same as evaluating every person's rule
//! alone ([`super::evaluate()`]); only the work differs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::decision::Decision;
use super::evaluate::gate::Scale;
use super::evaluate::{Measured, measure, step};
use super::input::Input;
use super::rule::Rule;
use super::state::RuleState;

/// A threshold that sorts.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Threshold(f64);

impl Threshold {
    /// Of a rule; 0 stands for kinds that measure nothing.
    pub fn of(rule: &Rule) -> Self {
        Self(rule.threshold().unwrap_or_default())
    }

    /// As a number, in the rule's unit.
    pub const fn number(self) -> f64 {
        self.0
    }
}

impl From<f64> for Threshold {
    fn from(number: f64) -> Self {
        Self(number)
    }
}

impl PartialEq for Threshold {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Threshold {}

impl PartialOrd for Threshold {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Threshold {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// What one group remembers on one subject: states by threshold. Thresholds that remember nothing are absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<(Threshold, RuleState)>", into = "Vec<(Threshold, RuleState)>")]
pub struct GroupState(BTreeMap<Threshold, RuleState>);

impl GroupState {
    /// The state of one threshold.
    pub fn get(&self, threshold: Threshold) -> Option<&RuleState> {
        self.0.get(&threshold)
    }

    /// Puts back a state that was stored.
    pub fn put(&mut self, threshold: Threshold, state: RuleState) {
        if state.is_blank() {
            self.0.remove(&threshold);
        } else {
            self.0.insert(threshold, state);
        }
    }

    /// All that is remembered, by threshold.
    pub fn iter(&self) -> impl Iterator<Item = (Threshold, &RuleState)> {
        self.0.iter().map(|(threshold, state)| (*threshold, state))
    }

    /// How many thresholds remember something.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<(Threshold, RuleState)>> for GroupState {
    fn from(states: Vec<(Threshold, RuleState)>) -> Self {
        Self(states.into_iter().collect())
    }
}

impl From<GroupState> for Vec<(Threshold, RuleState)> {
    fn from(state: GroupState) -> Self {
        state.0.into_iter().collect()
    }
}

/// Rules that differ in their threshold alone, each with the people who have it.
#[derive(Clone, Debug)]
pub struct Group<P> {
    rule: Rule,
    key: String,
    members: BTreeMap<Threshold, Vec<P>>,
}

/// What one evaluation of a group brought.
#[derive(Debug)]
pub struct Evaluated<'a, P> {
    /// Decisions, by rising threshold, each with those it concerns.
    pub decisions: Vec<(Decision, &'a [P])>,
    /// Thresholds whose state changed: store or delete these.
    pub changed: Vec<Threshold>,
}

/// Groups everybody's rules. The order in which they come changes nothing but the order of the people in a group.
pub fn grouped<P>(wishes: impl IntoIterator<Item = (P, Rule)>) -> Vec<Group<P>> {
    let mut groups = BTreeMap::<String, Group<P>>::new();
    for (person, rule) in wishes {
        let key = key(&rule);
        let threshold = Threshold::of(&rule);
        let group = groups.entry(key).or_insert_with_key(|key| Group {
            rule,
            key: key.clone(),
            members: BTreeMap::new(),
        });
        group.members.entry(threshold).or_default().push(person);
    }
    groups.into_values().collect()
}

/// All parameters but the threshold, in words: `btc.change.15m both 14400s 0.2 1x warning on`.
pub(super) fn key(rule: &Rule) -> String {
    format!(
        "{} {} {}s {} {}x {} {}",
        rule.id(),
        rule.direction().as_str(),
        rule.cooldown().num_seconds(),
        rule.hysteresis(),
        rule.confirm(),
        rule.severity().as_str(),
        if rule.enabled() { "on" } else { "off" },
    )
}

impl<P> Group<P> {
    /// All parameters but the threshold, in words: the name its states are stored under.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Its rule, with one of its thresholds.
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Its thresholds with the people who have them, rising.
    pub fn members(&self) -> impl Iterator<Item = (Threshold, &[P])> {
        self.members.iter().map(|(threshold, people)| (*threshold, people.as_slice()))
    }

    /// Evaluates every threshold of the group on one input. `state` is the group's own on the input's subject.
    pub fn evaluate(
        &self,
        state: &mut GroupState,
        input: &Input<'_>,
        now: DateTime<Utc>,
    ) -> Evaluated<'_, P> {
        let mut evaluated = Evaluated { decisions: Vec::new(), changed: Vec::new() };
        let Some(measured) = measure(&self.rule, input) else { return evaluated };
        let measures = self.rule.threshold().is_some();
        for threshold in self.concerned(state, &measured) {
            let Some(people) = self.members.get(&threshold) else { continue };
            let before = state.get(threshold).cloned().unwrap_or_default();
            let mut after = before.clone();
            let number = measures.then_some(threshold.0);
            let decision = step(&self.rule, number, &mut after, &measured, input, now);
            evaluated.decisions.extend(decision.map(|decision| (decision, people.as_slice())));
            if after != before {
                evaluated.changed.push(threshold);
                state.put(threshold, after);
            }
        }
        evaluated
    }

    /// The thresholds something can happen to.
    fn concerned(&self, state: &GroupState, measured: &Measured<'_>) -> BTreeSet<Threshold> {
        let reached = match measured {
            Measured::Signal(signal) => match signal.scale {
                Scale::Distance => Some((f64::NEG_INFINITY, signal.value.abs())),
                Scale::Position { before: None } => None,
                Scale::Position { before: Some(before) } => {
                    Some((before.min(signal.value), before.max(signal.value)))
                }
            },
            // Each threshold has its own anchor or word.
            Measured::Drift(_) | Measured::Word(_) | Measured::Event(_) => {
                Some((f64::NEG_INFINITY, f64::INFINITY))
            }
        };
        let reached = reached.into_iter().flat_map(|(low, high)| {
            // A condition that is met or not has no threshold; it stands at 0, and is always reached.
            let high = high.max(0.0);
            self.members.range(Threshold(low)..=Threshold(high)).map(|(threshold, _)| *threshold)
        });
        reached.chain(state.0.keys().copied()).collect()
    }
}
