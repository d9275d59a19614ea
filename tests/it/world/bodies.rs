//! Small bodies of our own in the shapes of the upstreams, with figures that belong to a given time.

use std::fmt::Write;

use chrono::{DateTime, Datelike, Days, NaiveDate, SecondsFormat, TimeDelta, Utc, Weekday};
use serde_json::{Value, json};

use super::{markets, releases};

/// The body for `host/path?query`, or `None` when no upstream has such a place.
pub(crate) fn body(place: &str, now: DateTime<Utc>) -> Option<String> {
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let parameter = |name: &str| {
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
    };
    let json = match path {
        "fred.stlouisfed.org/graph/fredgraph.csv" => return fredgraph(&parameter("id")?, now),
        "api.stlouisfed.org/fred/series/observations" => fred_api(&parameter("series_id")?, now)?,
        "api.exchange.coinbase.com/products/BTC-USD/ticker" => json!({
            "trade_id": 1, "price": "65012.34", "size": "0.1", "bid": "65012.33", "ask": "65012.35", "volume": "1",
            "time": (now - TimeDelta::seconds(3)).to_rfc3339_opts(SecondsFormat::Micros, true),
        }),
        "api.exchange.coinbase.com/products/BTC-USD/candles" => {
            candles(parameter("granularity")?.parse().ok()?, &parameter("start")?, &parameter("end")?, now)?
        }
        "api.kraken.com/0/public/Ticker" => json!({
            "error": [], "result": {"XXBTZUSD": {"a": ["65021.0", "1", "1.0"], "b": ["65020.0", "1", "1.0"],
            "c": ["65020.50000", "0.1"], "o": "64000.0"}}
        }),
        "mempool.space/api/v1/prices" => json!({"time": now.timestamp(), "USD": 65_033, "EUR": 60_000}),
        "api.coingecko.com/api/v3/global" => json!({"data": {
            "total_market_cap": {"usd": 2_500_000_000_000.0_f64, "btc": 38_000_000.0},
            "market_cap_percentage": {"btc": 52.0, "eth": 11.0, "usdt": 7.3625, "sol": 3.0},
            "updated_at": now.timestamp() - 60,
        }}),
        "api.coingecko.com/api/v3/simple/price" => json!({
            "bitcoin": {"usd": 65_044.0, "last_updated_at": now.timestamp() - 20},
            "tether": {"usd": 1.0, "usd_market_cap": 185_000_000_000.0_f64, "last_updated_at": now.timestamp() - 20},
        }),
        "api.coingecko.com/api/v3/coins/categories" => json!([
            {"id": "layer-1", "name": "Layer 1", "market_cap": 2.0e12},
            {"id": "real-world-assets-rwa", "name": "Real World Assets (RWA)", "market_cap": 51_500_000_000.0_f64},
        ]),
        "stablecoins.llama.fi/stablecoins" => stablecoins(),
        "stablecoins.llama.fi/stablecoincharts/all" => stablecoin_history(now),
        "api.llama.fi/protocols" => protocols(),
        "api.llama.fi/rwa/stats" => {
            json!({"byChain": {"Ethereum": {"base": {"activeMcap": 21_000_000_000.0_f64}},
            "Solana": {"base": {"activeMcap": 2_500_000_000.0_f64}}}})
        }
        "api.fiscaldata.treasury.gov/services/api/fiscal_service/v1/accounting/dts/operating_cash_balance" => {
            fiscaldata(now)
        }
        path if path.starts_with("markets.newyorkfed.org/api/rp/") => nyfed(now),
        path if path.starts_with("home.treasury.gov/") => return Some(treasury(now)),
        "gamma-api.polymarket.com/events" => match parameter("tag_slug") {
            Some(tag) => markets::events(&tag, now),
            None => markets::event(&parameter("slug")?, now),
        },
        "clob.polymarket.com/prices-history" => markets::history(&parameter("market")?, now),
        "nfs.faireconomy.media/ff_calendar_thisweek.json" => releases::weekly(),
        "www.federalreserve.gov/json/calendar.json" => return Some(releases::fed()),
        "apps.bea.gov/API/signup/release_dates.json" => releases::bea(),
        "www.bls.gov/schedule/news_release/bls.ics" => return Some(releases::bls()),
        _ => return None,
    };
    Some(json.to_string())
}

