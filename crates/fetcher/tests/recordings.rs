//! The parsers over real answers, where they are at hand (`COCKPIT_RECORDINGS`, by default `../shared/recordings`
//! beside the workspace), against figures computed here in another way.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test file: a panic with a line number is its way to fail"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use cockpit_domain::liquidity::{Daily, wednesdays};
use cockpit_domain::{SeriesId, Usd};
use cockpit_fetcher::source::{Reading, Source};
use cockpit_fetcher::sources::coinbase::{CoinbaseCandles, CoinbaseTicker};
use cockpit_fetcher::sources::coingecko::{Access, CoinGeckoGlobal, CoinGeckoHistory};
use cockpit_fetcher::sources::defillama_rwa::RwaProtocols;
use cockpit_fetcher::sources::defillama_stablecoins::{StablecoinHistory, Stablecoins};
use cockpit_fetcher::sources::fiscaldata::FiscalData;
use cockpit_fetcher::sources::fred_api::FredApi;
use cockpit_fetcher::sources::fredgraph::Fredgraph;
use cockpit_fetcher::sources::kraken::Kraken;
use cockpit_fetcher::sources::nyfed::NyFed;
use cockpit_http::Answer;
use serde_json::{Value, json};

/// Longer than any file reaches back.
const ALL_DAYS: u32 = 30_000;
const CLOSING: &str = "Treasury General Account (TGA) Closing Balance";

/// The text of a recording, or `None` (and a line in the output) where there are none.
fn recording(name: &str) -> Option<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/recordings");
    let folder = std::env::var("COCKPIT_RECORDINGS").map_or_else(|_| PathBuf::from(beside), PathBuf::from);
    if !folder.is_dir() {
        println!("recordings absent: {} is no folder", folder.display());
        return None;
    }
    Some(std::fs::read_to_string(folder.join(name)).unwrap())
}

fn received_at() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn try_parse(source: &dyn Source, body: &str) -> Result<Vec<Reading>, String> {
    let answer =
        Answer { body: body.into(), content_type: None, received_at: received_at(), took: Duration::ZERO };
    source.parse(&[answer]).map_err(|error| error.to_string())
}

/// Day or instant, and amount.
fn told(source: &dyn Source, body: &str) -> BTreeMap<String, f64> {
    let readings = try_parse(source, body).unwrap();
    readings.iter().map(|reading| (reading.observed_at.to_string(), reading.value.amount())).collect()
}

/// The two first columns of a CSV, rows without a value left out.
fn columns(csv: &str) -> BTreeMap<String, f64> {
    let rows = csv.lines().skip(1).filter_map(|line| line.split_once(','));
    rows.filter_map(|(day, rest)| Some((day.to_owned(), rest.split(',').next()?.parse().ok()?))).collect()
}

/// A file of another project, in which FRED's header was replaced, as FRED sends it.
fn as_fredgraph(csv: &str, id: &str) -> String {
    csv.replacen("Date,Value", &format!("observation_date,{id}"), 1)
}

fn leg(series: SeriesId, body: &str) -> Daily {
    let readings = try_parse(&Fredgraph::new(series, ALL_DAYS), body).unwrap();
    let amount = |reading: &Reading| Usd::from_billions(reading.value.amount()).unwrap();
    readings.iter().map(|reading| (reading.observed_at.day(), amount(reading))).collect()
}

fn net_liquidity(walcl: &str, wtregen: &str, rrp: &str) -> BTreeMap<String, f64> {
    let legs = [(SeriesId::Walcl, walcl), (SeriesId::Wtregen, wtregen), (SeriesId::Rrpontsyd, rrp)]
        .map(|(series, body)| leg(series, body));
    wednesdays(&legs[0], &legs[1], &legs[2])
        .iter()
        .map(|(day, legs)| (day.to_string(), legs.net_liquidity().to_billions().amount()))
        .collect()
}

