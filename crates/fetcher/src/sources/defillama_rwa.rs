//! Tokenised real-world assets from DefiLlama: the guarded sum over its category RWA, and its own statistics, which
//! measure something else (and may ask for a paid plan, which comes as an HTTP error).

use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_domain::{Moment, SeriesId, Value, rwa};
use cockpit_http::{Answer, Limits, Request};
use serde::Deserialize;
use serde_json::Value as Json;

use super::json::{Field, each_row, read};
use crate::source::{ParseError, Reading, Source, address, nth};

const NAME: &str = "defillama";
/// Total value locked is shown for this category alone; `RWA Lending` is another.
const CATEGORY: &str = "RWA";
/// The list of all protocols was 11 MB in autumn 2026.
const PROTOCOLS_BODY_BYTES_MAX: usize = 24 * 1024 * 1024;

/// The total value locked of all protocols of category RWA.
#[derive(Clone, Copy, Debug)]
pub struct RwaProtocols;

/// What we need of a protocol; the rest of the row is passed over while reading.
#[derive(Deserialize)]
struct Protocol {
    category: Option<Json>,
    tvl: Option<Json>,
}

impl Source for RwaProtocols {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        let limits = Limits {
            total: Duration::from_secs(30),
            attempt: Duration::from_secs(30),
            body_bytes_max: PROTOCOLS_BODY_BYTES_MAX,
            ..Limits::default()
        };
        vec![Request::get(address("https://api.llama.fi/protocols")).limits(limits)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let answer = nth(answers, 0)?;
        let (mut rows, mut total) = (0, 0.0);
        each_row(&answer.body, |index, protocol: Protocol| {
            let in_category = protocol.category.as_ref().and_then(Json::as_str) == Some(CATEGORY);
            let tvl = Field::at(format!("[{index}].tvl"), protocol.tvl.as_ref());
            if in_category && !tvl.is_none() {
                rows += 1;
                total += tvl.not_negative()?;
            }
            Ok(())
        })?;
        let value = billions(total, "tvl")?;
        rwa::check(rows, value)?;
        let observed_at = Moment::instant(answer.received_at);
        Ok(vec![Reading { series: SeriesId::RwaTvl, observed_at, value }])
    }
}

/// The active market capitalisation of tokenised assets over all chains, without stablecoins and governance tokens.
#[derive(Clone, Copy, Debug)]
pub struct RwaStats;

impl Source for RwaStats {
    fn name(&self) -> &'static str {
        // A name of its own: the feed asks both, and each has a state.
        "defillama_rwa"
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        vec![Request::get(address("https://api.llama.fi/rwa/stats"))]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let answer = nth(answers, 0)?;
        let body = read(&answer.body)?;
        let (mut chains, mut total) = (0, 0.0);
        for chain in Field::root(&body).get("byChain").entries()? {
            let active = chain.get("base").get("activeMcap");
            if !active.is_none() {
                chains += 1;
                total += active.not_negative()?;
            }
        }
        if chains == 0 || total <= 0.0 {
            return Err(ParseError::missing("byChain.base.activeMcap"));
        }
        let observed_at = Moment::instant(answer.received_at);
        Ok(vec![Reading {
            series: SeriesId::RwaActiveMcap,
            observed_at,
            value: billions(total, "activeMcap")?,
        }])
    }
}

fn billions(usd: f64, field: &str) -> Result<Value, ParseError> {
    Value::usd_billions(usd / 1e9).map_err(|error| ParseError::unexpected(field, "a finite sum", error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{refusal, refuses_changes, refuses_what_is_no_answer, told};

    const PROTOCOLS: &str = include_str!("../../fixtures/defillama_protocols.json");
    const STATS: &str = include_str!("../../fixtures/defillama_rwa_stats.json");

    #[test]
    fn the_category_is_summed_without_what_is_under_another_name() {
        let rows = told(&RwaProtocols, &[PROTOCOLS]);
        assert_eq!(rows, [("2026-11-23T12:00:00Z".to_owned(), 21.0)], "twenty rows of 1.05 billion");
    }

    #[test]
    fn a_category_that_was_emptied_is_not_believed() {
        let few = PROTOCOLS.replacen("\"RWA\"", "\"Bridge\"", 5);
        assert!(
            refusal(&RwaProtocols, &[&few])
                .starts_with("DefiLlama no longer lists enough RWA protocols (15 rows")
        );
        let small = PROTOCOLS.replace("1050000000", "1050000");
        assert!(
            refusal(&RwaProtocols, &[&small]).starts_with("the listed RWA protocols sum to $0.0 bn only")
        );
        assert!(refusal(&RwaProtocols, &["[]"]).contains("0 rows"));
    }

    #[test]
    fn protocols_that_are_none_are_refused() {
        refuses_what_is_no_answer(&RwaProtocols, PROTOCOLS);
        refuses_changes(
            &RwaProtocols,
            PROTOCOLS,
            &[
                ("\"tvl\":1050000000", "\"tvl\":\"NaN\"", "[1].tvl: number expected"),
                ("\"tvl\":1050000000", "\"tvl\":-1", "[1].tvl: number of zero or more expected"),
                ("\"tvl\":1050000000", "\"tvl\":null", "0 rows"),
                ("\"tvl\":1050000000", "\"tvl\":1e308", "tvl: a finite sum expected"),
                ("\"category\"", "\"kind\"", "0 rows"),
            ],
        );
    }

    #[test]
    fn active_capitalisation_is_summed_over_chains() {
        assert_eq!(told(&RwaStats, &[STATS]), [("2026-11-23T12:00:00Z".to_owned(), 23.5)]);
    }

    #[test]
    fn statistics_that_are_none_are_refused() {
        refuses_what_is_no_answer(&RwaStats, STATS);
        refuses_changes(
            &RwaStats,
            STATS,
            &[
                ("byChain", "byCategory", "byChain: missing"),
                ("21000000000", "\"NaN\"", "byChain.Ethereum.base.activeMcap: number expected"),
                ("activeMcap", "mcap", "byChain.base.activeMcap: missing"),
                ("21000000000", "-1", "number of zero or more"),
            ],
        );
    }
}
