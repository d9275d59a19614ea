//! What is stored, and what is held for review.
//!
//! A value outside its series' plausible range, or one that looks like a unit flip, is never stored without the
//! operator: repetition does not make it true. A long step inside the range is held until a second fetch or another
//! publisher says the same (at most one poll later), so that a genuine crash still speaks; only the sums of real-world
//! assets, whose sources have changed what they list, wait for the operator then too.

use chrono::{DateTime, Utc};

use crate::{Moment, Point, SeriesId, Unit, Value};

/// How closely a second answer must agree with a held one, as a fraction (percentage points for percentages).
const AGREEMENT: f64 = 0.05;

/// Why a value is held back.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HoldReason {
    /// Not plausible for this series.
    #[error("{value} {unit} is outside {low} to {high} {unit}")]
    OutOfRange {
        /// The value.
        value: f64,
        /// Its unit.
        unit: Unit,
        /// Lowest plausible value.
        low: f64,
        /// Highest plausible value.
        high: f64,
    },
    /// The value stands to the last one as a thousand (or a million …) to one.
    #[error("{value} {unit} against {last} {unit} looks like another unit")]
    UnitFlip {
        /// The value.
        value: f64,
        /// The last good value.
        last: f64,
        /// Their unit.
        unit: Unit,
    },
    /// A longer step than one poll normally brings.
    #[error("a step from {last} to {value} {unit} waits to be confirmed")]
    Step {
        /// Whether a second, agreeing answer releases it.
        released_by_agreement: bool,
        /// The value.
        value: f64,
        /// The last good value.
        last: f64,
        /// Their unit.
        unit: Unit,
    },
}

impl HoldReason {
    /// Whether a second, agreeing answer releases the value; otherwise only the operator does.
    pub const fn released_by_agreement(&self) -> bool {
        match self {
            Self::Step { released_by_agreement, .. } => *released_by_agreement,
            Self::OutOfRange { .. } | Self::UnitFlip { .. } => false,
        }
    }
}

/// A value waiting for review.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Which series.
    pub series: SeriesId,
    /// The moment it speaks of.
    pub observed_at: Moment,
    /// The value.
    pub value: Value,
    /// When it was first held.
    pub held_at: DateTime<Utc>,
    /// Who said it.
    pub source: String,
    /// Why, in words.
    pub reason: String,
    /// Whether a second, agreeing answer releases it.
    pub released_by_agreement: bool,
}

impl Held {
    /// Whether `value` says the same as the held one.
    pub fn agrees(&self, value: Value) -> bool {
        let (held, new) = (self.value.amount(), value.amount());
        match value.unit() {
            Unit::Percent => (new - held).abs() <= AGREEMENT,
            Unit::Usd | Unit::UsdMillions | Unit::UsdBillions | Unit::Number => {
                (new - held).abs() <= AGREEMENT * held.abs()
            }
        }
    }
}

/// What to do with a new value.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Store it.
    Accept,
    /// Keep it apart and show the last good value.
    Hold(HoldReason),
}

/// Whether the value is plausible at all; the only check that history rows get beside their neighbours.
pub fn in_range(series: SeriesId, value: Value) -> Result<(), HoldReason> {
    let (low, high) = series.definition().range;
    if (low..=high).contains(&value.amount()) {
        return Ok(());
    }
    Err(HoldReason::OutOfRange { value: value.amount(), unit: value.unit(), low, high })
}

/// Judges a new newest value against the last good one and against what is already held.
pub fn judge(
    series: SeriesId,
    observed_at: Moment,
    value: Value,
    last: Option<&Point>,
    held: Option<&Held>,
) -> Verdict {
    if let Err(reason) = in_range(series, value) {
        return Verdict::Hold(reason);
    }
    let Some(last) = last else { return Verdict::Accept };
    let (from, to, unit) = (last.value.amount(), value.amount(), value.unit());
    if looks_like_another_unit(from, to) {
        return Verdict::Hold(HoldReason::UnitFlip { value: to, last: from, unit });
    }
    // A value may wander further the longer we have not looked, by the square root of time; but one that is held
    // stays as unlikely as it was when it was first held.
    let seen_at = held.map_or(observed_at.start(), |held| held.observed_at.start().min(observed_at.start()));
    let days = (seen_at - last.observed_at.start()).num_seconds() as f64 / 86_400.0;
    let definition = series.definition();
    let allowed = definition.step_max * days.max(1.0).sqrt();
    let step = if unit == Unit::Percent { (to - from).abs() } else { (to / from - 1.0).abs() };
    // A last value of zero has no relative step; the range has already been checked.
    if !step.is_finite() || step <= allowed {
        return Verdict::Accept;
    }
    if held.is_some_and(|held| held.released_by_agreement && held.agrees(value)) {
        return Verdict::Accept;
    }
    let released_by_agreement = definition.step_released_by_agreement;
    Verdict::Hold(HoldReason::Step { released_by_agreement, value: to, last: from, unit })
}

