//! All stablecoins, and USDT's share of them, from DefiLlama, keyless.
//!
//! `circulating` counts units of the peg, not dollars: a euro coin needs its price. A coin without a price counts as
//! one dollar a unit when it is pegged to the dollar and is left out otherwise; dead coins are left out.

mod history;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Request};
use serde::Deserialize;
use serde_json::Value as Json;

pub use self::history::StablecoinHistory;
use super::json::{Field, read, read_as};
use crate::source::{ParseError, Reading, Source, address, nth};

const NAME: &str = "defillama";
/// USDT has been between half and nine tenths of all stablecoins. A list in which it is more is an excerpt.
const USDT_SHARE_PERCENT_MAX: f64 = 90.0;

/// The whole market now.
#[derive(Clone, Copy, Debug)]
pub struct Stablecoins;

impl Source for Stablecoins {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        vec![list()]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let answer = nth(answers, 0)?;
        readings(&read_list(&answer.body)?, "circulating", answer.received_at)
    }
}

/// The whole market a day and a week ago, at today's prices: asked once, so that a new installation has changes to
/// show before it is a week old.
#[derive(Clone, Copy, Debug)]
pub struct StablecoinsEarlier;

impl Source for StablecoinsEarlier {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        vec![list()]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let answer = nth(answers, 0)?;
        let list = read_list(&answer.body)?;
        let mut earlier = readings(&list, "circulatingPrevWeek", answer.received_at - TimeDelta::days(7))?;
        earlier.extend(readings(&list, "circulatingPrevDay", answer.received_at - TimeDelta::days(1))?);
        Ok(earlier)
    }
}

fn list() -> Request {
    Request::get(address("https://stablecoins.llama.fi/stablecoins?includePrices=true"))
}

#[derive(Deserialize)]
struct List {
    #[serde(rename = "peggedAssets")]
    assets: Option<Vec<Asset>>,
}

fn read_list(body: &[u8]) -> Result<Vec<Asset>, ParseError> {
    let list: List = read_as(body)?;
    // Another object may be an error in words.
    list.assets.ok_or_else(|| read(body).err().unwrap_or_else(|| ParseError::missing("peggedAssets")))
}

/// What we need of a coin; its many figures per chain are passed over while reading.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asset {
    symbol: Option<Json>,
    #[serde(rename = "gecko_id")]
    gecko_id: Option<Json>,
    peg_type: Option<Json>,
    price: Option<Json>,
    dead_from: Option<Json>,
    circulating: Option<Json>,
    circulating_prev_day: Option<Json>,
    circulating_prev_week: Option<Json>,
}

impl Asset {
    fn is_usdt(&self) -> bool {
        let is = |field: &Option<Json>, text| field.as_ref().and_then(Json::as_str) == Some(text);
        is(&self.symbol, "USDT") && is(&self.gecko_id, "tether")
    }

    /// Dollars in circulation, or `None` when they cannot be told. `key` is one of the `circulating` fields.
    fn usd(&self, place: &str, key: &'static str) -> Result<Option<f64>, ParseError> {
        let units = match key {
            "circulatingPrevDay" => &self.circulating_prev_day,
            "circulatingPrevWeek" => &self.circulating_prev_week,
            _ => &self.circulating,
        };
        let Some(peg) = self.peg_type.as_ref().and_then(Json::as_str) else { return Ok(None) };
        let units = Field::at(format!("{place}.{key}"), units.as_ref()).get(peg);
        let price = Field::at(format!("{place}.price"), self.price.as_ref());
        if self.dead_from.is_some() || units.is_none() || (price.is_none() && peg != "peggedUSD") {
            return Ok(None);
        }
        let price = if price.is_none() { 1.0 } else { price.not_negative()? };
        let units = units.number()?;
        // A coin whose bridges' books do not add up may show less than nothing.
        Ok((units >= 0.0).then_some(units * price))
    }
}

