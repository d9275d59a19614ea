//! What the regime was, why it turned, and how Bitcoin did afterwards.
//!
//! Nothing here looks ahead: every turn is told from what was known on its day, and for history from before the
//! installation with each series' publication lag applied (see [`Daily::new`]). It is one calibration on one stretch of
//! history, in sample, and no forecast.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::vote::{Histories, evaluate};
use super::{Daily, Model, Settled, State, Vote};
use crate::SeriesId;

/// How long after a turn Bitcoin is looked at, in days.
const HORIZONS_DAYS: [u16; 3] = [7, 30, 90];
/// A close may be this old and still stand for its day.
const CLOSE_AGE_DAYS_MAX: u16 = 3;

/// The past of the regime.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Past {
    /// Every turn, newest first.
    pub turns: Vec<Turn>,
    /// How Bitcoin did after the regimes began.
    pub score_card: Vec<ScoreRow>,
}

/// A day on which the settled answer changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turn {
    /// The day.
    pub day: NaiveDate,
    /// What it was.
    pub from: State,
    /// What it became.
    pub to: State,
    /// The score of the day.
    pub score: Option<f64>,
    /// The votes of the day, each with its reason.
    pub votes: Vec<Vote>,
}

/// How Bitcoin did so many days after a regime began.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreRow {
    /// The regime.
    pub state: State,
    /// How many days later.
    pub days: u16,
    /// How many beginnings of this regime are old enough to tell.
    pub samples: usize,
    /// The median change of Bitcoin, in %; `None` without samples.
    pub median_pct: Option<f64>,
    /// How often it had risen, 0 to 1; `None` without samples.
    pub risen: Option<f64>,
}

/// Tells the past from the settled ribbon.
pub fn past(model: &Model, histories: &Histories, settled: &Settled, btc: &Daily) -> Past {
    let turns = settled.ribbon.iter().zip(settled.ribbon.iter().skip(1)).rev();
    let turns = turns.map(|((_, from), (day, to))| {
        let evaluation = evaluate(model, histories, *day);
        Turn { day: *day, from: *from, to: *to, score: evaluation.score, votes: evaluation.votes }
    });
    let states = [State::RiskOn, State::Neutral, State::RiskOff];
    let rows = states.into_iter().flat_map(|state| HORIZONS_DAYS.map(|days| (state, days)));
    Past {
        turns: turns.collect(),
        score_card: rows.map(|(state, days)| row(state, days, settled, btc)).collect(),
    }
}

/// The series whose course the score card follows.
pub const FOLLOWED: SeriesId = SeriesId::Btc;

fn row(state: State, days: u16, settled: &Settled, btc: &Daily) -> ScoreRow {
    let begun = settled.ribbon.iter().filter(|(_, began)| *began == state);
    let mut changes: Vec<f64> = begun
        .filter_map(|(day, _)| {
            let later = day.checked_add_days(Days::new(u64::from(days)))?;
            // What has not happened yet, or lies behind the last known day, is no sample.
            if later > settled.last.day {
                return None;
            }
            let (from, to) = (btc.at(*day, CLOSE_AGE_DAYS_MAX)?, btc.at(later, CLOSE_AGE_DAYS_MAX)?);
            (from > 0.0).then(|| (to / from - 1.0) * 100.0)
        })
        .collect();
    changes.sort_by(f64::total_cmp);
    let samples = changes.len();
    let risen = changes.iter().filter(|change| **change > 0.0).count();
    ScoreRow {
        state,
        days,
        samples,
        median_pct: median(&changes).map(|median| (median * 10.0).round() / 10.0 + 0.0),
        risen: (samples > 0).then(|| risen as f64 / samples as f64),
    }
}

/// The middle of sorted numbers.
fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = sorted.get(middle)?;
    Some(if sorted.len() % 2 == 1 { *upper } else { f64::midpoint(*sorted.get(middle - 1)?, *upper) })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::regime::{Model, settle};
    use crate::{Moment, Origin, Point, Value};

    fn day(n: u64) -> NaiveDate {
        "2025-01-01".parse::<NaiveDate>().unwrap() + Days::new(n)
    }

    fn daily(series: SeriesId, days: u64, value: impl Fn(u64) -> f64) -> Daily {
        let points = (0..days).map(|n| Point {
            observed_at: Moment::Day(day(n)),
            first_seen_at: DateTime::UNIX_EPOCH,
            value: Value::new(value(n), series.unit()).unwrap(),
            origin: Origin::Bundled,
        });
        Daily::new(series, points)
    }

    #[test]
    fn a_turn_has_its_reasons_and_a_sample_is_old_enough() {
        let mut model = Model::default();
        model.votes.retain(|rule| rule.series == SeriesId::StablecoinMcap);
        // A step of +3 % on day 100 turns the answer five days later; Bitcoin gains 1 % of its start every day.
        let coins = daily(SeriesId::StablecoinMcap, 140, |n| if n < 100 { 300.0 } else { 309.0 });
        let histories = Histories::from([(SeriesId::StablecoinMcap, coins)]);
        let settled = settle(&model, &histories, day(70), day(135)).unwrap();
        let btc = daily(SeriesId::Btc, 140, |n| 100.0 + n as f64);
        let past = past(&model, &histories, &settled, &btc);
        let turn = &past.turns[0];
        assert_eq!((turn.from, turn.to, turn.score), (State::Neutral, State::RiskOn, Some(1.0)));
        assert!(turn.votes[0].reason.starts_with("stablecoins up 3.0 %"), "{}", turn.votes[0].reason);
        let of = |state, days| {
            past.score_card.iter().find(|row| row.state == state && row.days == days).unwrap().clone()
        };
        let week = of(State::RiskOn, 7);
        let from = (turn.day - day(0)).num_days() as f64 + 100.0;
        assert_eq!((week.samples, week.risen), (1, Some(1.0)));
        assert_eq!(week.median_pct, Some((7.0 / from * 1_000.0).round() / 10.0));
        let quarter = of(State::RiskOn, 90);
        assert_eq!((quarter.samples, quarter.median_pct), (0, None), "ninety days have not passed");
        assert_eq!(of(State::RiskOff, 7).samples, 0);
    }

    #[test]
    fn the_median_of_two_lies_between_them() {
        assert_eq!([median(&[]), median(&[3.0]), median(&[1.0, 2.0])], [None, Some(3.0), Some(1.5)]);
    }
}
