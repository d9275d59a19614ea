//! Whether a value is new.

use cockpit_domain::{Observation, Origin};

/// The newest revision of one moment, as far as the rule needs it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Known {
    pub(super) revision: i64,
    pub(super) amount: f64,
    pub(super) standing: u8,
    pub(super) origin: Origin,
}

impl Known {
    pub(super) fn new(revision: i64, observation: &Observation) -> Self {
        Self {
            revision,
            amount: observation.value.amount(),
            standing: observation.standing,
            origin: observation.origin,
        }
    }
}

/// The revision that `new` becomes, or `None` when it changes nothing.
pub(super) fn revision(known: Option<&Known>, new: &Observation) -> Option<i64> {
    let Some(known) = known else { return Some(0) };
    let next = Some(known.revision + 1);
    match (known.origin, new.origin) {
        // What ships with the program fills gaps, and never speaks against what was seen.
        (_, Origin::Bundled) => None,
        (Origin::Bundled, Origin::Live | Origin::Backfill) => next,
        // Bit for bit: publishers repeat their figures exactly.
        _ if known.amount.to_bits() == new.value.amount().to_bits() => None,
        // A stand-in does not overwrite a better-placed publisher.
        _ if new.standing > known.standing => None,
        _ => next,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::btc;

    fn known(amount: f64, standing: u8, origin: Origin) -> Known {
        Known { revision: 3, amount, standing, origin }
    }

    fn new(amount: f64, standing: u8, origin: Origin) -> Observation {
        Observation { standing, origin, ..btc(0, amount) }
    }

    #[test]
    fn each_case_of_the_rule_has_its_answer() {
        use Origin::{Backfill, Bundled, Live};
        let cases = [
            ("nothing is known", None, new(1.0, 9, Bundled), Some(0)),
            ("the same again", Some(known(1.0, 0, Live)), new(1.0, 0, Live), None),
            ("a revision", Some(known(1.0, 0, Live)), new(2.0, 0, Live), Some(4)),
            ("history revises too", Some(known(1.0, 0, Live)), new(2.0, 0, Backfill), Some(4)),
            ("a stand-in differs", Some(known(1.0, 0, Live)), new(2.0, 1, Live), None),
            ("the better publisher is back", Some(known(1.0, 1, Live)), new(2.0, 0, Live), Some(4)),
            ("the better publisher agrees", Some(known(1.0, 1, Live)), new(1.0, 0, Live), None),
            ("live over bundled, equal", Some(known(1.0, 0, Bundled)), new(1.0, 0, Live), Some(4)),
            ("a stand-in over bundled", Some(known(1.0, 0, Bundled)), new(2.0, 3, Backfill), Some(4)),
            ("bundled over live", Some(known(1.0, 5, Live)), new(2.0, 0, Bundled), None),
            ("bundled over bundled", Some(known(1.0, 0, Bundled)), new(2.0, 0, Bundled), None),
        ];
        for (case, known, new, expected) in cases {
            assert_eq!(revision(known.as_ref(), &new), expected, "{case}");
        }
    }
}
