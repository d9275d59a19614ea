//! An alert and the observation that caused it are one: whatever moment the program dies at, it is there exactly once.

use chrono::TimeDelta;
use cockpit_domain::SeriesId;
use cockpit_domain::rules::Outcome;
use cockpit_store::{Access, Store};

use crate::app::Home;
use crate::dashboard::{NOW, complete};
use crate::world::World;
use crate::world::bot::{Message, TOKEN};

/// Every step of the write, and none.
const PLACES: [Option<&str>; 4] =
    [None, Some("alert.decided"), Some("alert.transaction"), Some("alert.committed")];

fn ticker(world: &World, minutes: i64, usd: f64) {
    world.bitcoin(world.now() + TimeDelta::minutes(minutes), usd);
}

#[tokio::test]
async fn an_alert_exists_exactly_once_whatever_moment_the_program_dies_at() {
    for place in PLACES {
        let world = World::at(NOW).await;
        let mut home = Home::in_world(&world).with("TELEGRAM_BOT_TOKEN", TOKEN);
        let app = home.serve().await;
        app.dashboard_when("all six values", complete).await;
        let past = "/api/v1/metrics/btc/history?range=7d&points=400";
        app.when(past, "a week of prices", |told| {
            told["points"].as_array().is_some_and(|points| points.len() > 300)
        })
        .await;
        let added = home.run(&["subscriber", "add", "--telegram", "123456789", "--name", "Ada"]).await;
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        app.terminate().await;

        // Seven percent lower, minute after minute; each start asks once at once.
        for minute in 1..=5 {
            ticker(&world, minute, 60_400.0);
            home.set("COCKPIT_TEST_NOW", &(world.now() + TimeDelta::minutes(minute)).to_rfc3339());
            home.set("COCKPIT_CRASH_AT", place.filter(|_| minute < 4).unwrap_or_default());
            let mut app = home.serve().await;
            let until = (world.now() + TimeDelta::minutes(minute)).format("%Y-%m-%dT%H:%M").to_string();
            app.until_dead_or("/api/v1/metrics/btc", |metric| {
                metric["observed_at"].as_str().is_some_and(|at| at.starts_with(&until))
            })
            .await;
            if app.alive() {
                if minute == 5 {
                    app.when("/api/v1/delivery", "everything told", |told| told["messages"]["pending"] == 0)
                        .await;
                }
                app.terminate().await;
            }
        }

        let store = Store::open(&home.database(), Access::Shared).await.unwrap();
        let since = world.now() - TimeDelta::days(1);
        let rule = "btc.change.24h".parse().unwrap();
        let alerts = store.alert_events(since, 1_000).await.unwrap();
        let told = alerts.iter().filter(|alert| alert.rule == rule).count();
        assert_eq!(told, 1, "died at {place:?}: {alerts:#?}");
        let said = store.decisions_of(&rule, since, 1_000).await.unwrap();
        let fired = said.iter().filter(|row| row.decision.outcome == Outcome::Fired).count();
        assert_eq!(fired, 1, "died at {place:?}: {said:#?}");
        let counts = store.outbox_counts().await.unwrap();
        assert_eq!(counts.sent, alerts.len() as u64, "one row for Ada each: {counts:?}");
        let fall =
            |message: &Message| message.text.contains("Bitcoin Price") && message.text.contains(" in 24h");
        let told: Vec<_> = world.bot.told("123456789").into_iter().filter(fall).collect();
        assert_eq!(told.len(), 1, "died at {place:?}: {told:#?}");
        assert_eq!(store.latest(SeriesId::Btc).await.unwrap().unwrap().value.amount(), 60_400.0);
        store.close().await;
    }
}

#[tokio::test]
async fn people_are_added_listed_and_removed_beside_the_running_program() {
    let app_home = Home::alone().with("COCKPIT_PUBLIC_URL", "https://cockpit.example").with_mail(9);
    let app = app_home.serve().await;
    for (arguments, words) in [
        (vec!["--telegram", "not-a-number"], "--telegram"),
        (vec!["--email", "a@b.c, d@e.f"], "--email"),
        (vec!["--webhook", "http://example.org"], "https"),
        (vec!["--telegram", "1", "--threshold", "btc.drift=nonsense"], "btc.drift"),
    ] {
        let output = app_home.run(&[&["subscriber", "add"], arguments.as_slice()].concat()).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(words), "{said}");
    }
    let add = [
        "subscriber",
        "add",
        "--email",
        "ada@example.org",
        "--operator",
        "--threshold",
        "btc.change.24h=2.5",
    ];
    let output = app_home.run(&add).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let again = app_home.run(&add).await;
    assert!(!again.status.success(), "the same address twice");
    let list = app_home.run(&["subscriber", "list"]).await;
    let list = String::from_utf8_lossy(&list.stdout).into_owned();
    assert!(list.contains("a…@example.org") && list.contains("pending") && !list.contains("ada@"), "{list}");
    assert!(app_home.run(&["subscriber", "remove", "1"]).await.status.success());
    assert!(!app_home.run(&["subscriber", "remove", "1"]).await.status.success());
    app.terminate().await;
}
