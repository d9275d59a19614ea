//! Thresholds: what is saved holds at once and after a restart, for everybody and for one person.

use super::form::{Form, error};
use super::market::{ADA, Market};
use crate::access::visitor::Visitor;

const PLACE: &str = "/?settings=thresholds";
const SAVE: &str = "/settings/thresholds/save";
const PRESET: &str = "/settings/thresholds/preset";

async fn form(operator: &Visitor, path: &str) -> Form {
    Form::of(&operator.page(path).await, SAVE)
}

async fn number(operator: &Visitor, path: &str, rule: &str) -> String {
    form(operator, path).await.value(rule).cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_saved_threshold_holds_at_once_and_after_a_restart_and_what_crosses_it_is_told() {
    let mut market = Market::new().await;
    let (app, operator) = market.open().await;
    market.add_ada().await;
    let page = operator.page(PLACE).await;
    assert!(page.contains("would have") && page.contains("data-begins"), "the past is drawn");
    let answer = Form::of(&page, SAVE).set("btc.change.1h", "0.7").send(&operator).await;
    let page = operator.follow(&answer).await;
    assert!(page.contains("Saved. It holds from now on."), "{page}");
    assert_eq!(number(&operator, PLACE, "btc.change.1h").await, "0.7");
    assert!(operator.page("/docs/rules").await.contains("0.7 %"), "the numbers in force");
    let audit = operator.page("/api/v1/audit").await;
    assert!(audit.contains("thresholds of everybody: btc.change.1h 0.7 %"), "{audit}");

    // More than that below the price an hour ago already, which is no news; then above it, which is.
    let before = Market::alerts(&app, "btc.change.1h").await;
    market.minute(&app, 65_012.34).await;
    assert_eq!(Market::alerts(&app, "btc.change.1h").await, before);
    for _ in 0..3 {
        market.minute(&app, 66_500.0).await;
    }
    app.when("/api/v1/alerts", "an alert", |told| {
        told["alerts"].as_array().is_some_and(|alerts| {
            alerts.iter().filter(|alert| alert["rule"] == "btc.change.1h").count() == before + 1
        })
    })
    .await;
    let told = crate::post::count("Ada is told", 1, || {
        let messages = market.world.bot.told(ADA);
        messages
            .iter()
            .filter(|message| message.text.contains("Bitcoin Price") && message.text.contains(" in 1h"))
            .count()
    });
    told.await;
    app.terminate().await;

    let (app, operator) = market.open().await;
    assert_eq!(number(&operator, PLACE, "btc.change.1h").await, "0.7");
    market.minute(&app, 66_510.0).await;
    assert_eq!(Market::alerts(&app, "btc.change.1h").await, before + 1, "it remembers that it spoke");
    // Back to what the preset has: nothing of one's own is left.
    let form = form(&operator, PLACE).await.set("btc.change.1h", "3");
    operator.follow(&form.send(&operator).await).await;
    let rules = operator.page("/?settings=rules").await;
    assert!(!rules.contains(">own<"), "{rules}");
}

#[tokio::test]
async fn of_two_browsers_the_second_sees_both_numbers_and_decides() {
    let market = Market::new().await;
    let (app, first) = market.open().await;
    let second = Visitor::of(&app).as_operator().await;
    let (one, two) = (form(&first, PLACE).await, form(&second, PLACE).await);
    first.follow(&one.set("btc.drift", "11").send(&first).await).await;
    let refused = two.set("btc.drift", "12").set("us10y.drift", "33").send(&second).await;
    assert_eq!(refused.status, 409, "{refused:?}");
    let (_, table) = refused.body.split_once("Saved now").unwrap();
    let (table, _) = table.split_once("</table>").unwrap();
    for words in ["Bitcoin Price: drift", "11 %", "12 %", "30 bp", "33 bp"] {
        assert!(table.contains(words), "{words}: {table}");
    }
    assert!(!table.contains("Stablecoin"), "what is the same is left out: {table}");
    assert_eq!(number(&first, PLACE, "btc.drift").await, "11", "nothing is overwritten");
    let again = Form::of(&refused.body, SAVE);
    assert_eq!(again.value("btc.drift").map(String::as_str), Some("12"));
    second.follow(&again.send(&second).await).await;
    assert_eq!(number(&first, PLACE, "btc.drift").await, "12");
}

#[tokio::test]
async fn what_is_no_threshold_is_refused_at_its_field_and_nothing_is_stored() {
    let market = Market::new().await;
    let (_app, operator) = market.open().await;
    let before = operator.page("/api/v1/replay?rule=btc.change.15m").await;
    for (bad, words) in [
        ("NaN", "is no number"),
        ("-2", "must be 0.001 to 1,000 %"),
        ("0", "must be 0.001 to 1,000 %"),
        ("1e308", "is no number"),
        ("1000.5", "must be 0.001 to 1,000 %"),
        ("", "is empty"),
        ("1,500", "could be 1500 or 1.500"),
        ("\u{202e}2", "cannot be seen"),
    ] {
        let form = form(&operator, PLACE).await.set("btc.change.15m", bad).set("us10y.drift", "40");
        let answer = form.send(&operator).await;
        assert_eq!(answer.status, 422, "{bad:?}: {answer:?}");
        let said = error(&answer.body, "number-btc.change.15m").unwrap_or_default();
        assert!(said.contains(words), "{bad:?}: {said:?}");
    }
    assert_eq!(number(&operator, PLACE, "us10y.drift").await, "30", "nor is what was right beside it");
    assert_eq!(operator.page("/api/v1/replay?rule=btc.change.15m").await.len(), before.len());
}

#[tokio::test]
async fn one_person_has_numbers_of_their_own_and_a_preset_puts_them_back() {
    let market = Market::new().await;
    let (app, operator) = market.open().await;
    market.add_ada().await;
    let of_ada = format!("{PLACE}&who=1");
    let page = operator.page(&of_ada).await;
    assert!(page.contains("for this person alone"), "{page}");
    let form = Form::of(&page, SAVE).set("btc.change.24h", "2.5");
    let page = operator.follow(&form.send(&operator).await).await;
    assert!(page.contains("for this person alone"), "it leads back to her");
    assert_eq!(number(&operator, &of_ada, "btc.change.24h").await, "2.5");
    assert_eq!(number(&operator, PLACE, "btc.change.24h").await, "6", "everybody's is as it was");
    let list = market.home.run(&["subscriber", "list"]).await;
    assert!(String::from_utf8_lossy(&list.stdout).contains("balanced"));

    let calm = Form::of(&operator.page(&of_ada).await, PRESET).set("preset", "calm");
    operator.follow(&calm.send(&operator).await).await;
    assert_eq!(number(&operator, &of_ada, "btc.change.24h").await, "10");
    let everybody = Form::of(&operator.page(PLACE).await, PRESET).set("preset", "sensitive");
    operator.follow(&everybody.send(&operator).await).await;
    assert_eq!(number(&operator, PLACE, "btc.change.24h").await, "3");
    assert_eq!(number(&operator, &of_ada, "btc.change.24h").await, "10", "she chose another");
    app.terminate().await;
    let (_app, operator) = market.open().await;
    assert_eq!(number(&operator, PLACE, "btc.change.24h").await, "3");
    assert_eq!(operator.get(&format!("{PLACE}&who=99")).await.status, 400);
}
