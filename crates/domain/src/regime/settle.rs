//! From daily answers to the settled state.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::vote::{Histories, answer, evaluate};
use super::{Evaluation, Model, State};

/// A settled state and the day since which it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// The state.
    pub state: State,
    /// First day of the state.
    pub since: NaiveDate,
    /// The newest evaluation.
    pub last: Evaluation,
    /// Every state in order: (first day, state). Never empty.
    pub ribbon: Vec<(NaiveDate, State)>,
}

/// Settles daily answers one after the other: a new answer counts after the model's confirmations in a row, `Unknown` at
/// once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settling {
    /// The settled state.
    pub state: State,
    /// The answer of the last day, and for how many days in a row.
    streak: (State, u8),
}

impl Default for Settling {
    fn default() -> Self {
        Self { state: State::Unknown, streak: (State::Unknown, 0) }
    }
}

impl Settling {
    /// Takes in the evaluation of the next day and says whether the settled state changed.
    pub fn next(&mut self, model: &Model, evaluation: &Evaluation) -> bool {
        let answer = answer(model, evaluation, self.state);
        let days = if self.streak.0 == answer { self.streak.1.saturating_add(1) } else { 1 };
        self.streak = (answer, days);
        let counts = answer == State::Unknown || days >= model.confirmations;
        let changes = answer != self.state && counts;
        if changes {
            self.state = answer;
        }
        changes
    }
}

/// Evaluates every day from `from` to `to` and settles ([`Settling`]). `None` when `to` lies before `from`.
pub fn settle(model: &Model, histories: &Histories, from: NaiveDate, to: NaiveDate) -> Option<Settled> {
    let mut settling = Settling::default();
    let mut ribbon = vec![(from, settling.state)];
    let mut last = None;
    let mut day = from;
    while day <= to {
        let evaluation = evaluate(model, histories, day);
        if settling.next(model, &evaluation) {
            match ribbon.last_mut() {
                Some(first) if first.0 == day => first.1 = settling.state,
                _ => ribbon.push((day, settling.state)),
            }
        }
        last = Some(evaluation);
        day = day.checked_add_days(Days::new(1))?;
    }
    let since = ribbon.last().map_or(from, |(day, _)| *day);
    Some(Settled { state: settling.state, since, last: last?, ribbon })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::regime::Daily;
    use crate::{Moment, Origin, Point, SeriesId, Value};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A daily series that takes `value` of the day's number since 1 January 2025.
    fn daily(series: SeriesId, days: u64, value: impl Fn(u64) -> f64) -> (SeriesId, Daily) {
        let points = (0..days).map(|n| Point {
            observed_at: Moment::Day(day("2025-01-01").checked_add_days(Days::new(n)).unwrap()),
            first_seen_at: DateTime::UNIX_EPOCH,
            value: Value::new(value(n), series.unit()).unwrap(),
            origin: Origin::Bundled,
        });
        (series, Daily::new(series, points))
    }

    fn model_of_one() -> Model {
        let mut model = Model::default();
        model.votes.retain(|rule| rule.series == SeriesId::StablecoinMcap);
        model
    }

    #[test]
    fn a_new_answer_counts_after_five_days_in_a_row() {
        // Flat for 99 days, then 3 % higher: from day 100 the 63-day change is +3 %.
        let histories =
            Histories::from([daily(SeriesId::StablecoinMcap, 110, |n| if n < 100 { 300.0 } else { 309.0 })]);
        let from = day("2025-03-10");
        let step = day("2025-04-11");
        let until = |days| settle(&model_of_one(), &histories, from, step + Days::new(days)).unwrap();
        assert_eq!(until(3).state, State::Neutral);
        assert_eq!(until(4).state, State::RiskOn);
        assert_eq!(until(4).since, step + Days::new(4));
    }

    #[test]
    fn too_little_knowledge_is_unknown_at_once() {
        let histories = Histories::from([daily(SeriesId::StablecoinMcap, 100, |_| 300.0)]);
        let settled = settle(&model_of_one(), &histories, day("2025-03-10"), day("2025-04-20")).unwrap();
        assert_eq!(settled.state, State::Unknown);
        assert_eq!(settled.since, day("2025-04-14"), "three days after the last value of 10 April");
    }

    #[test]
    fn settling_in_two_pieces_of_history_gives_the_same_ribbon_start() {
        let histories = Histories::from([daily(SeriesId::StablecoinMcap, 200, |n| {
            300.0 + (n as f64 / 20.0).sin() * 20.0
        })]);
        let whole = settle(&model_of_one(), &histories, day("2025-03-10"), day("2025-07-10")).unwrap();
        let part = settle(&model_of_one(), &histories, day("2025-03-10"), day("2025-05-10")).unwrap();
        assert!(whole.ribbon.starts_with(&part.ribbon), "later days never change earlier answers");
        assert!(whole.ribbon.len() >= 3, "the wave crosses the band more than once");
    }
}
