//! The FRED series we use, with the unit each is published in: neither FRED's CSV nor its observations say it.

use chrono::{Datelike, NaiveDate};
use cockpit_domain::{Moment, SeriesId, Usd, Value};

use crate::source::{ParseError, Reading};

/// A Treasury balance below this many, after 2009, is in billions: the account has not been under $5 bn since then,
/// and never near $5,000 bn. FRED itself moved from billions to millions on 2025-11-13.
const WTREGEN_MILLIONS_MIN: f64 = 5_000.0;
const WTREGEN_UNIT_TOLD_FROM_YEAR: i32 = 2010;

/// A FRED series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FredSeries {
    pub(crate) id: &'static str,
    series: SeriesId,
    unit: Published,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Published {
    Percent,
    UsdMillions,
    UsdBillions,
    /// Old files are in billions, new ones in millions, never both in one file.
    UsdMillionsOrBillions,
}

impl FredSeries {
    /// The FRED series behind one of ours.
    ///
    /// # Panics
    /// For a series that FRED does not publish. `feeds` asks for these four only, and builds every feed at the start.
    pub(crate) fn of(series: SeriesId) -> Self {
        let (id, unit) = match series {
            SeriesId::Us10y => ("DGS10", Published::Percent),
            SeriesId::Walcl => ("WALCL", Published::UsdMillions),
            SeriesId::Wtregen => ("WTREGEN", Published::UsdMillionsOrBillions),
            SeriesId::Rrpontsyd => ("RRPONTSYD", Published::UsdBillions),
            other => panic!("FRED does not publish {other}"),
        };
        Self { id, series, unit }
    }

    /// Readings of the days from `since` on. `None` is a day without a value. All rows are needed, also the older
    /// ones: the unit is a property of the whole file.
    pub(crate) fn readings(
        self,
        rows: &[(NaiveDate, Option<f64>)],
        since: NaiveDate,
    ) -> Result<Vec<Reading>, ParseError> {
        let values: Vec<(NaiveDate, f64)> =
            rows.iter().filter_map(|(day, value)| Some((*day, (*value)?))).collect();
        let unit = self.unit_of(&values)?;
        let readings: Vec<Reading> = values
            .into_iter()
            .filter(|(day, _)| *day >= since)
            .map(|(day, number)| {
                let value = convert(unit, number).ok_or_else(|| {
                    ParseError::unexpected(self.id, "amount", format_args!("{number} on {day}"))
                })?;
                Ok(Reading { series: self.series, observed_at: Moment::Day(day), value })
            })
            .collect::<Result<_, ParseError>>()?;
        if readings.is_empty() {
            return Err(ParseError::NoValue { rows: rows.len() });
        }
        Ok(readings)
    }

    fn unit_of(self, values: &[(NaiveDate, f64)]) -> Result<Published, ParseError> {
        if self.unit != Published::UsdMillionsOrBillions {
            return Ok(self.unit);
        }
        let telling = values.iter().filter(|(day, _)| day.year() >= WTREGEN_UNIT_TOLD_FROM_YEAR);
        let (millions, billions): (Vec<f64>, Vec<f64>) =
            telling.map(|(_, value)| *value).partition(|value| *value >= WTREGEN_MILLIONS_MIN);
        match (millions.first(), billions.first()) {
            (Some(_), None) => Ok(Published::UsdMillions),
            (None, Some(_)) => Ok(Published::UsdBillions),
            (None, None) => Err(ParseError::NoValue { rows: values.len() }),
            (Some(one), Some(other)) => {
                let found = format_args!("{one} and {other}");
                Err(ParseError::unexpected(self.id, "one unit in the whole file", found))
            }
        }
    }
}

/// Amounts of money are never negative here.
fn convert(unit: Published, number: f64) -> Option<Value> {
    let usd = match unit {
        Published::Percent => return Value::percent(number).ok(),
        Published::UsdMillions => Usd::from_millions(number),
        Published::UsdBillions => Usd::from_billions(number),
        Published::UsdMillionsOrBillions => None,
    };
    usd.filter(|usd| usd.dollars() >= 0).map(Usd::to_billions)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(series: SeriesId, rows: &[(&str, f64)]) -> Result<Vec<f64>, ParseError> {
        let rows: Vec<_> = rows.iter().map(|(day, value)| (day.parse().unwrap(), Some(*value))).collect();
        let readings = FredSeries::of(series).readings(&rows, NaiveDate::MIN)?;
        Ok(readings.iter().map(|reading| reading.value.amount()).collect())
    }

    #[test]
    fn the_treasury_account_is_the_same_money_in_old_and_new_files() {
        let old = amounts(SeriesId::Wtregen, &[("2024-06-19", 723.41), ("2024-06-26", 765.417)]);
        let new = amounts(SeriesId::Wtregen, &[("2024-06-19", 723_410.0), ("2024-06-26", 765_417.0)]);
        assert_eq!((&old, &new), (&Ok(vec![723.41, 765.417]), &Ok(vec![723.41, 765.417])));
    }

    #[test]
    fn small_balances_of_2007_do_not_tell_the_unit() {
        let values = amounts(SeriesId::Wtregen, &[("2007-01-10", 4_797.0), ("2025-11-12", 953_816.0)]);
        assert_eq!(values, Ok(vec![4.797, 953.816]));
        assert!(amounts(SeriesId::Wtregen, &[("2007-01-10", 4_797.0)]).is_err(), "nothing tells");
    }

    #[test]
    fn a_file_in_two_units_is_refused() {
        let error =
            amounts(SeriesId::Wtregen, &[("2025-11-05", 940.979), ("2025-11-12", 953_816.0)]).unwrap_err();
        assert!(error.to_string().contains("one unit"), "{error}");
    }

    #[test]
    fn each_series_is_converted_exactly() {
        assert_eq!(amounts(SeriesId::Walcl, &[("2025-12-24", 6_581_231.0)]), Ok(vec![6_581.231]));
        assert_eq!(amounts(SeriesId::Rrpontsyd, &[("2025-12-24", 4.803)]), Ok(vec![4.803]));
        assert_eq!(
            amounts(SeriesId::Us10y, &[("2020-03-09", -0.01)]),
            Ok(vec![-0.01]),
            "a yield may be negative"
        );
        assert!(amounts(SeriesId::Walcl, &[("2025-12-24", -1.0)]).is_err());
    }
}
