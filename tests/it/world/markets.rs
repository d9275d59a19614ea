//! Prediction markets of our own, in the shape of Polymarket's answers.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

/// A title that would like to be more than text.
pub(crate) const HOSTILE: &str = "Will <img src=x onerror=alert(1)> & \"friends\" </script> list?";

/// Events by tag, as `/events?tag_slug=…` gives them.
pub(crate) fn events(tag: &str, now: DateTime<Utc>) -> Value {
    let all = all(now);
    let tagged = all
        .into_iter()
        .filter(|event| event["tags"].as_array().unwrap().iter().any(|known| known["slug"] == tag));
    Value::Array(tagged.collect())
}

/// The event of this slug, as `/events?slug=…` gives it.
pub(crate) fn event(slug: &str, now: DateTime<Utc>) -> Value {
    Value::Array(all(now).into_iter().filter(|event| event["slug"] == slug).collect())
}

fn all(now: DateTime<Utc>) -> Vec<Value> {
    let later = now + TimeDelta::days(60);
    vec![
        event_of(
            "5m",
            "Bitcoin Up or Down - 11:05AM",
            "btc-updown-5m-1787000000",
            9_000_000.0,
            false,
            &["crypto", "recurring"],
            &[("Bitcoin Up or Down", None, ["Up", "Down"], 0.505, 9_000_000.0, 901)],
            later,
        ),
        event_of(
            "1",
            "Fed decision in September?",
            "fed-decision-in-september-910",
            4_200_000.0,
            true,
            &["economy", "fed", "fed-rates"],
            &[
                ("50+ bps decrease?", Some("50+ bps decrease"), YES_NO, 0.011, 300_000.0, 101),
                ("25 bps decrease?", Some("25 bps decrease"), YES_NO, 0.249, 1_400_000.0, 102),
                ("No change?", Some("No change"), YES_NO, 0.7355, 2_500_000.0, 103),
            ],
            later,
        ),
        event_of(
            "2",
            "Will Bitcoin reach $250k in 2026?",
            "will-bitcoin-reach-250k-in-2026",
            2_500_000.0,
            false,
            &["crypto"],
            &[("Will Bitcoin reach $250k in 2026?", None, YES_NO, 0.015, 2_500_000.0, 201)],
            later,
        ),
        event_of(
            "3",
            "US recession in 2026?",
            "us-recession-in-2026",
            900_000.0,
            false,
            &["economy"],
            &[("US recession in 2026?", None, YES_NO, 0.34, 900_000.0, 301)],
            later,
        ),
        event_of(
            "4",
            "Kraken IPO by ___ ?",
            "kraken-ipo-by",
            750_000.0,
            false,
            &["finance", "crypto"],
            &[
                ("Kraken IPO by September 30?", Some("September 30"), YES_NO, 0.08, 150_000.0, 401),
                ("Kraken IPO by December 31?", Some("December 31"), YES_NO, 0.41, 600_000.0, 402),
            ],
            later,
        ),
        event_of(
            "5",
            HOSTILE,
            "will-friends-list",
            600_000.0,
            false,
            &["finance"],
            &[(HOSTILE, None, YES_NO, 0.62, 600_000.0, 501)],
            later,
        ),
        event_of(
            "6",
            "Will gold close above $5,000 in 2026?",
            "gold-above-5000",
            320_000.0,
            false,
            &["finance"],
            &[("Will gold close above $5,000 in 2026?", None, YES_NO, 0.55, 320_000.0, 601)],
            later,
        ),
        event_of(
            "7",
            "Will nobody trade this?",
            "nobody-trades",
            12.0,
            false,
            &["economy"],
            &[("Will nobody trade this?", None, YES_NO, 0.5, 12.0, 701)],
            later,
        ),
    ]
}

const YES_NO: [&str; 2] = ["Yes", "No"];

type Row<'a> = (&'a str, Option<&'a str>, [&'a str; 2], f64, f64, u64);

#[expect(clippy::too_many_arguments, reason = "one row of a table")]
fn event_of(
    id: &str,
    title: &str,
    slug: &str,
    volume_24h: f64,
    exclusive: bool,
    tags: &[&str],
    rows: &[Row<'_>],
    ends: DateTime<Utc>,
) -> Value {
    let markets: Vec<Value> = rows.iter().map(|row| market(id, slug, row, exclusive, ends)).collect();
    let tags: Vec<Value> = tags.iter().map(|slug| json!({"id": "1", "label": slug, "slug": slug})).collect();
    json!({"id": id, "slug": slug, "title": title, "active": true, "closed": false, "archived": false,
        "endDate": ends.to_rfc3339(), "volume": volume_24h * 15.0, "volume24hr": volume_24h, "liquidity": volume_24h / 3.0,
        "negRisk": exclusive, "tags": tags, "markets": markets})
}

fn market(event: &str, slug: &str, row: &Row<'_>, exclusive: bool, ends: DateTime<Utc>) -> Value {
    let (question, label, outcomes, price, volume_24h, token) = *row;
    // Lists inside of texts, as Gamma has them.
    let text = |value: Value| Value::String(value.to_string());
    let mut market = json!({"id": format!("{event}{token}"), "question": question, "slug": format!("{slug}-{token}"), "active": true,
        "closed": false, "archived": false, "acceptingOrders": true, "endDate": ends.to_rfc3339(), "negRisk": exclusive,
        "outcomes": text(json!(outcomes)),
        "outcomePrices": text(json!([price.to_string(), format!("{:.4}", 1.0 - price)])),
        "clobTokenIds": text(json!([token.to_string(), (token + 5_000).to_string()])),
        "volume": (volume_24h * 15.0).to_string(), "volumeNum": volume_24h * 15.0, "volume24hr": volume_24h,
        "liquidity": (volume_24h / 3.0).to_string(), "liquidityNum": volume_24h / 3.0,
        "bestBid": price - 0.0045, "bestAsk": price + 0.0045});
    if let Some(label) = label {
        market["groupItemTitle"] = json!(label);
    }
    market
}

/// A week of hourly odds, 3 points lower a day ago than now.
pub(crate) fn history(token: &str, now: DateTime<Utc>) -> Value {
    let last = price_of(token, now).unwrap_or(0.5);
    let points: Vec<Value> = (1..=168)
        .rev()
        .map(|hours| json!({"t": (now - TimeDelta::hours(hours)).timestamp(), "p": (last - 0.03_f64.min(hours as f64 * 0.00125)).max(0.001)}))
        .collect();
    json!({"history": points})
}

fn price_of(token: &str, now: DateTime<Utc>) -> Option<f64> {
    all(now).iter().flat_map(|event| event["markets"].as_array().cloned().unwrap_or_default()).find_map(
        |market| {
            let list = |name: &str| -> Vec<String> {
                market[name].as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
            };
            let place = list("clobTokenIds").iter().position(|known| known == token)?;
            list("outcomePrices").get(place)?.parse().ok()
        },
    )
}
