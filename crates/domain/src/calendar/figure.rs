//! Figures as they are published, `0.1%`, `57K`, `4.05M`, `4.58|2.6`, and the numbers in them.

/// What stands behind the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suffix {
    /// Nothing: an index, a balance of answers.
    Plain,
    /// `%`.
    Percent,
    /// `K`.
    Thousand,
    /// `M`.
    Million,
    /// `B`.
    Billion,
    /// `T`.
    Trillion,
}

impl Suffix {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Percent => "%",
            Self::Thousand => "K",
            Self::Million => "M",
            Self::Billion => "B",
            Self::Trillion => "T",
        }
    }

    const fn factor(self) -> f64 {
        match self {
            Self::Plain | Self::Percent => 1.0,
            Self::Thousand => 1e3,
            Self::Million => 1e6,
            Self::Billion => 1e9,
            Self::Trillion => 1e12,
        }
    }

    /// Whether the two can be compared: a percentage is no count.
    pub fn comparable(self, other: Self) -> bool {
        (self == Self::Percent) == (other == Self::Percent)
    }
}

/// A number and the way it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// In units, not in thousands: 57,000 for `57K`; percent as written.
    pub amount: f64,
    /// Digits behind the point.
    pub decimals: usize,
    /// What stands behind the digits.
    pub suffix: Suffix,
}

impl Number {
    /// The distance between two neighbouring figures of this form.
    pub fn step(self) -> f64 {
        self.suffix.factor() / power_of_ten(self.decimals)
    }

    /// Another amount in the form of this one.
    pub fn write(self, amount: f64) -> String {
        write(amount, self.decimals, self.suffix)
    }
}

/// The number in a published figure; of an auction's `4.58|2.6` the yield. `None` for what cannot be compared: a bound
/// such as `<1.00%`, votes such as `2-0-7`, words.
pub fn parse(text: &str) -> Option<Number> {
    let text = text.split('|').next()?.trim();
    let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let all = [Suffix::Percent, Suffix::Thousand, Suffix::Million, Suffix::Billion, Suffix::Trillion];
    let found = all.into_iter().find_map(|suffix| Some((text.strip_suffix(suffix.as_str())?, suffix)));
    let (digits, suffix) = found.unwrap_or((text, Suffix::Plain));
    let digits = digits.trim_end().replace(',', "");
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() + fraction.len() > 15 || !plain(whole) || !plain(fraction) {
        return None;
    }
    let amount: f64 = digits.parse().ok()?;
    let amount = if negative { -amount } else { amount } * suffix.factor();
    Some(Number { amount: amount + 0.0, decimals: fraction.len(), suffix })
}

/// `amount`, in units, with this many decimals behind its suffix's factor; half away from zero, as statistical offices
/// round. There is no `-0.0`.
pub fn write(amount: f64, decimals: usize, suffix: Suffix) -> String {
    let digits = power_of_ten(decimals);
    let scaled = amount / suffix.factor() * digits;
    // A published half such as 1.345 is a hair less in binary.
    let rounded = (scaled + scaled.signum() * 1e-7).round() / digits + 0.0;
    format!("{rounded:.decimals$}{}", suffix.as_str())
}

fn power_of_ten(decimals: usize) -> f64 {
    10_f64.powi(i32::try_from(decimals).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_published_form_has_its_number_or_none() {
        for (text, amount) in [
            ("0.1%", Some(0.1)),
            ("-348.3B", Some(-348.3e9)),
            ("4.05M", Some(4.05e6)),
            ("57K", Some(57e3)),
            ("2.50T", Some(2.5e12)),
            ("53.8", Some(53.8)),
            ("-45", Some(-45.0)),
            ("1,930K", Some(1.93e6)),
            ("4.58|2.6", Some(4.58)),
            ("\u{2212}0.2%", Some(-0.2)),
            ("<1.00%", None),
            ("2-0-7", None),
            ("", None),
            ("K", None),
            ("1e9", None),
            ("NaN", None),
            ("tentative", None),
        ] {
            assert_eq!(parse(text).map(|number| number.amount), amount, "{text}");
        }
    }

    #[test]
    fn halves_are_rounded_away_from_zero_and_nothing_is_minus_zero() {
        assert_eq!(write(1_345_000.0, 2, Suffix::Million), "1.35M");
        assert_eq!(write(0.05, 1, Suffix::Percent), "0.1%");
        assert_eq!(write(-0.04, 1, Suffix::Percent), "0.0%");
        assert_eq!(write(199_000.0, 0, Suffix::Thousand), "199K");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(amount in -9_999_i32..9_999, decimals in 0_usize..3, place in 0_usize..3) {
            let suffix = [Suffix::Plain, Suffix::Percent, Suffix::Million][place];
            let text = write(f64::from(amount) * suffix.factor(), decimals, suffix);
            let number = parse(&text).unwrap();
            prop_assert_eq!(number.write(number.amount), text);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}") {
            if let Some(number) = parse(&text) {
                prop_assert!(number.amount.is_finite());
            }
        }
    }
}
