use cockpit_domain::regime::{ModelKind, ModelSpec};
use cockpit_domain::rules::{Installed, Preset, Rule, RuleId, RuleSpec};

use super::*;
use crate::scratch::{Scratch, at, profile};
use crate::{Profile, Wish};

fn quarter(threshold: f64) -> Rule {
    Preset::Balanced.rules()[0].with_threshold(threshold).unwrap()
}

fn level(name: &str) -> Rule {
    let spec = serde_json::json!({"rule": format!("btc.level.{name}"), "threshold": 1e5});
    Rule::new(&serde_json::from_value::<RuleSpec>(spec).unwrap()).unwrap()
}

fn to(seen: &Installed, rules: Vec<(RuleId, Option<Rule>)>) -> RuleChanges {
    RuleChanges { seen: seen.clone(), preset: None, rules }
}

fn put(rule: Rule) -> (RuleId, Option<Rule>) {
    (rule.id().clone(), Some(rule))
}

#[tokio::test]
async fn what_was_saved_is_there_after_a_restart_and_who_comes_too_late_changes_nothing() {
    let store = Scratch::new().await;
    assert_eq!(store.usual().await.unwrap(), Revised { value: Usual::default(), revision: 0 });
    let night = QuietHours { from_min: 1_320, until_min: 420 };
    let usual = Usual { quiet_hours: Some(night), digest_hour: Some(7) };
    assert_eq!(store.save_usual(0, usual, at(0)).await, Ok(Some(1)));
    assert_eq!(store.save_usual(0, Usual::default(), at(1)).await, Ok(None), "somebody was faster");
    assert_eq!(store.save_usual(1, usual, at(2)).await, Ok(Some(1)), "the same again is no change");
    let classic = ModelSpec::of(ModelKind::Classic);
    assert_eq!(store.save_regime_model(0, Some(classic.clone()), at(3)).await, Ok(Some(1)));
    store.note_regime_told("classic".to_owned(), at(4)).await.unwrap();

    let store = store.reopen().await;
    assert_eq!(store.usual().await.unwrap(), Revised { value: usual, revision: 1 });
    assert_eq!(store.regime_model().await.unwrap(), Revised { value: Some(classic), revision: 1 });
    assert_eq!(store.regime_told_with().await.unwrap().as_deref(), Some("classic"));
    assert_eq!(store.save_usual(1, Usual::default(), at(5)).await, Ok(Some(2)));
    assert_eq!(store.save_usual(0, usual, at(6)).await, Ok(None), "a revision never comes twice");
    let mut broken = ModelSpec::of(ModelKind::Votes);
    broken.enter = f64::NAN;
    assert!(matches!(store.save_regime_model(1, Some(broken), at(7)).await, Err(StoreError::Refused(_))));
}

#[tokio::test]
async fn rules_change_together_or_not_at_all() {
    let store = Scratch::new().await;
    let nothing = store.installed().await.unwrap();
    assert_eq!(nothing, Installed::default());
    let changes = to(&nothing, vec![put(quarter(3.0)), put(level("a"))]);
    assert_eq!(store.change_rules(changes.clone(), at(0)).await, Ok(true));
    assert_eq!(store.change_rules(changes, at(1)).await, Ok(false), "it is not as it was seen");
    let store = store.reopen().await;
    let seen = store.installed().await.unwrap();
    assert_eq!(seen.all_own(), [quarter(3.0), level("a")]);

    let many = (0..100).map(|number| put(level(&format!("n{number}")))).collect();
    let refused = store.change_rules(to(&seen, many), at(2)).await.unwrap_err();
    assert!(refused.to_string().contains("remove one first"), "{refused}");
    assert_eq!(store.installed().await.unwrap(), seen, "nothing of it was written");
}

