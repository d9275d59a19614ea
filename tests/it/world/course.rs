//! The bundled history, moved so that it ends now: courses as they really were, for pages that people look at.

use std::fmt::Write;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value as Amount};
use serde_json::{Value, json};

use super::{bodies, markets};

/// Whole weeks, so that every figure stays on its weekday.
const WEEKLY_MOVED: Days = Days::new(21);
const DAILY_MOVED: Days = Days::new(7);
const RWA_MOVED: Days = Days::new(102);
/// The world's own sum and share.
const RWA_USD_BN: f64 = 23.25;
const USDT_PERCENT: f64 = 7.36;

/// The body for a place whose numbers the bundled history has.
pub(crate) fn body(place: &str, now: DateTime<Utc>) -> Option<String> {
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let parameter = |name: &str| {
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned)
    };
    let json = match path {
        "fred.stlouisfed.org/graph/fredgraph.csv" => return fredgraph(&parameter("id")?, now),
        "api.exchange.coinbase.com/products/BTC-USD/ticker" => {
            let price = format!("{:.2}", bitcoin(now));
            json!({"trade_id": 1, "price": price, "size": "0.1", "bid": price, "ask": price, "volume": "1",
                "time": (now - TimeDelta::seconds(3)).to_rfc3339_opts(SecondsFormat::Micros, true)})
        }
        "api.exchange.coinbase.com/products/BTC-USD/candles" => {
            candles(parameter("granularity")?.parse().ok()?, &parameter("start")?, &parameter("end")?, now)?
        }
        "stablecoins.llama.fi/stablecoincharts/all" => stablecoins(now),
        "stablecoins.llama.fi/stablecoins" => {
            let usd = of("stablecoin_mcap", DAILY_MOVED, now).last()?.1 * 1e9;
            // As many as the publisher really has: a short list is taken for a broken one.
            let coin = |number: u32, symbol: &str, name: &str, share: f64| {
                json!({"id": number.to_string(), "name": symbol, "symbol": symbol,
                "gecko_id": name, "pegType": "peggedUSD", "pegMechanism": "fiat-backed", "price": 1.0,
                "circulating": {"peggedUSD": usd * share}, "circulatingPrevDay": {"peggedUSD": usd * share * 0.999},
                "circulatingPrevWeek": {"peggedUSD": usd * share * 0.997}, "circulatingPrevMonth": {"peggedUSD": usd * share * 0.98}})
            };
            let small = (3..80)
                .map(|number| coin(number, &format!("S{number}"), &format!("s-{number}"), 0.15 / 77.0));
            let coins: Vec<Value> = [coin(1, "USDT", "tether", 0.6), coin(2, "USDC", "usd-coin", 0.25)]
                .into_iter()
                .chain(small)
                .collect();
            json!({"peggedAssets": coins, "chains": []})
        }
        "gamma-api.polymarket.com/events" => {
            let mut events = markets::events(&parameter("tag_slug")?, now);
            for event in events.as_array_mut().into_iter().flatten() {
                if event["title"] == markets::HOSTILE {
                    event["title"] = json!("Fed chair confirmed before October?");
                }
            }
            events
        }
        "clob.polymarket.com/prices-history" => odds(&parameter("market")?, now),
        _ => return None,
    };
    Some(json.to_string())
}

/// The world's own, on another way to where they are.
fn odds(token: &str, now: DateTime<Utc>) -> Value {
    let seed = f64::from(token.bytes().fold(7_u8, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte)));
    let mut history = markets::history(token, now);
    for (place, point) in history["history"].as_array_mut().into_iter().flatten().enumerate() {
        let (price, left) = (point["p"].as_f64().unwrap_or(0.5), 1.0 - place as f64 / 168.0);
        let walk =
            (place as f64 / 19.0 + seed).sin() + 0.4 * (place as f64 / 5.3 + seed).sin() + seed / 90.0 - 1.4;
        point["p"] = json!((price + price.min(1.0 - price) * 0.25 * walk * left).clamp(0.001, 0.999));
    }
    history
}

