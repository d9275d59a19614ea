//! From what was seen to what is told: the rules are evaluated, and the observation, what the rules remember, their
//! decisions, the alerts and a row for each recipient are written in one transaction.
//!
//! One evaluation at a time: whoever decides holds the desk, so that what a rule remembers is never older than what is
//! stored. When a write fails, memory is read back from the store before the next evaluation.
//!
//! 1. `audience`: who wants to be told of what.
//! 2. `memory`: what rules remember, as it is stored.
//! 3. `arming`: what new thresholds remember.
//! 4. `past`: the few past values that rules compare with.
//! 5. `alert`: an alert from decisions.
//! 6. `look`: releases, sources and the regime, which are looked at by the clock.

pub mod alert;
mod arming;
pub mod audience;
mod look;
mod memory;
mod past;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use cockpit_domain::rules::{Input, RegimeSeen, RuleId, RuleState, Sample, Trust};
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value};
use cockpit_store::{Appended, Decided, Store, StoreError, crash_at};
use tokio::sync::Mutex;

use self::alert::{Facts, Outcomes};
use self::audience::Audience;
use self::memory::Memory;
use self::past::Past;

/// Evaluates rules and writes what follows. Clones share it.
#[derive(Clone, Debug)]
pub struct Decider {
    store: Store,
    desk: Arc<Mutex<Desk>>,
}

/// What is needed for an evaluation; read when it is first needed.
#[derive(Debug, Default)]
struct Desk {
    audience: Option<Audience>,
    memory: Option<Memory>,
}

/// A value that validation holds back.
#[derive(Clone, Copy, Debug)]
pub struct HeldValue<'a> {
    /// Of which series.
    pub series: SeriesId,
    /// What it speaks of.
    pub observed_at: Moment,
    /// The value.
    pub value: Value,
    /// Who said so.
    pub source: &'a str,
}

/// An observation that is news.
struct News<'a> {
    observation: &'a Observation,
    trust: Trust,
    overlap: Option<Value>,
    past: Past,
}

impl Decider {
    /// Over this store.
    pub fn new(store: Store) -> Self {
        Self { store, desk: Arc::default() }
    }

    /// The store it writes to.
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Appends observations, and decides on the newest of each series if it is news.
    pub async fn append(
        &self,
        observations: Vec<Observation>,
        now: DateTime<Utc>,
    ) -> Result<Appended, StoreError> {
        let newest = newest_live(&observations);
        let live: Vec<&Observation> = newest.iter().collect();
        if live.is_empty() {
            return self.store.append(observations).await;
        }
        let mut desk = self.desk.lock().await;
        // Everything is read before anything is evaluated: an evaluation whose outcome is then lost would have changed
        // what the rules remember, and with it have taken an alert away.
        let ready = match desk.ready(&self.store, now).await {
            Ok(()) => self.news(&live, &observations).await,
            Err(error) => Err(error),
        };
        let news = match ready {
            Ok(news) => news,
            Err(error) if error.is_transient() => return Err(error),
            Err(error) => {
                tracing::error!(%error, "rules cannot be evaluated; the values are kept without them");
                return self.store.append(observations).await;
            }
        };
        let mut outcomes = Outcomes::default();
        for news in &news {
            desk.observe(sample(news.observation), news.trust, news.overlap, &news.past, now, &mut outcomes);
        }
        desk.write(&self.store, observations, outcomes, now).await
    }

    /// What is new among the newest values, with everything that rules compare it with.
    async fn news<'a>(
        &self,
        live: &[&'a Observation],
        observations: &[Observation],
    ) -> Result<Vec<News<'a>>, StoreError> {
        let mut news = Vec::new();
        for observation in live.iter().copied() {
            let (series, at) = (observation.series, observation.observed_at);
            let known = self.store.latest(series).await?;
            let trust = match &known {
                Some(known) if known.observed_at.timestamp() > at.timestamp() => continue,
                Some(known) if known.observed_at == at && known.value == observation.value => continue,
                Some(known) if known.observed_at == at => Trust::Revised,
                _ => Trust::Good,
            };
            // The same publisher's own word on the moment that was known before, when its answer reaches back so far.
            let overlap = known.as_ref().and_then(|known| {
                let same =
                    |other: &&Observation| other.series == series && other.observed_at == known.observed_at;
                observations.iter().find(same).map(|other| other.value)
            });
            let past = Past::read(&self.store, series, at).await?;
            news.push(News { observation, trust, overlap, past });
        }
        Ok(news)
    }

    /// Shows a held value to the rules: they suppress what it would have said.
    pub async fn held(&self, held: HeldValue<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut desk = self.desk.lock().await;
        desk.ready(&self.store, now).await?;
        let past = Past::read(&self.store, held.series, held.observed_at).await?;
        let HeldValue { series, observed_at, value, source } = held;
        let sample = Sample { observed_at, value, source, origin: Origin::Live };
        let mut outcomes = Outcomes::default();
        desk.observe((series, sample), Trust::Held, None, &past, now, &mut outcomes);
        desk.write(&self.store, Vec::new(), outcomes, now).await.map(drop)
    }

    /// Runs `save`, which changes rules or wishes, between two evaluations: what is saved holds from the next value on, and
    /// what stands beyond a new threshold already is no news.
    pub async fn change<T>(
        &self,
        save: impl Future<Output = Result<T, StoreError>> + Send,
        now: DateTime<Utc>,
    ) -> Result<T, StoreError> {
        let mut desk = self.desk.lock().await;
        desk.ready(&self.store, now).await?;
        let saved = save.await?;
        let armed = match desk.read_again(&self.store, now).await {
            Ok(()) => desk.write(&self.store, Vec::new(), Outcomes::default(), now).await.map(drop),
            Err(error) => Err(error),
        };
        if let Err(error) = armed {
            tracing::warn!(%error, "what was saved is in force, but new thresholds begin with nothing behind them");
            desk.audience = None;
        }
        Ok(saved)
    }

    /// Takes in a regime that is told otherwise than before: nothing has happened, so nothing is said.
    pub async fn settle_regime(&self, seen: RegimeSeen, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut desk = self.desk.lock().await;
        desk.ready(&self.store, now).await?;
        if let Some(memory) = &mut desk.memory {
            for (place, state) in memory.of_rule(&RuleId::RegimeChange) {
                // What has no word yet takes the first one in silence.
                memory.put(place, RuleState { fired_at: state.fired_at, ..RuleState::default() });
            }
        }
        let mut outcomes = Outcomes::default();
        desk.evaluate(&Input::Regime(seen), &Facts::default(), now, &mut outcomes);
        desk.write(&self.store, Vec::new(), outcomes, now).await.map(drop)
    }

    /// Decides on things that are not observations of series.
    pub async fn decide<'a>(
        &self,
        inputs: impl IntoIterator<Item = (Input<'a>, Facts)> + Send,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let inputs: Vec<(Input<'a>, Facts)> = inputs.into_iter().collect();
        if inputs.is_empty() {
            return Ok(());
        }
        let mut desk = self.desk.lock().await;
        desk.ready(&self.store, now).await?;
        let mut outcomes = Outcomes::default();
        for (input, facts) in inputs {
            desk.evaluate(&input, &facts, now, &mut outcomes);
        }
        desk.write(&self.store, Vec::new(), outcomes, now).await.map(drop)
    }
}

