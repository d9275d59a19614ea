//! Publishers that disagree, clocks that step, values that are not new: none of them makes an alert.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests do")]

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::rules::{History, Input, Reason, Rule, RuleState, Sample, Track, Trust, evaluate};
use cockpit_domain::{Moment, Origin, SeriesId, Value};

fn rule(json: &str) -> Rule {
    serde_json::from_str(json).unwrap()
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_766_534_400 + minute * 60, 0).unwrap()
}

const CHANGE: &str = r#"{"rule":"btc.change.15m","threshold":2.0,"cooldown":"4h","hysteresis":0.5}"#;

struct Past(Vec<(Moment, f64, &'static str, Origin)>);

impl History for Past {
    fn at_or_before(&self, moment: Moment) -> Option<Sample<'_>> {
        let (observed_at, amount, source, origin) =
            *self.0.iter().rev().find(|(at, ..)| at.timestamp() <= moment.timestamp())?;
        Some(sample(observed_at, amount, source, origin))
    }
}

fn sample(observed_at: Moment, amount: f64, source: &str, origin: Origin) -> Sample<'_> {
    let series = if matches!(observed_at, Moment::Day(_)) { SeriesId::NetLiquidity } else { SeriesId::Btc };
    Sample { observed_at, value: Value::new(amount, series.unit()).unwrap(), source, origin }
}

