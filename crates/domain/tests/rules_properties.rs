//! What holds for every rule, whatever the values.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests do")]

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::regime::Model;
use cockpit_domain::rules::{
    Decision, GroupState, History, Input, Line, Outcome, Reason, Replay, ReplayState, Rule, RuleState,
    Sample, Threshold, Track, Trust, evaluate, grouped,
};
use cockpit_domain::{Moment, Origin, SeriesId, Value};
use proptest::prelude::*;

fn rule(json: &str) -> Rule {
    serde_json::from_str(json).unwrap()
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_766_534_400 + minute * 60, 0).unwrap()
}

fn lines(prices: &[f64]) -> Vec<Line> {
    let minutes = (0..).step_by(3);
    prices.iter().zip(minutes).map(|(price, minute)| Line::new(at(minute), "btc", *price).unwrap()).collect()
}

fn replay(rules: &[Rule], lines: &[Line]) -> Vec<Decision> {
    let mut replay = Replay::new(rules.to_vec(), Model::default());
    replay.run(lines.to_vec()).map(Result::unwrap).collect()
}

fn rules() -> Vec<Rule> {
    [
        r#"{"rule":"btc.change.15m","threshold":1.5,"cooldown":"40m","hysteresis":0.5}"#,
        r#"{"rule":"btc.change.1h","threshold":2.0,"cooldown":"1h","hysteresis":0.5,"confirm":2,"direction":"down"}"#,
        r#"{"rule":"btc.drift","threshold":4.0,"cooldown":"1h"}"#,
        r#"{"rule":"btc.level.a","threshold":90000,"cooldown":"30m","hysteresis":500}"#,
        r#"{"rule":"btc.level.b","threshold":91000,"confirm":2,"direction":"up"}"#,
    ]
    .map(rule)
    .to_vec()
}

/// A walk of up to two percent a step.
fn walk() -> impl Strategy<Value = Vec<f64>> {
    let step = prop_oneof![9 => -0.012..0.012_f64, 1 => -0.02..0.02_f64];
    prop::collection::vec(step, 1..250).prop_map(|steps| {
        let mut price = 90_000.0;
        let walked = steps.into_iter().map(|step| {
            price *= 1.0 + step;
            (price * 100.0_f64).round() / 100.0
        });
        walked.collect()
    })
}

struct Past(Vec<(DateTime<Utc>, f64)>);

impl History for Past {
    fn at_or_before(&self, moment: Moment) -> Option<Sample<'_>> {
        let (at, price) = self.0.iter().rev().find(|(at, _)| *at <= moment.start())?;
        Some(sample(*at, *price))
    }
}

