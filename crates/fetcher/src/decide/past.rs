//! The few past values that rules compare a new one with, read beforehand: the rules themselves read nothing.

use chrono::TimeDelta;
use cockpit_domain::change::{Window, base_at_or_before};
use cockpit_domain::rules::{History, Sample};
use cockpit_domain::{Moment, Observation, SeriesId};
use cockpit_store::{Store, StoreError};

/// [`Window::Previous`] starts where [`Window::PreviousDay`] does.
const WINDOWS: [Window; 5] =
    [Window::Minutes15, Window::Hour1, Window::Hours24, Window::PreviousDay, Window::Days7];

/// For each moment that a rule may ask for, the newest observation at or before it.
#[derive(Debug)]
pub(super) struct Past(Vec<(Moment, Option<Observation>)>);

impl Past {
    /// Around an observation of this moment.
    pub(super) async fn read(store: &Store, series: SeriesId, at: Moment) -> Result<Self, StoreError> {
        let just_before = match at {
            Moment::Day(day) => day.pred_opt().map(Moment::Day),
            Moment::Instant(at) => Some(Moment::Instant(at - TimeDelta::seconds(1))),
        };
        let starts = WINDOWS.into_iter().map(|window| base_at_or_before(window, at));
        let mut found = Vec::new();
        for moment in starts.chain(just_before) {
            found.push((moment, store.observation_at_or_before(series, moment).await?));
        }
        Ok(Self(found))
    }
}

impl History for Past {
    fn at_or_before(&self, moment: Moment) -> Option<Sample<'_>> {
        let (_, found) = self.0.iter().find(|(known, _)| *known == moment)?;
        let observation = found.as_ref()?;
        Some(Sample {
            observed_at: observation.observed_at,
            value: observation.value,
            source: &observation.source,
            origin: observation.origin,
        })
    }
}
