//! Figures and times into words.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use cockpit_domain::Moment;

use super::{Numbers, Options};
use crate::message::{Figure, Reading, Unit};

/// A minus sign as wide as the plus, which a hyphen is not.
const MINUS: char = '\u{2212}';

/// A number with so many decimals: `5,824.8`, `−0.30`. What rounds to zero has no sign.
pub fn number(amount: f64, decimals: u8, numbers: Numbers) -> String {
    let plain = format!("{:.*}", usize::from(decimals), amount.abs());
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
    let (between, point) = numbers.marks();
    let mut text = String::with_capacity(plain.len() + 8);
    if amount < 0.0 && !is_zero(&plain) {
        text.push(MINUS);
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push_str(between);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push_str(point);
        text.push_str(fraction);
    }
    text
}

fn is_zero(text: &str) -> bool {
    !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

/// A figure with its unit: `$86,915`, `$5,824.8 bn`, `4.17%`, `14 bp`.
pub fn figure(figure: Figure, numbers: Numbers) -> String {
    with_unit(&number(figure.amount(), figure.decimals(), numbers), figure.unit())
}

/// A change: as [`figure`], with a plus for what is above zero.
pub fn change(figure: Figure, numbers: Numbers) -> String {
    let text = number(figure.amount(), figure.decimals(), numbers);
    let sign = if figure.amount() > 0.0 && !is_zero(&text) { "+" } else { "" };
    with_unit(&format!("{sign}{text}"), figure.unit())
}

fn with_unit(text: &str, unit: Unit) -> String {
    let digits = text.trim_start_matches(['+', MINUS]);
    let sign = &text[..text.len() - digits.len()];
    match unit {
        Unit::Usd => format!("{sign}${digits}"),
        Unit::UsdMillions => format!("{sign}${digits} m"),
        Unit::UsdBillions => format!("{sign}${digits} bn"),
        Unit::Number => text.to_owned(),
        Unit::Percent => format!("{text}%"),
        Unit::BasisPoints | Unit::PercentagePoints => format!("{text} {}", unit.symbol()),
    }
}

/// Dollars in short: `$1.2m`, `$340k`.
pub fn dollars(dollars: i64, numbers: Numbers) -> String {
    let (amount, suffix) = match dollars.unsigned_abs() {
        0..1_000 => (dollars as f64, ""),
        1_000..1_000_000 => (dollars as f64 / 1e3, "k"),
        1_000_000..1_000_000_000 => (dollars as f64 / 1e6, "m"),
        _ => (dollars as f64 / 1e9, "bn"),
    };
    let decimals = u8::from(matches!(suffix, "m" | "bn"));
    format!("${}{suffix}", number(amount, decimals, numbers))
}

/// A reading: `$86,915 (24 Nov, 15:45 CET)`.
pub fn reading(reading: &Reading, told_at: DateTime<Utc>, options: &Options) -> String {
    let what = figure(reading.figure, options.numbers);
    format!("{what} ({})", moment(reading.moment, told_at, options))
}

/// A day, `20 Nov`, or an instant in the recipient's zone, `26 Aug, 16:59 CEST`; with its year when it is another one
/// than that of the message.
pub fn moment(moment: Moment, told_at: DateTime<Utc>, options: &Options) -> String {
    let year = told_at.with_timezone(&options.zone).year();
    match moment {
        Moment::Day(day) if day.year() == year => day.format("%-d %b").to_string(),
        Moment::Day(day) => day.format("%-d %b %Y").to_string(),
        Moment::Instant(at) => {
            let at = at.with_timezone(&options.zone);
            let form = if at.year() == year { "%-d %b, %H:%M %Z" } else { "%-d %b %Y, %H:%M %Z" };
            at.format(form).to_string()
        }
    }
}

/// As [`moment`], of an instant.
pub fn instant(at: DateTime<Utc>, told_at: DateTime<Utc>, options: &Options) -> String {
    moment(Moment::Instant(at), told_at, options)
}

/// A length of time in the one or two units that say most: `40 min`, `2 h 5 min`, `12 h`, `3 days`.
pub fn span(length: TimeDelta) -> String {
    let minutes = length.num_minutes().max(0);
    match (minutes / 1_440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (1, 0, _) => "1 day".to_owned(),
        (1, hours, _) => format!("1 day {hours} h"),
        (days, _, _) => format!("{days} days"),
    }
}

/// `1 alert`, `2 alerts`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_carry_their_unit_and_sign_in_every_language_of_numbers() {
        let of = |amount, unit, decimals| Figure::new(amount, unit, decimals).unwrap();
        for (figure, numbers, text) in [
            (of(86_915.0, Unit::Usd, 0), Numbers::English, "+$86,915"),
            (of(-5_824.84, Unit::UsdBillions, 1), Numbers::German, "−$5.824,8 bn"),
            (of(1_234.5, Unit::Percent, 1), Numbers::French, "+1\u{202f}234,5%"),
            (of(-0.004, Unit::Percent, 2), Numbers::English, "0.00%"),
            (of(-14.0, Unit::BasisPoints, 0), Numbers::English, "−14 bp"),
        ] {
            assert_eq!(change(figure, numbers), text);
        }
        assert_eq!(dollars(1_240_000, Numbers::English), "$1.2m");
        assert_eq!(dollars(340_900, Numbers::English), "$341k");
    }

    #[test]
    fn a_length_of_time_is_told_in_the_units_that_say_most() {
        for (minutes, text) in
            [(40, "40 min"), (125, "2 h 5 min"), (720, "12 h"), (1_500, "1 day 1 h"), (-5, "0 min")]
        {
            assert_eq!(span(TimeDelta::minutes(minutes)), text);
        }
    }
}
