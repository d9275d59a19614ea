//! Change, drift and level over a replay, and the faults that must not make them cry.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests do")]

use chrono::{DateTime, Utc};
use cockpit_domain::regime::Model;
use cockpit_domain::rules::{Decision, Line, Outcome, Preset, Reason, Replay, Rule, would_fire};
use cockpit_domain::{Moment, Origin, Point, Value};

fn rule(json: &str) -> Rule {
    serde_json::from_str(json).unwrap()
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_766_534_400 + minute * 60, 0).unwrap()
}

/// Decisions over (minute, price of Bitcoin).
fn replay(rules: &[&str], prices: impl IntoIterator<Item = (i64, f64)>) -> Vec<Decision> {
    let rules: Vec<Rule> = rules.iter().map(|json| rule(json)).collect();
    let lines = prices.into_iter().map(|(minute, price)| Line::new(at(minute), "btc", price).unwrap());
    Replay::new(rules, Model::default()).run(lines).map(Result::unwrap).collect()
}

/// Minute and reason of each decision.
fn told(decisions: &[Decision]) -> Vec<(i64, Reason)> {
    decisions.iter().map(|decision| ((decision.at - at(0)).num_minutes(), decision.reason)).collect()
}

fn flat(minutes: std::ops::Range<i64>, price: f64) -> impl Iterator<Item = (i64, f64)> {
    minutes.map(move |minute| (minute, price))
}

const CHANGE: &str = r#"{"rule":"btc.change.15m","threshold":2.0,"cooldown":"4h","hysteresis":0.5}"#;

#[test]
fn a_change_fires_once_with_its_numbers() {
    let decisions = replay(&[CHANGE], flat(0..30, 90_000.0).chain(flat(30..60, 88_000.0)));
    assert_eq!(told(&decisions), [(30, Reason::Moved)]);
    assert_eq!(
        serde_json::to_string(&decisions[0]).unwrap(),
        r#"{"at":"2025-12-24T00:30:00Z","rule":"btc.change.15m","decision":"fired","reason":"moved","series":"btc","from":90000.0,"to":88000.0,"change":-2.222222,"threshold":2.0}"#
    );
}

#[test]
fn flapping_around_the_threshold_fires_once_per_cooldown() {
    // Up 2.2 % and back every 20 minutes, for three hours.
    let flapping = (0..180).map(|minute| (minute, if minute % 40 < 20 { 90_000.0 } else { 92_000.0 }));
    let decisions = replay(&[CHANGE], flapping);
    let fired = decisions.iter().filter(|decision| decision.outcome == Outcome::Fired).count();
    assert_eq!(fired, 1);
    assert!(decisions.iter().any(|decision| decision.reason == Reason::Cooldown), "and says why not more");
}

#[test]
fn a_change_that_has_not_come_back_by_the_hysteresis_does_not_fire_again() {
    let rule = r#"{"rule":"btc.change.24h","threshold":2.0,"hysteresis":0.5}"#;
    let day_before = (0..1_500).map(|minute| (minute, 100_000.0));
    let prices =
        [(1_500, 102_100.0), (1_501, 101_700.0), (1_502, 102_100.0), (1_503, 101_400.0), (1_504, 102_100.0)];
    let decisions = replay(&[rule], day_before.chain(prices));
    assert_eq!(
        told(&decisions),
        [(1_500, Reason::Moved), (1_502, Reason::Hysteresis), (1_504, Reason::Moved)]
    );
}

#[test]
fn one_odd_quote_is_held_and_a_second_one_confirms() {
    let rule = r#"{"rule":"btc.change.15m","threshold":2.0,"confirm":2}"#;
    let odd = flat(0..30, 90_000.0).chain([(30, 93_000.0)]).chain(flat(31..60, 90_000.0));
    // A quarter of an hour later the odd quote is what is compared with; that does not confirm it either.
    assert_eq!(told(&replay(&[rule], odd)), [(30, Reason::Confirmation), (45, Reason::Confirmation)]);
    let real = flat(0..30, 90_000.0).chain(flat(30..60, 93_000.0));
    assert_eq!(told(&replay(&[rule], real)), [(30, Reason::Confirmation), (31, Reason::Moved)]);
}

#[test]
fn ten_hours_of_silence_fire_no_change_but_a_missed_poll_does_not_mute() {
    let silence = flat(0..30, 90_000.0).chain(flat(630..700, 84_000.0));
    assert_eq!(told(&replay(&[CHANGE], silence)), [(630, Reason::Gap)]);
    let missed = flat(0..27, 90_000.0).chain(flat(30..60, 87_000.0));
    assert_eq!(told(&replay(&[CHANGE], missed)), [(30, Reason::Moved)]);
}

