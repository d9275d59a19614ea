//! When a sum of tokenised real-world assets can be believed.
//!
//! DefiLlama moved its real-world-asset issuers out of the protocol list in 2026. A few rows that stay behind would
//! sum to a small number that looks valid, which is worse than none; so the sum is guarded.

use crate::Value;

/// Fewest rows of the category that make a sum worth showing.
pub const ROWS_MIN: usize = 20;
/// Smallest believable sum, in $ bn; the category stood at 18 in 2025 and 25 in May 2026.
pub const SUM_USD_BILLIONS_MIN: f64 = 5.0;

/// Why a sum is not shown.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unbelievable {
    /// The category has been emptied.
    #[error("DefiLlama no longer lists enough RWA protocols ({rows} rows, at least {ROWS_MIN} needed)")]
    TooFewRows {
        /// Rows found.
        rows: usize,
    },
    /// The rows that are left do not carry the category.
    #[error("the listed RWA protocols sum to ${0:.1} bn only, less than ${SUM_USD_BILLIONS_MIN:.0} bn")]
    TooSmall(f64),
}

/// Checks a sum (in $ bn) over `rows` protocols. The distance to the last good value is judged like every other
/// step, see [`crate::validate`]; for this series no repetition releases it.
pub fn check(rows: usize, sum: Value) -> Result<(), Unbelievable> {
    if rows < ROWS_MIN {
        return Err(Unbelievable::TooFewRows { rows });
    }
    if sum.amount() < SUM_USD_BILLIONS_MIN {
        return Err(Unbelievable::TooSmall(sum.amount()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn billions(amount: f64) -> Value {
        Value::usd_billions(amount).unwrap()
    }

    #[test]
    fn few_rows_and_a_small_sum_are_each_refused() {
        assert_eq!(check(3, billions(18.0)), Err(Unbelievable::TooFewRows { rows: 3 }));
        assert_eq!(check(60, billions(0.8)), Err(Unbelievable::TooSmall(0.8)));
        assert_eq!(check(20, billions(5.0)), Ok(()));
    }
}