#[test]
fn every_yield_of_the_real_file_is_read_as_it_stands() {
    let Some(csv) = recording("fredgraph-csv/DGS10__20251114.csv") else { return };
    let rows = told(&Fredgraph::new(SeriesId::Us10y, ALL_DAYS), &csv);
    assert_eq!(rows, columns(&csv));
    assert_eq!((rows["2025-11-13"], rows.contains_key("2025-11-11")), (4.11, false));
}

#[test]
fn the_real_files_give_the_known_net_liquidity() {
    let read = |name: &str| recording(&format!("fredgraph-csv/{name}"));
    let (Some(walcl), Some(wtregen), Some(rrp)) =
        (read("WALCL__20251114.csv"), read("WTREGEN__20251114.csv"), read("RRPONTSYD__20251114.csv"))
    else {
        return;
    };
    let net = net_liquidity(&walcl, &wtregen, &rrp);
    assert_eq!((net["2022-06-15"], net["2024-01-03"], net["2025-11-12"]), (6_112.626, 6_202.679, 5_620.760));
}

#[test]
fn the_newer_files_give_the_later_vectors() {
    let read =
        |id: &str| Some(as_fredgraph(&recording(&format!("fred-derived/{id}__date_value_202608.csv"))?, id));
    let (Some(walcl), Some(wtregen), Some(rrp)) = (read("WALCL"), read("WTREGEN"), read("RRPONTSYD")) else {
        return;
    };
    let net = net_liquidity(&walcl, &wtregen, &rrp);
    assert_eq!((net["2025-12-24"], net["2026-03-25"], net["2026-07-29"]), (5_739.308, 5_782.307, 5_824.838));
}

#[test]
fn the_old_file_in_billions_gives_the_same_net_liquidity() {
    let read = |name: &str| recording(&format!("fredgraph-csv/{name}"));
    let (Some(walcl), Some(billions), Some(rrp)) = (
        read("WALCL__20250220.csv"),
        read("WTREGEN__legacy_DATE_header_billions_2024.csv"),
        read("RRPONTSYD__20251114.csv"),
    ) else {
        return;
    };
    let net = net_liquidity(&walcl, &billions, &rrp);
    assert_eq!((net["2022-06-15"], net["2024-01-03"]), (6_112.626, 6_202.679));
    let new = read("WTREGEN__20251114.csv").unwrap();
    let (old, new) = (leg(SeriesId::Wtregen, &billions), leg(SeriesId::Wtregen, &new));
    let day: NaiveDate = "2024-06-26".parse().unwrap();
    assert_eq!((old[&day].dollars(), new[&day].dollars()), (765_417_000_000, 765_417_000_000));
    let differing = old.iter().filter(|(day, usd)| new.get(day).is_some_and(|new| new != *usd)).count();
    assert!(differing * 50 < old.len(), "{differing} of {} weeks differ: more than revisions", old.len());
}

#[test]
fn old_headers_are_read_and_one_series_is_not_taken_for_another() {
    let Some(old) = recording("fredgraph-csv/RRPONTSYD__legacy_DATE_header_2023.csv") else { return };
    let rows = told(&Fredgraph::new(SeriesId::Rrpontsyd, ALL_DAYS), &old);
    assert_eq!(rows, columns(&old));
    assert!(try_parse(&Fredgraph::new(SeriesId::Us10y, ALL_DAYS), &old).is_err());
}

#[test]
fn real_observations_of_the_api_are_read() {
    let Some(body) = recording("fred-api/series_observations_DGS10_20260809_wrapped.json") else { return };
    let api = FredApi::new(SeriesId::Us10y, ALL_DAYS, "key".into());
    let rows = told(&api, &body);
    assert_eq!((rows.len(), rows["2026-08-06"], rows["2026-08-05"]), (10, 4.69, 4.63));
    let long = recording("fred-api/series_observations_T10YFF_20240627.json").unwrap();
    let spreads = told(&api, &long);
    assert_eq!((spreads.len(), spreads["2023-01-03"]), (108, -0.54), "112 rows, four of them holidays");
    let probe: Value = serde_json::from_str(
        &recording("fred-api/series_observations_error_400_probe_20260709.json").unwrap(),
    )
    .unwrap();
    let error = json!({"error_code": 400, "error_message": probe["results"]["direct_api"]["error_message"]});
    let words = try_parse(&api, &error.to_string()).unwrap_err();
    assert!(words.contains("not a 32 character alpha-numeric") && !words.contains("://"), "{words}");
}

