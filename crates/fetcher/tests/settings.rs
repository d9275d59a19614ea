//! What happens to the rules when settings change: nothing of the past is told, nothing is told twice, nothing is lost.

#![expect(clippy::unwrap_used, reason = "a test file: a panic with a line number is its way to fail")]

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::radar::{Event, Market, Odds, Outcome, Probability, Token};
use cockpit_domain::regime::State;
use cockpit_domain::rules::Input;
use cockpit_domain::rules::{self, OddsSeen, Preset, RegimeSeen, Rule, RuleId, RuleSpec, Span};
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Usd, Value};
use cockpit_fetcher::decide::Decider;
use cockpit_fetcher::decide::alert::Facts;
use cockpit_store::{Access, Address, Channel, Profile, RuleChanges, Store, SubscriberId, SubscriberState};
use tempfile::TempDir;

fn at(minute: i64) -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minute)
}

fn btc(minute: i64, usd: f64, origin: Origin) -> Observation {
    Observation {
        series: SeriesId::Btc,
        observed_at: Moment::instant(at(minute)),
        first_seen_at: at(minute),
        value: Value::usd(usd).unwrap(),
        source: "coinbase".to_owned(),
        standing: 0,
        origin,
    }
}

/// Two calm days at 100,000 and somebody who is told.
struct House {
    _folder: TempDir,
    store: Store,
    decider: Decider,
    somebody: SubscriberId,
}

async fn house() -> House {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&folder.path().join("test.db"), Access::Exclusive).await.unwrap();
    let calm = (1..=192).map(|quarter| btc(-15 * quarter, 100_000.0, Origin::Backfill));
    store.append(calm.collect()).await.unwrap();
    let profile = Profile {
        name: "somebody".to_owned(),
        channel: Channel::Telegram,
        address: Address::new("1"),
        time_zone: "UTC".to_owned(),
        locale: "en-US".to_owned(),
        is_operator: false,
        preset: Preset::Balanced,
        state: SubscriberState::Active,
        quiet_hours: None,
        digest_hour: None,
    };
    let somebody = store.add_subscriber(profile, at(-5_000)).await.unwrap();
    let decider = Decider::new(store.clone());
    House { _folder: folder, store, decider, somebody }
}

impl House {
    async fn tell(&self, minute: i64, usd: f64) {
        self.decider.append(vec![btc(minute, usd, Origin::Live)], at(minute)).await.unwrap();
    }

    async fn change(&self, minute: i64, preset: Option<Preset>, rules: Vec<(RuleId, Option<Rule>)>) {
        let seen = self.store.installed().await.unwrap();
        let changes = RuleChanges { seen, preset, rules };
        let saved = self.decider.change(self.store.change_rules(changes, at(minute)), at(minute)).await;
        assert!(saved.unwrap());
    }

    /// Another threshold for everybody, of a rule that is told at once.
    async fn day_rule(&self, minute: i64, threshold: f64) {
        let rule = self.store.installed().await.unwrap().moved(&day(), Some(threshold), true).unwrap();
        let rule = Rule::new(&RuleSpec { confirm: 1, ..rule.unwrap().into() }).unwrap();
        self.change(minute, None, vec![(day(), Some(rule))]).await;
    }

    async fn fired(&self) -> usize {
        let alerts = self.store.alert_events(at(-10_000), 1_000).await.unwrap();
        alerts.iter().filter(|alert| alert.rule == day()).count()
    }
}

fn day() -> RuleId {
    "btc.change.24h".parse().unwrap()
}

#[tokio::test]
async fn a_lower_threshold_does_not_tell_what_is_past_but_what_comes() {
    let house = house().await;
    house.tell(0, 100_000.0).await;
    house.day_rule(1, 6.0).await;
    house.tell(2, 104_000.0).await;
    house.day_rule(3, 3.0).await;
    house.tell(4, 104_100.0).await;
    assert_eq!(house.fired().await, 0, "four percent were there before");
    house.tell(10, 100_100.0).await;
    house.tell(11, 103_900.0).await;
    assert_eq!(house.fired().await, 1, "it came back and crosses anew");
    house.tell(12, 96_000.0).await;
    house.day_rule(13, 5.0).await;
    let calm = (1..=112).map(|quarter| btc(15 * quarter, 96_100.0, Origin::Backfill));
    house.store.append(calm.collect()).await.unwrap();
    house.tell(1_700, 96_100.0).await;
    house.tell(1_701, 101_500.0).await;
    assert_eq!(house.fired().await, 2, "a new crossing a day later is told: {:#?}", {
        house.store.decisions_of(&day(), at(-10_000), 1_000).await.unwrap()
    });
}

