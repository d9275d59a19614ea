//! The scale of the values and the lines of its grid.

/// From values to a share of the height: 0 at the bottom, 1 at the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
}

/// Room above and below the line, as a share of its height.
const ROOM: f64 = 0.06;
/// A line that does not move runs through the middle of this share of its value.
const FLAT_ROOM: f64 = 0.01;

impl Scale {
    /// A scale that holds all of these, with some room above and below. `None` without a finite value.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let (low, high) = values
            .into_iter()
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return None;
        }
        let room = if high > low { (high - low) * ROOM } else { high.abs().max(1.0) * FLAT_ROOM };
        // A value that is never below zero gets no line below zero.
        let low_room = if low >= 0.0 { (low - room).max(0.0) } else { low - room };
        let scale = Self { low: low_room, high: high + room };
        (scale.height().is_finite() && scale.height() > 0.0).then_some(scale)
    }

    /// The value at the bottom.
    pub const fn low(self) -> f64 {
        self.low
    }

    /// The value at the top.
    pub const fn high(self) -> f64 {
        self.high
    }

    fn height(self) -> f64 {
        self.high - self.low
    }

    /// Where a value stands: 0 at the bottom, 1 at the top.
    pub fn share(self, value: f64) -> f64 {
        ((value - self.low) / self.height()).clamp(0.0, 1.0)
    }
}

/// Round numbers within a scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// The numbers, lowest first.
    pub values: Vec<f64>,
    /// Decimals that tell them apart.
    pub decimals: usize,
}

impl Ticks {
    /// At most `count_max` round numbers within the scale: multiples of 1, 2, 2.5 or 5 times a power of ten.
    pub fn within(scale: Scale, count_max: usize) -> Self {
        let rough = scale.height() / count_max.max(1) as f64;
        let power = rough.log10().floor();
        let magnitude = 10_f64.powf(power);
        let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|factor| factor * magnitude);
        // A line at the very edge is not lost to rounding.
        let first = |step: f64| (scale.low / step - 1e-9).ceil();
        let count = |step: f64| ((scale.high / step + 1e-9).floor() - first(step)).max(-1.0) + 1.0;
        let fits = |step: &f64| count(*step) <= count_max as f64;
        let step = steps.into_iter().find(fits).unwrap_or(10.0 * magnitude);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a handful")]
        let count = count(step).clamp(0.0, 100.0) as u32;
        // A quarter of a power of ten has one decimal more than the power.
        let quarter = f64::from(u8::from((step / magnitude - 2.5).abs() < 0.01));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 12")]
        let decimals = (quarter - (step.log10() + 1e-9).floor()).clamp(0.0, 12.0) as usize;
        let values = (0..count).map(|index| (first(step) + f64::from(index)) * step + 0.0).collect();
        Self { values, decimals }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ticks(low: f64, high: f64, count_max: usize) -> (Vec<String>, usize) {
        let ticks = Ticks::within(Scale { low, high }, count_max);
        let words = ticks.values.iter().map(|value| format!("{value:.*}", ticks.decimals));
        (words.collect(), ticks.decimals)
    }

    #[test]
    fn the_lines_stand_at_round_numbers_of_the_series() {
        for (low, high, count, told) in [
            (57_900.0, 73_012.0, 5, vec!["60000", "65000", "70000"]),
            (3.97, 4.62, 5, vec!["4.0", "4.2", "4.4", "4.6"]),
            (5_612.0, 5_888.0, 5, vec!["5650", "5700", "5750", "5800", "5850"]),
            (60.11, 60.19, 4, vec!["60.12", "60.14", "60.16", "60.18"]),
            (-0.6, 0.7, 4, vec!["-0.5", "0.0", "0.5"]),
            (0.0, 1.2, 6, vec!["0.00", "0.25", "0.50", "0.75", "1.00"]),
        ] {
            assert_eq!(ticks(low, high, count).0, told, "{low} to {high}");
        }
    }

    #[test]
    fn a_line_that_does_not_move_runs_through_the_middle_and_zero_stays_at_the_bottom() {
        let flat = Scale::of([5.0, 5.0]).unwrap();
        assert!((flat.share(5.0) - 0.5).abs() < 1e-9);
        assert_eq!(Scale::of([0.0, 10.0]).unwrap().low(), 0.0);
        assert_eq!(Scale::of([f64::NAN]), None);
        assert_eq!(Scale::of([]), None);
        assert_eq!(Scale::of([-1e308, 1e308]), None, "too far apart to draw");
    }

    proptest! {
        #[test]
        fn ticks_are_few_rising_and_within(low in -1e9..1e9_f64, span in 1e-3..1e9_f64, count in 2_usize..8) {
            let scale = Scale { low, high: low + span };
            let ticks = Ticks::within(scale, count);
            prop_assert!(ticks.values.len() <= count);
            prop_assert!(ticks.values.is_sorted());
            let slack = span * 1e-6 + low.abs() * 1e-12;
            prop_assert!(ticks.values.iter().all(|tick| *tick >= low - slack && *tick <= scale.high + slack));
            let told: Vec<String> = ticks.values.iter().map(|tick| format!("{tick:.*}", ticks.decimals)).collect();
            prop_assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "{told:?}");
        }
    }
}
