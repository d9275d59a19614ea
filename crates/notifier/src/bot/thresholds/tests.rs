use chrono::{DateTime, Utc};
use cockpit_domain::rules::{Installed, Preset, RuleSpec};
use cockpit_store::{Access, Address, Channel, Profile, Store, SubscriberId, SubscriberState};

use super::*;
use crate::briefing::sample;

fn somebody(is_operator: bool) -> Subscriber {
    let profile = Profile {
        name: "Ada".to_owned(),
        channel: Channel::Telegram,
        address: Address::new("42"),
        time_zone: "Europe/Berlin".to_owned(),
        locale: "en".to_owned(),
        is_operator,
        preset: Preset::Balanced,
        state: SubscriberState::Active,
        quiet_hours: None,
        digest_hour: None,
    };
    Subscriber { id: SubscriberId(1), created_at: DateTime::<Utc>::UNIX_EPOCH, revision: 0, profile }
}

fn wish(rule: &str, threshold: Option<f64>, enabled: bool) -> Wish {
    Wish { subscriber: SubscriberId(1), rule: rule.parse().unwrap(), threshold, enabled }
}

fn level(direction: &str) -> Rule {
    let spec: RuleSpec = serde_json::from_value(serde_json::json!({
        "rule": "btc.level.100k", "threshold": 100_000.0, "direction": direction
    }))
    .unwrap();
    Rule::new(&spec).unwrap()
}

fn of_house(own: Vec<Rule>) -> Installed {
    Installed::new(Preset::Balanced, own)
}

#[test]
fn the_list_shows_what_is_ones_own_and_what_is_usual() {
    let wishes = [
        wish("btc.change.24h", Some(3.0), true),
        wish("btc.drift", None, false),
        wish("walcl.change.7d", None, true),
        wish("btc.level.100k", Some(98_500.0), true),
        // A threshold that no rule can have.
        wish("odds.swing", Some(1e9), true),
    ];
    let rules = rules(&somebody(false), &of_house(vec![level("up")]), &wishes);
    insta::assert_snapshot!(list(&somebody(false), &rules, Numbers::English));
}

#[test]
fn a_rule_of_the_installation_stands_before_the_presets_and_only_operators_hear_of_silent_sources() {
    let preset = Preset::Balanced.rules();
    let installed = preset[0].with_threshold(2.5).unwrap();
    let of = |operator| rules(&somebody(operator), &of_house(vec![installed.clone(), level("both")]), &[]);
    let threshold = |rules: &[Own]| rules[0].rule.threshold();
    assert_eq!(threshold(&of(false)), Some(2.5));
    let names = |rules: Vec<Own>| rules.iter().map(|own| own.rule.id().to_string()).collect::<Vec<_>>();
    assert_eq!(of(false).len() + 1, of(true).len());
    assert!(
        names(of(true)).contains(&"source.stale".to_owned())
            && !names(of(false)).contains(&"source.stale".to_owned())
    );
    let level = of(false).pop().unwrap();
    assert!(level.rule.enabled(), "a level of the installation is for everybody");
}

#[test]
fn every_rule_has_words_and_every_threshold_its_unit() {
    for rule in Preset::Sensitive.rules() {
        assert!(rule_words(rule.id()).len() > 5, "{}", rule.id());
        if let Some(words) = amount(&rule, Numbers::English) {
            assert!(
                words.contains(['%'])
                    || words.contains("bp")
                    || words.contains("pp")
                    || words.ends_with("h ahead"),
                "{words}"
            );
        }
    }
    let said = |direction| amount(&level(direction), Numbers::German).unwrap();
    assert_eq!(["both", "up", "down"].map(said), ["at $100.000", "above $100.000", "below $100.000"]);
}

#[tokio::test]
async fn a_threshold_is_set_switched_and_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("cockpit.db"), Access::Exclusive).await.unwrap();
    let id = store.add_subscriber(somebody(false).profile, sample::now()).await.unwrap();
    let bot = sample::bot(&store);
    let person = crate::telegram::update::Person { id: 42, name: "Ada".to_owned(), language: None };
    let speaker = bot.speaker(crate::telegram::Address::of(42, None), person, false).await.unwrap();
    for (words, expected) in [
        ("btc.change.24h 3", "<b>from ±3% in 24 h</b> (usual: from ±6% in 24 h)"),
        ("btc.change.24h 5000", "5000 is not 0.001 to 1000 %"),
        ("regime.change 3", "measures nothing"),
        ("btc.level.100k 3", "There is no rule"),
        ("source.stale off", "There is no rule"),
        ("btc.change.24h off", "is off"),
        ("btc.change.24h on", "is on"),
    ] {
        let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        let said = bot.thresholds(&words, &speaker).await.unwrap();
        assert!(said.contains(expected), "{words:?}: {said}");
    }
    let wishes = store.wishes_of(id).await.unwrap();
    let wish = (wishes.len(), wishes[0].threshold, wishes[0].enabled);
    assert_eq!(wish, (1, Some(3.0), true), "switching keeps what was set");
    let back = ["btc.change.24h", "default"].map(str::to_owned);
    let said = bot.thresholds(&back, &speaker).await.unwrap();
    assert!(said.contains("as the preset has it again: from ±6% in 24 h"), "{said}");
    assert!(store.wishes_of(id).await.unwrap().is_empty());
    let list = bot.thresholds(&[], &speaker).await.unwrap();
    assert!(list.contains("<a href=\"https://cockpit.example/me/1\">"), "{list}");
}
