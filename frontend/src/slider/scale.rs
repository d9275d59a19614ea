//! The steps of a slider: round numbers at nearly even distances of size, so that one step is felt alike from 0.01 % to
//! 900 %.

/// A decade's steps, in tenths.
const TENTHS: [u32; 23] =
    [10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 25, 28, 30, 35, 40, 45, 50, 55, 60, 65, 70, 80, 90];
/// The finest decade: thousandths.
const DECADE_MIN: i32 = -3;
/// The coarsest: thousands.
const DECADE_MAX: i32 = 3;
/// All steps of one slider, rising; never empty.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scale(Vec<f64>);

impl Scale {
    /// From `low` to `high`; `None` when fewer than two steps lie between them.
    pub(crate) fn new(low: f64, high: f64) -> Option<Self> {
        let steps = (DECADE_MIN..=DECADE_MAX).flat_map(|decade| TENTHS.map(|tenths| step(tenths, decade)));
        let steps: Vec<f64> = steps.filter(|step| (low..=high).contains(step)).collect();
        (steps.len() >= 2).then_some(Self(steps))
    }

    /// For a threshold with these presets, of which only so much is taken.
    #[cfg(feature = "ssr")]
    pub(crate) fn around(presets: impl Iterator<Item = f64> + Clone, range: (f64, f64)) -> Option<Self> {
        /// How much room a slider has beyond the presets.
        const ROOM: f64 = 4.0;
        let low = presets.clone().fold(f64::INFINITY, f64::min);
        let high = presets.fold(f64::NEG_INFINITY, f64::max);
        Self::new((low / ROOM).max(range.0), (high * ROOM).min(range.1))
    }

    /// The last step; the first is 0.
    pub(crate) fn last(&self) -> usize {
        self.0.len() - 1
    }

    /// Its lowest and highest number.
    #[cfg(feature = "ssr")]
    pub(crate) fn ends(&self) -> (f64, f64) {
        (self.0[0], self.0[self.last()])
    }

    /// The number of a step.
    #[cfg(feature = "hydrate")]
    pub(crate) fn number(&self, step: usize) -> f64 {
        self.0[step.min(self.last())]
    }

    /// The step nearest to a number, by size.
    pub(crate) fn step(&self, number: f64) -> usize {
        let above = self.0.partition_point(|step| *step < number);
        match above {
            0 => 0,
            above if above > self.last() => self.last(),
            above if number * number > self.0[above - 1] * self.0[above] => above,
            above => above - 1,
        }
    }

    /// Where a number stands along the slider, 0 to 100.
    pub(crate) fn percent(&self, number: f64) -> f64 {
        self.step(number) as f64 / self.last() as f64 * 100.0
    }
}

/// Exactly the decimal number it looks like.
fn step(tenths: u32, decade: i32) -> f64 {
    let tenths = f64::from(tenths);
    if decade >= 1 { tenths * 10_f64.powi(decade - 1) } else { tenths / 10_f64.powi(1 - decade) }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use cockpit_domain::rules::Preset;

    use super::*;

    #[test]
    fn every_presets_number_is_a_step_of_its_slider() {
        let rules = Preset::ALL.map(Preset::rules);
        for place in 0..rules[0].len() {
            let numbers: Vec<f64> = rules.iter().filter_map(|rules| rules[place].threshold()).collect();
            let Some(scale) = Scale::around(numbers.iter().copied(), (0.001, 1_000.0)) else { continue };
            for number in numbers {
                assert_eq!(scale.0[scale.step(number)], number, "{}", rules[0][place].id());
            }
            assert!((20..=110).contains(&scale.last()), "{}: {}", rules[0][place].id(), scale.last());
        }
    }

    #[test]
    fn a_step_is_a_round_number_and_never_more_than_a_sixth_away() {
        let scale = Scale::new(0.001, 1_000.0).unwrap();
        assert_eq!(scale.ends(), (0.001, 1_000.0));
        for pair in scale.0.windows(2) {
            assert!(pair[1] / pair[0] > 1.05 && pair[1] / pair[0] < 1.17, "{pair:?}");
            assert!(pair[0].to_string().len() <= 6, "{pair:?}");
        }
    }

    #[test]
    fn a_number_between_two_steps_stands_at_the_nearer_one() {
        let scale = Scale::new(1.0, 9.0).unwrap();
        for (number, step) in
            [(0.1, 0), (1.0, 0), (1.04, 0), (1.06, 1), (9.0, 22), (100.0, 22), (f64::NAN, 0)]
        {
            assert_eq!(scale.step(number), step, "{number}");
        }
        assert_eq!((scale.percent(1.0), scale.percent(9.0)), (0.0, 100.0));
        assert_eq!(Scale::new(5.0, 5.0), None);
        assert_eq!(Scale::new(-2.0, -1.0), None);
    }
}
