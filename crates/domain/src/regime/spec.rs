//! A model as people choose it: which one, and the numbers of the votes.

use serde::{Deserialize, Serialize};

use super::{Measure, Model, ModelKind, VoteRule};
use crate::SeriesId;

/// The longest look-back of a vote.
pub const DAYS_MAX: u16 = 365;
/// The heaviest vote.
pub const WEIGHT_MAX: u8 = 10;
/// The widest band, in the unit of what is measured.
pub const BAND_MAX: f64 = 1_000.0;
/// The lowest score that takes a side.
pub const ENTER_MIN: f64 = 0.01;
/// Most evaluations that must agree.
pub const CONFIRMATIONS_MAX: u8 = 30;

/// The numbers of one vote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteSpec {
    /// Which series.
    pub series: String,
    /// 0 to [`WEIGHT_MAX`].
    pub weight: u8,
    /// 1 to [`DAYS_MAX`].
    pub days: u16,
    /// Inside ± this the vote is 0: 0 to [`BAND_MAX`].
    pub band: f64,
}

/// A whole model as it is stored. The numbers are of the votes, whichever model is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSpec {
    /// Which model.
    pub model: ModelKind,
    /// One for each vote of the model, in its order.
    pub votes: Vec<VoteSpec>,
    /// [`ENTER_MIN`] to 1.
    pub enter: f64,
    /// 0 to 1.
    pub known_weight_min: f64,
    /// 1 to [`CONFIRMATIONS_MAX`].
    pub confirmations: u8,
}

/// A number of a model that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelProblem {
    /// Which: `weight.us10y`, `enter`.
    pub field: String,
    /// What would do: `must be 0 to 10`.
    pub words: String,
}

impl ModelSpec {
    /// A model with its default numbers.
    pub fn of(kind: ModelKind) -> Self {
        let Model { votes, enter, known_weight_min, confirmations, .. } = Model::default();
        let votes = votes.iter().map(|vote| VoteSpec {
            series: vote.series.as_str().to_owned(),
            weight: vote.weight,
            days: days(vote),
            band: vote.band,
        });
        Self { model: kind, votes: votes.collect(), enter, known_weight_min, confirmations }
    }

    /// Everything that is wrong with it.
    pub fn problems(&self) -> Vec<ModelProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: String, words: String| {
            if !holds {
                problems.push(ModelProblem { field, words });
            }
        };
        let known: Vec<SeriesId> = Model::default().votes.iter().map(|vote| vote.series).collect();
        let named = self.votes.iter().map(|vote| vote.series.as_str());
        check(
            named.eq(known.iter().map(|series| series.as_str())),
            "votes".to_owned(),
            "must be one for each series that votes".to_owned(),
        );
        for VoteSpec { series, weight, days, band } in &self.votes {
            check(*weight <= WEIGHT_MAX, format!("weight.{series}"), format!("must be 0 to {WEIGHT_MAX}"));
            check(
                (1..=DAYS_MAX).contains(days),
                format!("days.{series}"),
                format!("must be 1 to {DAYS_MAX} days"),
            );
            check(
                (0.0..=BAND_MAX).contains(band),
                format!("band.{series}"),
                format!("must be 0 to {BAND_MAX}"),
            );
        }
        if let Some(first) = self.votes.first().filter(|_| self.votes.iter().all(|vote| vote.weight == 0)) {
            let words = "must be at least 1 for one of the votes: without weight nothing is told";
            check(false, format!("weight.{}", first.series), words.to_owned());
        }
        check(
            (ENTER_MIN..=1.0).contains(&self.enter),
            "enter".to_owned(),
            format!("must be {ENTER_MIN} to 1"),
        );
        check(
            (0.0..=1.0).contains(&self.known_weight_min),
            "known_weight_min_pct".to_owned(),
            "must be 0 to 100 %".to_owned(),
        );
        check(
            (1..=CONFIRMATIONS_MAX).contains(&self.confirmations),
            "confirmations".to_owned(),
            format!("must be 1 to {CONFIRMATIONS_MAX} days"),
        );
        problems
    }

    /// The model; `None` when something is wrong with it.
    pub fn model(&self) -> Option<Model> {
        if !self.problems().is_empty() {
            return None;
        }
        if self.model == ModelKind::Classic {
            return Some(Model::classic());
        }
        let votes = Model::default().votes.into_iter().zip(&self.votes).map(|(vote, spec)| VoteRule {
            weight: spec.weight,
            band: spec.band,
            measure: over(vote.measure, spec.days),
            ..vote
        });
        Some(Model {
            kind: ModelKind::Votes,
            votes: votes.collect(),
            enter: self.enter,
            known_weight_min: self.known_weight_min,
            confirmations: self.confirmations,
        })
    }
}

const fn days(vote: &VoteRule) -> u16 {
    match vote.measure {
        Measure::Change { days, .. } | Measure::AgainstMean { days } => days,
        Measure::Level { .. } => 0,
    }
}

const fn over(measure: Measure, days: u16) -> Measure {
    match measure {
        Measure::Change { unit, .. } => Measure::Change { days, unit },
        Measure::AgainstMean { .. } => Measure::AgainstMean { days },
        level @ Measure::Level { .. } => level,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_default_numbers_make_the_default_models() {
        for kind in [ModelKind::Votes, ModelKind::Classic] {
            assert_eq!(ModelSpec::of(kind).model(), Some(kind.model()));
        }
        let written = serde_json::to_string(&ModelSpec::of(ModelKind::Votes)).unwrap();
        assert_eq!(serde_json::from_str::<ModelSpec>(&written).unwrap(), ModelSpec::of(ModelKind::Votes));
    }

    #[test]
    fn what_is_wrong_names_its_field() {
        let good = ModelSpec::of(ModelKind::Votes);
        let fields = |spec: &ModelSpec| -> Vec<String> {
            spec.problems().into_iter().map(|problem| problem.field).collect()
        };
        let mut spec = good.clone();
        spec.votes[0].band = f64::NAN;
        spec.votes[1].weight = 11;
        spec.votes[2].days = 0;
        assert_eq!(fields(&spec), ["band.us10y", "weight.net_liquidity", "days.stablecoin_mcap"]);
        assert_eq!(spec.model(), None);
        let mut spec = good.clone();
        spec.votes.iter_mut().for_each(|vote| vote.weight = 0);
        assert_eq!(fields(&spec), ["weight.us10y"]);
        let mut spec = good;
        spec.votes.swap(0, 1);
        (spec.enter, spec.known_weight_min, spec.confirmations) = (0.0, 1.1, 31);
        assert_eq!(fields(&spec), ["votes", "enter", "known_weight_min_pct", "confirmations"]);
    }

    proptest! {
        #[test]
        fn a_model_is_made_of_numbers_that_hold_and_of_no_others(
            band in prop::num::f64::ANY, enter in prop::num::f64::ANY, share in prop::num::f64::ANY,
            days: u16, weight: u8, confirmations: u8,
        ) {
            let mut spec = ModelSpec::of(ModelKind::Votes);
            (spec.enter, spec.known_weight_min, spec.confirmations) = (enter, share, confirmations);
            (spec.votes[0].band, spec.votes[0].days, spec.votes[0].weight) = (band, days, weight);
            let holds = (0.0..=BAND_MAX).contains(&band) && (ENTER_MIN..=1.0).contains(&enter)
                && (0.0..=1.0).contains(&share) && (1..=DAYS_MAX).contains(&days) && weight <= WEIGHT_MAX
                && (1..=CONFIRMATIONS_MAX).contains(&confirmations);
            prop_assert_eq!(spec.model().is_some(), holds);
        }
    }
}
