//! Added by the form, seen on the page, told by a rule, removed and taken back.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use cockpit_domain::rules::{Rule, RuleSpec};
use cockpit_store::{Access, Store, SubscriberId};
use serde_json::{Value, json};

use super::{Answer, Desk, PASSWORD, hidden};
use crate::access::visitor::Visitor;
use crate::app::Home;
use crate::dashboard::NOW;
use crate::world::{Fault, World};

const PLACE: &str = "data.example.com/v1/index";
const UNRATE: &str = "fred.stlouisfed.org/graph/fredgraph.csv?id=UNRATE";
const CHART: &str = "api.coingecko.com/api/v3/coins/ethereum/market_chart?vs_currency=usd";

fn said(world: &World, number: &Value) {
    world.replace(PLACE, json!({"data": [{"price": number}], "message": "ok"}).to_string());
}

/// The world with a monthly series, another coin and somebody's JSON.
async fn world() -> World {
    let world = World::at(NOW).await;
    let today = world.now().date_naive();
    let mut csv = "observation_date,UNRATE\n".to_owned();
    let months = (1..=30_u32).rev().map(|back| today.checked_sub_months(chrono::Months::new(back)).unwrap());
    for (index, month) in months.enumerate() {
        let first: NaiveDate = month.with_day(1).unwrap();
        writeln!(csv, "{first},{}", 4.0 + f64::from(u32::try_from(index).unwrap()) / 100.0).unwrap();
    }
    world.replace(UNRATE, csv);
    let price = json!({"ethereum": {"usd": 3_210.5, "last_updated_at": world.now().timestamp() - 30}});
    world.replace("api.coingecko.com/api/v3/simple/price?ids=ethereum", price.to_string());
    let days = (0..300).rev().map(|back| {
        let day = today.checked_sub_days(Days::new(back)).unwrap().and_time(chrono::NaiveTime::MIN).and_utc();
        json!([day.timestamp_millis(), 3_000.0 + back as f64])
    });
    let now = json!([world.now().timestamp_millis(), 3_210.5]);
    let chart = json!({"prices": days.chain([now.clone()]).collect::<Vec<_>>()}).to_string();
    world.replace(&format!("{CHART}&days=365"), chart);
    let hours = (2..500_i64).rev().map(|back| {
        json!([(world.now() - TimeDelta::hours(back)).timestamp_millis(), 3_100.0 + back as f64 / 10.0])
    });
    let chart = json!({"prices": hours.chain([now]).collect::<Vec<_>>()}).to_string();
    world.replace(&format!("{CHART}&days=90"), chart);
    said(&world, &json!("101.25"));
    world
}

fn home(world: &World) -> Home {
    Home::in_world(world).with("COCKPIT_ADMIN_PASSWORD", PASSWORD)
}

/// The form of a JSON address, with these fields otherwise.
fn json_form<'a>(otherwise: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("back", "/"),
        ("kind", "json"),
        ("name", "Own index"),
        ("reference", "https://data.example.com/v1/index"),
        ("path", "data.0.price"),
        ("unit", "number"),
        ("every", "1m"),
    ];
    fields.retain(|(name, _)| otherwise.iter().all(|(other, _)| other != name));
    fields.extend(otherwise);
    fields
}