#[test]
fn a_unit_flip_is_suppressed_and_leaves_no_trace() {
    let rules =
        [CHANGE, r#"{"rule":"btc.drift","threshold":5}"#, r#"{"rule":"btc.level.low","threshold":50000}"#];
    let flip = flat(0..30, 90_000.0).chain(flat(30..35, 90.0)).chain(flat(35..90, 90_000.0));
    let decisions = replay(&rules, flip);
    assert_eq!(
        told(&decisions),
        [(30, Reason::Quarantine), (30, Reason::Quarantine), (30, Reason::Quarantine)]
    );
}

#[test]
fn a_genuine_fall_of_a_fifth_is_told_at_the_second_poll() {
    let crash = flat(0..30, 90_000.0).chain(flat(30..60, 72_000.0));
    assert_eq!(told(&replay(&[CHANGE], crash)), [(30, Reason::Quarantine), (31, Reason::Moved)]);
    // And one that takes the whole day, by every preset.
    let slide: Vec<(i64, f64)> = (0..2_900)
        .map(|minute| {
            (
                minute,
                if minute < 1_440 {
                    90_000.0
                } else {
                    90_000.0 * 0.8_f64.powf((minute - 1_440) as f64 / 1_440.0)
                },
            )
        })
        .collect();
    for preset in Preset::ALL {
        let lines = slide.iter().map(|(minute, price)| Line::new(at(*minute), "btc", *price).unwrap());
        let mut replay = Replay::new(preset.rules(), Model::default());
        let fired = replay.run(lines).map(Result::unwrap).filter(|one| one.outcome == Outcome::Fired).count();
        assert!((1..=12).contains(&fired), "{preset:?} told it {fired} times");
    }
}

#[test]
fn a_slow_slide_is_told_once_by_drift() {
    let slide = (0..2_000).map(|minute| (minute, 90_000.0 - minute as f64 * 4.0));
    let decisions = replay(&[CHANGE, r#"{"rule":"btc.drift","threshold":5,"cooldown":"1h"}"#], slide);
    assert_eq!(told(&decisions), [(1_125, Reason::Drifted)]);
}

#[test]
fn a_level_is_crossed_not_stood_upon() {
    let rule = r#"{"rule":"btc.level.100k","threshold":100000,"hysteresis":500}"#;
    let prices = [99_900.0, 100_000.0, 99_800.0, 100_100.0, 99_400.0, 100_100.0, 100_600.0, 99_900.0];
    let decisions = replay(&[rule], (0..).zip(prices));
    // Up at 1; 99,800 is not far enough below to re-arm upwards, nor was 100,000 far enough above to arm downwards.
    assert_eq!(
        told(&decisions),
        [
            (1, Reason::Crossed),
            (2, Reason::Hysteresis),
            (3, Reason::Hysteresis),
            (4, Reason::Hysteresis),
            (5, Reason::Crossed),
            (7, Reason::Crossed)
        ]
    );
    let above = replay(&[rule], flat(0..10, 101_000.0));
    assert_eq!(above, [], "standing above it when the rule is armed is no crossing");
}

#[test]
fn a_slider_fires_where_the_replay_does() {
    let price = |minute: i64| 90_000.0 + (minute as f64 / 30.0).sin() * 4_500.0;
    let lines = (0..5_000).map(|minute| (minute, price(minute)));
    let points: Vec<Point> = (0..5_000)
        .map(|minute| {
            let (first_seen_at, value) = (at(0), Value::usd(price(minute)).unwrap());
            Point { observed_at: Moment::Instant(at(minute)), first_seen_at, value, origin: Origin::Backfill }
        })
        .collect();
    for json in [
        CHANGE,
        r#"{"rule":"btc.change.1h","threshold":1.5,"hysteresis":0.3}"#,
        r#"{"rule":"btc.drift","threshold":4}"#,
    ] {
        let fired: Vec<DateTime<Utc>> = replay(&[json], lines.clone())
            .into_iter()
            .filter(|decision| decision.outcome == Outcome::Fired)
            .map(|decision| decision.at)
            .collect();
        assert_eq!(would_fire(&rule(json), &points), fired);
        assert!(!fired.is_empty(), "{json}");
    }
}

#[test]
fn a_replay_computes_net_liquidity_from_its_legs_and_refuses_to_go_back() {
    let line =
        |text: &str, series: &str, value: f64| Line::new(text.parse().unwrap(), series, value).unwrap();
    let rules = [
        rule(r#"{"rule":"net_liquidity.release"}"#),
        rule(r#"{"rule":"net_liquidity.change.7d","threshold":0.5}"#),
    ];
    let mut replay = Replay::new(rules, Model::default());
    let week = |day: &str, assets: f64| {
        [("walcl", assets), ("wtregen", 800.0), ("rrpontsyd", 5.0)]
            .map(|(series, value)| line(&format!("{day}T00:00:00Z"), series, value))
    };
    let lines = week("2025-12-17", 6_500.0).into_iter().chain(week("2025-12-24", 6_600.0));
    let mut decisions: Vec<Decision> = replay.run(lines.collect::<Vec<_>>()).map(Result::unwrap).collect();
    decisions.extend(replay.finish());
    let reasons: Vec<Reason> = decisions.iter().map(|decision| decision.reason).collect();
    assert_eq!(reasons, [Reason::Released, Reason::Moved]);
    let back = replay.push(line("2025-12-01T00:00:00Z", "btc", 90_000.0)).unwrap_err();
    assert!(back.to_string().contains("sort the lines by time"));
}

#[test]
fn every_threshold_one_may_choose_makes_a_rule_with_a_hysteresis_below_it() {
    for (threshold, hysteresis) in [(2.0, 0.5), (0.6, 0.5), (0.5, 0.25), (0.01, 0.005)] {
        let own = rule(CHANGE).with_threshold(threshold).unwrap();
        assert_eq!((own.threshold(), own.hysteresis()), (Some(threshold), hysteresis));
    }
    assert!(rule(CHANGE).with_threshold(-1.0).is_err());
}