impl Desk {
    /// Reads what is missing, and who wants what when that has changed.
    async fn ready(&mut self, store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
        if self.memory.is_none() {
            self.memory = Some(Memory::read(store).await?);
        }
        let Some(audience) = &mut self.audience else {
            self.audience = Some(Audience::read(store, now).await?);
            return Ok(());
        };
        match audience.changed(store, now).await? {
            Some(changed) => self.take(changed, store, now).await,
            None => Ok(()),
        }
    }

    /// Reads who wants what, whether it has changed or not.
    async fn read_again(&mut self, store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
        let changed = Audience::read(store, now).await?;
        self.take(changed, store, now).await
    }

    async fn take(&mut self, changed: Audience, store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
        if let (Some(before), Some(memory)) = (&self.audience, &mut self.memory) {
            arming::arm(store, before, &changed, memory, now).await?;
        }
        self.audience = Some(changed);
        Ok(())
    }

    fn observe(
        &mut self,
        (series, sample): (SeriesId, Sample<'_>),
        trust: Trust,
        overlap: Option<Value>,
        past: &Past,
        now: DateTime<Utc>,
        outcomes: &mut Outcomes,
    ) {
        let Some(memory) = &mut self.memory else { return };
        let track = memory.track(series);
        let Some(seen) = track.follow(series, sample, trust, overlap, past, now) else { return };
        memory.keep_track(series);
        let facts = Facts::of_sample(series, &sample);
        self.evaluate(&Input::Series(&seen), &facts, now, outcomes);
    }

    fn evaluate(&mut self, input: &Input<'_>, facts: &Facts, now: DateTime<Utc>, outcomes: &mut Outcomes) {
        let (Some(audience), Some(memory)) = (&self.audience, &mut self.memory) else { return };
        let subject = input.subject().unwrap_or_default();
        for group in audience.groups() {
            let state = memory.group(group.key(), subject);
            let evaluated = group.evaluate(state, input, now);
            for (decision, people) in evaluated.decisions {
                outcomes.add(decision, group.key(), people, facts, audience, now);
            }
            memory.keep_group(group.key(), subject, &evaluated.changed);
        }
    }

    async fn write(
        &mut self,
        store: &Store,
        observations: Vec<Observation>,
        outcomes: Outcomes,
        now: DateTime<Utc>,
    ) -> Result<Appended, StoreError> {
        let Some(memory) = &mut self.memory else { return store.append(observations).await };
        let (decisions, events) = outcomes.finish();
        let states = memory.changes();
        if observations.is_empty() && states.is_empty() && decisions.is_empty() {
            return Ok(Appended::default());
        }
        let alerts = !events.is_empty();
        if alerts {
            crash_at("alert.decided");
        }
        let decided = Decided { at: now, states, decisions, events };
        let observations_kept = observations.clone();
        match store.append_and_decide(observations, decided).await {
            Ok(told) => {
                if alerts {
                    crash_at("alert.committed");
                }
                Ok(told.appended)
            }
            Err(error) => {
                // What was not written did not happen.
                self.memory = None;
                if error.is_transient() || observations_kept.is_empty() {
                    return Err(error);
                }
                // An alert that cannot be written must not take the number with it.
                tracing::error!(%error, "an alert could not be written; the values are kept without it");
                store.append(observations_kept).await
            }
        }
    }
}

fn sample(observation: &Observation) -> (SeriesId, Sample<'_>) {
    let Observation { observed_at, value, ref source, origin, series, .. } = *observation;
    (series, Sample { observed_at, value, source, origin })
}

/// The newest live observation of each series.
fn newest_live(observations: &[Observation]) -> Vec<Observation> {
    let mut newest = std::collections::BTreeMap::<SeriesId, &Observation>::new();
    for observation in observations.iter().filter(|observation| observation.origin == Origin::Live) {
        let known = newest.entry(observation.series).or_insert(observation);
        if observation.observed_at.timestamp() > known.observed_at.timestamp() {
            *known = observation;
        }
    }
    newest.into_values().cloned().collect()
}