/// What a program that has been running for a year remembers, and nobody gives: RWA as bundled, moved and scaled so that it
/// meets the world's sum; the dominance that follows from the other courses if nothing but prices moved.
pub(crate) fn remembered(now: DateTime<Utc>) -> Vec<Observation> {
    let row = |series, day: NaiveDate, value: Amount, source: &str| {
        let at = day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(15);
        let (observed_at, source) = (Moment::instant(at), source.to_owned());
        Observation {
            series,
            observed_at,
            first_seen_at: at,
            value,
            source,
            standing: 0,
            origin: Origin::Live,
        }
    };
    let rwa = of("rwa_tvl", RWA_MOVED, now);
    let scale = RWA_USD_BN / rwa.last().map_or(RWA_USD_BN, |(_, amount)| *amount);
    let rwa = rwa.into_iter().map(|(day, amount)| {
        row(SeriesId::RwaTvl, day, Amount::usd_billions(amount * scale).unwrap(), "defillama")
    });
    let stablecoins = of("stablecoin_mcap", DAILY_MOVED, now);
    let share =
        |amount: f64, day: NaiveDate| amount / (bitcoin(day.and_time(NaiveTime::MIN).and_utc()) + 62_000.0);
    let scale = stablecoins.last().map_or(1.0, |(day, amount)| USDT_PERCENT / share(*amount, *day));
    let dominance = stablecoins.into_iter().rev().take(400).map(|(day, amount)| {
        row(SeriesId::UsdtDominance, day, Amount::percent(share(amount, day) * scale).unwrap(), "coingecko")
    });
    rwa.chain(dominance).collect()
}

/// A bundled file's days and amounts, each so much later, as far as `now`.
fn of(series: &str, moved: Days, now: DateTime<Utc>) -> Vec<(NaiveDate, f64)> {
    let path = format!("{}/../../data/history/{series}.csv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let (day, amount) = line.split_once(',')?;
        Some((day.parse::<NaiveDate>().ok()?.checked_add_days(moved)?, amount.parse().ok()?))
    };
    text.lines().filter_map(row).take_while(|(day, _)| *day < now.date_naive()).collect()
}

fn fredgraph(id: &str, now: DateTime<Utc>) -> Option<String> {
    let (series, factor) = match id {
        "DGS10" => ("us10y", 1.0),
        "WALCL" => ("walcl", 1_000.0),
        "WTREGEN" => ("wtregen", 1_000.0),
        "RRPONTSYD" => ("rrpontsyd", 1.0),
        _ => return None,
    };
    let mut csv = format!("observation_date,{id}\n");
    for (day, amount) in of(series, WEEKLY_MOVED, now) {
        writeln!(csv, "{day},{:.3}", amount * factor).unwrap();
    }
    Some(csv)
}

/// From close to close in a straight line with a little of what a market does.
fn bitcoin(at: DateTime<Utc>) -> f64 {
    static CLOSES: std::sync::LazyLock<Vec<(NaiveDate, f64)>> =
        std::sync::LazyLock::new(|| of("btc", DAILY_MOVED, DateTime::<Utc>::MAX_UTC));
    let share = (at.timestamp().rem_euclid(86_400)) as f64 / 86_400.0;
    // A day's value is its close.
    let next = CLOSES.partition_point(|(day, _)| *day < at.date_naive()).clamp(1, CLOSES.len() - 1);
    let (from, to) = (CLOSES[next - 1].1, CLOSES[next].1);
    let minutes = at.timestamp() as f64 / 60.0;
    let ripple = (minutes / 37.0).sin() + 0.6 * (minutes / 11.3).sin() + 1.4 * (minutes / 171.0).sin();
    (from + (to - from) * share) * (1.0 + 0.0011 * ripple * (1.0 - (2.0 * share - 1.0).powi(8)))
}

fn candles(granularity_s: i64, start: &str, end: &str, now: DateTime<Utc>) -> Option<Value> {
    let rows: Vec<Value> = bodies::beginnings(granularity_s, start, end, now)?
        .filter_map(|at| {
            let close = bitcoin(DateTime::from_timestamp(at + granularity_s, 0)?.min(now));
            Some(json!([at, close - 10.0, close + 10.0, close - 1.0, (close * 100.0).round() / 100.0, 12.5]))
        })
        .collect();
    Some(Value::Array(rows.into_iter().rev().collect()))
}

fn stablecoins(now: DateTime<Utc>) -> Value {
    let rows = of("stablecoin_mcap", DAILY_MOVED, now).into_iter().map(|(day, billions)| {
        let date = day.and_time(NaiveTime::MIN).and_utc().timestamp().to_string();
        json!({"date": date, "totalCirculating": {"peggedUSD": billions * 1e9}, "totalCirculatingUSD": {"peggedUSD": billions * 1e9}})
    });
    Value::Array(rows.collect())
}
