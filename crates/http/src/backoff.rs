//! How long to wait before the next try: exponential, with full jitter.

use std::time::Duration;

/// The longest pause after the first try; it doubles with every further one.
const FIRST_MAX: Duration = Duration::from_millis(500);
/// No pause is longer, however many tries there were.
const MAX: Duration = Duration::from_secs(10);

/// The pause after the try with this number, counted from 1. `chance` is drawn evenly from 0 to 1: the whole pause is
/// left to it, so that many programs that failed at the same moment do not return at the same moment.
pub(crate) fn pause(try_number: u32, chance: f64) -> Duration {
    let doublings = try_number.saturating_sub(1).min(16);
    FIRST_MAX.saturating_mul(1 << doublings).min(MAX).mul_f64(chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_pause_doubles_up_to_a_limit() {
        let longest = [1, 2, 3, 4, 5, 6, u32::MAX].map(|number| pause(number, 1.0).as_millis());
        assert_eq!(longest, [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    }

    #[test]
    fn all_of_a_pause_is_left_to_chance() {
        assert_eq!([0.0, 0.5, 1.0].map(|chance| pause(2, chance).as_millis()), [0, 500, 1_000]);
    }
}