fn sample(at: DateTime<Utc>, price: f64) -> Sample<'static> {
    let (observed_at, value) = (Moment::Instant(at), Value::usd(price).unwrap());
    Sample { observed_at, value, source: "coinbase", origin: Origin::Live }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_rule_fires_twice_within_its_cooldown(prices in walk()) {
        let rules = rules();
        let mut fired_at = BTreeMap::new();
        for decision in replay(&rules, &lines(&prices)) {
            if decision.outcome == Outcome::Fired {
                let cooldown = rules.iter().find(|rule| *rule.id() == decision.rule).unwrap().cooldown();
                if let Some(before) = fired_at.insert(decision.rule, decision.at) {
                    prop_assert!(decision.at - before >= cooldown);
                }
            }
        }
    }

    #[test]
    fn a_change_never_rearms_before_it_has_come_back(prices in walk()) {
        let rule = rule(r#"{"rule":"btc.change.15m","threshold":1.5,"hysteresis":0.5}"#);
        let decisions = replay(&[rule], &lines(&prices));
        let change_at = |index: usize| {
            let base = index.checked_sub(5)?;
            Some(((prices[index] / prices[base] - 1.0) * 1e8).round() / 1e6)
        };
        let mut spent: Option<f64> = None;
        let mut fired = decisions.iter().filter(|decision| decision.outcome == Outcome::Fired).peekable();
        for (index, minute) in (0..prices.len()).zip((0..).step_by(3)) {
            let Some(change) = change_at(index) else { continue };
            if spent.is_some_and(|side| side * change < 1.0) {
                spent = None;
            }
            if fired.peek().is_some_and(|decision| decision.at == at(minute)) {
                fired.next();
                prop_assert!(spent.is_none_or(|side| side != change.signum()), "fired again at step {index}");
                spent = Some(change.signum());
            }
        }
        prop_assert!(fired.next().is_none());
    }

    #[test]
    fn scaling_a_series_with_its_levels_changes_nothing(prices in walk(), doublings in -2_i32..3) {
        // A power of two scales without rounding.
        let factor = 2.0_f64.powi(doublings);
        let scaled: Vec<f64> = prices.iter().map(|price| price * factor).collect();
        let rules = rules();
        let scaled_rules: Vec<Rule> = rules.iter().map(|rule| {
            let mut spec: cockpit_domain::rules::RuleSpec = rule.clone().into();
            if spec.rule.contains(".level.") {
                spec.threshold = spec.threshold.map(|level| level * factor);
                spec.hysteresis *= factor;
            }
            Rule::new(&spec).unwrap()
        }).collect();
        let told = |decision: Decision| (decision.at, decision.rule, decision.reason, decision.change);
        let here: Vec<_> = replay(&rules, &lines(&prices)).into_iter().map(told).collect();
        let there: Vec<_> = replay(&scaled_rules, &lines(&scaled)).into_iter().map(told).collect();
        prop_assert_eq!(here, there);
    }

    #[test]
    fn a_replay_in_pieces_is_the_replay_in_one_go(prices in walk(), cut in 0..250_usize) {
        let (rules, lines) = (rules(), lines(&prices));
        let whole = replay(&rules, &lines);
        let (before, after) = lines.split_at(cut.min(lines.len()));
        let mut first = Replay::new(rules.clone(), Model::default());
        let mut pieces: Vec<Decision> = first.run(before.to_vec()).map(Result::unwrap).collect();
        let stored = serde_json::to_string(&first.into_state()).unwrap();
        let state: ReplayState = serde_json::from_str(&stored).unwrap();
        let mut second = Replay::resume(rules, Model::default(), state);
        pieces.extend(second.run(after.to_vec()).map(Result::unwrap));
        prop_assert_eq!(whole, pieces);
    }

    #[test]
    fn a_group_decides_as_everybody_alone(
        prices in walk(),
        thresholds in prop::collection::vec(1_u32..60, 1..12),
        kind in 0..3_usize,
        order in any::<prop::sample::Index>(),
    ) {
        let template = rule([
            r#"{"rule":"btc.change.15m","threshold":50,"cooldown":"40m","hysteresis":0.05,"confirm":2}"#,
            r#"{"rule":"btc.drift","threshold":50,"cooldown":"40m"}"#,
            r#"{"rule":"btc.level.a","threshold":90000,"cooldown":"20m","hysteresis":100,"direction":"up"}"#,
        ][kind]);
        let threshold = |tenths: u32| {
            if kind == 2 { 87_000.0 + f64::from(tenths) * 100.0 } else { f64::from(tenths) / 10.0 }
        };
        let mut wishes: Vec<(usize, Rule)> = thresholds
            .iter()
            .map(|tenths| template.with_threshold(threshold(*tenths)).unwrap())
            .enumerate()
            .collect();
        let mut alone = vec![RuleState::default(); wishes.len()];
        let rules: Vec<Rule> = wishes.iter().map(|(_, rule)| rule.clone()).collect();
        // The order in which people subscribed must not matter.
        let turn = order.index(wishes.len());
        wishes.rotate_left(turn);
        let groups = grouped(wishes);
        prop_assert_eq!(groups.len(), 1);
        let mut state = GroupState::default();
        let mut track = Track::default();
        let mut past = Past(Vec::new());
        for (price, minute) in prices.iter().zip((0..).step_by(3)) {
            let now = at(minute);
            let before = Past(past.0.clone());
            let seen = track.follow(SeriesId::Btc, sample(now, *price), Trust::Good, None, &before, now).unwrap();
            let input = Input::Series(&seen);
            let mut expected = Vec::new();
            for (person, rule) in rules.iter().enumerate() {
                let (next, decision) = evaluate(rule, &alone[person], &input, now);
                alone[person] = next;
                expected.extend(decision.map(|decision| (person, decision)));
            }
            let mut found: Vec<(usize, Decision)> = groups[0]
                .evaluate(&mut state, &input, now)
                .decisions
                .into_iter()
                .flat_map(|(decision, people)| people.iter().map(move |person| (*person, decision.clone())))
                .collect();
            found.sort_by_key(|(person, _)| *person);
            prop_assert_eq!(found, expected);
            let stored = serde_json::to_string(&state).unwrap();
            state = serde_json::from_str(&stored).unwrap();
            for (person, rule) in rules.iter().enumerate() {
                let remembered = state.get(Threshold::of(rule)).cloned().unwrap_or_default();
                prop_assert_eq!(&remembered, &alone[person]);
            }
            past.0.push((now, *price));
        }
    }

    #[test]
    fn every_suppression_has_its_reason_and_nothing_is_said_twice_in_a_row(prices in walk()) {
        let mut last = BTreeMap::new();
        for decision in replay(&rules(), &lines(&prices)) {
            prop_assert_eq!(decision.reason.outcome(), decision.outcome);
            let before = last.insert(decision.rule, (decision.reason, decision.at));
            if decision.reason == Reason::Confirmation {
                prop_assert!(before.is_none_or(|(_, at)| decision.at - at >= TimeDelta::minutes(3)));
            }
        }
    }
}