/// The last `count` business days (weekdays are enough here) before `now`, ascending.
fn weekdays(now: DateTime<Utc>, count: usize) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = (1..)
        .map_while(|back| now.date_naive().checked_sub_days(Days::new(back)))
        .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
        .take(count)
        .collect();
    days.reverse();
    days
}

/// The last `count` Wednesdays whose figures are out at `now` (Thursday evening), ascending.
fn wednesdays(now: DateTime<Utc>, count: usize) -> Vec<NaiveDate> {
    let days = weekdays(now, count * 5 + 5);
    let out: Vec<NaiveDate> = days
        .into_iter()
        .filter(|day| day.weekday() == Weekday::Wed && (now.date_naive() - *day).num_days() >= 2)
        .collect();
    out[out.len() - count..].to_vec()
}

/// One FRED series in its own unit: percent, millions, millions, billions.
pub(crate) fn fred_rows(id: &str, now: DateTime<Utc>) -> Option<Vec<(NaiveDate, String)>> {
    let numbered = |days: Vec<NaiveDate>| (0..).zip(days);
    Some(match id {
        "DGS10" => numbered(weekdays(now, 260))
            .map(|(n, day)| (day, format!("{:.2}", 4.0 + f64::from(n % 40) / 100.0)))
            .collect(),
        "WALCL" => numbered(wednesdays(now, 60))
            .map(|(n, day)| (day, format!("{}.000", 6_700_000 + n * 512)))
            .collect(),
        "WTREGEN" => numbered(wednesdays(now, 60))
            .map(|(n, day)| (day, format!("{}.000", 900_000 - n * 731)))
            .collect(),
        "RRPONTSYD" => numbered(weekdays(now, 260))
            .map(|(n, day)| (day, format!("{:.3}", 2.0 + f64::from(n % 17) / 8.0)))
            .collect(),
        _ => return releases::figures(id),
    })
}

fn fredgraph(id: &str, now: DateTime<Utc>) -> Option<String> {
    let mut csv = format!("observation_date,{id}\n");
    let rows = fred_rows(id, now)?;
    let holiday = rows.len() / 2;
    for (index, (day, value)) in rows.iter().enumerate() {
        // One day without a value, as on a bank holiday.
        let value = if index == holiday && id == "DGS10" { "" } else { value };
        writeln!(csv, "{day},{value}").unwrap();
    }
    Some(csv)
}

fn fred_api(id: &str, now: DateTime<Utc>) -> Option<Value> {
    let observations: Vec<Value> = fred_rows(id, now)?
        .into_iter()
        .rev()
        .map(|(day, value)| json!({"realtime_start": "2026-08-01", "realtime_end": "2026-08-01", "date": day, "value": value}))
        .collect();
    Some(json!({"units": "lin", "count": observations.len(), "observations": observations}))
}

fn treasury(now: DateTime<Utc>) -> String {
    let mut csv = "Date,\"1 Mo\",\"2 Yr\",\"10 Yr\",\"30 Yr\"\n".to_owned();
    for (day, value) in
        fred_rows("DGS10", now).unwrap().into_iter().rev().filter(|(day, _)| day.year() == now.year())
    {
        writeln!(csv, "{},4.10,3.90,{value},4.90", day.format("%m/%d/%Y")).unwrap();
    }
    csv
}

