//! The values on the page are those of an independent reading of the same bodies.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::app::Home;
use crate::world::{TICKER, World, bodies};

pub(crate) const NOW: &str = "2026-08-26T15:07:30Z";

/// Whether every one of the six has a value.
pub(crate) fn complete(dashboard: &Value) -> bool {
    let metrics = dashboard["metrics"].as_object().unwrap();
    metrics.len() == 6 && metrics.values().all(|metric| !metric["value"].is_null())
}

fn row(id: &str, day: NaiveDate, now: &str) -> f64 {
    let rows = bodies::fred_rows(id, now.parse().unwrap()).unwrap();
    rows.iter().find(|(found, _)| *found == day).unwrap().1.parse().unwrap()
}

fn close(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{found} is no number"));
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found} is not {expected}");
}

#[tokio::test]
async fn six_indicators_are_those_of_an_independent_computation() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    let dashboard = app.dashboard_when("all six values", complete).await;
    let metrics = &dashboard["metrics"];

    // 10Y: the last row of the file, against the row before it, in basis points.
    let yields = bodies::fred_rows("DGS10", world.now()).unwrap();
    let [.., (_, before), (day, latest)] = yields.as_slice() else { panic!("two rows") };
    let (before, latest): (f64, f64) = (before.parse().unwrap(), latest.parse().unwrap());
    close(&metrics["us10y"]["value"], latest);
    assert_eq!(metrics["us10y"]["observed_at"], json!(day));
    assert_eq!(metrics["us10y"]["unit"], "%");
    assert_eq!(metrics["us10y"]["source"], "fredgraph");
    close(&metrics["us10y"]["changes"]["1d"]["value"], ((latest - before) * 100.0).round());
    assert_eq!(metrics["us10y"]["changes"]["1d"]["unit"], "bp");

    // Net liquidity: millions, millions and billions, on the last Wednesday that is out.
    let (wednesday, walcl) = bodies::fred_rows("WALCL", world.now()).unwrap().pop().unwrap();
    let net = |day: NaiveDate| {
        let thousandths =
            row("WALCL", day, NOW) - row("WTREGEN", day, NOW) - row("RRPONTSYD", day, NOW) * 1_000.0;
        thousandths.round() / 1_000.0
    };
    close(&metrics["net_liquidity"]["value"], net(wednesday));
    assert_eq!(metrics["net_liquidity"]["observed_at"], json!(wednesday));
    assert_eq!(metrics["net_liquidity"]["unit"], "$ bn");
    close(&metrics["net_liquidity"]["legs"]["walcl"]["value"], walcl.parse::<f64>().unwrap() / 1_000.0);
    close(&metrics["net_liquidity"]["legs"]["wtregen"]["value"], row("WTREGEN", wednesday, NOW) / 1_000.0);
    close(&metrics["net_liquidity"]["legs"]["rrpontsyd"]["value"], row("RRPONTSYD", wednesday, NOW));
    let week = net(wednesday.checked_sub_days(Days::new(7)).unwrap());
    let percent = (net(wednesday) / week - 1.0) * 100.0;
    let found = metrics["net_liquidity"]["changes"]["7d"]["value"].as_f64().unwrap();
    assert!((found - percent).abs() < 1e-5, "{found} is not {percent}");

    // Bitcoin: Coinbase's last trade, at the trade's own time.
    let ticker: Value = serde_json::from_str(&world.body(TICKER)).unwrap();
    close(&metrics["btc"]["value"], ticker["price"].as_str().unwrap().parse().unwrap());
    assert_eq!((&metrics["btc"]["unit"], &metrics["btc"]["source"]), (&json!("$"), &json!("coinbase")));
    assert_eq!(metrics["btc"]["observed_at"], "2026-08-26T15:07:27Z");

    // Stablecoins: units of every peg at their price; no price counts only for dollars; the dead are left out.
    let answer: Value =
        serde_json::from_str(&world.body("stablecoins.llama.fi/stablecoins?includePrices=true")).unwrap();
    let (mut total, mut tether) = (0.0, 0.0);
    for coin in answer["peggedAssets"].as_array().unwrap() {
        let peg = coin["pegType"].as_str().unwrap();
        let price = coin["price"].as_f64().or((peg == "peggedUSD").then_some(1.0));
        if let (Some(price), true) = (price, coin["deadFrom"].is_null()) {
            let usd = coin["circulating"][peg].as_f64().unwrap() * price;
            total += usd;
            tether += if coin["symbol"] == "USDT" { usd } else { 0.0 };
        }
    }
    close(&metrics["stablecoin_mcap"]["value"], total / 1e9);

    // USDT dominance, and beside it USDT's share of stablecoins under its own name.
    close(&metrics["usdt_dominance"]["value"], 7.3625);
    assert_eq!(metrics["usdt_dominance"]["observed_at"], "2026-08-26T15:06:30Z");
    let share = &metrics["usdt_dominance"]["companions"][0];
    assert_eq!(share["series"], "usdt_share");
    close(&share["value"], tether / total * 100.0);

    // RWA: the category's tvl, without lending, without exchanges, without nulls.
    let protocols: Value = serde_json::from_str(&world.body("api.llama.fi/protocols")).unwrap();
    let rwa: f64 = protocols
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["category"] == "RWA")
        .filter_map(|row| row["tvl"].as_f64())
        .sum();
    close(&metrics["rwa_tvl"]["value"], rwa / 1e9);

    for (id, metric) in metrics.as_object().unwrap() {
        assert_eq!(metric["freshness"], "fresh", "{id}: {metric}");
        assert!(metric["reason"].is_null(), "{id}");
    }
}

