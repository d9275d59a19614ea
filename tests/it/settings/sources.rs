//! Sources, and the operator's word on values that wait.

use super::form::Form;
use super::market::Market;
use crate::access::visitor::Visitor;
use crate::dashboard::complete;
use crate::world::Fault;

const PLACE: &str = "/?settings=sources";
const RELEASE: &str = "/settings/sources/release";
const DISCARD: &str = "/settings/sources/discard";
const HOST: &str = "stablecoins.llama.fi";

#[tokio::test]
async fn every_source_says_how_it_stands_and_a_key_is_never_shown() {
    const KEY: &str = "canary0canary0canary0canary0cana";
    let mut market = Market::new().await;
    market.home.set("FRED_API_KEY", KEY);
    market.world.break_at("api.kraken.com", Fault::Forbidden);
    let (_app, operator) = market.open().await;
    let page = operator.page(PLACE).await;
    for words in [
        "Coinbase",
        "Bitcoin Price",
        "every minute",
        "key set",
        "FRED_API_KEY",
        "COINGECKO_API_KEY",
        "stands in",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains(KEY));
}

#[tokio::test]
async fn a_held_value_is_believed_or_discarded_by_the_operator_alone_and_raises_no_late_alert() {
    let mut market = Market::new().await;
    market.world.break_at(HOST, Fault::Thousandfold);
    let app = market.home.serve().await;
    let told = app
        .dashboard_when("a held value", |told| told["metrics"]["stablecoin_mcap"]["freshness"] == "held")
        .await;
    assert!(!complete(&told), "nothing implausible is shown");
    // Its history comes in a second answer, and waits as well: only then nothing else is held meanwhile.
    app.at_rest().await;
    let stranger = Visitor::of(&app);
    let operator = stranger.as_operator().await;
    let page = operator.page(PLACE).await;
    assert!(page.contains("Waits for your review") && page.contains("Stablecoin Market Cap"), "{page}");
    let (release, discard) = (Form::of(&page, RELEASE), Form::of(&page, DISCARD));
    for form in [&release, &discard] {
        assert_eq!(form.send(&stranger).await.place(), "/login");
    }
    let page = operator.follow(&discard.send(&operator).await).await;
    assert!(page.contains("Discarded."), "{page}");
    let late = release.send(&operator).await;
    assert_eq!(late.status, 422, "it does not wait any more");
    assert!(late.body.contains("does not wait any more"));
    let told = app.json("/api/v1/dashboard").await;
    assert!(
        told["metrics"]["stablecoin_mcap"]["value"].is_null(),
        "{:#}",
        told["metrics"]["stablecoin_mcap"]
    );
    app.terminate().await;

    // The next start asks again, and the same answer waits again.
    market.later(90);
    let app = market.home.serve().await;
    let operator = Visitor::of(&app).as_operator().await;
    app.dashboard_when("a held value", |told| told["metrics"]["stablecoin_mcap"]["freshness"] == "held")
        .await;
    let release = Form::of(&operator.page(PLACE).await, RELEASE);
    operator.follow(&release.send(&operator).await).await;
    let told = app.json("/api/v1/dashboard").await;
    let value = told["metrics"]["stablecoin_mcap"]["value"].as_f64();
    assert!(value.is_some_and(|value| value > 100_000.0), "shown at once: {value:?}");
    for rule in ["stablecoin_mcap.change.24h", "stablecoin_mcap.change.7d", "stablecoin_mcap.drift"] {
        assert_eq!(Market::alerts(&app, rule).await, 0, "{rule}");
    }
    let audit = operator.page("/api/v1/audit").await;
    assert!(audit.contains("held value of stablecoin_mcap: believed"), "{audit}");
    assert!(audit.contains("held value of stablecoin_mcap: discarded"), "{audit}");
}
