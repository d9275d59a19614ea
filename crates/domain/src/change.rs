//! What moved over a window, in the right unit, and what that means for risk.

use chrono::TimeDelta;
use serde::{Serialize, Serializer};

use crate::moment::MomentKind;
use crate::series::{Definition, RiskDirection};
use crate::{Moment, Point, SeriesId};

/// A look-back window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Window {
    /// 15 minutes.
    Minutes15,
    /// One hour.
    Hour1,
    /// 24 hours.
    Hours24,
    /// The previous published day of a daily series, however many holidays lie between.
    PreviousDay,
    /// Seven days.
    Days7,
    /// The value before, however far apart the publisher's rhythm puts them: months for a monthly figure.
    Previous,
}

impl Window {
    /// The word in rule names and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minutes15 => "15m",
            Self::Hour1 => "1h",
            Self::Hours24 => "24h",
            Self::PreviousDay => "1d",
            Self::Days7 => "7d",
            Self::Previous => "prev",
        }
    }

    /// The window's length. For [`Window::PreviousDay`] and [`Window::Previous`] the shortest distance there can be.
    pub const fn length(self) -> TimeDelta {
        match self {
            Self::Minutes15 => TimeDelta::minutes(15),
            Self::Hour1 => TimeDelta::hours(1),
            Self::Hours24 | Self::PreviousDay | Self::Previous => TimeDelta::days(1),
            Self::Days7 => TimeDelta::days(7),
        }
    }

    /// How far before the window's start the base value may lie: the series' own rhythm, and never so far that the
    /// window's name would be a lie.
    pub(crate) fn tolerance(self, definition: &Definition) -> TimeDelta {
        let share = match (self, definition.moments) {
            // A missed poll or two, or the nearest candle.
            (Self::Minutes15, _) => TimeDelta::minutes(5),
            (Self::Hour1, _) => TimeDelta::minutes(15),
            (Self::Hours24, MomentKind::Instant) => TimeDelta::hours(2),
            (Self::Days7, MomentKind::Instant) => TimeDelta::hours(24),
            (Self::Hours24 | Self::Days7 | Self::PreviousDay | Self::Previous, _) => definition.gap_max,
        };
        share.min(definition.gap_max)
    }
}

impl Serialize for Window {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The unit a change is told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeUnit {
    /// Percent of the earlier value.
    Percent,
    /// Hundredths of a percentage point; for yields.
    BasisPoints,
    /// Percentage points; for shares.
    PercentagePoints,
    /// Billions of dollars.
    UsdBillions,
}

impl ChangeUnit {
    /// How it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::BasisPoints => "bp",
            Self::PercentagePoints => "pp",
            Self::UsdBillions => "$ bn",
        }
    }

    /// The change from `from` to `to`, both in the series' unit. `None` when a percentage has no base.
    pub fn between(self, from: f64, to: f64) -> Option<f64> {
        let change = match self {
            Self::Percent if from <= 0.0 => return None,
            Self::Percent => (to / from - 1.0) * 100.0,
            Self::BasisPoints => (to - from) * 100.0,
            Self::PercentagePoints | Self::UsdBillions => to - from,
        };
        // Float dust such as 1.0000000000000009 bp is not a figure anyone published.
        change.is_finite().then(|| (change * 1e6).round() / 1e6 + 0.0)
    }
}

impl Serialize for ChangeUnit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.symbol())
    }
}

/// What something means for risk assets. Never told by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Supports risk.
    Supports,
    /// Weighs on risk.
    Against,
    /// Neither.
    Neutral,
}

impl RiskDirection {
    /// The tone of a change of this sign.
    pub fn tone(self, change: f64) -> Tone {
        match (self, change) {
            (_, 0.0) | (Self::Unsaid, _) => Tone::Neutral,
            (Self::Supports, change) if change > 0.0 => Tone::Supports,
            (Self::Weighs, change) if change < 0.0 => Tone::Supports,
            _ => Tone::Against,
        }
    }
}

/// A change over a window.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The change, in `unit`.
    pub value: f64,
    /// Unit of `value`.
    pub unit: ChangeUnit,
    /// What it means for risk.
    pub tone: Tone,
    /// The moment it is compared with.
    pub since: Moment,
    /// The same change in $ bn, for sums of money whose size matters as much as the percentage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usd_billions: Option<f64>,
}

/// The latest moment at which the base of `window` may stand: ask the store for the last value at or before it.
pub fn base_at_or_before(window: Window, latest: Moment) -> Moment {
    let start = latest.start() - window.length();
    match latest {
        Moment::Day(_) => Moment::Day(start.date_naive()),
        Moment::Instant(_) => Moment::Instant(start),
    }
}