#[tokio::test]
async fn the_answer_has_the_shape_of_the_contract() {
    let world = World::at(NOW).await;
    let app = Home::in_world(&world).serve().await;
    let dashboard = app.dashboard_when("all six values", complete).await;
    for key in ["generated_at", "regime", "metrics", "radar", "calendar", "sources"] {
        assert!(!dashboard[key].is_null(), "{key}");
    }
    for key in ["state", "model", "since", "score", "votes", "flip", "known_weight"] {
        assert!(dashboard["regime"].get(key).is_some(), "regime.{key}");
    }
    for list in ["completed", "upcoming"] {
        assert!(dashboard["calendar"][list].is_array(), "calendar.{list}");
    }
    let listed = app.dashboard_when("markets and releases", |dashboard| {
        !dashboard["radar"][0].is_null() && !dashboard["calendar"]["upcoming"][0].is_null()
    });
    let listed = listed.await;
    let line = [
        "event",
        "title",
        "url",
        "kind",
        "outcome",
        "probability",
        "runner_up",
        "change_24h_pp",
        "volume_24h_usd",
        "volume_usd",
        "flipped",
        "observed_at",
    ];
    for key in line {
        assert!(listed["radar"][0].get(key).is_some(), "radar.{key}");
    }
    for key in ["id", "name", "at", "estimated", "impact", "forecast", "previous", "actual", "surprise"] {
        assert!(listed["calendar"]["upcoming"][0].get(key).is_some(), "calendar.{key}");
    }
    let keys = [
        "name",
        "nickname",
        "value",
        "unit",
        "observed_at",
        "first_seen_at",
        "source",
        "definition",
        "freshness",
        "reason",
        "changes",
    ];
    for (id, metric) in dashboard["metrics"].as_object().unwrap() {
        for key in keys {
            assert!(metric.get(key).is_some(), "metrics.{id}.{key}");
        }
    }
    let windows = |id: &str| -> Vec<String> {
        dashboard["metrics"][id]["changes"].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(windows("btc"), ["15m", "1h", "24h", "7d"]);
    for source in dashboard["sources"].as_array().unwrap() {
        for key in ["name", "state", "last_success_at", "next_at", "error"] {
            assert!(source.get(key).is_some(), "sources.{key}");
        }
        assert_eq!(source["state"], "ok", "{source}");
    }
    assert_eq!(app.json("/api/v1/metrics/btc").await["unit"], "$");
}

#[tokio::test]
async fn history_is_fetched_once_and_only_once() {
    let world = World::at(NOW).await;
    let home = Home::in_world(&world);
    let candles = |world: &World| world.asked().iter().filter(|place| place.contains("/candles")).count();
    let app = home.serve().await;
    let year = app.when(
        "/api/v1/metrics/btc/history?range=1y&points=400",
        "a year of days and 90 days of quarter-hours",
        |history| history["points"].as_array().unwrap().len() >= 360,
    );
    year.await;
    app.when(
        "/api/v1/metrics/stablecoin_mcap/history?range=max&points=1000",
        "stablecoins' history",
        |history| history["points"].as_array().unwrap().len() >= 400,
    )
    .await;
    app.when("/api/v1/metrics/btc", "every page of candles asked for", |_| candles(&world) >= 30).await;
    let expected = bodies::fred_rows("DGS10", world.now()).unwrap().len() - 1;
    app.when(
        "/api/v1/metrics/us10y/history?range=max&points=5000",
        "every row of the file but the holiday",
        |history| history["points"].as_array().unwrap().len() == expected,
    )
    .await;
    let (code, _) = app.terminate().await;
    assert_eq!(code, Some(0));
    let first = candles(&world);

    // After a restart only the pages that are still open may be asked for again, and nothing whose rhythm has not passed.
    let before = world.asked().len();
    let app = home.serve().await;
    app.dashboard_when("all six values at once, from the store", complete).await;
    let (code, _) = app.terminate().await;
    assert_eq!(code, Some(0));
    assert!(candles(&world) - first <= 2, "closed pages are never asked for again");
    let again: Vec<String> = world.asked().split_off(before);
    assert!(
        !again
            .iter()
            .any(|place| ["DGS10", "WALCL", "WTREGEN", "RRPONTSYD"].iter().any(|id| place.contains(id))),
        "hourly files keep their rhythm: {again:?}"
    );
}

#[tokio::test]
async fn fetch_once_prints_what_each_source_gave_and_took() {
    let world = World::at(NOW).await;
    let home = Home::in_world(&world);
    let output = home.run(&["fetch", "--once"]).await;
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for source in ["coinbase", "coingecko", "defillama", "fredgraph", "fiscaldata"] {
        assert!(text.contains(source), "{source} is missing:\n{text}");
    }
    assert!(text.lines().skip(1).all(|line| line.contains(" ms  ") && line.contains(" new")), "{text}");

    let one = home.run(&["fetch", "--once", "--source", "btc"]).await;
    assert_eq!(String::from_utf8(one.stdout).unwrap().lines().count(), 2, "a heading and one line");
    let none = home.run(&["fetch", "--once", "--source", "nobody"]).await;
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8(none.stderr).unwrap().contains("there is no source or feed of this name"));
}