/// When the candles of a page begin, in seconds since 1970: at most 300, as far as `now`.
pub(super) fn beginnings(
    granularity_s: i64,
    start: &str,
    end: &str,
    now: DateTime<Utc>,
) -> Option<impl DoubleEndedIterator<Item = i64>> {
    let moment = |text: &str| {
        let text = text.replace("%3A", ":").replace("%2B", "+");
        text.parse::<DateTime<Utc>>().ok().map(|at| at.timestamp()).or_else(|| text.parse().ok())
    };
    let (start, end) = (moment(start)?, moment(end)?.min(now.timestamp()));
    let first = start.div_euclid(granularity_s) * granularity_s;
    let count = ((end - first).div_euclid(granularity_s) + 1).clamp(0, 300);
    Some((0..count).map(move |number| first + number * granularity_s))
}

fn candles(granularity_s: i64, start: &str, end: &str, now: DateTime<Utc>) -> Option<Value> {
    let rows: Vec<Value> = beginnings(granularity_s, start, end, now)?
        .map(|at| {
            // A calm wave, so that no step is suspicious.
            let close = 65_000.0 + ((at / granularity_s) as f64 / 20.0).sin() * 900.0;
            json!([at, close - 10.0, close + 10.0, close - 1.0, (close * 100.0).round() / 100.0, 12.5])
        })
        .collect();
    Some(Value::Array(rows.into_iter().rev().collect()))
}

fn stablecoins() -> Value {
    let coin = |id: u32, symbol: &str, gecko: &str, peg: &str, units: f64, price: Option<f64>| {
        let circulating = json!({peg: units});
        json!({"id": id.to_string(), "name": symbol, "symbol": symbol, "gecko_id": gecko, "pegType": peg,
            "pegMechanism": "fiat-backed", "circulating": circulating, "circulatingPrevDay": json!({peg: units * 0.998}),
            "circulatingPrevWeek": json!({peg: units * 0.99}), "circulatingPrevMonth": json!({peg: units * 0.97}), "price": price})
    };
    let mut coins = vec![
        coin(1, "USDT", "tether", "peggedUSD", 184_000_000_000.0, Some(0.9995)),
        coin(2, "USDC", "usd-coin", "peggedUSD", 75_000_000_000.0, Some(1.0001)),
        coin(3, "EURC", "euro-coin", "peggedEUR", 400_000_000.0, Some(1.16)),
        coin(4, "NOPRICE", "no-price", "peggedUSD", 1_000_000_000.0, None),
        coin(5, "YENX", "yen-x", "peggedJPY", 9_000_000_000.0, None),
    ];
    let mut dead = coin(6, "GONE", "gone", "peggedUSD", 5_000_000_000.0, Some(1.0));
    dead["deadFrom"] = json!("2023-01-01");
    coins.push(dead);
    coins.extend(
        (10_u32..80)
            .map(|n| coin(n, &format!("S{n}"), &format!("s-{n}"), "peggedUSD", 600_000_000.0, Some(1.0))),
    );
    json!({"peggedAssets": coins, "chains": []})
}

fn stablecoin_history(now: DateTime<Utc>) -> Value {
    let midnight = now.timestamp().div_euclid(86_400) * 86_400;
    let rows = (0..400).rev().map(|back| {
        let usd = 302_000_000_000.0 - f64::from(back) * 150_000_000.0;
        let date = (midnight - i64::from(back) * 86_400).to_string();
        json!({"date": date, "totalCirculating": {"peggedUSD": usd * 0.99}, "totalCirculatingUSD": {"peggedUSD": usd * 0.99, "peggedEUR": usd * 0.01}})
    });
    Value::Array(rows.collect())
}

fn protocols() -> Value {
    let mut rows: Vec<Value> = (1..=30_u32)
        .map(|n| json!({"id": n.to_string(), "name": format!("Fund {n}"), "category": "RWA", "tvl": f64::from(n) * 50_000_000.0,
            "chainTvls": {"Ethereum": 1.0, "borrowed": 9e12}}))
        .collect();
    rows.push(json!({"name": "Empty fund", "category": "RWA", "tvl": null}));
    rows.push(json!({"name": "Exchange", "category": "CEX", "tvl": 170_000_000_000.0_f64}));
    rows.push(json!({"name": "Lender", "category": "RWA Lending", "tvl": 800_000_000.0}));
    Value::Array(rows)
}

