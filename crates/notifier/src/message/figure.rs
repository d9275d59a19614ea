//! Numbers with their unit and their moment.

use chrono::{DateTime, NaiveDate};
use cockpit_domain::change::ChangeUnit;
use cockpit_domain::{Moment, SeriesId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Percent.
    #[serde(rename = "%")]
    Percent,
    /// US dollars.
    #[serde(rename = "$")]
    Usd,
    /// Millions of US dollars.
    #[serde(rename = "$ m")]
    UsdMillions,
    /// Billions of US dollars.
    #[serde(rename = "$ bn")]
    UsdBillions,
    /// A plain number.
    #[serde(rename = "")]
    Number,
    /// Hundredths of a percentage point.
    #[serde(rename = "bp")]
    BasisPoints,
    /// Percentage points.
    #[serde(rename = "pp")]
    PercentagePoints,
}

impl From<cockpit_domain::Unit> for Unit {
    fn from(unit: cockpit_domain::Unit) -> Self {
        match unit {
            cockpit_domain::Unit::Percent => Self::Percent,
            cockpit_domain::Unit::Usd => Self::Usd,
            cockpit_domain::Unit::UsdMillions => Self::UsdMillions,
            cockpit_domain::Unit::UsdBillions => Self::UsdBillions,
            cockpit_domain::Unit::Number => Self::Number,
        }
    }
}

impl From<ChangeUnit> for Unit {
    fn from(unit: ChangeUnit) -> Self {
        match unit {
            ChangeUnit::Percent => Self::Percent,
            ChangeUnit::BasisPoints => Self::BasisPoints,
            ChangeUnit::PercentagePoints => Self::PercentagePoints,
            ChangeUnit::UsdBillions => Self::UsdBillions,
        }
    }
}

impl Unit {
    /// How it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::Usd => "$",
            Self::UsdMillions => "$ m",
            Self::UsdBillions => "$ bn",
            Self::Number => "",
            Self::BasisPoints => "bp",
            Self::PercentagePoints => "pp",
        }
    }
}

/// A finite number in its unit, with the digits it is shown with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    amount: f64,
    unit: Unit,
    decimals: u8,
}

impl Figure {
    /// `None` when it is not finite: what is not a number is not told.
    pub fn new(amount: f64, unit: Unit, decimals: u8) -> Option<Self> {
        amount.is_finite().then_some(Self { amount: amount + 0.0, unit, decimals: decimals.min(9) })
    }

    /// A value of `series`, with the digits the page shows.
    pub fn value(series: SeriesId, amount: f64) -> Option<Self> {
        let decimals = if series == SeriesId::UsdtShare { 1 } else { series.unit().decimals(amount) };
        Self::new(amount, Unit::from(series.unit()), decimals)
    }

    /// A change of `series`, in its own unit of change, with the digits the page shows.
    pub fn change(series: SeriesId, amount: f64) -> Option<Self> {
        let unit = Unit::from(series.definition().change_unit);
        let decimals = match unit {
            Unit::BasisPoints => 0,
            Unit::PercentagePoints => 2,
            Unit::Percent if amount.abs() < 1.0 => 2,
            _ => 1,
        };
        Self::new(amount, unit, decimals)
    }

    /// The number, in its unit.
    pub const fn amount(self) -> f64 {
        self.amount
    }

    /// Its unit.
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// Digits behind the point.
    pub const fn decimals(self) -> u8 {
        self.decimals
    }
}

/// A figure and what it speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The figure.
    pub figure: Figure,
    /// The day or the instant it speaks of.
    #[serde(serialize_with = "write_moment", deserialize_with = "read_moment")]
    pub moment: Moment,
}

fn write_moment<S: Serializer>(moment: &Moment, serializer: S) -> Result<S::Ok, S::Error> {
    moment.serialize(serializer)
}

/// From a civil day or an instant.
pub(crate) fn read_moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    let text = String::deserialize(deserializer)?;
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(Moment::Day(day));
    }
    let at = DateTime::parse_from_rfc3339(&text).map_err(serde::de::Error::custom)?;
    Ok(Moment::instant(at.to_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_survives_the_store_whether_of_a_day_or_an_instant() {
        for moment in ["2026-11-20", "2026-11-20T15:59:12Z"] {
            let json =
                format!(r#"{{"figure":{{"amount":4.17,"unit":"%","decimals":2}},"moment":"{moment}"}}"#);
            let reading: Reading = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&reading).unwrap(), json);
        }
    }

    #[test]
    fn what_is_not_a_number_is_no_figure() {
        assert_eq!(Figure::new(f64::NAN, Unit::Percent, 1), None);
        assert_eq!(Figure::value(SeriesId::Btc, f64::INFINITY), None);
    }
}
