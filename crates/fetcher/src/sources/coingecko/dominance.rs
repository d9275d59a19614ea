//! USDT's share of the total crypto market capitalisation, in percent.

use chrono::{DateTime, Utc};
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Request};

use super::{Access, NAME};
use crate::source::{ParseError, Reading, Source, nth};
use crate::sources::json::{Field, read};

/// The share as CoinGecko computes it. Its list holds only the ten largest coins: when USDT is not among them this is
/// an error, and [`GlobalWithTether`] has the answer.
#[derive(Clone, Debug)]
pub struct CoinGeckoGlobal {
    access: Access,
}

impl CoinGeckoGlobal {
    /// Asks with this access.
    pub const fn new(access: Access) -> Self {
        Self { access }
    }
}

impl Source for CoinGeckoGlobal {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        vec![self.access.get("global")]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let body = read(&nth(answers, 0)?.body)?;
        let data = Field::root(&body).get("data");
        let usdt = data.get("market_cap_percentage").get("usdt");
        let share = usdt.positive()?;
        if share > 100.0 {
            return Err(usdt.unexpected("percentage"));
        }
        Ok(vec![reading(share, &data)?])
    }
}

/// The same share from its two parts: USDT's market capitalisation and the total.
#[derive(Clone, Debug)]
pub struct GlobalWithTether {
    access: Access,
}

impl GlobalWithTether {
    /// Asks with this access.
    pub const fn new(access: Access) -> Self {
        Self { access }
    }
}

impl Source for GlobalWithTether {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        let tether = "simple/price?ids=tether&vs_currencies=usd&include_market_cap=true";
        vec![self.access.get("global"), self.access.get(tether)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let (global, price) = (read(&nth(answers, 0)?.body)?, read(&nth(answers, 1)?.body)?);
        let data = Field::root(&global).get("data");
        // The totals are in some sixty currencies, coins among them.
        let total = data.get("total_market_cap").get("usd").positive()?;
        let tether = Field::root(&price).get("tether").get("usd_market_cap");
        let share = tether.positive()? * 100.0 / total;
        if share > 100.0 {
            return Err(tether.unexpected("less than the whole market"));
        }
        Ok(vec![reading(share, &data)?])
    }
}

fn reading(share: f64, data: &Field<'_>) -> Result<Reading, ParseError> {
    let value = Value::percent(share).map_err(|_| data.unexpected("a finite share"))?;
    let observed_at = Moment::instant(data.get("updated_at").seconds()?);
    Ok(Reading { series: SeriesId::UsdtDominance, observed_at, value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{parse, refusal, refuses_changes, refuses_what_is_no_answer, told};

    const GLOBAL: &str = include_str!("../../../fixtures/coingecko_global.json");
    const TETHER: &str = include_str!("../../../fixtures/coingecko_tether.json");

    #[test]
    fn the_percentage_is_taken_as_it_is() {
        let source = CoinGeckoGlobal::new(Access::Keyless);
        assert_eq!(told(&source, &[GLOBAL]), [("2026-11-23T11:58:00Z".to_owned(), 7.36)]);
    }

    #[test]
    fn usdt_missing_among_the_ten_largest_is_an_error_and_its_parts_give_the_same() {
        let (global, parts) = (CoinGeckoGlobal::new(Access::Keyless), GlobalWithTether::new(Access::Keyless));
        let without = GLOBAL.replace("\"usdt\":7.36,", "");
        assert_eq!(refusal(&global, &[&without]), "data.market_cap_percentage.usdt: missing");
        assert!(!parse(&global, &[&without]).unwrap_err().is_transient());
        assert_eq!(told(&parts, &[&without, TETHER]), [("2026-11-23T11:58:00Z".to_owned(), 7.36)]);
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let source = CoinGeckoGlobal::new(Access::Keyless);
        refuses_what_is_no_answer(&source, GLOBAL);
        refuses_changes(
            &source,
            GLOBAL,
            &[
                ("7.36", "null", "data.market_cap_percentage.usdt: number expected, found null"),
                ("7.36", "\"NaN\"", "usdt: number expected"),
                ("7.36", "-7.36", "usdt: number above zero"),
                ("7.36", "7360", "usdt: percentage expected"),
                ("updated_at", "at", "data.updated_at: missing"),
                ("\"data\"", "\"body\"", "data.market_cap_percentage.usdt: missing"),
            ],
        );
    }

    #[test]
    fn a_missing_part_is_named() {
        let source = GlobalWithTether::new(Access::Keyless);
        assert_eq!(refusal(&source, &[GLOBAL]), "answer 2: missing");
        assert_eq!(refusal(&source, &[GLOBAL, "{}"]), "tether.usd_market_cap: missing");
        let null = TETHER.replace("184000000000", "null");
        assert!(refusal(&source, &[GLOBAL, &null]).contains("found null"));
        let whole = TETHER.replace("184000000000", "184000000000000");
        assert!(refusal(&source, &[GLOBAL, &whole]).contains("less than the whole market"));
        let bitcoins = GLOBAL.replace("\"usd\":2500000000000", "\"eur\":1");
        assert_eq!(refusal(&source, &[&bitcoins, TETHER]), "data.total_market_cap.usd: missing");
    }
}
