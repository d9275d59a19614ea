//! The market capitalisation of CoinGecko's category of real-world assets. It includes governance tokens and is not a
//! total value locked, so it is a series of its own.

use chrono::{DateTime, Utc};
use cockpit_domain::{Moment, SeriesId, Value};
use cockpit_http::{Answer, Request};
use serde::Deserialize;
use serde_json::Value as Json;

use super::{Access, NAME};
use crate::source::{ParseError, Reading, Source, nth};
use crate::sources::json::{Field, each_row};

const CATEGORY: &str = "real-world-assets-rwa";

/// The category's market capitalisation.
#[derive(Clone, Debug)]
pub struct CoinGeckoCategories {
    access: Access,
}

impl CoinGeckoCategories {
    /// Asks with this access.
    pub const fn new(access: Access) -> Self {
        Self { access }
    }
}

#[derive(Deserialize)]
struct Row {
    id: Option<Json>,
    market_cap: Option<Json>,
    updated_at: Option<Json>,
}

impl Source for CoinGeckoCategories {
    fn name(&self) -> &'static str {
        NAME
    }

    fn requests(&self, _: DateTime<Utc>) -> Vec<Request> {
        vec![self.access.get("coins/categories")]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let answer = nth(answers, 0)?;
        let mut found = None;
        each_row(&answer.body, |_, row: Row| {
            if row.id.as_ref().and_then(Json::as_str) == Some(CATEGORY) {
                let market_cap = Field::at(format!("{CATEGORY}.market_cap"), row.market_cap.as_ref());
                let value = Value::usd_billions(market_cap.positive()? / 1e9);
                let updated = Field::at(format!("{CATEGORY}.updated_at"), row.updated_at.as_ref());
                let at = if updated.is_none() { answer.received_at } else { updated.instant()? };
                found = Some((value.map_err(|_| market_cap.unexpected("number"))?, at));
            }
            Ok(())
        })?;
        let (value, at) = found.ok_or_else(|| ParseError::missing(CATEGORY))?;
        Ok(vec![Reading { series: SeriesId::RwaCategoryMcap, observed_at: Moment::instant(at), value }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{refusal, refuses_changes, refuses_what_is_no_answer, told};

    const CATEGORIES: &str = include_str!("../../../fixtures/coingecko_categories.json");

    #[test]
    fn the_category_is_found_by_its_id() {
        let source = CoinGeckoCategories::new(Access::Keyless);
        assert_eq!(told(&source, &[CATEGORIES]), [("2026-11-23T11:50:06Z".to_owned(), 51.25)]);
        let untimed = CATEGORIES.replace("\"2026-11-23T11:50:06.402Z\"", "null");
        assert_eq!(told(&source, &[&untimed])[0].0, "2026-11-23T12:00:00Z");
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let source = CoinGeckoCategories::new(Access::Keyless);
        refuses_what_is_no_answer(&source, CATEGORIES);
        refuses_changes(
            &source,
            CATEGORIES,
            &[
                ("real-world-assets-rwa", "rwa", "real-world-assets-rwa: missing"),
                ("51250000000.0", "null", "real-world-assets-rwa.market_cap: missing"),
                ("51250000000.0", "\"NaN\"", "market_cap: number expected"),
                ("51250000000.0", "-1", "market_cap: number above zero"),
                ("2026-11-23T11:50:06.402Z", "now", "updated_at: time expected"),
            ],
        );
        assert_eq!(refusal(&source, &["[]"]), "real-world-assets-rwa: missing");
    }
}