#[test]
fn the_days_reverse_repo_at_the_new_york_fed_is_freds_figure() {
    let (Some(flat), Some(fred)) = (
        recording("nyfed/nyfed_rrp_ops_flattened_20220103_20251124.csv"),
        recording("fredgraph-csv/RRPONTSYD__20251114.csv"),
    ) else {
        return;
    };
    // Figures of a flattened table, put back into the shape of the API. Its rows of two summed operations have doubled
    // texts and are left out.
    let mut reader = csv::Reader::from_reader(flat.as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|other| other == name).unwrap();
    let columns_of = ["operationId", "auctionStatus", "operationDate", "operationType", "term", "note"];
    let operations: Vec<Value> = reader
        .records()
        .map(Result::unwrap)
        .filter(|row| row[column("operationDate")].len() == 10)
        .map(|row| {
            let mut operation: Value =
                columns_of.iter().map(|name| ((*name).to_owned(), Value::from(&row[column(name)]))).collect();
            operation["totalAmtAccepted"] = json!(row[column("totalAmtAccepted")].parse::<f64>().unwrap());
            operation
        })
        .collect();
    let rows = told(&NyFed, &json!({"repo": {"operations": operations}}).to_string());
    let fred = columns(&fred);
    let both: Vec<_> = rows.iter().filter_map(|(day, value)| Some((day, *value, *fred.get(day)?))).collect();
    assert!(both.len() > 900, "{} days in common", both.len());
    for (day, value, fred) in both {
        assert!((value - fred).abs() < 0.000_6, "{day}: {value} and {fred}");
    }
    assert_eq!((rows["2022-01-03"], rows["2025-11-24"]), (1_579.526, 1.077));
}

#[test]
fn the_treasurys_closing_balances_are_billions_of_the_published_millions() {
    let Some(csv) = recording("fiscaldata/DTS_OpCashBal_20210624_20260623.csv") else { return };
    let rows: Vec<(&str, &str, &str)> = csv
        .lines()
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some((cells.next()?, cells.next()?, cells.next()?))
        })
        .collect();
    let data: Vec<Value> = rows
        .iter()
        .map(|(day, account, balance)| {
            json!({"record_date": day, "account_type": account, "open_today_bal": balance, "close_today_bal": "null"})
        })
        .skip(1)
        .collect();
    let told = told(&FiscalData::new(ALL_DAYS), &json!({"data": data, "meta": {}}).to_string());
    let published = rows.iter().filter(|(_, account, _)| *account == CLOSING);
    let published: BTreeMap<String, f64> = published
        .map(|(day, _, millions)| ((*day).to_owned(), millions.parse::<f64>().unwrap() / 1_000.0))
        .collect();
    assert_eq!(told, published);
    assert_eq!(told["2025-11-12"], 943.145);
}

#[test]
fn coingeckos_dominance_is_the_one_of_that_morning() {
    let Some(body) = recording("coingecko/global_2026-03-24.json") else { return };
    let source = CoinGeckoGlobal::new(Access::Keyless);
    let rows = told(&source, &body);
    let (at, share) = rows.first_key_value().unwrap();
    assert_eq!(at, "2026-03-24T09:01:49Z");
    assert!((share - 7.350_06).abs() < 0.000_01, "{share}");
    let without = recording("coingecko/global_handmade_no_usdt.json").unwrap();
    assert_eq!(try_parse(&source, &without).unwrap_err(), "data.market_cap_percentage.usdt: missing");
}

#[test]
fn a_chart_keeps_midnights_and_drops_now() {
    let Some(body) = recording("coingecko/market_chart_range_docsample.json") else { return };
    let rows = told(&CoinGeckoHistory::new(Access::Keyless), &body);
    let days: Vec<&str> = rows.keys().map(String::as_str).collect();
    assert_eq!(days, ["2024-03-31T00:00:00Z", "2024-04-01T00:00:00Z"]);
}