#[tokio::test]
async fn a_value_that_crosses_right_after_saving_is_told() {
    let house = house().await;
    house.tell(0, 100_000.0).await;
    house.day_rule(1, 2.0).await;
    house.tell(2, 102_500.0).await;
    assert_eq!(house.fired().await, 1);
    assert!(house.store.outbox_counts().await.unwrap().pending >= 1);
    // Higher again, still within the cooldown of the lower one.
    house.day_rule(3, 3.0).await;
    house.tell(4, 103_500.0).await;
    assert_eq!(house.fired().await, 1, "not twice within the cooldown");
}

#[tokio::test]
async fn other_parameters_and_another_preset_tell_nothing_a_second_time() {
    let house = house().await;
    house.tell(0, 100_000.0).await;
    house.day_rule(1, 2.0).await;
    house.tell(2, 103_000.0).await;
    house.tell(3, 103_000.0).await;
    let before = house.store.alert_events(at(-10_000), 1_000).await.unwrap().len();
    let rule: RuleSpec = house.store.installed().await.unwrap().rule(&day()).unwrap().into();
    let rule = Rule::new(&RuleSpec { cooldown: "1m".parse().unwrap(), hysteresis: 0.1, ..rule }).unwrap();
    house.change(4, None, vec![(day(), Some(rule))]).await;
    for minute in 5..8 {
        house.tell(minute, 103_100.0).await;
    }
    house.change(8, Some(Preset::Sensitive), vec![(day(), None)]).await;
    for minute in 9..14 {
        house.tell(minute, 103_200.0).await;
    }
    let after = house.store.alert_events(at(-10_000), 1_000).await.unwrap();
    assert_eq!(after.len(), before, "{after:#?}");
}

#[tokio::test]
async fn a_level_on_which_the_value_stands_already_is_told_when_it_is_crossed() {
    let house = house().await;
    house.tell(0, 100_000.0).await;
    let level = |level: f64| {
        let spec = serde_json::json!({"rule": "btc.level.a", "threshold": level, "direction": "up"});
        Rule::new(&serde_json::from_value(spec).unwrap()).unwrap()
    };
    let id: RuleId = "btc.level.a".parse().unwrap();
    house.change(1, None, vec![(id.clone(), Some(level(99_000.0)))]).await;
    house.tell(2, 100_100.0).await;
    let told = async || {
        let alerts = house.store.alert_events(at(-10_000), 1_000).await.unwrap();
        alerts.iter().filter(|alert| alert.rule == id).count()
    };
    assert_eq!(told().await, 0);
    house.change(3, None, vec![(id.clone(), Some(level(101_000.0)))]).await;
    house.tell(4, 101_200.0).await;
    assert_eq!(told().await, 1, "everybody is told of the installation's levels");
    house.change(5, None, vec![(id.clone(), None)]).await;
    house.tell(6, 99_000.0).await;
    house.tell(7, 101_200.0).await;
    assert_eq!(told().await, 1, "it is gone");
}

#[tokio::test]
async fn what_a_threshold_remembers_is_forgotten_with_it_and_another_persons_stays() {
    let house = house().await;
    house.tell(0, 100_000.0).await;
    house.store.set_threshold(house.somebody, &day(), Some(2.0), true).await.unwrap();
    // Another process would be noticed after some seconds.
    house.tell(1, 100_000.0).await;
    for minute in 2..5 {
        house.tell(minute, 107_000.0).await;
    }
    let states = async || -> Vec<String> {
        let states = house.store.rule_states().await.unwrap();
        states.into_keys().filter(|key| key.contains("btc.change.24h")).collect()
    };
    let before = states().await;
    assert_eq!(before.len(), 2, "everybody's six and somebody's two percent: {before:?}");
    house.store.clear_threshold(house.somebody, &day()).await.unwrap();
    house.tell(6, 107_000.0).await;
    let after = states().await;
    assert_eq!(after.len(), 1, "{after:?}");
    assert!(before.contains(&after[0]) && !after[0].ends_with("\n2"), "{after:?}");
}

