//! The calendar: every publisher's part in its place, the actual from the figures, and a feed that programs read.

use chrono::{DateTime, Utc};
use icalendar::parser::{read_calendar, unfold};
use serde_json::{Value, json};

use crate::app::{App, Home};
use crate::dashboard::NOW;
use crate::world::{Fault, World};

fn all(dashboard: &Value) -> Vec<Value> {
    let part = |name: &str| dashboard["calendar"][name].as_array().cloned().unwrap_or_default();
    [part("completed"), part("upcoming")].concat()
}

fn named<'a>(releases: &'a [Value], name: &str) -> Option<&'a Value> {
    releases.iter().find(|release| release["name"] == name)
}

async fn whole(app: &App) -> Vec<Value> {
    let ready = |dashboard: &Value| {
        let found = all(dashboard);
        let gdp = named(&found, "Prelim GDP q/q").is_some_and(|gdp| !gdp["actual"].is_null());
        let of = |source: &str| found.iter().any(|release| release["scheduled_by"] == source);
        gdp && of("forexfactory") && of("federalreserve") && of("bls") && of("bea")
    };
    all(
        &json!({"calendar": app.when("/api/v1/calendar", "the whole calendar", |calendar| ready(&json!({"calendar": calendar}))).await}),
    )
}

#[tokio::test]
async fn each_part_of_a_release_comes_from_its_own_publisher() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    let found = whole(&app).await;

    let gdp = named(&found, "Prelim GDP q/q").unwrap();
    assert_eq!(gdp["at"], "2026-08-26T12:30:00Z");
    assert_eq!(
        (&gdp["forecast"]["text"], &gdp["forecast"]["source"]),
        (&json!("2.9%"), &json!("forexfactory"))
    );
    assert_eq!(gdp["actual"]["text"], "3.1%");
    assert_eq!(gdp["actual"]["source"], "fredgraph A191RL1Q225SBEA");
    assert_eq!(gdp["surprise"]["tone"], "supports", "stronger growth than expected: {gdp:#}");

    let confidence = named(&found, "CB Consumer Confidence").unwrap();
    assert_eq!(confidence["actual"], Value::Null);
    assert!(confidence["actual_reason"].is_string(), "a figure that nobody gives for free says so");

    let claims = named(&found, "Unemployment Claims").unwrap();
    assert_eq!((&claims["at"], &claims["estimated"]), (&json!("2026-08-27T12:30:00Z"), &json!(false)));
    assert_eq!(claims["actual"], Value::Null, "the week before's figure is not this week's");

    let cpi: Vec<&Value> = found.iter().filter(|release| release["at"] == "2026-09-11T12:30:00Z").collect();
    assert!(cpi.iter().any(|release| release["name"] == "CPI m/m"), "{cpi:#?}");
    assert!(
        found.iter().any(|release| release["at"] == "2026-09-16T18:00:00Z" && release["impact"] == "high"),
        "the decision of September"
    );
    let unique: std::collections::BTreeSet<&str> =
        found.iter().map(|release| release["id"].as_str().unwrap()).collect();
    assert_eq!(unique.len(), found.len(), "nothing twice");
    assert!(found.iter().all(|release| release["impact"] != "low"));
}

#[tokio::test]
async fn the_feed_is_read_by_a_strict_parser_and_carries_the_actual() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    let releases = whole(&app).await;
    let (status, headers, feed) = app.get("/calendar.ics").await;
    assert_eq!(status, 200);
    assert!(headers["content-type"].to_str().unwrap().starts_with("text/calendar"));
    let unfolded = unfold(&feed);
    let calendar = read_calendar(&unfolded).unwrap();
    assert_eq!(calendar.components.len(), releases.len());
    for release in &releases {
        let uid = format!("{}@strategic-cockpit", release["id"].as_str().unwrap());
        let entry = calendar
            .components
            .iter()
            .find(|entry| entry.find_prop("UID").is_some_and(|found| found.val == uid.as_str()))
            .unwrap_or_else(|| panic!("{uid} is missing"));
        if release["timed"] == true {
            let at: DateTime<Utc> = release["at"].as_str().unwrap().parse().unwrap();
            let start = entry.find_prop("DTSTART").unwrap();
            assert_eq!(start.val.to_string(), at.format("%Y%m%dT%H%M%SZ").to_string());
        }
    }
    assert!(feed.contains("Prelim GDP q/q: 3.1%"), "{feed}");
    let (_, _, high) = app.get("/calendar.ics?impact=high").await;
    assert!(!high.contains("Unemployment Claims") && high.contains("Prelim GDP"));
    let (status, _, words) = app.get("/calendar.ics?impact=huge").await;
    assert_eq!(status, 400, "{words}");
}

#[tokio::test]
async fn without_the_weekly_file_the_schedule_stands_on_the_others() {
    let world = World::at(NOW).await;
    world.break_at("nfs.faireconomy.media", Fault::TooMany);
    let app = Home::in_world(&world).serve().await;
    let told = |dashboard: &Value| {
        dashboard["calendar"]["status"]["reason"]
            .as_str()
            .is_some_and(|reason| reason.contains("forexfactory"))
            && all(dashboard).iter().any(|release| release["scheduled_by"] == "bea")
    };
    let dashboard = app.dashboard_when("the reason", told).await;
    let found = all(&dashboard);
    assert!(
        !found.is_empty() && found.iter().all(|release| release["forecast"].is_null()),
        "nothing invented"
    );
}

#[tokio::test]
async fn with_everything_blocked_only_what_follows_from_rules_is_shown_as_estimated() {
    let app = Home::alone().serve().await;
    let there = |dashboard: &Value| !all(dashboard).is_empty();
    let dashboard = app.dashboard_when("what is known without asking", there).await;
    for release in all(&dashboard) {
        let by = release["scheduled_by"].as_str().unwrap();
        assert!(by == "built-in" || by == "rule", "{release:#}");
        assert_eq!(release["estimated"], json!(by == "rule"), "{release:#}");
        assert_eq!(release["actual"], Value::Null);
    }
}
