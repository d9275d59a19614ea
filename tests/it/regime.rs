//! The regime's history agrees day by day with a second computation, and the earlier system's rule can be chosen.

use std::process::Command;

use chrono::NaiveDate;
use serde_json::Value;

use crate::app::Home;
use crate::dashboard::{NOW, complete};
use crate::world::World;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[tokio::test]
async fn every_day_since_2018_is_as_an_independent_script_has_it() {
    let mut script = Command::new("python3");
    script.args(["tests/regime_reference.py", "data/history"]).current_dir(REPOSITORY);
    let Ok(output) = script.output() else {
        assert!(std::env::var_os("CI").is_none(), "python3 is needed for the second computation");
        println!("python3 is absent: the second computation is left out");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let days: Vec<(NaiveDate, &str)> = text
        .lines()
        .map(|line| line.split_once(',').unwrap())
        .map(|(day, state)| (day.parse().unwrap(), state))
        .collect();
    assert_eq!(days.len(), 2_983, "June 2018 to July 2026");

    let app = Home::alone().with("COCKPIT_TEST_NOW", "2026-08-01T12:00:00Z").serve().await;
    let told = app
        .when("/api/v1/regime", "a history", |told| told["ribbon"].as_array().is_some_and(|r| r.len() > 10));
    let told = told.await;
    let ribbon: Vec<(NaiveDate, String)> = told["ribbon"]
        .as_array()
        .unwrap()
        .iter()
        .map(|piece| {
            (piece["from"].as_str().unwrap().parse().unwrap(), piece["state"].as_str().unwrap().to_owned())
        })
        .collect();
    for (day, expected) in &days {
        let found = ribbon.iter().rev().find(|(from, _)| from <= day).map(|(_, state)| state.as_str());
        assert_eq!(found, Some(*expected), "{day}");
    }
    let turns = told["turns"].as_array().unwrap();
    assert_eq!(turns.len(), ribbon.len() - 1, "every turn is told");
    assert!(
        turns.iter().all(|turn| turn["votes"].as_array().unwrap().iter().all(|vote| vote["reason"] != ""))
    );
    let score_card = told["score_card"].as_array().unwrap();
    assert!(score_card.iter().any(|row| row["samples"].as_u64().unwrap() > 5));
}

#[tokio::test]
async fn the_earlier_systems_rule_can_be_chosen() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).with("COCKPIT_REGIME", "classic").serve().await;
    let told = |dashboard: &Value| complete(dashboard) && dashboard["regime"]["state"] != "unknown";
    let dashboard = app.dashboard_when("an answer", told).await;
    // The world's yield stands above 4.0 %.
    assert_eq!(
        (&dashboard["regime"]["model"], &dashboard["regime"]["state"]),
        (&"classic".into(), &"risk_off".into())
    );
    assert_eq!(dashboard["regime"]["flip"]["series"], "us10y");
}
