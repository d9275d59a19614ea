//! Units and the values that carry them.

use std::fmt;
use std::ops::Sub;

use serde::{Deserialize, Serialize, Serializer};

/// The unit of a series' value. Changes have their own units, see [`crate::change::ChangeUnit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Percent: `4.17` means 4.17 %.
    Percent,
    /// US dollars.
    Usd,
    /// Millions (10⁶) of US dollars.
    UsdMillions,
    /// Billions (10⁹) of US dollars.
    UsdBillions,
    /// A plain number: an index, a count, a ratio.
    Number,
}

impl Unit {
    /// Every unit, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Percent, Self::Usd, Self::UsdMillions, Self::UsdBillions, Self::Number];

    /// The word in settings and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Usd => "usd",
            Self::UsdMillions => "usd_millions",
            Self::UsdBillions => "usd_billions",
            Self::Number => "number",
        }
    }

    /// From [`Unit::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == word)
    }

    /// Digits behind the point that an amount is shown with: dollars and plain numbers below one keep four figures, for
    /// a coin may cost a hundredth of a cent.
    pub fn decimals(self, amount: f64) -> u8 {
        let size = amount.abs();
        match self {
            Self::Usd if size >= 1_000.0 => 0,
            Self::Number if size >= 10_000.0 => 0,
            Self::Usd | Self::Number if (1e-9..1.0).contains(&size) => {
                // 0.1 has none between the point and its first figure, 0.01 has one.
                let zeros = (1..9_u8).take_while(|zeros| size < 10_f64.powi(-i32::from(*zeros))).count();
                u8::try_from(zeros).map_or(9, |zeros| (zeros + 4).min(9))
            }
            Self::Usd | Self::Number | Self::Percent => 2,
            Self::UsdMillions | Self::UsdBillions => 1,
        }
    }

    /// How the unit is written beside a number and in the API.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::Usd => "$",
            Self::UsdMillions => "$ m",
            Self::UsdBillions => "$ bn",
            Self::Number => "",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.symbol())
    }
}

/// A finite number with its unit. NaN and infinities cannot be held, so "no value" can only be `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value {
    amount: f64,
    unit: Unit,
}

/// A number that is not finite is not a value.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{0} is not a finite number")]
pub struct NotFinite(pub f64);

impl Value {
    /// A value of `amount` in `unit`.
    pub fn new(amount: f64, unit: Unit) -> Result<Self, NotFinite> {
        // Adding zero turns -0.0 into 0.0, so that a zero never shows a minus sign.
        if amount.is_finite() { Ok(Self { amount: amount + 0.0, unit }) } else { Err(NotFinite(amount)) }
    }

    /// Percent: pass `4.17` for 4.17 %.
    pub fn percent(amount: f64) -> Result<Self, NotFinite> {
        Self::new(amount, Unit::Percent)
    }

    /// US dollars.
    pub fn usd(amount: f64) -> Result<Self, NotFinite> {
        Self::new(amount, Unit::Usd)
    }

    /// Billions of US dollars.
    pub fn usd_billions(amount: f64) -> Result<Self, NotFinite> {
        Self::new(amount, Unit::UsdBillions)
    }

    /// The number, in [`Value::unit`].
    pub const fn amount(self) -> f64 {
        self.amount
    }

    /// The unit of [`Value::amount`].
    pub const fn unit(self) -> Unit {
        self.unit
    }
}

/// An exact amount of US dollars, in whole dollars.
///
/// Constructors name the unit of the source, because sources disagree: FRED publishes `WALCL` in millions and
/// `RRPONTSYD` in billions. Range: ±9.2·10¹⁸ dollars; what does not fit is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Usd(i64);

impl Usd {
    /// Whole dollars.
    pub const fn from_dollars(dollars: i64) -> Self {
        Self(dollars)
    }

    /// From millions of dollars, rounded to the dollar. `None` when not finite or out of range.
    pub fn from_millions(millions: f64) -> Option<Self> {
        Self::rounded(millions * 1e6)
    }

    /// From billions of dollars, rounded to the dollar. `None` when not finite or out of range.
    pub fn from_billions(billions: f64) -> Option<Self> {
        Self::rounded(billions * 1e9)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the range is checked on the line before")]
    fn rounded(dollars: f64) -> Option<Self> {
        let dollars = dollars.round();
        (dollars.is_finite() && dollars.abs() < 9.0e18).then_some(Self(dollars as i64))
    }

    /// Whole dollars.
    pub const fn dollars(self) -> i64 {
        self.0
    }

    /// Billions of dollars: the closest number to the exact amount.
    pub fn to_billions(self) -> Value {
        Value { amount: self.0 as f64 / 1e9, unit: Unit::UsdBillions }
    }
}

impl Sub for Usd {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_never_nan_nor_infinite() {
        for amount in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, "1e400".parse().unwrap()] {
            assert!(Value::percent(amount).is_err(), "{amount}");
        }
    }

    #[test]
    fn small_prices_keep_their_figures() {
        for (unit, amount, decimals) in [
            (Unit::Usd, 86_915.0, 0),
            (Unit::Usd, 4.17, 2),
            (Unit::Usd, 0.5, 4),
            (Unit::Usd, 0.0812, 5),
            (Unit::Usd, -0.000_012_34, 8),
            (Unit::Usd, 0.0, 2),
            (Unit::Number, 159_540.0, 0),
            (Unit::Percent, 0.04, 2),
            (Unit::UsdMillions, 0.5, 1),
        ] {
            assert_eq!(unit.decimals(amount), decimals, "{amount} {unit}");
        }
    }

    #[test]
    fn zero_has_no_sign() {
        assert!(Value::usd(-0.0).unwrap().amount().is_sign_positive());
    }

    #[test]
    fn the_same_money_is_equal_whatever_unit_it_came_in() {
        assert_eq!(Usd::from_millions(837_120.0), Usd::from_billions(837.12));
        assert_eq!(Usd::from_billions(4.803).map(Usd::dollars), Some(4_803_000_000));
    }

    #[test]
    fn money_that_does_not_fit_is_refused() {
        assert_eq!(Usd::from_billions(1e12), None);
        assert_eq!(Usd::from_millions(f64::NAN), None);
    }
}
