//! Regime, odds, events, sources; and rules that make no sense.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests do")]

use chrono::{DateTime, Utc};
use cockpit_domain::Usd;
use cockpit_domain::radar::Probability;
use cockpit_domain::regime::State;
use cockpit_domain::rules::{
    EventSeen, Input, LeaderSeen, OddsSeen, Reason, RegimeSeen, Rule, RuleState, SourceSeen, evaluate,
};

fn rule(json: &str) -> Rule {
    serde_json::from_str(json).unwrap()
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_766_534_400 + minute * 60, 0).unwrap()
}

/// Evaluates a rule on inputs in order, at the given minutes.
fn follow<'a>(json: &str, inputs: impl IntoIterator<Item = (i64, Input<'a>)>) -> Vec<(i64, Reason)> {
    let rule = rule(json);
    let mut state = RuleState::default();
    let mut told = Vec::new();
    for (minute, input) in inputs {
        let (next, decision) = evaluate(&rule, &state, &input, at(minute));
        // Through the store and back.
        state = serde_json::from_str(&serde_json::to_string(&next).unwrap()).unwrap();
        told.extend(decision.map(|decision| (minute, decision.reason)));
    }
    told
}

#[test]
fn a_regime_flip_is_told_once_and_a_day_of_unknown_is_no_flip() {
    use State::{Neutral, RiskOff, RiskOn, Unknown};
    let states = [Unknown, RiskOn, RiskOn, Unknown, RiskOn, Neutral, Neutral, Unknown, RiskOff];
    let days = (0..).zip(states).map(|(day, state)| {
        let seen = RegimeSeen { day: at(day * 1_440).date_naive(), state };
        (day * 1_440, Input::Regime(seen))
    });
    let told = follow(r#"{"rule":"regime.change"}"#, days);
    assert_eq!(told, [(5 * 1_440, Reason::Flipped), (8 * 1_440, Reason::Flipped)]);
}

#[test]
fn odds_swing_on_one_token_confirmed_twice_and_not_in_a_thin_market() {
    let share = |percent: f64| Probability::new(percent / 100.0).unwrap();
    let poll = |minute: i64, percent: f64, spread: Option<f64>, volume: i64| {
        let odds = OddsSeen {
            token: "71321045679252212594626385532706912750332728571942532289631379312455583992563",
            observed_at: at(minute),
            probability: share(percent),
            day_before: Some((at(minute - 1_441), share(40.0))),
            spread: spread.map(share),
            volume_24h: Usd::from_dollars(volume),
        };
        (minute, Input::Odds(odds))
    };
    let swing = r#"{"rule":"odds.swing","threshold":10,"confirm":2,"cooldown":"12h","hysteresis":2}"#;
    let liquid = [(0, 51.0), (5, 52.0), (10, 53.0), (15, 45.0), (20, 55.0)];
    let told = follow(swing, liquid.map(|(minute, percent)| poll(minute, percent, Some(1.0), 250_000)));
    assert_eq!(told, [(0, Reason::Confirmation), (5, Reason::Swung), (20, Reason::Cooldown)]);
    let thin =
        [poll(0, 60.0, Some(1.0), 900), poll(5, 60.0, Some(30.0), 250_000), poll(10, 60.0, None, 250_000)];
    assert_eq!(follow(swing, thin), [(0, Reason::Thin)]);
}

#[test]
fn a_leader_is_overtaken_when_it_stays_so_and_by_more_than_a_hair() {
    let poll = |minute: i64, leader: &'static str, lead_pp: f64| {
        let volume_24h = Usd::from_dollars(250_000);
        (minute, Input::Leader(LeaderSeen { event: "fed-decision", leader, lead_pp, volume_24h }))
    };
    let polls = [
        poll(0, "No change", 20.0),
        poll(1, "25 bp cut", 0.5),
        poll(2, "25 bp cut", 3.0),
        poll(3, "No change", 3.0),
        poll(4, "25 bp cut", 3.0),
        poll(5, "25 bp cut", 3.0),
        poll(6, "25 bp cut", 9.0),
    ];
    let told = follow(r#"{"rule":"odds.leader","confirm":2,"hysteresis":1}"#, polls);
    assert_eq!(told, [(2, Reason::Confirmation), (4, Reason::Confirmation), (5, Reason::Overtaken)]);
}

#[test]
fn an_event_is_told_when_it_comes_up_and_when_its_figure_is_out() {
    let event = |due: i64, came: Option<i64>| {
        let (due_at, came_at) = (at(due), came.map(at));
        Input::Event(EventSeen { id: "us.cpi.2025-12", due_at, high: true, withdrawn: false, came_at })
    };
    let soon = r#"{"rule":"event.soon","threshold":12}"#;
    let due = 2_000;
    let looks = [
        (0, due),
        (due - 721, due),
        (due - 720, due),
        (due - 700, due),
        (due - 690, due + 10),
        (due + 1, due),
    ];
    let told = follow(soon, looks.map(|(minute, due)| (minute, event(due, None))));
    assert_eq!(told, [(due - 720, Reason::Soon)]);
    let moved = [(due - 700, due), (due - 600, due + 2_880), (due + 2_200, due + 2_880)];
    let told = follow(soon, moved.map(|(minute, due)| (minute, event(due, None))));
    assert_eq!(told, [(due - 700, Reason::Soon), (due + 2_200, Reason::Soon)]);

    let released = r#"{"rule":"event.released"}"#;
    let looks = [(due, None), (due + 2, Some(due + 1)), (due + 3, Some(due + 1))];
    let told = follow(released, looks.map(|(minute, came)| (minute, event(due, came))));
    assert_eq!(told, [(due + 2, Reason::Came)]);
    let late = [(9_000, event(due, Some(9_000))), (9_001, event(due, Some(9_000)))];
    assert_eq!(
        follow(released, late),
        [(9_000, Reason::Late)],
        "history learnt at the first start is no news"
    );
}

#[test]
fn a_stale_source_is_told_once_until_it_is_back() {
    let looks = [true, true, true, false, true, true]
        .map(|stale| Input::Source(SourceSeen { name: "fredgraph", stale }));
    let told = follow(r#"{"rule":"source.stale","confirm":2}"#, (0..).zip(looks));
    assert_eq!(
        told,
        [(0, Reason::Confirmation), (1, Reason::Stale), (4, Reason::Confirmation), (5, Reason::Stale)]
    );
}

#[test]
fn a_rule_that_makes_no_sense_is_refused_with_the_field_and_the_cure() {
    for (json, words) in [
        (r#"{"rule":"btc.change.2h","threshold":1}"#, "15m|1h|24h|1d|7d"),
        (r#"{"rule":"btc.change.1d","threshold":1}"#, "it has 15m, 1h, 24h, 7d"),
        (r#"{"rule":"btc.release"}"#, "use btc.change.24h"),
        (r#"{"rule":"us10y.change.1d"}"#, "threshold: is missing; give a number in bp"),
        (r#"{"rule":"btc.drift","threshold":0}"#, "threshold: 0 is not 0.001 to 1000 %"),
        (r#"{"rule":"btc.level.x","threshold":1}"#, "threshold: 1 is not 200 to 5000000 $"),
        (r#"{"rule":"regime.change","threshold":1}"#, "leave it out"),
        (r#"{"rule":"btc.drift","threshold":5,"hysteresis":5}"#, "hysteresis: 5 is not from 0 to below 5 %"),
        (r#"{"rule":"btc.drift","threshold":5,"cooldown":"31d"}"#, "cooldown: 31d is longer than 30d"),
        (r#"{"rule":"btc.drift","threshold":5,"cooldown":"4 hours"}"#, "such as 4h"),
        (r#"{"rule":"btc.drift","threshold":5,"confirm":0}"#, "confirm: 0 is not 1 to 10 polls"),
        (r#"{"rule":"btc.drift","threshold":5,"window":"1h"}"#, "unknown field `window`"),
    ] {
        let error = serde_json::from_str::<Rule>(json).unwrap_err().to_string();
        assert!(error.contains(words), "{json}: {error}");
    }
    let written = r#"{"rule":"btc.change.15m","threshold":1.0,"direction":"down","cooldown":"4h","hysteresis":0.2,"confirm":2,"severity":"critical","enabled":true}"#;
    assert_eq!(serde_json::to_string(&rule(written)).unwrap(), written);
}
