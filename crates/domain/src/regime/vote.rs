//! Casting the votes of one day.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::{Daily, Evaluation, Flip, Measure, Model, ModelKind, State, Vote, VoteRule};
use crate::SeriesId;
use crate::change::ChangeUnit;

/// The series a model looks at, as daily values.
pub type Histories = HashMap<SeriesId, Daily>;

/// Casts every vote of `model` at the end of `day`.
pub fn evaluate(model: &Model, histories: &Histories, day: NaiveDate) -> Evaluation {
    let votes: Vec<Vote> =
        model.votes.iter().map(|rule| cast(rule, histories.get(&rule.series), day)).collect();
    let total: u32 = votes.iter().map(|vote| u32::from(vote.weight)).sum();
    let known: u32 = votes.iter().filter(|vote| vote.vote.is_some()).map(|vote| u32::from(vote.weight)).sum();
    let known_weight = if total == 0 { 0.0 } else { f64::from(known) / f64::from(total) };
    Evaluation { day, score: score(&votes), known_weight, votes }
}

fn score(votes: &[Vote]) -> Option<f64> {
    let (mut sum, mut weight) = (0.0, 0.0);
    for vote in votes {
        if let Some(cast) = vote.vote {
            sum += f64::from(vote.weight) * f64::from(cast);
            weight += f64::from(vote.weight);
        }
    }
    (weight > 0.0).then(|| sum / weight)
}

fn cast(rule: &VoteRule, history: Option<&Daily>, day: NaiveDate) -> Vote {
    let unit = unit(rule);
    let measured =
        history.ok_or_else(|| "no history yet".to_owned()).and_then(|history| measure(rule, history, day));
    let blank = Vote {
        series: rule.series,
        vote: None,
        weight: rule.weight,
        days: days(rule),
        value: None,
        unit,
        band: rule.band,
        to_next: None,
        reason: String::new(),
    };
    match measured {
        Err(reason) => Vote { reason, ..blank },
        Ok(value) => {
            let side = side(rule, value);
            Vote {
                vote: Some(if rule.inverse { -side } else { side }),
                value: Some(value),
                to_next: Some(to_next(rule, value)),
                reason: words(rule, value, unit, side),
                ..blank
            }
        }
    }
}

const fn days(rule: &VoteRule) -> Option<u16> {
    match rule.measure {
        Measure::Change { days, .. } | Measure::AgainstMean { days } => Some(days),
        Measure::Level { .. } => None,
    }
}

const fn unit(rule: &VoteRule) -> ChangeUnit {
    match rule.measure {
        Measure::Change { unit, .. } | Measure::Level { unit, .. } => unit,
        Measure::AgainstMean { .. } => ChangeUnit::Percent,
    }
}

fn measure(rule: &VoteRule, history: &Daily, day: NaiveDate) -> Result<f64, String> {
    let now = history.at(day, rule.age_days_max);
    let now = now.ok_or_else(|| format!("no value of the last {} days", rule.age_days_max))?;
    let (base, unit) = match rule.measure {
        Measure::Change { days, unit } => {
            let then = day.checked_sub_days(Days::new(u64::from(days)));
            let base = then.and_then(|then| history.at(then, rule.age_days_max));
            (base.ok_or_else(|| format!("no value {days} days ago"))?, unit)
        }
        Measure::AgainstMean { days } => {
            let mean = history.mean(day, days, rule.age_days_max);
            (mean.ok_or_else(|| format!("no full {days}-day mean yet"))?, ChangeUnit::Percent)
        }
        Measure::Level { level, unit } => (level, unit),
    };
    unit.between(base, now).ok_or_else(|| "no percentage of nothing".to_owned())
}

/// +1 at or above the band, −1 at or below its negative, else 0. A level has no band: what must be above it is not
/// when it is equal, and what must be below it is not either.
fn side(rule: &VoteRule, value: f64) -> i8 {
    let band = rule.band;
    if matches!(rule.measure, Measure::Level { .. }) {
        let above = if rule.inverse { value >= 0.0 } else { value > 0.0 };
        if above { 1 } else { -1 }
    } else if value >= band {
        1
    } else if value <= -band {
        -1
    } else {
        0
    }
}

