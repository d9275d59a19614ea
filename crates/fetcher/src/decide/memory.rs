//! What rules remember, as it is stored: one row for each threshold that remembers something, and one for each series'
//! track.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cockpit_domain::SeriesId;
use cockpit_domain::rules::{GroupState, RuleId, RuleState, Threshold, Track};
use cockpit_store::{Store, StoreError};

/// Parts of a stored key; none of them holds it.
const SEPARATOR: char = '\n';
const TRACK: &str = "track";
const RULE: &str = "rule";

/// Everything that rules remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    groups: HashMap<(String, String), GroupState>,
    tracks: BTreeMap<SeriesId, Track>,
    changed: BTreeSet<Change>,
}

/// Where a state stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The rule's parameters.
    pub group: String,
    /// What it is about.
    pub subject: String,
    /// Which threshold.
    pub threshold: Threshold,
}

impl Place {
    pub(super) fn new(group: &str, subject: &str, threshold: Threshold) -> Self {
        Self { group: group.to_owned(), subject: subject.to_owned(), threshold }
    }
}

/// Something that differs from what is stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Track(SeriesId),
    Group(String, String, Threshold),
}

impl Memory {
    pub(super) async fn read(store: &Store) -> Result<Self, StoreError> {
        let mut memory = Self::default();
        for (key, json) in store.rule_states().await? {
            if memory.put_back(&key, &json).is_none() {
                // Of a version with another idea of it: the rule begins anew.
                tracing::warn!(key, "what a rule remembered cannot be read");
            }
        }
        Ok(memory)
    }

    fn put_back(&mut self, key: &str, json: &str) -> Option<()> {
        let parts: Vec<&str> = key.split(SEPARATOR).collect();
        match parts.as_slice() {
            [TRACK, series] => {
                self.tracks.insert(series.parse().ok()?, serde_json::from_str(json).ok()?);
            }
            [RULE, group, subject, threshold] => {
                let state: RuleState = serde_json::from_str(json).ok()?;
                let threshold = threshold.parse::<f64>().ok()?;
                let key = ((*group).to_owned(), (*subject).to_owned());
                self.groups.entry(key).or_default().put(threshold.into(), state);
            }
            _ => return None,
        }
        Some(())
    }

    pub(super) fn track(&mut self, series: SeriesId) -> &mut Track {
        self.tracks.entry(series).or_default()
    }

    pub(super) fn keep_track(&mut self, series: SeriesId) {
        self.changed.insert(Change::Track(series));
    }

    pub(super) fn group(&mut self, key: &str, subject: &str) -> &mut GroupState {
        self.groups.entry((key.to_owned(), subject.to_owned())).or_default()
    }

    pub(super) fn keep_group(&mut self, key: &str, subject: &str, thresholds: &[Threshold]) {
        let changes =
            thresholds.iter().map(|threshold| Change::Group(key.to_owned(), subject.to_owned(), *threshold));
        self.changed.extend(changes);
        // A subject that nothing is remembered of takes no room.
        let place = (key.to_owned(), subject.to_owned());
        if self.groups.get(&place).is_some_and(GroupState::is_empty) {
            self.groups.remove(&place);
        }
    }

    /// All that one rule remembers, whatever its parameters.
    pub(super) fn of_rule(&self, id: &RuleId) -> Vec<(Place, RuleState)> {
        let start = format!("{id} ");
        let groups = self.groups.iter().filter(|((group, _), _)| group.starts_with(&start));
        let states = groups.flat_map(|((group, subject), states)| {
            states
                .iter()
                .map(move |(threshold, state)| (Place::new(group, subject, threshold), state.clone()))
        });
        states.collect()
    }

    /// Forgets a threshold, whatever it is about.
    pub(super) fn forget(&mut self, group: &str, threshold: Threshold) {
        for ((key, subject), states) in self.groups.iter_mut().filter(|((key, _), _)| key == group) {
            if states.get(threshold).is_some() {
                states.put(threshold, RuleState::default());
                self.changed.insert(Change::Group(key.clone(), subject.clone(), threshold));
            }
        }
        self.groups.retain(|_, states| !states.is_empty());
    }

    /// Puts a state in its place.
    pub(super) fn put(&mut self, place: Place, state: RuleState) {
        let Place { group, subject, threshold } = place;
        self.group(&group, &subject).put(threshold, state);
        self.keep_group(&group, &subject, &[threshold]);
    }

    /// What is to be written, by its stored key; then nothing differs any more.
    pub(super) fn changes(&mut self) -> Vec<(String, Option<String>)> {
        let changed = std::mem::take(&mut self.changed);
        changed.into_iter().map(|change| self.row(&change)).collect()
    }

    fn row(&self, change: &Change) -> (String, Option<String>) {
        match change {
            Change::Track(series) => {
                let json = self.tracks.get(series).and_then(|track| serde_json::to_string(track).ok());
                (format!("{TRACK}{SEPARATOR}{series}"), json)
            }
            Change::Group(group, subject, threshold) => {
                let state = self.groups.get(&(group.clone(), subject.clone()));
                let state = state.and_then(|state| state.get(*threshold));
                let json = state.and_then(|state| serde_json::to_string(state).ok());
                let number = threshold.number();
                (format!("{RULE}{SEPARATOR}{group}{SEPARATOR}{subject}{SEPARATOR}{number}"), json)
            }
        }
    }
}