async fn add(desk: &Desk, fields: &[(&str, &str)]) {
    let answer = desk.post("/settings/indicators/save", fields).await;
    assert_eq!(
        (answer.status, answer.place.as_str()),
        (303, "/?settings=indicators&done=saved"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn an_indicator_of_each_kind_has_a_card_a_history_and_a_rule_that_tells() {
    let world = world().await;
    let mut home = home(&world);
    let app = home.serve().await;
    let desk = Desk::of(&app).await;
    let page = desk.get("/?settings=indicators").await;
    assert!(page.body.contains("No indicator of your own yet."), "{}", page.body);

    let tried = desk.post("/settings/indicators/test", &json_form(&[])).await;
    assert!(tried.status == 200 && tried.body.contains("It says 101.25"), "{tried:?}");
    let fred = [
        ("back", "/"),
        ("kind", "fred"),
        ("name", "Unemployment"),
        ("reference", "unrate"),
        ("unit", "percent"),
        ("every", "1d"),
    ];
    let tried = desk.post("/settings/indicators/test", &fred).await;
    assert!(tried.body.contains("It says 4.29 %") && tried.body.contains("(monthly)"), "{tried:?}");
    let coin = [
        ("back", "/"),
        ("kind", "coingecko"),
        ("name", "Ether"),
        ("reference", "ethereum"),
        ("unit", "usd"),
        ("every", "15m"),
    ];
    add(&desk, &fred).await;
    add(&desk, &coin).await;
    add(&desk, &json_form(&[])).await;

    let seen =
        |told: &Value| ["own_1", "own_2", "own_3"].iter().all(|id| told["metrics"][id]["value"].is_number());
    let told = app.dashboard_when("all three", seen).await;
    let metrics = &told["metrics"];
    assert_eq!((&metrics["own_1"]["value"], &metrics["own_1"]["unit"]), (&json!(4.29), &json!("%")));
    assert_eq!(metrics["own_1"]["definition"], "FRED UNRATE");
    assert_eq!(metrics["own_1"]["changes"]["prev"]["value"], json!(0.01));
    assert_eq!(
        metrics["own_1"]["changes"]["prev"]["tone"], "neutral",
        "what it means for risk nobody has said"
    );
    assert_eq!(metrics["own_2"]["value"], json!(3_210.5));
    assert_eq!(
        (&metrics["own_3"]["value"], &metrics["own_3"]["source"]),
        (&json!(101.25), &json!("data.example.com"))
    );
    let many = |least: usize| {
        move |told: &Value| told["points"].as_array().is_some_and(|points| points.len() >= least)
    };
    app.when("/api/v1/metrics/own_1/history?range=max", "its months", many(30)).await;
    app.when("/api/v1/metrics/own_2/history?range=max&points=2000", "its days and hours", many(700)).await;
    let page = desk.get("/").await.body;
    for words in [
        "Own indicators",
        "data-series=\"own_1\"",
        "Unemployment",
        "Ether",
        "Own index",
        "data.0.price at data.example.com",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let told = app.when("/api/v1/sources", "all three", |told| told.to_string().contains("own_3")).await;
    let of = |id: &str| {
        told["feeds"]
            .as_array()
            .unwrap()
            .iter()
            .find(|feed| feed["name"] == id)
            .unwrap_or_else(|| panic!("{id}"))
    };
    assert_eq!((&of("own_3")["rhythm_s"], &of("own_3")["sources"][0]["state"]), (&json!(60), &json!("ok")));
    assert_eq!(of("own_2")["sources"][0]["hosts"][0]["name"], "api.coingecko.com");
    let page = desk.get("/sources").await.body;
    assert!(page.contains("What the operator added") && page.contains("Own index"), "{page}");
    let page = desk.get("/?settings=indicators&edit=3").await.body;
    assert!(page.contains("https://data.example.com/v1/index") && page.contains("FRED UNRATE"), "{page}");

    // A level that it comes to stand above is told.
    let added = home.run(&["subscriber", "add", "--telegram", "123456789", "--name", "Ada"]).await;
    assert!(added.status.success());
    // This process knows what is in the store once it has opened it.
    let store = Store::open(&home.database(), Access::Beside).await.unwrap();
    let rule = Rule::new(
        &serde_json::from_value::<RuleSpec>(json!({"rule": "own_3.level.high", "threshold": 110.0})).unwrap(),
    )
    .unwrap();
    store.save_rule(rule.clone(), world.now()).await.unwrap();
    store.set_threshold(SubscriberId(1), rule.id(), Some(110.0), true).await.unwrap();
    store.close().await;
    app.terminate().await;
    said(&world, &json!(121));
    home.set("COCKPIT_TEST_NOW", &(world.now() + TimeDelta::minutes(2)).to_rfc3339());
    let app = home.serve().await;
    let told = app
        .when("/api/v1/alerts", "the level", |told| told["alerts"].to_string().contains("own_3.level.high"))
        .await;
    assert!(told.to_string().contains("Own index"), "{told}");

    // Removed, it is gone from the page; taken back, it is there with its past.
    let desk = Desk::of(&app).await;
    let page = desk.get("/?settings=indicators&remove=3").await.body;
    let fields = [("back", "/"), ("id", "3"), ("revision", &*hidden(&page, "revision"))];
    let removed = desk.post("/settings/indicators/remove", &fields).await;
    assert_eq!(removed.place, "/?settings=indicators&done=removed&of=3", "{removed:?}");
    app.dashboard_when("it is gone", |told| told["metrics"].get("own_3").is_none()).await;
    assert_eq!(app.get("/api/v1/metrics/own_3").await.0, 404);
    let page = desk.get(&removed.place).await.body;
    assert!(page.contains("/settings/indicators/restore") && page.contains("Undo"), "{page}");
    let back = desk.post("/settings/indicators/restore", &[("back", "/"), ("id", "3")]).await;
    assert_eq!(back.status, 303);
    app.dashboard_when("it is back", |told| told["metrics"]["own_3"]["value"] == json!(121.0)).await;
    let audit: Value = serde_json::from_str(&desk.get("/api/v1/audit").await.body).unwrap();
    assert!(
        audit.to_string().contains("indicator own_3: removed, data.0.price at data.example.com"),
        "{audit}"
    );
}

#[tokio::test]
async fn what_cannot_be_an_indicator_is_refused_in_words_and_nothing_is_kept() {
    let world = world().await;
    let app = home(&world).serve().await;
    let desk = Desk::of(&app).await;
    let save =
        async |fields: &[(&str, &str)]| -> Answer { desk.post("/settings/indicators/save", fields).await };
    for (field, value, words) in [
        ("reference", "http://data.example.com/", "must begin with https"),
        ("reference", "https://127.0.0.1/", "private network"),
        ("reference", "https://10.1.2.3/x", "private network"),
        ("reference", "https://[::1]/", "private network"),
        ("reference", "https://169.254.169.254/latest/meta-data", "private network"),
        ("reference", "https://localhost/", "private network"),
        ("reference", "https://ann:word@data.example.com/", "user name"),
        ("reference", "ftp://data.example.com/", "must begin with https"),
        ("path", "", "is empty"),
        ("path", "data..price", "nothing at step 2"),
        ("name", "", "must be 1 to 60"),
        ("unit", "bananas", "must be one of"),
        ("every", "1s", "must be one of"),
    ] {
        let answer = save(&json_form(&[(field, value)])).await;
        assert_eq!(answer.status, 422, "{field} {value}: {answer:?}");
        assert!(answer.body.contains(words), "{field} {value}: {}", answer.body);
    }
    // What the answer holds, or that there is none.
    for (path, words) in [
        ("data.0.usd", "data.0: key"),
        ("data.5.price", "1 entries, counted from 0"),
        ("message", "message: number expected"),
    ] {
        let answer = save(&json_form(&[("path", path)])).await;
        assert!(answer.status == 422 && answer.body.contains(words), "{path}: {}", answer.body);
    }
    for (body, words) in [
        (json!({"data": [{"price": "NaN"}]}).to_string(), "number expected"),
        (r#"{"data":[{"price":1e999}]}"#.to_owned(), "JSON expected"),
        ("<html>hello</html>".to_owned(), "a web page"),
        (String::new(), "an empty body"),
        (format!("{{\"data\":\"{}\"}}", "x".repeat(1_100_000)), "larger than 1024 KiB"),
        ("[".repeat(100_000), "JSON expected"),
    ] {
        world.replace(PLACE, body);
        let answer = save(&json_form(&[])).await;
        assert!(answer.status == 422 && answer.body.contains(words), "{words}: {}", answer.body);
    }
    said(&world, &json!(1));
    for (fault, words) in [
        (Fault::Moved, "leads to another one (status 302)"),
        (Fault::Forbidden, "refuses to answer (status 403)"),
        (Fault::Silent, "no whole answer"),
        (Fault::ServerError, "status 500"),
    ] {
        world.break_at("data.example.com", fault);
        let answer = save(&json_form(&[])).await;
        assert!(answer.status == 422 && answer.body.contains(words), "{fault:?}: {}", answer.body);
    }
    for (kind, reference, unit, every, words) in [
        ("fred", "NOSUCHID", "percent", "1d", "FRED knows nothing of this id"),
        ("fred", "A&B", "percent", "1d", "must be letters"),
        ("coingecko", "nosuchcoin", "usd", "15m", "CoinGecko knows nothing of this id"),
        ("coingecko", "../global", "usd", "15m", "must be letters"),
        ("coingecko", "ethereum", "percent", "15m", "must be $"),
    ] {
        let fields =
            [("kind", kind), ("name", "x"), ("reference", reference), ("unit", unit), ("every", every)];
        let answer = save(&fields).await;
        assert!(answer.status == 422 && answer.body.contains(words), "{kind} {reference}: {}", answer.body);
    }
    assert!(desk.get("/?settings=indicators").await.body.contains("No indicator of your own yet."));
    let stranger = Visitor::of(&app).post("/settings/indicators/save", &json_form(&[])).await;
    assert!(stranger.status == 303 && stranger.place().starts_with("/login"), "{stranger:?}");
}

#[tokio::test]
async fn of_two_who_change_one_the_later_sees_both() {
    let world = world().await;
    let app = home(&world).serve().await;
    let desk = Desk::of(&app).await;
    add(&desk, &json_form(&[])).await;
    let change = [("id", "1"), ("revision", "0"), ("name", "First")];
    add(&desk, &json_form(&change)).await;
    let later = desk
        .post("/settings/indicators/save", &json_form(&[("id", "1"), ("revision", "0"), ("name", "Second")]))
        .await;
    assert_eq!(later.status, 409, "{later:?}");
    for words in ["Somebody else changed this meanwhile", "First", "Second"] {
        assert!(later.body.contains(words), "{words}");
    }
    add(
        &desk,
        &json_form(&[("id", "1"), ("revision", &hidden(&later.body, "revision")), ("name", "Second")]),
    )
    .await;
    let other_unit = json_form(&[("id", "1"), ("revision", "2"), ("unit", "percent")]);
    let refused = desk.post("/settings/indicators/save", &other_unit).await;
    assert!(refused.status == 422 && refused.body.contains("its history is in it"), "{refused:?}");
}