/// The smallest change of the measured value that changes the vote.
fn to_next(rule: &VoteRule, value: f64) -> f64 {
    let band = rule.band;
    let distance = match side(rule, value) {
        _ if matches!(rule.measure, Measure::Level { .. }) => -value,
        1 => band - value,
        -1 => -band - value,
        _ if value >= 0.0 => band - value,
        _ => -band - value,
    };
    (distance * 1e6).round() / 1e6 + 0.0
}

fn words(rule: &VoteRule, value: f64, unit: ChangeUnit, side: i8) -> String {
    let name = match rule.series {
        SeriesId::Us10y => "10Y",
        SeriesId::NetLiquidity => "net liquidity",
        SeriesId::StablecoinMcap => "stablecoins",
        SeriesId::UsdtDominance => "USDT dominance",
        SeriesId::Btc => "BTC",
        other => other.as_str(),
    };
    let digits = match unit {
        ChangeUnit::BasisPoints => 0,
        ChangeUnit::PercentagePoints => 2,
        ChangeUnit::Percent | ChangeUnit::UsdBillions => 1,
    };
    let size = format!("{:.digits$} {}", value.abs(), unit.symbol());
    let band = if side == 0 { ", inside the band" } else { "" };
    match rule.measure {
        Measure::Change { days, .. } => {
            let direction = if value < 0.0 { "down" } else { "up" };
            format!("{name} {direction} {size} in {days} days{band}")
        }
        Measure::AgainstMean { days } => {
            let direction = if value < 0.0 { "below" } else { "above" };
            format!("{name} {size} {direction} its {days}-day mean{band}")
        }
        Measure::Level { level, .. } => {
            let direction = if value < 0.0 { "below" } else { "above" };
            format!("{name} {size} {direction} the level of {level} {}", rule.series.unit().symbol())
        }
    }
}

/// The answer of one evaluation, given the settled one: On and Off are left only when the score reaches or crosses 0.
pub(super) fn answer(model: &Model, evaluation: &Evaluation, settled: State) -> State {
    if evaluation.known_weight < model.known_weight_min {
        return State::Unknown;
    }
    match (evaluation.score, settled) {
        (None, _) => State::Unknown,
        (Some(score), _) if model.kind == ModelKind::Classic => {
            if score >= model.enter {
                State::RiskOn
            } else {
                State::RiskOff
            }
        }
        (Some(score), State::RiskOn) if score > 0.0 => State::RiskOn,
        (Some(score), State::RiskOff) if score < 0.0 => State::RiskOff,
        (Some(score), _) if score >= model.enter => State::RiskOn,
        (Some(score), _) if score <= -model.enter => State::RiskOff,
        (Some(_), _) => State::Neutral,
    }
}

/// The smallest single change of one measured value, as a fraction of its band, that would change the day's answer.
pub fn nearest_flip(model: &Model, evaluation: &Evaluation, settled: State) -> Option<Flip> {
    let today = answer(model, evaluation, settled);
    let candidates = evaluation.votes.iter().enumerate().flat_map(|(index, vote)| {
        // Each vote could move to either of the two others; crossing the whole band counts its full distance.
        let rule = model.votes.get(index);
        let targets = [-1_i8, 0, 1].into_iter().filter(move |target| Some(*target) != vote.vote);
        targets.filter_map(move |target| {
            let rule = rule?;
            let change = change_to(rule, vote.value?, target)?;
            let mut votes = evaluation.votes.clone();
            votes.get_mut(index)?.vote = Some(target);
            let moved = Evaluation { score: score(&votes), votes, ..evaluation.clone() };
            let to = answer(model, &moved, settled);
            (to != today).then_some((
                change.abs() / scale(rule),
                Flip { series: vote.series, change, unit: vote.unit, to },
            ))
        })
    });
    candidates.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, flip)| flip)
}