#[tokio::test]
async fn a_regime_that_is_told_otherwise_is_no_event() {
    let house = house().await;
    let seen = |days: i64, state| RegimeSeen { day: at(days * 1_440).date_naive(), state };
    let tell = async |days: i64, state| {
        let facts = Facts::new(serde_json::json!({}), "the end of a day".to_owned());
        let input = (Input::Regime(seen(days, state)), facts);
        house.decider.decide([input], at(days * 1_440)).await.unwrap();
    };
    let alerts = async || house.store.alert_events(at(-10_000), 1_000).await.unwrap().len();
    tell(0, State::RiskOn).await;
    house.decider.settle_regime(seen(0, State::RiskOff), at(10)).await.unwrap();
    tell(1, State::RiskOff).await;
    assert_eq!(alerts().await, 0, "the settings did that");
    tell(2, State::Neutral).await;
    assert_eq!(alerts().await, 1, "and this is the market");
    let said = house.store.decisions(at(-10_000), 100).await.unwrap();
    assert!(said.iter().all(|row| row.decision.outcome == rules::Outcome::Fired), "{said:#?}");
    house.decider.settle_regime(seen(2, State::Unknown), at(3_000)).await.unwrap();
    tell(3, State::RiskOn).await;
    assert_eq!(alerts().await, 1, "the first word after knowing nothing");
}

/// A market at this many percent that stood at 30 % a day ago, as it is kept and as it is shown to the rules.
async fn odds_at(house: &House, minute: i64, percent: f64) {
    let token = Token::new("7".repeat(77)).unwrap();
    let outcome = Outcome {
        label: "Yes".to_owned(),
        price: Probability::new(percent / 100.0),
        token: Some(token.clone()),
    };
    let market = Market {
        id: "1".to_owned(),
        slug: "cut".to_owned(),
        question: "A cut in December?".to_owned(),
        label: None,
        outcomes: vec![outcome],
        best_bid: Probability::new(percent / 100.0 - 0.005),
        best_ask: Probability::new(percent / 100.0 + 0.005),
        volume_24h: Usd::from_dollars(900_000),
        volume: None,
        liquidity: Some(Usd::from_dollars(90_000)),
        ends_at: None,
        open: true,
        placeholder: false,
    };
    let event = Event {
        id: "1".to_owned(),
        slug: "cut".to_owned(),
        title: "A cut in December?".to_owned(),
        exclusive: false,
        closed: false,
        ends_at: None,
        volume_24h: market.volume_24h,
        volume: None,
        tags: vec!["fed".to_owned()],
        markets: vec![market],
    };
    let before = Probability::new(0.30).unwrap();
    let past = Odds {
        token: token.clone(),
        observed_at: at(minute) - TimeDelta::minutes(24 * 60 + 5),
        probability: before,
        spread: None,
        source: "clob".to_owned(),
    };
    house.store.save_events(vec![event], at(minute)).await.unwrap();
    house.store.append_odds(vec![past.clone()]).await.unwrap();
    let seen = OddsSeen {
        token: token.as_str(),
        observed_at: at(minute),
        probability: Probability::new(percent / 100.0).unwrap(),
        day_before: Some((past.observed_at, before)),
        spread: Probability::new(0.01),
        volume_24h: Usd::from_dollars(900_000),
    };
    let facts = Facts::new(serde_json::json!({}), format!("cut at {minute}"));
    house.decider.decide([(Input::Odds(seen), facts)], at(minute)).await.unwrap();
}

#[tokio::test]
async fn a_lower_threshold_does_not_tell_odds_that_have_moved_before() {
    let house = house().await;
    let swing: RuleId = "odds.swing".parse().unwrap();
    let moved = async |minute: i64, threshold: f64| {
        let rule = house.store.installed().await.unwrap().moved(&swing, Some(threshold), true).unwrap();
        let rule =
            Rule::new(&RuleSpec { confirm: 1, cooldown: Span::default(), ..rule.unwrap().into() }).unwrap();
        house.change(minute, None, vec![(swing.clone(), Some(rule))]).await;
    };
    let fired = async || {
        let alerts = house.store.alert_events(at(-10_000), 1_000).await.unwrap();
        alerts.iter().filter(|alert| alert.rule == swing).count()
    };
    moved(0, 15.0).await;
    odds_at(&house, 1, 31.0).await;
    odds_at(&house, 6, 40.0).await;
    assert_eq!(fired().await, 0, "ten points are less than fifteen");
    moved(7, 8.0).await;
    odds_at(&house, 11, 40.5).await;
    assert_eq!(fired().await, 0, "they were there before anybody wanted to hear of eight");
    odds_at(&house, 16, 31.0).await;
    odds_at(&house, 21, 39.0).await;
    assert_eq!(fired().await, 1, "it came back and moves anew");
    moved(22, 6.0).await;
    odds_at(&house, 26, 40.0).await;
    assert_eq!(fired().await, 1, "told already");
}