#[tokio::test]
async fn whoever_has_everybodys_preset_follows_it_and_who_chose_another_keeps_theirs() {
    let store = Scratch::new().await;
    let add = async |number, preset| {
        store.add_subscriber(Profile { preset, ..profile(number) }, at(0)).await.unwrap()
    };
    let (follows, calm) = (add(1, Preset::Balanced).await, add(2, Preset::Calm).await);
    let seen = store.installed().await.unwrap();
    let changes = RuleChanges { preset: Some(Preset::Sensitive), ..to(&seen, Vec::new()) };
    assert_eq!(store.change_rules(changes, at(1)).await, Ok(true));
    assert_eq!(store.installed().await.unwrap().preset, Preset::Sensitive);
    let preset = async |id| store.subscriber(id).await.unwrap().unwrap().profile.preset;
    assert_eq!((preset(follows).await, preset(calm).await), (Preset::Sensitive, Preset::Calm));
}

#[tokio::test]
async fn wishes_change_together_and_go_with_their_level() {
    let store = Scratch::new().await;
    let id = store.add_subscriber(profile(1), at(0)).await.unwrap();
    let wish =
        |rule: &Rule, threshold| Wish { subscriber: id, rule: rule.id().clone(), threshold, enabled: true };
    let (own, of_level) = (wish(&quarter(1.0), Some(1.0)), wish(&level("a"), Some(9e4)));
    let wishes = vec![(own.rule.clone(), Some(own.clone())), (of_level.rule.clone(), Some(of_level.clone()))];
    let seen = (Preset::Balanced, Vec::new());
    assert_eq!(store.change_wishes(id, seen.clone(), None, wishes.clone()).await, Ok(true));
    assert_eq!(
        store.change_wishes(id, seen, None, wishes).await,
        Ok(false),
        "they are not as they were seen"
    );
    assert_eq!(store.wishes_of(id).await.unwrap(), [own.clone(), of_level.clone()]);

    let installed = store.installed().await.unwrap();
    store.change_rules(to(&installed, vec![put(level("a"))]), at(1)).await.unwrap();
    let installed = store.installed().await.unwrap();
    let gone = vec![(of_level.rule.clone(), None)];
    assert_eq!(store.change_rules(to(&installed, gone), at(2)).await, Ok(true));
    assert_eq!(store.wishes_of(id).await.unwrap(), std::slice::from_ref(&own));

    let seen = (Preset::Balanced, vec![own.clone()]);
    let back = vec![(own.rule.clone(), None)];
    assert_eq!(store.change_wishes(id, seen, Some(Preset::Calm), back).await, Ok(true));
    assert_eq!(store.wishes_of(id).await.unwrap(), []);
    let profile = store.subscriber(id).await.unwrap().unwrap().profile;
    assert_eq!(profile.preset, Preset::Calm);
    let nan = Wish { threshold: Some(f64::NAN), ..own };
    let seen = (Preset::Calm, Vec::new());
    let refused = store.change_wishes(id, seen, None, vec![(nan.rule.clone(), Some(nan))]).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))));
}

#[tokio::test]
async fn every_change_changes_the_stamp_of_the_audience_two_of_one_second_too() {
    let store = Scratch::new().await;
    let id = store.add_subscriber(profile(1), at(0)).await.unwrap();
    let mut stamps = vec![store.audience_stamp().await.unwrap()];
    for threshold in [3.0, 4.0] {
        store.save_rule(quarter(threshold), at(0)).await.unwrap();
        stamps.push(store.audience_stamp().await.unwrap());
    }
    // Together they are what they were.
    for (a, b) in [(1.0, 2.0), (2.0, 1.0)] {
        store.set_threshold(id, quarter(1.0).id(), Some(a), true).await.unwrap();
        store.set_threshold(id, &"btc.drift".parse().unwrap(), Some(b), true).await.unwrap();
        stamps.push(store.audience_stamp().await.unwrap());
    }
    store.clear_threshold(id, quarter(1.0).id()).await.unwrap();
    stamps.push(store.audience_stamp().await.unwrap());
    for (place, stamp) in stamps.iter().enumerate() {
        assert!(!stamps[..place].contains(stamp), "{stamps:?}");
    }
}
