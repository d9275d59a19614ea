//! What somebody wants of a rule, as they write it: `btc.change.24h 3`. Pure.

use cockpit_domain::rules::RuleId;

use crate::bot::html::{code, text};

/// What somebody wants of a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Request {
    /// This threshold, in the rule's unit, and the rule on.
    Set(f64),
    On,
    Off,
    /// What the preset has.
    Usual,
}

/// `None` for no words: the list is wanted. Or why they cannot be read, in HTML.
pub(super) fn read(words: &[String]) -> Result<Option<(RuleId, Request)>, String> {
    let Some((rule, wanted)) = words.split_first() else { return Ok(None) };
    let rule: RuleId = rule
        .to_lowercase()
        .parse()
        .map_err(|error| format!("{} {}", text(&format!("{error}.")), example()))?;
    let wanted = wanted.concat().to_lowercase();
    let request = match wanted.as_str() {
        "" => return Err(format!("And what? {}", example())),
        "on" => Request::On,
        "off" => Request::Off,
        "default" | "preset" | "usual" | "reset" => Request::Usual,
        wanted => Request::Set(
            number(wanted).ok_or_else(|| format!("{} is no number. {}", code(wanted), example()))?,
        ),
    };
    Ok(Some((rule, request)))
}

fn example() -> String {
    format!(
        "Write it like {}, {} or {}.",
        code("/thresholds btc.change.24h 3"),
        code("/thresholds btc.change.24h off"),
        code("/thresholds btc.change.24h default")
    )
}

/// A number, with the unit behind it or not: `3`, `2,5%`, `$100,000`, `14bp`.
fn number(written: &str) -> Option<f64> {
    let written = written.trim_start_matches(['±', '$', '+']);
    let digits = |character: char| character.is_ascii_digit() || character == '.' || character == ',';
    let end = written.find(|character| !digits(character)).unwrap_or(written.len());
    let (number, unit) = written.split_at(end);
    if !["", "%", "bp", "bps", "pp", "h", "$", "bn", "$bn"].contains(&unit)
        || !number.contains(|character: char| character.is_ascii_digit())
    {
        return None;
    }
    plain(number)?.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// A comma before three digits divides thousands; any other is a decimal point. What could be both is not guessed.
fn plain(number: &str) -> Option<String> {
    match (number.matches(',').count(), number.matches('.').count()) {
        (0, 0 | 1) => Some(number.to_owned()),
        (1, 0) if number.len() - number.find(',')? != 4 => Some(number.replace(',', ".")),
        (_, 0 | 1) if groups_of_three(number.split('.').next()?) => Some(number.replace(',', "")),
        _ => None,
    }
}

fn groups_of_three(whole: &str) -> bool {
    let mut groups = whole.split(',');
    groups.next().is_some_and(|first| (1..=3).contains(&first.len())) && groups.all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Result<Option<(RuleId, Request)>, String> {
        read(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_threshold_is_read_with_its_unit_or_without() {
        for (text, threshold) in [
            ("btc.change.24h 3", 3.0),
            ("btc.change.24h 2.5%", 2.5),
            ("BTC.change.24h 2,5 %", 2.5),
            ("us10y.change.1d 14 bp", 14.0),
            ("btc.level.100k $100,000", 100_000.0),
            ("btc.level.100k 1,100,000.5", 1_100_000.5),
            ("event.soon 12h", 12.0),
            ("btc.drift 0.001", 0.001),
        ] {
            assert_eq!(said(text).unwrap().unwrap().1, Request::Set(threshold), "{text}");
        }
    }

    #[test]
    fn a_rule_is_switched_and_put_back() {
        for (text, request) in [("on", Request::On), ("OFF", Request::Off), ("default", Request::Usual)] {
            assert_eq!(said(&format!("odds.swing {text}")).unwrap().unwrap().1, request);
        }
        assert_eq!(said(""), Ok(None));
    }

    #[test]
    fn what_cannot_be_read_is_told_in_words_that_are_no_markup() {
        for text in [
            "doge.change.24h 3",
            "btc.change.24h",
            "btc.change.24h many",
            "btc.change.24h nan",
            "btc.change.24h inf",
            "btc.change.24h 1e3",
            "btc.change.24h 3<b>",
            "btc.change.24h 1.000.000",
            "btc.change.24h -3",
            "btc.change.24h ,",
            "<b>x</b> 3",
        ] {
            let words = said(text).unwrap_err();
            assert!(words.contains("/thresholds btc.change.24h 3"), "{text}: {words}");
            assert!(!words.contains("<b>"), "{text}: {words}");
        }
    }
}
