//! Casting the votes of one day.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::{Daily, Evaluation, Flip, Measure, Model, State, Vote, VoteRule};
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
    let unit = match rule.measure {
        Measure::Change { unit, .. } => unit,
        Measure::AgainstMean { .. } => ChangeUnit::Percent,
    };
    let measured =
        history.ok_or_else(|| "no history yet".to_owned()).and_then(|history| measure(rule, history, day));
    let blank = Vote {
        series: rule.series,
        vote: None,
        weight: rule.weight,
        value: None,
        unit,
        band: rule.band,
        to_next: None,
        reason: String::new(),
    };
    match measured {
        Err(reason) => Vote { reason, ..blank },
        Ok(value) => {
            let side = side(value, rule.band);
            Vote {
                vote: Some(if rule.inverse { -side } else { side }),
                value: Some(value),
                to_next: Some(to_next(value, rule.band)),
                reason: words(rule, value, unit, side),
                ..blank
            }
        }
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
    };
    unit.between(base, now).ok_or_else(|| "no percentage of nothing".to_owned())
}

/// +1 at or above the band, −1 at or below its negative, else 0.
fn side(value: f64, band: f64) -> i8 {
    if value >= band {
        1
    } else if value <= -band {
        -1
    } else {
        0
    }
}

/// The smallest change of the measured value that changes the vote.
fn to_next(value: f64, band: f64) -> f64 {
    let distance = match side(value, band) {
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
    }
}

/// The answer of one evaluation, given the settled one: On and Off are left only when the score reaches or crosses 0.
pub(super) fn answer(model: &Model, evaluation: &Evaluation, settled: State) -> State {
    if evaluation.known_weight < model.known_weight_min {
        return State::Unknown;
    }
    match (evaluation.score, settled) {
        (None, _) => State::Unknown,
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
                change.abs() / rule.band,
                Flip { series: vote.series, change, unit: vote.unit, to },
            ))
        })
    });
    candidates.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, flip)| flip)
}

/// How far the measured value must move for this vote.
fn change_to(rule: &VoteRule, value: f64, target: i8) -> Option<f64> {
    let side = if rule.inverse { -target } else { target };
    let goal = match side {
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
    use super::*;

    #[test]
    fn the_edge_of_the_band_votes() {
        assert_eq!([side(20.0, 20.0), side(19.99, 20.0), side(-20.0, 20.0), side(0.0, 20.0)], [1, 0, -1, 0]);
    }

    #[test]
    fn the_distance_to_the_next_vote_is_signed() {
        assert_eq!(to_next(28.0, 20.0), -8.0);
        assert_eq!(to_next(-0.2, 1.0), -0.8);
        assert_eq!(to_next(0.2, 1.0), 0.8);
        assert_eq!(to_next(-3.0, 1.0), 2.0);
    }

    #[test]
    fn unknown_votes_leave_the_denominator() {
        let evaluation = evaluate(&Model::default(), &Histories::new(), "2026-01-01".parse().unwrap());
        assert_eq!((evaluation.score, evaluation.known_weight), (None, 0.0));
        assert_eq!(answer(&Model::default(), &evaluation, State::RiskOn), State::Unknown);
        assert!(evaluation.votes.iter().all(|vote| vote.vote.is_none() && !vote.reason.is_empty()));
    }
}
