//! Rules, levels of one's own, usual times.

use super::form::{Form, error};
use super::market::Market;
use crate::access::visitor::Visitor;
use crate::app::Home;

const PLACE: &str = "/?settings=rules";
const SAVE: &str = "/settings/rules/save";
const LEVEL: &str = "/settings/rules/level";
const DEFAULTS: &str = "/settings/rules/defaults";

async fn operator(home: &Home) -> (crate::app::App, Visitor) {
    let app = home.serve().await;
    let operator = Visitor::of(&app).as_operator().await;
    (app, operator)
}

#[tokio::test]
async fn a_rule_is_changed_whole_found_after_a_restart_and_put_back() {
    let home = crate::access::visitor::with_operator();
    let (app, visitor) = operator(&home).await;
    let open = format!("{PLACE}&rule=btc.change.15m");
    let form = Form::of(&visitor.page(&open).await, SAVE);
    let stale = form.clone();
    let form =
        form.set("cooldown", "90m").set("confirm", "3").set("severity", "critical").set("direction", "down");
    visitor.follow(&form.send(&visitor).await).await;
    let page = visitor.page(PLACE).await;
    assert!(page.contains("at most every 90 min, confirmed 3 times, look now"), "{page}");
    let crossed = stale.set("confirm", "4").send(&visitor).await;
    assert_eq!(crossed.status, 409, "{crossed:?}");
    assert!(crossed.body.contains("Somebody else changed this meanwhile"));
    for (field, bad, words) in [
        ("threshold", "NaN", "is no number"),
        ("threshold", "0", "must be 0.001"),
        ("hysteresis", "2", "less than 2 %"),
        ("cooldown", "31d", "at most 30d"),
        ("confirm", "11", "1 to 10"),
    ] {
        let answer = Form::of(&visitor.page(&open).await, SAVE).set(field, bad).send(&visitor).await;
        assert_eq!(answer.status, 422, "{field}={bad}: {answer:?}");
        let said = error(&answer.body, &format!("rule-{field}")).unwrap_or_default();
        assert!(said.contains(words), "{field}={bad}: {said}");
    }
    app.terminate().await;

    let (_app, visitor) = operator(&home).await;
    let page = visitor.page(&open).await;
    let form = Form::of(&page, SAVE);
    let held = ["cooldown", "confirm", "severity", "direction"].map(|name| form.value(name).unwrap().clone());
    assert_eq!(held, ["90m", "3", "critical", "down"]);
    visitor.follow(&Form::of(&page, "/settings/rules/reset").send(&visitor).await).await;
    let page = visitor.page(PLACE).await;
    assert!(
        !page.contains(">own<") && page.contains("from ±2 %, at most every 6 h, confirmed twice"),
        "{page}"
    );
    let audit = visitor.page("/api/v1/audit").await;
    assert!(
        audit.contains("pause after an alert 6h to 90m") && audit.contains("rule btc.change.15m: reset"),
        "{audit}"
    );
}

#[tokio::test]
async fn a_level_is_watched_told_once_when_it_is_crossed_and_removed() {
    let mut market = Market::new().await;
    let (app, visitor) = market.open().await;
    let page = visitor.page(PLACE).await;
    for (level, words) in
        [("", "is empty"), ("-5", "must be 200 to"), ("1e308", "is no number"), ("100,000", "could be")]
    {
        let form = Form::of(&page, LEVEL).set("series", "btc").set("level", level).set("direction", "up");
        let answer = form.send(&visitor).await;
        assert_eq!(answer.status, 422, "{level:?}: {answer:?}");
        assert!(error(&answer.body, "level-level").unwrap_or_default().contains(words), "{level:?}");
    }
    // It stands above this one already, and below that one.
    for level in ["64000", "65500"] {
        let form = Form::of(&visitor.page(PLACE).await, LEVEL);
        let form = form.set("series", "btc").set("level", level).set("direction", "up");
        visitor.follow(&form.send(&visitor).await).await;
    }
    let page = visitor.page(PLACE).await;
    assert!(page.contains("rises above $65,500") && page.contains("rises above $64,000"), "{page}");
    market.minute(&app, 65_012.34).await;
    for _ in 0..3 {
        market.minute(&app, 65_600.0).await;
    }
    assert_eq!(Market::alerts(&app, "btc.level.65500").await, 1);
    assert_eq!(Market::alerts(&app, "btc.level.64k").await, 0);
    let open = visitor.page(&format!("{PLACE}&rule=btc.level.65500")).await;
    visitor.follow(&Form::of(&open, "/settings/rules/remove").send(&visitor).await).await;
    assert!(!visitor.page(PLACE).await.contains("rises above $65,500"));
}

#[tokio::test]
async fn usual_times_are_kept_and_newcomers_begin_with_them() {
    let home = crate::access::visitor::with_operator();
    let (app, visitor) = operator(&home).await;
    let form = Form::of(&visitor.page(PLACE).await, DEFAULTS);
    for (field, bad, words) in [
        ("event_lead_h", "0", "must be 0.25 to 168 h"),
        ("event_lead_h", "NaN", "is no number"),
        ("quiet_from", "22:00", "give both times"),
        ("digest_hour", "24", "from 0 to 23"),
    ] {
        let answer = form.clone().set(field, bad).send(&visitor).await;
        assert_eq!(answer.status, 422, "{field}={bad}");
        let named = if field == "quiet_from" { "quiet_until" } else { field };
        let said = error(&answer.body, &format!("usual-{named}")).unwrap_or_default();
        assert!(said.contains(words), "{field}={bad}: {said:?}");
    }
    let saved = form.clone().set("event_lead_h", "24").set("quiet_from", "22:00").set("quiet_until", "07:00");
    visitor.follow(&saved.set("digest_hour", "6").send(&visitor).await).await;
    let crossed = form.set("event_lead_h", "6").send(&visitor).await;
    assert_eq!(crossed.status, 409);
    app.terminate().await;
    let (_app, visitor) = operator(&home).await;
    let form = Form::of(&visitor.page(PLACE).await, DEFAULTS);
    let held = ["event_lead_h", "quiet_from", "quiet_until", "digest_hour"];
    assert_eq!(held.map(|name| form.value(name).unwrap().as_str()), ["24", "22:00", "07:00", "6"]);
    let sliders = Form::of(&visitor.page("/?settings=thresholds").await, "/settings/thresholds/save");
    assert_eq!(sliders.value("event.soon").map(String::as_str), Some("24"), "one number, two places");
    let new =
        Form::of(&visitor.page("/?settings=subscribers&add=telegram").await, "/settings/subscribers/add");
    assert_eq!(new.value("quiet_from").map(String::as_str), Some("22:00"));
    assert_eq!(new.value("digest_hour").map(String::as_str), Some("6"));
}
