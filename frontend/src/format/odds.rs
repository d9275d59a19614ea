//! Odds and the money behind them.

use super::{number, signed};

/// A probability, 0 to 1, in percent: `73.6 %`; what would round to nothing or to certainty is `<1 %` or `>99 %`.
pub fn percent(probability: f64) -> String {
    match probability * 100.0 {
        percent if percent < 1.0 => "<1 %".to_owned(),
        percent if percent > 99.0 => ">99 %".to_owned(),
        percent => format!("{} %", number(percent, 1)),
    }
}

/// A change in percentage points, with its arrow; odds have no tone for risk.
pub fn change(points: f64) -> (&'static str, String) {
    let text = signed(points, 1);
    let arrow = match text.chars().next() {
        Some('+') => "▲",
        Some('\u{2212}') => "▼",
        _ => "•",
    };
    (arrow, format!("{text} pp"))
}

/// Dollars in the one unit that says most: `$950`, `$740 K`, `$4.2 M`, `$1.3 bn`.
pub fn dollars(dollars: i64) -> String {
    let amount = dollars as f64;
    match dollars {
        ..1_000 => format!("${}", number(amount, 0)),
        // What rounds to a thousand thousands is a million.
        1_000..999_500 => format!("${} K", number(amount / 1e3, 0)),
        999_500..999_950_000 => format!("${} M", number(amount / 1e6, 1)),
        _ => format!("${} bn", number(amount / 1e9, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_never_read_as_certain() {
        for (probability, text) in [
            (0.0, "<1 %"),
            (0.0099, "<1 %"),
            (0.01, "1.0 %"),
            (0.7355, "73.6 %"),
            (0.38, "38.0 %"),
            (0.99, "99.0 %"),
            (0.9995, ">99 %"),
        ] {
            assert_eq!(percent(probability), text);
        }
    }

    #[test]
    fn a_change_that_rounds_to_nothing_has_no_direction() {
        assert_eq!(change(4.11), ("▲", "+4.1 pp".to_owned()));
        assert_eq!(change(-3.8), ("▼", "−3.8 pp".to_owned()));
        assert_eq!(change(-0.04), ("•", "0.0 pp".to_owned()));
    }

    #[test]
    fn money_is_told_in_one_unit() {
        for (amount, text) in [
            (950, "$950"),
            (740_200, "$740 K"),
            (999_499, "$999 K"),
            (999_600, "$1.0 M"),
            (4_213_000, "$4.2 M"),
            (1_340_000_000, "$1.3 bn"),
        ] {
            assert_eq!(dollars(amount), text);
        }
    }
}