/// Feeds (minute, price, publisher) to one rule.
fn published(json: &str, prices: impl IntoIterator<Item = (i64, f64, &'static str)>) -> Vec<(i64, Reason)> {
    let rule = rule(json);
    let (mut track, mut state, mut past) = (Track::default(), RuleState::default(), Past(Vec::new()));
    let mut told = Vec::new();
    for (minute, price, source) in prices {
        let now = at(minute);
        let sample = sample(Moment::Instant(now), price, source, Origin::Live);
        if let Some(seen) = track.follow(SeriesId::Btc, sample, Trust::Good, None, &past, now) {
            let (next, decision) = evaluate(&rule, &state, &Input::Series(&seen), now);
            state = next;
            told.extend(decision.map(|decision| (minute, decision.reason)));
        }
        past.0.push((Moment::Instant(now), price, source, Origin::Live));
    }
    told
}

#[test]
fn a_publisher_that_disagrees_cannot_fire_and_one_that_agrees_does_not_mute() {
    let by = |minutes: std::ops::Range<i64>, price: f64, source: &'static str| {
        minutes.map(move |minute| (minute, price, source))
    };
    let disagrees = by(0..30, 90_000.0, "coinbase").chain(by(30..90, 92_500.0, "kraken"));
    assert_eq!(published(CHANGE, disagrees.clone()), [(30, Reason::Publisher)]);
    assert_eq!(published(r#"{"rule":"btc.drift","threshold":2}"#, disagrees.clone()), []);
    let level = r#"{"rule":"btc.level.a","threshold":91000}"#;
    assert_eq!(published(level, disagrees), [(30, Reason::Publisher)]);
    let agrees = by(0..30, 90_000.0, "coinbase").chain(by(30..40, 90_100.0, "kraken")).chain(by(
        40..60,
        92_500.0,
        "kraken",
    ));
    assert_eq!(published(CHANGE, agrees), [(40, Reason::Moved)]);
    // The other one puts the price below the level for a while; nothing was crossed, neither there nor back.
    let dip = by(0..30, 92_000.0, "coinbase").chain(by(30..40, 90_500.0, "kraken"));
    let dip: Vec<_> = dip.chain(by(40..200, 92_000.0, "coinbase")).collect();
    assert_eq!(published(level, dip.clone()), [(30, Reason::Publisher)]);
    let upwards = r#"{"rule":"btc.level.a","threshold":91000,"direction":"up"}"#;
    assert_eq!(published(upwards, dip), []);
    let back = by(0..30, 90_000.0, "coinbase").chain(by(30..32, 92_500.0, "kraken")).chain(by(
        32..60,
        87_000.0,
        "coinbase",
    ));
    assert_eq!(
        published(CHANGE, back),
        [(30, Reason::Publisher), (32, Reason::Moved)],
        "same publisher again"
    );
}

#[test]
fn a_clock_that_steps_brings_no_burst_and_mutes_nothing() {
    // A day ahead for ten polls, then right again; and back to 1970.
    let quiet = |step: i64| {
        (0..30)
            .map(|minute| (minute, 90_000.0, "coinbase"))
            .chain((30..40).map(move |minute| (minute + step, 88_000.0, "coinbase")))
            .chain((40..60).map(|minute| (minute, 90_000.0, "coinbase")))
            .collect::<Vec<_>>()
    };
    for step in [60, -60, 1_440, -29_000_000] {
        let told = published(CHANGE, quiet(step));
        let fired = told.iter().filter(|(_, reason)| *reason == Reason::Moved).count();
        assert_eq!(fired, 0, "a step of {step} min: {told:?}");
    }
    // The last alert lies in the future: the next real move is told all the same.
    let state = RuleState { fired_at: Some(at(1_440)), ..RuleState::default() };
    let past = Past(vec![(Moment::Instant(at(0)), 90_000.0, "coinbase", Origin::Live)]);
    let mut track = Track::default();
    let now = at(15);
    let moved = sample(Moment::Instant(now), 87_000.0, "coinbase", Origin::Live);
    let seen = track.follow(SeriesId::Btc, moved, Trust::Good, None, &past, now).unwrap();
    let (_, decision) = evaluate(&rule(CHANGE), &state, &Input::Series(&seen), now);
    assert_eq!(decision.unwrap().reason, Reason::Moved);
}

#[test]
fn bundled_learnt_and_revised_values_cannot_fire() {
    let past = Past(vec![(Moment::Instant(at(0)), 90_000.0, "coinbase", Origin::Live)]);
    let bundled_past = Past(vec![(Moment::Instant(at(0)), 90_000.0, "coinbase", Origin::Bundled)]);
    let cases = [
        (&past, Origin::Bundled, Trust::Good, Reason::Bundled),
        (&past, Origin::Backfill, Trust::Good, Reason::History),
        (&past, Origin::Live, Trust::Revised, Reason::Revision),
        (&past, Origin::Live, Trust::Held, Reason::Quarantine),
        (&bundled_past, Origin::Live, Trust::Good, Reason::Bundled),
        (&past, Origin::Live, Trust::Good, Reason::Moved),
    ];
    for (past, origin, trust, reason) in cases {
        let now = at(15);
        let moved = sample(Moment::Instant(now), 87_000.0, "coinbase", origin);
        let mut track = Track::default();
        let seen = track.follow(SeriesId::Btc, moved, trust, None, past, now).unwrap();
        let (_, decision) = evaluate(&rule(CHANGE), &RuleState::default(), &Input::Series(&seen), now);
        assert_eq!(decision.unwrap().reason, reason);
    }
}

#[test]
fn net_liquidity_is_told_once_per_week() {
    let rule = rule(r#"{"rule":"net_liquidity.release"}"#);
    let day = |text: &str| Moment::Day(text.parse().unwrap());
    let past = Past(vec![(day("2025-12-17"), 5_700.0, "fred", Origin::Live)]);
    let (mut track, mut state) = (Track::default(), RuleState::default());
    let mut see = |text: &str, amount: f64, origin: Origin, trust: Trust| {
        let sample = sample(day(text), amount, "fred", origin);
        let now = day(text).start() + TimeDelta::hours(46);
        let seen = track.follow(SeriesId::NetLiquidity, sample, trust, None, &past, now).unwrap();
        let (next, decision) = evaluate(&rule, &state, &Input::Series(&seen), now);
        state = next;
        decision.map(|decision| (decision.reason, decision.change))
    };
    assert_eq!(
        see("2025-12-17", 5_700.0, Origin::Backfill, Trust::Good),
        None,
        "the first is settled in silence"
    );
    assert_eq!(see("2025-12-24", 5_757.0, Origin::Live, Trust::Good), Some((Reason::Released, Some(1.0))));
    assert_eq!(see("2025-12-24", 5_758.0, Origin::Live, Trust::Revised), None);
    assert_eq!(see("2025-12-26", 5_759.0, Origin::Live, Trust::Good), None, "the same week");
    assert_eq!(see("2025-12-31", 5_760.0, Origin::Live, Trust::Held).unwrap().0, Reason::Quarantine);
    assert_eq!(see("2025-12-31", 5_760.0, Origin::Live, Trust::Good).unwrap().0, Reason::Released);
}