/// A ratio within 30 % of a thousand, a million or a billion, up or down.
fn looks_like_another_unit(from: f64, to: f64) -> bool {
    if from <= 0.0 || to <= 0.0 {
        return false;
    }
    let thousands = (to / from).log10() / 3.0;
    let nearest = thousands.round();
    nearest != 0.0 && (thousands - nearest).abs() * 3.0 < 0.114 // log10(1.3)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Origin;

    fn at(minute: i64) -> Moment {
        Moment::Instant(DateTime::from_timestamp(1_766_534_400 + minute * 60, 0).unwrap())
    }

    fn usd(amount: f64) -> Value {
        Value::usd(amount).unwrap()
    }

    fn last(amount: f64) -> Point {
        Point {
            observed_at: at(0),
            first_seen_at: DateTime::UNIX_EPOCH,
            value: usd(amount),
            origin: Origin::Live,
        }
    }

    fn held(reason: &HoldReason, amount: f64) -> Held {
        Held {
            series: SeriesId::Btc,
            observed_at: at(1),
            value: usd(amount),
            held_at: DateTime::UNIX_EPOCH,
            source: "coinbase".into(),
            reason: reason.to_string(),
            released_by_agreement: reason.released_by_agreement(),
        }
    }

    #[test]
    fn a_unit_flip_is_held_however_often_it_is_repeated() {
        for factor in [1e3, 1e-3, 1e6, 1e-6] {
            let flipped = usd(86_915.0 * factor);
            let Verdict::Hold(reason) = judge(SeriesId::Btc, at(1), flipped, Some(&last(86_915.0)), None)
            else {
                panic!("accepted ×{factor}");
            };
            let waiting = held(&reason, flipped.amount());
            let again = judge(SeriesId::Btc, at(2), flipped, Some(&last(86_915.0)), Some(&waiting));
            assert!(matches!(again, Verdict::Hold(_)), "×{factor} released by repetition");
        }
    }

    #[test]
    fn a_genuine_crash_is_believed_when_a_second_answer_agrees() {
        let first = judge(SeriesId::Btc, at(1), usd(69_500.0), Some(&last(86_915.0)), None);
        let Verdict::Hold(reason) = first else { panic!("-20 % at once needs a second answer") };
        let waiting = held(&reason, 69_500.0);
        assert_eq!(
            judge(SeriesId::Btc, at(2), usd(69_100.0), Some(&last(86_915.0)), Some(&waiting)),
            Verdict::Accept
        );
        let back = judge(SeriesId::Btc, at(2), usd(86_800.0), Some(&last(86_915.0)), Some(&waiting));
        assert_eq!(back, Verdict::Accept, "the odd quote is simply passed over");
    }

    #[test]
    fn a_category_that_lost_its_members_is_not_believed_by_repetition() {
        let last = Point { value: Value::usd_billions(40.0).unwrap(), ..last(1.0) };
        let shrunk = Value::usd_billions(9.0).unwrap();
        let Verdict::Hold(reason) = judge(SeriesId::RwaTvl, at(60), shrunk, Some(&last), None) else {
            panic!("-77 % within the hour")
        };
        let mut waiting = held(&reason, 9.0);
        waiting.value = shrunk;
        let month_later = Moment::Instant(at(0).start() + chrono::TimeDelta::days(30));
        let verdict = judge(SeriesId::RwaTvl, month_later, shrunk, Some(&last), Some(&waiting));
        assert!(matches!(verdict, Verdict::Hold(_)));
    }

    #[test]
    fn implausible_values_are_held_for_every_series() {
        for series in SeriesId::ALL {
            let (low, high) = series.definition().range;
            for amount in [low - 1.0, high * 1_000.0] {
                let value = Value::new(amount, series.unit()).unwrap();
                let verdict = judge(*series, at(0), value, None, None);
                assert!(matches!(verdict, Verdict::Hold(HoldReason::OutOfRange { .. })), "{series} {amount}");
            }
        }
    }

    #[test]
    fn a_long_absence_allows_a_longer_step() {
        let quarter_later = Moment::Instant(at(0).start() + chrono::TimeDelta::days(90));
        assert_eq!(
            judge(SeriesId::Btc, quarter_later, usd(60_000.0), Some(&last(86_915.0)), None),
            Verdict::Accept
        );
    }

    proptest! {
        #[test]
        fn a_small_move_is_never_held(from in 2_000.0..1e6_f64, step in -0.14..0.14_f64) {
            let verdict = judge(SeriesId::Btc, at(1), usd(from * (1.0 + step)), Some(&last(from)), None);
            prop_assert_eq!(verdict, Verdict::Accept);
        }

        #[test]
        fn judging_never_panics(from in any::<f64>(), to in any::<f64>()) {
            if let (Ok(from), Ok(to)) = (Value::usd(from), Value::usd(to)) {
                let last = Point { value: from, ..last(1.0) };
                judge(SeriesId::Btc, at(1), to, Some(&last), None);
            }
        }
    }
}
