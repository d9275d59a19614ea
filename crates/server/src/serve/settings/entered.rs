//! Numbers and lengths of time, as people enter them.

use cockpit_domain::rules::Span;

/// No number of ours is longer.
const LONGEST: usize = 40;
const EXAMPLE: &str = "is no number; write it like 2.5";

/// A number: `2.5`, `2,5`, `100,000`, `1 500`. What could be read in two ways is not guessed.
pub(super) fn number(text: &str) -> Result<f64, String> {
    let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    if text.is_empty() {
        return Err("is empty; give a number".to_owned());
    }
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let plain = |character: char| character.is_ascii_digit() || character == '.' || character == ',';
    if digits.len() > LONGEST
        || !digits.chars().all(plain)
        || !digits.contains(|digit: char| digit.is_ascii_digit())
    {
        return Err(EXAMPLE.to_owned());
    }
    let written = match (digits.matches(',').count(), digits.matches('.').count()) {
        (0, 0 | 1) => digits.to_owned(),
        (1, 0) if after_comma(digits) != 3 => digits.replace(',', "."),
        (1, 0) if digits.starts_with("0,") => digits.replace(',', "."),
        (1, 0) => {
            let (thousands, decimal) = (digits.replace(',', ""), digits.replace(',', "."));
            return Err(format!("could be {thousands} or {decimal}; write it without a comma"));
        }
        (_, 0 | 1) if in_threes(digits.split('.').next().unwrap_or_default()) => digits.replace(',', ""),
        _ => return Err(EXAMPLE.to_owned()),
    };
    let number = format!("{sign}{written}").parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| EXAMPLE.to_owned())
}

fn after_comma(digits: &str) -> usize {
    digits.rsplit(',').next().map_or(0, str::len)
}

fn in_threes(whole: &str) -> bool {
    let mut groups = whole.split(',');
    groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
}

/// A whole number within these bounds.
pub(super) fn whole(text: &str, low: u16, high: u16, unit: &str) -> Result<u16, String> {
    let found = text.trim().parse::<u16>().ok().filter(|number| (low..=high).contains(number));
    let gap = if unit.is_empty() { "" } else { " " };
    found.ok_or_else(|| format!("must be a whole number from {low} to {high}{gap}{unit}"))
}

/// `6h`.
pub(super) fn span(text: &str) -> Result<Span, String> {
    text.trim()
        .parse()
        .map_err(|_| "is no length of time; write a whole number and s, m, h or d, such as 6h".to_owned())
}

/// A word for what a form was filled from: another one when any of it changes, and the same on every start of the program.
pub(super) fn stamp(of: &str) -> String {
    // FNV-1a: it need only notice a change, not withstand anybody.
    let hash = of.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it_and_never_guessed() {
        for (text, read) in [
            ("2", 2.0),
            (" 2.5 ", 2.5),
            ("2,5", 2.5),
            ("0,125", 0.125),
            ("100,000.5", 100_000.5),
            ("1,100,000", 1_100_000.0),
            ("100 000", 100_000.0),
            ("-0.5", -0.5),
            ("\u{2212}3", -3.0),
            (".5", 0.5),
        ] {
            assert_eq!(number(text), Ok(read), "{text}");
        }
        assert_eq!(number("100,000").unwrap_err(), "could be 100000 or 100.000; write it without a comma");
        for text in
            ["", "x", "NaN", "inf", "1e308", "1e3", "--1", "1.2.3", "1,2,3", ",", "-", "0x1", "1_000", "٣"]
        {
            assert!(number(text).is_err(), "{text}");
        }
        assert!(number(&"9".repeat(41)).is_err());
    }

    #[test]
    fn lengths_and_whole_numbers_say_what_would_do() {
        assert_eq!(whole("7", 1, 10, "polls"), Ok(7));
        for text in ["", "0", "11", "-1", "1.5", "99999"] {
            assert_eq!(whole(text, 1, 10, "polls").unwrap_err(), "must be a whole number from 1 to 10 polls");
        }
        assert!(span("6h").is_ok() && span("6 hours").is_err());
    }

    #[test]
    fn a_stamp_is_the_same_for_the_same_and_another_for_another() {
        assert_eq!(stamp(""), "cbf29ce484222325");
        assert_eq!(stamp("btc"), stamp("btc"));
        assert_ne!(stamp("btc.1"), stamp("btc.2"));
    }

    proptest! {
        #[test]
        fn whatever_is_entered_makes_a_finite_number_or_words(text in ".{0,60}") {
            match number(&text) {
                Ok(number) => prop_assert!(number.is_finite()),
                Err(words) => prop_assert!(!words.is_empty()),
            }
        }

        #[test]
        fn a_number_that_we_write_is_read_back(number in -1e9..1e9_f64) {
            prop_assert_eq!(super::number(&number.to_string()), Ok(number));
        }
    }
}
