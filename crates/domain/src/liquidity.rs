//! Fed net liquidity: what the Fed owns, less what it holds for the Treasury and in reverse repo.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::Usd;

/// How far back a reverse-repo day may lie from its Wednesday. The facility runs every business day.
const REVERSE_REPO_AGE_DAYS_MAX: u64 = 5;
/// How far back each leg of the daily estimate may lie: the balance sheet is weekly.
const ESTIMATE_AGE_DAYS_MAX: u64 = 10;

/// The three series behind net liquidity, each with its own day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Legs {
    /// Fed total assets (`WALCL`).
    pub balance_sheet: (NaiveDate, Usd),
    /// Treasury General Account.
    pub treasury_account: (NaiveDate, Usd),
    /// Overnight reverse repo (`RRPONTSYD`).
    pub reverse_repo: (NaiveDate, Usd),
}

impl Legs {
    /// Assets less the Treasury's account less reverse repo, exact to the dollar.
    pub fn net_liquidity(&self) -> Usd {
        self.balance_sheet.1 - self.treasury_account.1 - self.reverse_repo.1
    }
}

/// A leg's values by day.
pub type Daily = BTreeMap<NaiveDate, Usd>;

/// Net liquidity on every Wednesday that has both weekly legs, and a reverse-repo figure of that day or of the day
/// before it that has one (at most five days back). A missing leg gives no point, never a zero.
pub fn wednesdays(
    balance_sheet: &Daily,
    treasury_account: &Daily,
    reverse_repo: &Daily,
) -> Vec<(NaiveDate, Legs)> {
    balance_sheet
        .iter()
        .filter(|(day, _)| day.weekday() == Weekday::Wed)
        .filter_map(|(day, assets)| {
            let treasury = treasury_account.get(day)?;
            let reverse_repo = last_within(reverse_repo, *day, REVERSE_REPO_AGE_DAYS_MAX)?;
            let legs =
                Legs { balance_sheet: (*day, *assets), treasury_account: (*day, *treasury), reverse_repo };
            Some((*day, legs))
        })
        .collect()
}

/// The estimate between prints: for each day with a Treasury closing balance, the last balance sheet and the last
/// reverse-repo figure known by then. A series of its own, because the Treasury's leg is a day's close, not a week's mean.
pub fn daily_estimates(
    balance_sheet: &Daily,
    treasury_close: &Daily,
    reverse_repo: &Daily,
) -> Vec<(NaiveDate, Legs)> {
    treasury_close
        .iter()
        .filter_map(|(day, treasury)| {
            let legs = Legs {
                balance_sheet: last_within(balance_sheet, *day, ESTIMATE_AGE_DAYS_MAX)?,
                treasury_account: (*day, *treasury),
                reverse_repo: last_within(reverse_repo, *day, REVERSE_REPO_AGE_DAYS_MAX)?,
            };
            Some((*day, legs))
        })
        .collect()
}

fn last_within(leg: &Daily, day: NaiveDate, age_days_max: u64) -> Option<(NaiveDate, Usd)> {
    let oldest = day.checked_sub_days(Days::new(age_days_max))?;
    leg.range(oldest..=day).next_back().map(|(day, amount)| (*day, *amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Each figure in its own publisher's unit: WALCL and WTREGEN in millions, RRPONTSYD in billions.
    const VECTORS: [(&str, f64, f64, f64, f64); 6] = [
        ("2022-06-15", 8_932_420.0, 656_870.0, 2_162.924, 6_112.626),
        ("2024-01-03", 7_681_024.0, 758_448.0, 719.897, 6_202.679),
        ("2025-11-12", 6_580_462.0, 953_816.0, 5.886, 5_620.760),
        ("2025-12-24", 6_581_231.0, 837_120.0, 4.803, 5_739.308),
        ("2026-03-25", 6_657_161.0, 874_077.0, 0.777, 5_782.307),
        ("2026-07-29", 6_738_190.0, 910_776.0, 2.576, 5_824.838),
    ];

    #[test]
    fn the_published_figures_give_net_liquidity_exactly() {
        let mut legs = (Daily::new(), Daily::new(), Daily::new());
        for (date, walcl, wtregen, rrp, _) in VECTORS {
            legs.0.insert(day(date), Usd::from_millions(walcl).unwrap());
            legs.1.insert(day(date), Usd::from_millions(wtregen).unwrap());
            legs.2.insert(day(date), Usd::from_billions(rrp).unwrap());
        }
        let found: Vec<f64> = wednesdays(&legs.0, &legs.1, &legs.2)
            .iter()
            .map(|(_, legs)| legs.net_liquidity().to_billions().amount())
            .collect();
        assert_eq!(found, VECTORS.map(|vector| vector.4), "to the last bit");
    }

    #[test]
    fn a_missing_leg_gives_no_point() {
        let one = Daily::from([(day("2025-12-24"), Usd::from_millions(6_581_231.0).unwrap())]);
        assert!(wednesdays(&one, &Daily::new(), &one).is_empty());
        assert!(wednesdays(&one, &one, &Daily::new()).is_empty());
        assert!(daily_estimates(&Daily::new(), &one, &one).is_empty());
    }

    #[test]
    fn a_wednesday_holiday_takes_the_reverse_repo_of_the_day_before() {
        // Christmas 2024 was a Wednesday: no operation, but the balance sheet speaks of that day.
        let wednesday = Daily::from([(day("2024-12-25"), Usd::from_dollars(100))]);
        let tuesday = Daily::from([(day("2024-12-24"), Usd::from_dollars(1))]);
        let found = wednesdays(&wednesday, &wednesday, &tuesday);
        assert_eq!(found[0].1.reverse_repo.0, day("2024-12-24"));
        let week_before = Daily::from([(day("2024-12-19"), Usd::from_dollars(1))]);
        assert!(wednesdays(&wednesday, &wednesday, &week_before).is_empty(), "six days back is too far");
    }

    #[test]
    fn a_later_reverse_repo_is_never_filled_backwards() {
        let wednesday = Daily::from([(day("2025-12-24"), Usd::from_dollars(100))]);
        let later = Daily::from([(day("2025-12-26"), Usd::from_dollars(1))]);
        assert!(wednesdays(&wednesday, &wednesday, &later).is_empty());
    }
}