/// What a change is measured by, to compare changes of different units: the band, or a twentieth of the level.
fn scale(rule: &VoteRule) -> f64 {
    match rule.measure {
        Measure::Level { level, unit } => unit.between(0.95 * level, level).unwrap_or(1.0).abs(),
        Measure::Change { .. } | Measure::AgainstMean { .. } => rule.band,
    }
}

/// How far the measured value must move for this vote.
fn change_to(rule: &VoteRule, value: f64, target: i8) -> Option<f64> {
    let wanted = if rule.inverse { -target } else { target };
    let goal = match wanted {
        0 if matches!(rule.measure, Measure::Level { .. }) => return None,
        1 => rule.band,
        -1 => -rule.band,
        // Just inside the band, from the side the value is on.
        _ if value >= rule.band => rule.band,
        _ if value <= -rule.band => -rule.band,
        _ => return None,
    };
    Some(((goal - value) * 1e6).round() / 1e6 + 0.0)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{Moment, Origin, Point, Value};

    #[test]
    fn the_edge_of_the_band_votes() {
        let rule = with_band(20.0);
        assert_eq!([20.0, 19.99, -20.0, 0.0].map(|value| side(&rule, value)), [1, 0, -1, 0]);
    }

    #[test]
    fn the_distance_to_the_next_vote_is_signed() {
        assert_eq!(to_next(&with_band(20.0), 28.0), -8.0);
        assert_eq!(to_next(&with_band(1.0), -0.2), -0.8);
        assert_eq!(to_next(&with_band(1.0), 0.2), 0.8);
        assert_eq!(to_next(&with_band(1.0), -3.0), 2.0);
    }

    fn with_band(band: f64) -> VoteRule {
        VoteRule { band, ..Model::default().votes[0] }
    }

    /// Yield and net liquidity as they stood on 24 December 2025.
    fn classic(us10y_pct: f64, liquidity_bn: f64) -> (State, Option<Flip>) {
        let day: NaiveDate = "2025-12-24".parse().unwrap();
        let known = |series: SeriesId, amount: f64| {
            let point = Point {
                observed_at: Moment::Day(day),
                first_seen_at: DateTime::from_timestamp(1_766_577_565, 0).unwrap(),
                value: Value::new(amount, series.unit()).unwrap(),
                origin: Origin::Live,
            };
            (series, Daily::new(series, [point]))
        };
        let histories =
            Histories::from([known(SeriesId::Us10y, us10y_pct), known(SeriesId::NetLiquidity, liquidity_bn)]);
        let model = Model::classic();
        let evaluation = evaluate(&model, &histories, day);
        let state = answer(&model, &evaluation, State::Unknown);
        (state, nearest_flip(&model, &evaluation, state))
    }

    #[test]
    fn the_earlier_systems_rule_answers_as_it_did() {
        assert_eq!(classic(4.17, 6_556.86).0, State::RiskOff);
        assert_eq!(classic(3.80, 6_500.0).0, State::RiskOn);
        assert_eq!(classic(3.80, 4_900.0).0, State::RiskOff);
        assert_eq!(classic(4.0, 6_500.0).0, State::RiskOff, "below 4.0 is meant strictly");
        assert_eq!(classic(3.80, 5_000.0).0, State::RiskOff, "and so is above 5,000");
        let flip = classic(4.17, 6_556.86).1.unwrap();
        assert_eq!((flip.series, flip.change, flip.to), (SeriesId::Us10y, -17.0, State::RiskOn));
    }

    #[test]
    fn unknown_votes_leave_the_denominator() {
        let evaluation = evaluate(&Model::default(), &Histories::new(), "2026-01-01".parse().unwrap());
        assert_eq!((evaluation.score, evaluation.known_weight), (None, 0.0));
        assert_eq!(answer(&Model::default(), &evaluation, State::RiskOn), State::Unknown);
        assert!(evaluation.votes.iter().all(|vote| vote.vote.is_none() && !vote.reason.is_empty()));
    }
}
