//! The Treasury's account at the Fed, day by day: Daily Treasury Statement, by the Fiscal Data API, keyless.
//!
//! All figures are text, in millions of dollars. The closing balance stands in `open_today_bal` of the row named
//! "Closing Balance", since 2022-04-18; `close_today_bal` is the text `null`.

use chrono::{DateTime, Utc};
use cockpit_domain::{Moment, SeriesId, Usd};
use cockpit_http::{Answer, Request};

use super::json::{Field, read};
use crate::source::{ParseError, Reading, Source, address, days_before, nth};

const ACCOUNT: &str = "Treasury General Account (TGA) Closing Balance";
const UNIT: &str = "$1,000,000";

/// Closing balances of the last days.
#[derive(Clone, Copy, Debug)]
pub struct FiscalData {
    since_days: u32,
}

impl FiscalData {
    /// Asks for the last `since_days` days.
    pub const fn new(since_days: u32) -> Self {
        Self { since_days }
    }
}

impl Source for FiscalData {
    fn name(&self) -> &'static str {
        "fiscaldata"
    }

    fn requests(&self, now: DateTime<Utc>) -> Vec<Request> {
        let since = days_before(now, self.since_days);
        vec![Request::get(address(&format!(
            "https://api.fiscaldata.treasury.gov/services/api/fiscal_service/v1/accounting/dts/operating_cash_balance\
             ?fields=record_date,account_type,open_today_bal&filter=record_date:gte:{since},account_type:eq:{ACCOUNT}\
             &sort=-record_date&page%5Bsize%5D=10000"
        )))]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Vec<Reading>, ParseError> {
        let body = read(&nth(answers, 0)?.body)?;
        let root = Field::root(&body);
        let unit = root.get("meta").get("dataFormats").get("open_today_bal");
        if !unit.is_none() && unit.text()? != UNIT {
            return Err(unit.unexpected("$1,000,000"));
        }
        let rows = root.get("data").rows()?;
        let count = rows.len();
        let mut readings = Vec::with_capacity(count);
        for row in rows {
            let balance = row.get("open_today_bal");
            // The key must be there; its value may be missing.
            if row.get("account_type").text()? != ACCOUNT || balance.text()? == "null" {
                continue;
            }
            let usd =
                Usd::from_millions(balance.not_negative()?).ok_or_else(|| balance.unexpected("amount"))?;
            let observed_at = Moment::Day(row.get("record_date").day()?);
            readings.push(Reading { series: SeriesId::TgaDaily, observed_at, value: usd.to_billions() });
        }
        if readings.is_empty() { Err(ParseError::NoValue { rows: count }) } else { Ok(readings) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{now, refusal, refuses_changes, refuses_what_is_no_answer, told};

    const BALANCES: &str = include_str!("../../fixtures/fiscaldata_tga.json");

    fn source() -> FiscalData {
        FiscalData::new(60)
    }

    #[test]
    fn the_closing_balance_is_the_opening_field_of_the_closing_row() {
        let rows = [("2026-11-19".to_owned(), 843.125), ("2026-11-17".to_owned(), 850.001)];
        assert_eq!(
            told(&source(), &[BALANCES]),
            rows,
            "null as text is a missing day, other rows are not the balance"
        );
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&source(), BALANCES);
        refuses_changes(
            &source(),
            BALANCES,
            &[
                ("\"open_today_bal\":\"843125\"", "\"other\":\"1\"", "data[0].open_today_bal: missing"),
                ("\"843125\"", "\"NaN\"", "data[0].open_today_bal: number expected"),
                ("\"843125\"", "\"-5\"", "data[0].open_today_bal: number of zero or more expected"),
                ("\"843125\"", "null", "data[0].open_today_bal: text expected, found null"),
                ("2026-11-19", "19.11.2026", "data[0].record_date: date expected"),
                ("$1,000,000", "$1", "meta.dataFormats.open_today_bal"),
                ("\"data\"", "\"rows\"", "data: missing"),
            ],
        );
        assert_eq!(refusal(&source(), &[r#"{"data":[],"meta":{}}"#]), "no value in 0 rows");
    }

    #[test]
    fn only_closing_balances_are_asked_for() {
        let request = source().requests(now()).remove(0);
        let query = request.url().query().unwrap();
        assert!(query.contains("record_date:gte:2026-09-24,account_type:eq:Treasury%20General%20Account%20(TGA)%20Closing%20Balance"), "{query}");
    }
}