/// The change over `window` up to `latest`, or `None` when `base` lies further before the window's start than the
/// series' own rhythm allows: a change over an unknown span is not shown.
pub fn change(series: SeriesId, window: Window, latest: &Point, base: Option<&Point>) -> Option<Change> {
    let definition = series.definition();
    let base = base?;
    let distance = base_at_or_before(window, latest.observed_at).start() - base.observed_at.start();
    if distance < TimeDelta::zero() || distance > window.tolerance(&definition) {
        return None;
    }
    let (from, to) = (base.value.amount(), latest.value.amount());
    let value = definition.change_unit.between(from, to)?;
    let usd_billions = matches!(series, SeriesId::NetLiquidity | SeriesId::NetLiquidityDaily)
        .then(|| ChangeUnit::UsdBillions.between(from, to))
        .flatten();
    let tone = definition.risk.tone(value);
    Some(Change { value, unit: definition.change_unit, tone, since: base.observed_at, usd_billions })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use proptest::prelude::*;

    use super::*;
    use crate::{Origin, Value};

    fn point(series: SeriesId, at: &str, amount: f64) -> Point {
        let observed_at = match series.definition().moments {
            MomentKind::Day => Moment::Day(at.parse::<NaiveDate>().unwrap()),
            MomentKind::Instant => Moment::instant(at.parse().unwrap()),
        };
        let value = Value::new(amount, series.unit()).unwrap();
        Point { observed_at, first_seen_at: DateTime::UNIX_EPOCH, value, origin: Origin::Live }
    }

    #[test]
    fn a_yield_moves_in_basis_points_and_a_rise_weighs_on_risk() {
        let (base, latest) =
            (point(SeriesId::Us10y, "2025-12-22", 4.16), point(SeriesId::Us10y, "2025-12-23", 4.17));
        let change = change(SeriesId::Us10y, Window::PreviousDay, &latest, Some(&base)).unwrap();
        assert_eq!((change.value, change.unit, change.tone), (1.0, ChangeUnit::BasisPoints, Tone::Against));
    }

    #[test]
    fn the_previous_published_day_reaches_over_a_long_weekend() {
        // 3 July 2026 was a bank holiday (Independence Day observed): Thursday to Monday.
        let (base, latest) =
            (point(SeriesId::Us10y, "2026-07-02", 4.50), point(SeriesId::Us10y, "2026-07-06", 4.48));
        let change = change(SeriesId::Us10y, Window::PreviousDay, &latest, Some(&base)).unwrap();
        assert_eq!(change.value, -2.0);
    }

    #[test]
    fn a_missing_week_gives_no_seven_day_change() {
        let latest = point(SeriesId::NetLiquidity, "2026-07-29", 5824.838);
        let fortnight = point(SeriesId::NetLiquidity, "2026-07-15", 5800.0);
        assert_eq!(change(SeriesId::NetLiquidity, Window::Days7, &latest, Some(&fortnight)), None);
        let week = point(SeriesId::NetLiquidity, "2026-07-22", 5812.438);
        let change = change(SeriesId::NetLiquidity, Window::Days7, &latest, Some(&week)).unwrap();
        assert_eq!(change.usd_billions, Some(12.4));
        assert_eq!(change.tone, Tone::Supports);
    }

    #[test]
    fn a_gap_longer_than_the_rhythm_gives_no_change() {
        let latest = point(SeriesId::Btc, "2025-12-24T15:59:00Z", 86_915.0);
        let near = point(SeriesId::Btc, "2025-12-24T15:42:00Z", 86_900.0);
        let far = point(SeriesId::Btc, "2025-12-24T15:30:00Z", 86_000.0);
        assert!(change(SeriesId::Btc, Window::Minutes15, &latest, Some(&near)).is_some());
        assert_eq!(change(SeriesId::Btc, Window::Minutes15, &latest, Some(&far)), None);
        assert_eq!(change(SeriesId::Btc, Window::Minutes15, &latest, None), None);
    }

    #[test]
    fn no_movement_is_neutral_for_every_series() {
        for series in SeriesId::ALL {
            assert_eq!(series.definition().risk.tone(0.0), Tone::Neutral);
        }
    }

    proptest! {
        #[test]
        fn a_percent_change_applied_to_its_base_gives_the_latest(from in 0.01..1e6_f64, to in 0.01..1e6_f64) {
            let change = ChangeUnit::Percent.between(from, to).unwrap();
            prop_assert!((from * (1.0 + change / 100.0) - to).abs() <= 1e-6 * from.max(to));
        }

        #[test]
        fn a_change_and_its_way_back_have_opposite_tones(from in 0.1..1e3_f64, to in 0.1..1e3_f64) {
            let there = RiskDirection::Weighs.tone(to - from);
            let back = RiskDirection::Weighs.tone(from - to);
            prop_assert!(there != back || there == Tone::Neutral);
        }
    }
}
