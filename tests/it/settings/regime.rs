//! The regime's numbers: told anew at once, kept over a restart, and no event of the market.

use serde_json::Value;

use super::form::{Form, error};
use super::market::Market;

const PLACE: &str = "/?settings=regime";
const SAVE: &str = "/settings/regime/save";

#[tokio::test]
async fn another_model_is_told_at_once_and_after_a_restart_and_nobody_is_alarmed() {
    let mut market = Market::new().await;
    let (app, operator) = market.open().await;
    app.dashboard_when("an answer", |told| told["regime"]["state"] != "unknown").await;
    let explained = async || {
        let docs = operator.page("/docs/regime").await;
        let (_, rest) = docs.split_once("<article").unwrap();
        rest.split("</article>").next().unwrap().to_owned()
    };
    let before = explained().await;
    let form = Form::of(&operator.page(PLACE).await, SAVE);
    assert_eq!(form.value("model").map(String::as_str), Some("votes"));
    operator.follow(&form.clone().set("model", "classic").send(&operator).await).await;
    let told: Value = app.json("/api/v1/regime").await;
    let now = &told["regime"];
    assert_eq!((&now["model"], &now["state"]), (&"classic".into(), &"risk_off".into()), "{told:#}");
    assert_ne!(explained().await, before, "the numbers in force");
    let crossed = form.set("enter", "0.5").send(&operator).await;
    assert_eq!(crossed.status, 409, "{crossed:?}");
    assert!(crossed.body.contains("Takes a side from"), "{}", crossed.body);
    app.terminate().await;

    let (app, operator) = market.open().await;
    let told = app.dashboard_when("an answer", |told| told["regime"]["state"] != "unknown").await;
    assert_eq!(told["regime"]["model"], "classic");
    // Lighter than air: nothing is confirmed for so long as a month.
    let form = Form::of(&operator.page(PLACE).await, SAVE);
    let own =
        form.set("model", "votes").set("weight.us10y", "0").set("days.btc", "200").set("confirmations", "1");
    operator.follow(&own.send(&operator).await).await;
    let told: Value = app.json("/api/v1/regime").await;
    let votes = told["regime"]["votes"].as_array().unwrap();
    let vote = |series: &str| votes.iter().find(|vote| vote["series"] == series).unwrap();
    assert_eq!((vote("us10y")["weight"].as_u64(), vote("btc")["days"].as_u64()), (Some(0), Some(200)));
    market.minute(&app, 65_012.34).await;
    assert_eq!(Market::alerts(&app, "regime.change").await, 0, "the market did nothing");
    let reset = Form::of(&operator.page(PLACE).await, "/settings/regime/reset");
    operator.follow(&reset.send(&operator).await).await;
    assert!(!Form::is_there(&operator.page(PLACE).await, "/settings/regime/reset"));
    let audit = operator.page("/api/v1/audit").await;
    assert!(
        audit.contains("regime: Model votes to classic") && audit.contains("back to the defaults"),
        "{audit}"
    );
}

#[tokio::test]
async fn what_makes_no_model_is_refused_at_its_field() {
    let home = crate::access::visitor::with_operator();
    let app = home.serve().await;
    let operator = crate::access::visitor::Visitor::of(&app).as_operator().await;
    for (field, bad, words) in [
        ("band.us10y", "NaN", "is no number"),
        ("band.us10y", "-1", "must be 0 to 1000"),
        ("weight.btc", "11", "from 0 to 10"),
        ("days.btc", "366", "from 1 to 365"),
        ("enter", "0", "must be 0.01 to 1"),
        ("enter", "1e308", "is no number"),
        ("known_weight_min_pct", "101", "must be 0 to 100 %"),
        ("confirmations", "0", "from 1 to 30"),
    ] {
        let answer = Form::of(&operator.page(PLACE).await, SAVE).set(field, bad).send(&operator).await;
        assert_eq!(answer.status, 422, "{field}={bad}: {answer:?}");
        let said = error(&answer.body, &format!("regime-{field}")).unwrap_or_default();
        assert!(said.contains(words), "{field}={bad}: {said}");
    }
    let form = Form::of(&operator.page(PLACE).await, SAVE);
    let none = ["us10y", "net_liquidity", "stablecoin_mcap", "usdt_dominance", "btc"];
    let none = none.iter().fold(form, |form, series| form.set(&format!("weight.{series}"), "0"));
    let answer = none.send(&operator).await;
    assert_eq!(answer.status, 422);
    assert!(error(&answer.body, "regime-weight.us10y").is_some_and(|said| said.contains("without weight")));
}
