//! The numbers of a text, each in one form whatever way it is written. Pure.

/// A number as it stands in a text, with its sign, unit and digits: two are equal when they say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// `+`, `-`, or none.
    pub sign: Option<char>,
    dollars: bool,
    /// Without separators of thousands and needless zeros.
    digits: String,
    unit: &'static str,
    /// Where it begins, in characters.
    pub at: usize,
}

impl Figure {
    /// Whether both say the same number.
    pub(super) fn is(&self, other: &Self) -> bool {
        (self.sign, self.dollars, &self.digits, self.unit)
            == (other.sign, other.dollars, &other.digits, other.unit)
    }
}

/// What a unit may be called, longest first.
const UNITS: &[(&str, &str)] = &[
    ("percentage points", "pp"),
    ("percentage point", "pp"),
    ("basis points", "bp"),
    ("basis point", "bp"),
    ("per cent", "%"),
    ("percent", "%"),
    ("billion", "bn"),
    ("million", "m"),
    ("thousand", "k"),
    ("minutes", "min"),
    ("hours", "h"),
    ("hour", "h"),
    ("days", "days"),
    ("day", "days"),
    ("bps", "bp"),
    ("min", "min"),
    ("bn", "bn"),
    ("bp", "bp"),
    ("pp", "pp"),
    ("%", "%"),
    ("k", "k"),
    ("m", "m"),
    ("b", "bn"),
    ("t", "t"),
    ("h", "h"),
    ("y", "y"),
];

/// Every number of a text, in order.
pub(super) fn figures(text: &str) -> Vec<Figure> {
    let characters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        if !characters[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = end_of_number(&characters, at);
        let (sign, dollars) = before(&characters[..at]);
        let digits = plain(&characters[at..end]);
        found.push(Figure { sign, dollars, digits, unit: unit(&characters[end..]), at });
        at = end;
    }
    found
}

const fn separates(character: char) -> bool {
    matches!(character, ',' | '.' | '\'' | '\u{2019}' | '\u{a0}' | '\u{202f}')
}

/// Digits, and separators with digits on both sides.
fn end_of_number(characters: &[char], start: usize) -> usize {
    let mut end = start;
    while let Some(character) = characters.get(end) {
        let digit_follows = characters.get(end + 1).is_some_and(char::is_ascii_digit);
        if !(character.is_ascii_digit() || separates(*character) && digit_follows) {
            break;
        }
        end += 1;
    }
    end
}

/// `5,824.80` and `5.824,8` are `5824.8`. A single point before three digits stays as it is: it may mean either.
fn plain(written: &[char]) -> String {
    let separators: Vec<(usize, char)> =
        written.iter().copied().enumerate().filter(|(_, character)| separates(*character)).collect();
    let last = separators.last().copied();
    let mixed = separators.iter().any(|(_, one)| Some(*one) != last.map(|(_, last)| last));
    let decimal = last.filter(|(at, mark)| match mark {
        '.' if separators.len() == 1 || mixed => true,
        ',' if mixed => true,
        ',' => separators.len() == 1 && written.len() - at != 4,
        _ => false,
    });
    let digits =
        |part: &[char]| part.iter().filter(|character| character.is_ascii_digit()).collect::<String>();
    match decimal {
        None => digits(written),
        Some((at, '.')) if separators.len() == 1 && written.len() - at == 4 => written.iter().collect(),
        Some((at, _)) => {
            let fraction = digits(&written[at..]);
            let fraction = fraction.trim_end_matches('0');
            let point = if fraction.is_empty() { "" } else { "." };
            format!("{}{point}{fraction}", digits(&written[..at]))
        }
    }
}

/// The sign and the dollar in front of a number. A hyphen within a word is no sign.
fn before(characters: &[char]) -> (Option<char>, bool) {
    let (characters, dollars) = match characters.split_last() {
        Some(('$', rest)) => (rest, true),
        _ => (characters, false),
    };
    let Some((mark, rest)) = characters.split_last() else { return (None, dollars) };
    let sign = match mark {
        '+' => Some('+'),
        '\u{2212}' => Some('-'),
        '-' | '\u{2013}' if !rest.last().is_some_and(|before| before.is_alphanumeric()) => Some('-'),
        _ => None,
    };
    (sign, dollars)
}

fn unit(after: &[char]) -> &'static str {
    let word: String = after.iter().take(20).collect::<String>().to_lowercase();
    let word = word.trim_start_matches([' ', '\u{a0}', '\u{202f}', '-']);
    let named = UNITS.iter().find(|(name, _)| {
        let rest = word.strip_prefix(name);
        rest.is_some_and(|rest| *name == "%" || !rest.starts_with(char::is_alphanumeric))
    });
    named.map_or("", |(_, unit)| unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let (one, other) = (figures(one), figures(other));
        one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| one.is(other))
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        for (one, other) in [
            ("$5,824.8 bn", "$5824.8bn"),
            ("$5.824,8 bn", "$5,824.80 billion"),
            ("−14 bp", "-14 basis points"),
            ("+0.14 pp", "+0.14 percentage points"),
            ("4.10%", "4.1 percent"),
            ("1\u{202f}234,5%", "1,234.5 %"),
            ("10Y", "10-y"),
            ("in 24 h", "24-hour"),
            ("at 14:30 CET", "14:30 CET"),
        ] {
            assert!(same(one, other), "{one} and {other}: {:?} {:?}", figures(one), figures(other));
        }
    }

    #[test]
    fn another_sign_size_or_unit_is_another_number() {
        for (one, other) in [
            ("−1.8%", "+1.8%"),
            ("−1.8%", "1.8%"),
            ("4.17%", "4.17 pp"),
            ("$86,915", "86,915"),
            ("86,915", "86.915"),
            ("1.432M", "1,432M"),
            ("$5,824.8 bn", "$5,824.8 m"),
            ("12", "1.2"),
            ("24 h", "24 days"),
        ] {
            assert!(!same(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn a_hyphen_within_a_word_is_no_sign() {
        assert_eq!(
            figures("the 100-day mean of the Q-3 plan (-3)")
                .iter()
                .map(|figure| figure.sign)
                .collect::<Vec<_>>(),
            [None, None, Some('-')]
        );
    }
}
