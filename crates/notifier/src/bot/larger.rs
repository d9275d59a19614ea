//! "Only larger moves": how large a move was, and the next plain number above it. Pure.

use crate::message::{About, Message};

/// How large what a message tells of was, in the unit of its rule's threshold; `None` for what has no size.
pub(super) fn size(message: &Message) -> Option<f64> {
    let size = match &message.about {
        About::Change(moved) | About::Drift(moved) => moved.change.amount().abs(),
        About::OddsSwing(swing) => swing.change.amount().abs(),
        About::Several(several) => several.messages.iter().filter_map(size).reduce(f64::max)?,
        _ => return None,
    };
    (size > 0.0).then_some(size)
}

/// The smallest number of two digits that is larger: 2.0998 becomes 2.1, 14 becomes 15, 123 becomes 130. `None` for what
/// is no size.
pub(super) fn above(size: f64) -> Option<f64> {
    if !(1e-6..1e12).contains(&size) {
        return None;
    }
    // Of 2.0998, tenths; of 123, tens.
    let digits = (0..20).find(|digits| size * 10_f64.powi(*digits) >= 10.0 - 1e-9)?;
    if digits > 0 {
        let scale = 10_f64.powi(digits);
        return Some(((size * scale + 1e-9).floor() + 1.0) / scale);
    }
    let step = (0..12).map(|power| 10_f64.powi(power)).find(|step| size / step < 100.0)?;
    Some(((size / step + 1e-9).floor() + 1.0) * step)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_next_plain_number_has_two_digits() {
        for (size, expected) in [
            (2.0998, 2.1),
            (2.1, 2.2),
            (14.0, 15.0),
            (9.96, 10.0),
            (99.5, 100.0),
            (123.0, 130.0),
            (0.117, 0.12),
            (0.0041, 0.0042),
            (1.0, 1.1),
        ] {
            assert_eq!(above(size), Some(expected), "{size}");
        }
        for size in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(above(size), None);
        }
    }

    proptest! {
        #[test]
        fn it_is_larger_and_not_by_much(size in 0.001_f64..900.0) {
            let above = above(size).unwrap();
            prop_assert!(above > size && above <= size * 1.1 + 1e-9, "{size} {above}");
        }
    }
}