fn fiscaldata(now: DateTime<Utc>) -> Value {
    let mut rows: Vec<Value> = (0..)
        .zip(weekdays(now, 60))
        .map(|(n, day)| {
            json!({"record_date": day, "account_type": "Treasury General Account (TGA) Closing Balance",
            "open_today_bal": (850_000 + n * 100).to_string(), "close_today_bal": "null"})
        })
        .collect();
    rows.reverse();
    json!({"data": rows, "meta": {"count": rows.len(), "total-count": rows.len(), "total-pages": 1}, "links": {}})
}

fn nyfed(now: DateTime<Utc>) -> Value {
    let operation = |day: NaiveDate, note: &str, kind: &str, usd: f64| {
        json!({"operationId": format!("RP {day}"), "auctionStatus": "Results", "operationDate": day, "operationType": kind,
            "operationMethod": "Fixed Rate", "term": "Overnight", "note": note, "totalAmtAccepted": usd, "details": []})
    };
    let mut operations = Vec::new();
    for (day, billions) in fred_rows("RRPONTSYD", now).unwrap().into_iter().rev().take(10) {
        operations.push(operation(day, "", "Reverse Repo", billions.parse::<f64>().unwrap() * 1e9));
        operations.push(operation(day, "", "Repo", 5e9));
    }
    json!({"repo": {"operations": operations}})
}

/// Every number of two digits or more that is not part of a date, times a thousand.
pub(crate) fn thousandfold(body: &str) -> String {
    match serde_json::from_str::<Value>(body) {
        Ok(mut json) => {
            scale(&mut json);
            json.to_string()
        }
        Err(_) => columns(body, |value| match value.parse::<f64>() {
            Ok(number) => (number * 1_000.0).to_string(),
            Err(_) => value.to_owned(),
        }),
    }
}

/// Every column but the first, which holds the day.
fn columns(csv: &str, change: impl Fn(&str) -> String) -> String {
    let line = |line: &str| {
        let mut columns = line.split(',');
        let first = columns.next().unwrap_or_default().to_owned();
        let rest = columns.map(&change);
        std::iter::once(first).chain(rest).collect::<Vec<_>>().join(",") + "\n"
    };
    csv.lines().map(line).collect()
}

fn scale(json: &mut Value) {
    const TIMES: [&str; 4] = ["updated_at", "last_updated_at", "time", "date"];
    match json {
        Value::Object(map) => {
            map.iter_mut()
                .filter(|(key, _)| !TIMES.contains(&key.as_str()))
                .for_each(|(_, value)| scale(value));
        }
        Value::Array(rows) => rows.iter_mut().for_each(scale),
        Value::Number(number) => *json = json!(number.as_f64().unwrap() * 1_000.0),
        Value::String(text) => {
            if let Ok(number) = text.parse::<f64>() {
                *text = (number * 1_000.0).to_string();
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// Every value becomes `NaN` (as text, which is how APIs that quote their numbers would send it).
pub(crate) fn not_a_number(body: &str) -> String {
    match serde_json::from_str::<Value>(body) {
        Ok(mut json) => {
            spoil(&mut json);
            json.to_string()
        }
        Err(_) => columns(body, |value| match value.parse::<f64>() {
            Ok(_) => "NaN".to_owned(),
            Err(_) => value.to_owned(),
        }),
    }
}

fn spoil(json: &mut Value) {
    match json {
        Value::Object(map) => map.iter_mut().for_each(|(_, value)| spoil(value)),
        Value::Array(rows) => rows.iter_mut().for_each(spoil),
        Value::Number(_) => *json = json!("NaN"),
        Value::String(text) if text.parse::<f64>().is_ok() => "NaN".clone_into(text),
        Value::String(_) | Value::Null | Value::Bool(_) => {}
    }
}