#[test]
fn bitcoin_at_two_exchanges_is_read() {
    let Some(ticker) = recording("btc_price/coinbase_exchange_ticker_2015.json") else { return };
    assert_eq!(told(&CoinbaseTicker, &ticker), BTreeMap::from([("2015-04-08T20:49:06Z".to_owned(), 246.28)]));
    let candles = recording("btc_price/coinbase_exchange_candles_2rows.json").unwrap();
    let at = |text: &str| text.parse().unwrap();
    let page = CoinbaseCandles::new(86_400, at("2026-07-01T00:00:00Z"), at("2026-08-01T00:00:00Z"));
    let closes = told(&page, &candles);
    assert_eq!((closes["2026-07-25T00:00:00Z"], closes["2026-07-24T00:00:00Z"]), (65_307.0, 65_051.23));
    for (name, price) in
        [("kraken_ticker_xbtusd_docsample.json", 30_303.2), ("kraken_ticker_xbtusdt.json", 105_899.4)]
    {
        let body = recording(&format!("btc_price/{name}")).unwrap();
        assert_eq!(told(&Kraken, &body)["2026-11-23T12:00:00Z"], price);
    }
}

#[test]
fn excerpts_of_defillama_are_not_taken_for_the_whole() {
    let Some(excerpt) = recording("defillama/stablecoins_excerpt_2026-autumn.json") else { return };
    assert_eq!(try_parse(&Stablecoins, &excerpt).unwrap_err(), "peggedAssets: USDT circulating: missing");
    let protocols = recording("defillama/protocols_excerpt_2026-autumn.json").unwrap();
    assert!(try_parse(&RwaProtocols, &protocols).unwrap_err().contains("(0 rows"));
    // The market of 2017 is far below anything plausible today.
    let first = recording("defillama/stablecoincharts_all_first3_2026-03-24.json").unwrap();
    assert_eq!(try_parse(&StablecoinHistory, &first).unwrap_err(), "no value in 3 rows");
}

#[test]
fn a_real_tether_and_the_real_small_coins_are_summed_at_their_prices() {
    let (Some(excerpt), Some(tether)) = (
        recording("defillama/stablecoins_excerpt_2026-autumn.json"),
        recording("defillama/stablecoins_tether_partial_2026-autumn.json"),
    ) else {
        return;
    };
    let mut list: Value = serde_json::from_str(&excerpt).unwrap();
    let mut tether: Value = serde_json::from_str(&tether).unwrap();
    tether["price"] = json!(0.9995);
    let small = list["peggedAssets"].as_array().unwrap().clone();
    // The rest of the market in one coin, so that Tether is about 60 % of it.
    let rest = json!({"symbol": "REST", "gecko_id": "rest", "pegType": "peggedUSD",
        "circulating": {"peggedUSD": 120_000_000_000_i64}, "price": 1});
    let assets = list["peggedAssets"].as_array_mut().unwrap();
    assets.extend([tether.clone(), rest]);
    let expected_small: f64 = small
        .iter()
        .filter(|coin| coin.get("deadFrom").is_none())
        .map(|coin| {
            coin["circulating"]["peggedUSD"].as_f64().unwrap() * coin["price"].as_f64().unwrap_or(1.0)
        })
        .sum();
    let usdt = tether["circulating"]["peggedUSD"].as_f64().unwrap() * 0.9995;
    let expected = (expected_small + usdt + 120e9) / 1e9;
    let readings = try_parse(&Stablecoins, &list.to_string()).unwrap();
    let amount = |series| readings.iter().find(|reading| reading.series == series).unwrap().value.amount();
    assert!((amount(SeriesId::StablecoinMcap) - expected).abs() < 1e-6);
    assert!((amount(SeriesId::UsdtShare) - usdt / expected / 1e7).abs() < 1e-6);
}
