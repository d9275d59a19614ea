use chrono::DateTime;
use cockpit_domain::rules::RuleId;
use cockpit_store::{Access, Store, SubscriberState};
use tempfile::TempDir;

use super::*;

/// Everything an export can hold. Its numbers are no other test's: what a number means holds for the whole process.
const FILE: &str = r#"{
  "format": "strategic-cockpit-settings",
  "version": 1,
  "installation": {"preset": "calm", "usual": {"quiet_hours": null, "digest_hour": 8}, "regime": null},
  "indicators": [
    {"series": "own_810001", "name": "Unemployment", "kind": "fred", "reference": "UNRATE", "unit": "percent", "every": "1d", "cadence": "monthly"},
    {"series": "own_810002", "name": "Mine", "kind": "json", "reference": "https://api.example.com/v1?key=canary", "path": "data.0.price", "unit": "number", "every": "5m"}
  ],
  "rules": [
    {"rule": "own_810002.level.high", "threshold": 110.0, "direction": "up", "cooldown": "4h", "hysteresis": 1.0, "confirm": 1, "severity": "info", "enabled": true},
    {"rule": "btc.change.24h", "threshold": 3.0}
  ],
  "subscribers": [
    {"name": "Ann", "channel": "email", "address": "ann@example.org", "time_zone": "Europe/Berlin", "locale": "en-US", "operator": true,
     "preset": "calm", "state": "active", "quiet": {"from": "22:00", "until": "07:00"}, "digest_hour": 7,
     "wishes": [{"rule": "own_810002.level.high", "threshold": 120.0}, {"rule": "btc.drift", "enabled": false}]},
    {"name": "Bob", "channel": "email", "address": "bob@example.org", "time_zone": "UTC", "locale": "en", "preset": "balanced", "state": "pending"}
  ]
}"#;

async fn house() -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let store = Store::open(&folder.path().join("cockpit.db"), Access::Exclusive).await.unwrap();
    (folder, store)
}

async fn import(store: &Store, text: &str) {
    let before = store.setup().await.unwrap();
    let then = read(text, &before).unwrap();
    assert!(store.replace_setup(before, then, DateTime::UNIX_EPOCH).await.unwrap());
}

#[tokio::test]
async fn what_was_exported_comes_back_the_same_in_a_fresh_database() {
    let ((_one, first), (_other, second)) = (house().await, house().await);
    import(&first, FILE).await;
    let exported = export(&first.setup().await.unwrap().setup);
    import(&second, &exported).await;
    let again = second.setup().await.unwrap().setup;
    assert_eq!(export(&again), exported);
    let states: Vec<_> = again.people.iter().map(|(profile, _)| profile.state).collect();
    assert_eq!(
        states,
        [SubscriberState::Active, SubscriberState::Pending],
        "who confirmed has, and who did not has not"
    );
    assert_eq!(holds(&again), "2 subscribers, 2 rules, 2 own indicators");
    // A second time it says what is there already.
    assert_eq!(differences(&again, &read(&exported, &second.setup().await.unwrap()).unwrap()), []);
}

#[tokio::test]
async fn what_a_file_does_not_name_goes_and_is_shown_before() {
    let (_folder, store) = house().await;
    import(&store, FILE).await;
    let before = store.setup().await.unwrap();
    let mut file: serde_json::Value = serde_json::from_str(FILE).unwrap();
    file["subscribers"].as_array_mut().unwrap().remove(1);
    file["rules"][1]["threshold"] = serde_json::json!(4.0);
    let then = read(&file.to_string(), &before).unwrap();
    let lines = differences(&before.setup, &then);
    let told: Vec<_> = lines.iter().map(|line| (line.what.as_str(), line.to.is_some())).collect();
    assert_eq!(told, [("Rule btc.change.24h", true), ("Subscriber b…@example.org (email)", false)]);
    assert_ne!(revision(&before.setup), revision(&then));
}

#[tokio::test]
async fn a_number_that_means_something_else_here_is_not_taken() {
    let (_folder, store) = house().await;
    import(&store, FILE).await;
    let other = FILE
        .replace("own_810002", "own_810001x")
        .replace("own_810001\"", "own_810002\"")
        .replace("own_810001x", "own_810001");
    let before = store.setup().await.unwrap();
    let then = read(&other, &before).unwrap();
    // The two have changed places; each keeps the number it has here, and so do the rules.
    assert_eq!(then.indicators, before.setup.indicators);
    assert!(then.rules.iter().any(|rule| *rule.id() == "own_810002.level.high".parse::<RuleId>().unwrap()));
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_by_its_field() {
    let (_folder, store) = house().await;
    let before = store.setup().await.unwrap();
    let bad = FILE
        .replace("\"every\": \"1d\"", "\"every\": \"1m\"")
        .replace("https://api", "http://api")
        .replace("\"threshold\": 3.0", "\"threshold\": -3.0")
        .replace("bob@example.org", "bob")
        .replace("Europe/Berlin", "Europe/Bonn")
        .replace("\"until\": \"07:00\"", "\"until\": \"22:00\"")
        .replace("\"digest_hour\": 7", "\"digest_hour\": 24");
    let problems = read(&bad, &before).unwrap_err();
    for field in [
        "indicators[0].every",
        "indicators[1].reference",
        "rules[1]: btc.change.24h: threshold",
        "subscribers[0].time_zone",
        "subscribers[0].quiet",
        "subscribers[0].digest_hour",
        "subscribers[1].address",
    ] {
        assert!(problems.iter().any(|problem| problem.starts_with(field)), "{field}: {problems:#?}");
    }
    for (text, words) in [
        ("", "no JSON"),
        ("[]", "no JSON object"),
        ("{}", "format"),
        (r#"{"format":"strategic-cockpit-settings","version":2}"#, "version"),
        (r#"{"format":"strategic-cockpit-settings","version":1}"#, "subscribers: is missing"),
        (
            r#"{"format":"strategic-cockpit-settings","version":1,"installation":{"preset":"calm","usual":{"quiet_hours":null,"digest_hour":null},"regime":null},"indicators":[],"rules":[],"subscribers":[],"password":"x"}"#,
            "password: is not known",
        ),
        (
            r#"{"format":"strategic-cockpit-settings","version":1,"installation":{"preset":"calm","usual":{"quiet_hours":null,"digest_hour":null},"regime":null},"indicators":[],"rules":[{}],"subscribers":[3]}"#,
            "subscribers[0]",
        ),
    ] {
        let problems = read(text, &before).unwrap_err();
        assert!(problems.iter().any(|problem| problem.contains(words)), "{words}: {problems:?}");
    }
}
