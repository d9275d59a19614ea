//! The whole program over real answers of the upstreams, where they are at hand.

use std::path::PathBuf;

use serde_json::Value;

use crate::app::Home;
use crate::world::World;

pub(crate) fn recordings() -> Option<PathBuf> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let folder = std::env::var("COCKPIT_RECORDINGS")
        .map_or_else(|_| PathBuf::from(root).join("../shared/recordings"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("recordings absent: set COCKPIT_RECORDINGS to the folder to run this test");
    None
}

#[tokio::test]
async fn real_files_give_the_published_figures() {
    let Some(folder) = recordings() else { return };
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    // The files were downloaded on 14 November 2025.
    let world = World::at("2025-11-14T15:00:00Z").await;
    for id in ["DGS10", "WALCL", "WTREGEN", "RRPONTSYD"] {
        let place = format!("fred.stlouisfed.org/graph/fredgraph.csv?id={id}");
        world.replace(&place, read(&format!("fredgraph-csv/{id}__20251114.csv")));
    }
    let app = Home::in_world(&world).serve().await;
    let there = |dashboard: &Value| {
        let value = |id: &str| dashboard["metrics"][id]["value"].clone();
        !value("us10y").is_null() && !value("net_liquidity").is_null()
    };
    let dashboard = app.dashboard_when("the Fed's figures", there).await;
    let metrics = &dashboard["metrics"];
    assert_eq!(metrics["net_liquidity"]["value"], 5620.76);
    assert_eq!(metrics["net_liquidity"]["observed_at"], "2025-11-12");
    let yields = read("fredgraph-csv/DGS10__20251114.csv");
    let (day, value) = yields
        .trim_end()
        .lines()
        .rev()
        .find_map(|line| line.split_once(',').filter(|row| !row.1.is_empty()))
        .unwrap();
    assert_eq!(metrics["us10y"]["observed_at"], day);
    assert_eq!(metrics["us10y"]["value"], value.parse::<f64>().unwrap());
}

#[tokio::test]
async fn a_real_answer_of_coingecko_gives_its_own_dominance() {
    let Some(folder) = recordings() else { return };
    let world = World::at("2026-03-24T09:11:30Z").await;
    let body = std::fs::read_to_string(folder.join("coingecko/global_2026-03-24.json")).unwrap();
    world.replace("api.coingecko.com/api/v3/global", body.clone());
    let app = Home::in_world(&world).serve().await;
    let there = |dashboard: &Value| !dashboard["metrics"]["usdt_dominance"]["value"].is_null();
    let dashboard = app.dashboard_when("dominance", there).await;
    let published: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        dashboard["metrics"]["usdt_dominance"]["value"],
        published["data"]["market_cap_percentage"]["usdt"]
    );
}