fn readings(assets: &[Asset], key: &'static str, at: DateTime<Utc>) -> Result<Vec<Reading>, ParseError> {
    let (mut total, mut usdt) = (0.0, None);
    for (index, asset) in assets.iter().enumerate() {
        let usd = asset.usd(&format!("peggedAssets[{index}]"), key)?;
        total += usd.unwrap_or(0.0);
        if asset.is_usdt() {
            usdt = usd;
        }
    }
    let usdt = usdt.ok_or_else(|| ParseError::missing(&format!("peggedAssets: USDT {key}")))?;
    let share = usdt * 100.0 / total;
    // Also refuses a total of zero and one that is not finite.
    if !(share > 0.0 && share <= USDT_SHARE_PERCENT_MAX) {
        let found = format_args!("one of ${total:.0} with ${usdt:.0} of USDT");
        return Err(ParseError::unexpected("peggedAssets", "a list of all stablecoins", found));
    }
    let observed_at = Moment::instant(at);
    let not_finite = |_| ParseError::unexpected("peggedAssets", "a finite total", total);
    let mcap = Value::usd_billions(total / 1e9).map_err(not_finite)?;
    let share = Value::percent(share).map_err(not_finite)?;
    Ok(vec![
        Reading { series: SeriesId::StablecoinMcap, observed_at, value: mcap },
        Reading { series: SeriesId::UsdtShare, observed_at, value: share },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{refusal, refuses_changes, refuses_what_is_no_answer, told};

    const LIST: &str = include_str!("../../fixtures/defillama_stablecoins.json");

    #[test]
    fn units_of_every_peg_count_at_their_price() {
        // USDT 180 × 1, USDC 75 × 1, EURC 10 × 1.2 and an unpriced dollar coin of 3; not: an unpriced yen coin,
        // a dead coin, a coin with negative books, one without a figure.
        let total = 180.0 + 75.0 + 12.0 + 3.0;
        let rows = told(&Stablecoins, &[LIST]);
        assert_eq!(
            rows,
            [
                ("2026-11-23T12:00:00Z".to_owned(), total),
                ("2026-11-23T12:00:00Z".to_owned(), 180.0 * 100.0 / total),
            ]
        );
    }

    #[test]
    fn a_day_and_a_week_ago_come_with_the_first_answer() {
        let rows = told(&StablecoinsEarlier, &[LIST]);
        let week = 178.0 + 74.0 + 12.0 + 3.0;
        assert_eq!(rows[0], ("2026-11-16T12:00:00Z".to_owned(), week));
        assert_eq!(rows[2], ("2026-11-22T12:00:00Z".to_owned(), 179.0 + 75.0 + 12.0 + 3.0));
    }

    #[test]
    fn an_excerpt_is_not_taken_for_the_market() {
        let usdt_alone = r#"{"peggedAssets":[{"symbol":"USDT","gecko_id":"tether","pegType":"peggedUSD",
            "circulating":{"peggedUSD":184e9},"price":1}]}"#;
        assert!(refusal(&Stablecoins, &[usdt_alone]).contains("a list of all stablecoins expected"));
        let without = LIST.replace("\"tether\"", "\"other\"");
        assert_eq!(refusal(&Stablecoins, &[&without]), "peggedAssets: USDT circulating: missing");
        assert!(refusal(&Stablecoins, &[r#"{"peggedAssets":[]}"#]).contains("USDT"));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&Stablecoins, LIST);
        refuses_changes(
            &Stablecoins,
            LIST,
            &[
                ("180000000000", "null", "USDT circulating: missing"),
                ("180000000000", "\"NaN\"", "peggedAssets[0].circulating.peggedUSD: number expected"),
                ("180000000000", "-180000000000", "USDT circulating: missing"),
                ("180000000000", "1e308", "a list of all stablecoins expected"),
                ("\"price\":1.2", "\"price\":\"Infinity\"", "peggedAssets[2].price: number expected"),
                ("\"peggedAssets\"", "\"assets\"", "peggedAssets: missing"),
            ],
        );
    }
}
