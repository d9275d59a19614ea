//! Numbers and times into words. Plain functions, so that server and browser say the same.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;
use cockpit_domain::change::{Change, ChangeUnit, Tone};
use cockpit_domain::{Moment, SeriesId, Unit};

pub mod civil;
pub mod odds;
pub mod rules;
pub mod words;

/// A minus sign as wide as the plus, which a hyphen is not.
const MINUS: char = '\u{2212}';

/// A number with so many decimals and commas between thousands: `5,824.8`, `−0.30`.
pub fn number(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
    let mut text = String::with_capacity(plain.len() + 8);
    // What rounds to zero has no sign.
    if value < 0.0 && !is_zero(&plain) {
        text.push(MINUS);
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// As [`number`], with a plus for what is above zero.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    if value > 0.0 && !is_zero(&text) { format!("+{text}") } else { text }
}

fn is_zero(text: &str) -> bool {
    !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

/// A number without needless decimals: `20`, `1.5`.
pub fn shortest(value: f64) -> String {
    let decimals = (0..4).find(|decimals| {
        let scale = 10_f64.powi(*decimals);
        ((value * scale).round() / scale - value).abs() < 1e-9
    });
    number(value, decimals.map_or(4, |decimals| usize::try_from(decimals).unwrap_or(0)))
}

/// A series' value as the card shows it: what stands before the number, the number, its unit.
pub fn value(series: SeriesId, amount: f64) -> (&'static str, String, &'static str) {
    let unit = series.unit();
    let decimals = if series == SeriesId::UsdtShare { 1 } else { unit.decimals(amount) };
    parts(unit, number(amount, decimals.into()))
}

/// An amount of something that is no series yet: `4.40 %`, `$0.0812`.
pub fn amount(unit: Unit, amount: f64) -> String {
    let (before, number, unit) = parts(unit, number(amount, unit.decimals(amount).into()));
    let gap = if unit.is_empty() { "" } else { " " };
    format!("{before}{number}{gap}{unit}")
}

fn parts(unit: Unit, number: String) -> (&'static str, String, &'static str) {
    match unit {
        Unit::Usd => ("$", number, ""),
        Unit::Number => ("", number, ""),
        Unit::Percent | Unit::UsdMillions | Unit::UsdBillions => ("", number, unit.symbol()),
    }
}

/// As [`value`], in one text: `$86,915`, `5,824.8 $ bn`.
pub fn value_text(series: SeriesId, amount: f64) -> String {
    let (before, number, unit) = value(series, amount);
    let gap = if unit.is_empty() { "" } else { " " };
    format!("{before}{number}{gap}{unit}")
}

/// A change with its sign and unit: `+3 bp`, `−1.8 %`, `+0.14 pp`.
pub fn change(amount: f64, unit: ChangeUnit) -> String {
    let decimals = match unit {
        ChangeUnit::BasisPoints => 0,
        ChangeUnit::PercentagePoints => 2,
        ChangeUnit::Percent if amount.abs() < 1.0 => 2,
        ChangeUnit::Percent | ChangeUnit::UsdBillions => 1,
    };
    format!("{} {}", signed(amount, decimals), unit.symbol())
}

/// A change as it is shown: an arrow and a sign for the direction, a tone for what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delta {
    /// `▲`, `▼`, or `•` for what does not move in the digits shown.
    pub arrow: &'static str,
    /// Sign, number, unit.
    pub text: String,
    /// What it means for risk: never told by colour alone.
    pub tone: Tone,
}

/// A change in words. What rounds to nothing has neither arrow nor tone: the eye could not check them.
pub fn delta(change: &Change) -> Delta {
    let text = self::change(change.value, change.unit);
    if is_zero(&text) {
        return Delta { arrow: "•", text, tone: Tone::Neutral };
    }
    Delta { arrow: if change.value > 0.0 { "▲" } else { "▼" }, text, tone: change.tone }
}

/// An age, in the one unit that says most: `12 s`, `4 min`, `3 h`, `1 day`, `94 days`.
pub fn age(seconds: i64) -> String {
    match seconds.max(0) {
        s @ 0..60 => format!("{s} s"),
        s @ 60..3_600 => format!("{} min", s / 60),
        s @ 3_600..86_400 => format!("{} h", s / 3_600),
        s @ 86_400..172_800 => format!("{} day", s / 86_400),
        s => format!("{} days", s / 86_400),
    }
}

/// A moment for people, as short as it stays clear: `20 Nov`, `24 Dec 2025` in another year; an instant of today
/// `16:59 CEST`, of another day `26 Aug, 16:59 CEST`, in `zone`.
pub fn moment(moment: Moment, now: DateTime<Utc>, zone: Tz) -> String {
    let today = now.with_timezone(&zone).date_naive();
    match moment {
        Moment::Day(day) if day.year() == today.year() => day.format("%-d %b").to_string(),
        Moment::Day(day) => day.format("%-d %b %Y").to_string(),
        Moment::Instant(at) => {
            let at = at.with_timezone(&zone);
            let form = match at.date_naive() {
                day if day == today => "%H:%M %Z",
                day if day.year() == today.year() => "%-d %b, %H:%M %Z",
                _ => "%-d %b %Y, %H:%M %Z",
            };
            at.format(form).to_string()
        }
    }
}

/// A time of day in `zone`: `16:59`; with its day when that is not today: `26 Aug, 16:59`.
pub fn clock(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
    let (at, now) = (at.with_timezone(&zone), now.with_timezone(&zone));
    at.format(if at.date_naive() == now.date_naive() { "%H:%M" } else { "%-d %b, %H:%M" }).to_string()
}

/// A moment to the last digit: `20 Nov 2026`, `26 Aug 2026, 16:59:57 CEST`.
pub fn exact(moment: Moment, zone: Tz) -> String {
    match moment {
        Moment::Day(day) => day.format("%-d %b %Y").to_string(),
        Moment::Instant(at) => at.with_timezone(&zone).format("%-d %b %Y, %H:%M:%S %Z").to_string(),
    }
}

/// The day of a moment in `zone`, with its year: `21 Aug 2026`.
pub fn day(moment: Moment, zone: Tz) -> String {
    let day = match moment {
        Moment::Day(day) => day,
        Moment::Instant(at) => at.with_timezone(&zone).date_naive(),
    };
    day.format("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas_a_true_minus_and_no_negative_zero() {
        for (value, decimals, text) in [
            (86_915.0, 0, "86,915"),
            (5_824.838, 1, "5,824.8"),
            (999.96, 1, "1,000.0"),
            (-1.8, 1, "−1.8"),
            (-0.004, 2, "0.00"),
            (-0.0, 1, "0.0"),
            (0.0, 0, "0"),
            (1_234_567.0, 0, "1,234,567"),
        ] {
            assert_eq!(number(value, decimals), text);
        }
    }

    #[test]
    fn a_band_is_told_without_needless_decimals() {
        for (value, text) in [(20.0, "20"), (1.5, "1.5"), (0.4, "0.4"), (0.125, "0.125"), (-3.0, "−3")] {
            assert_eq!(shortest(value), text);
        }
    }

    #[test]
    fn changes_say_sign_and_unit() {
        for (amount, unit, text) in [
            (3.0, ChangeUnit::BasisPoints, "+3 bp"),
            (-1.84, ChangeUnit::Percent, "−1.8 %"),
            (0.12, ChangeUnit::Percent, "+0.12 %"),
            (0.0, ChangeUnit::Percent, "0.00 %"),
            (0.001, ChangeUnit::PercentagePoints, "0.00 pp"),
            (0.14, ChangeUnit::PercentagePoints, "+0.14 pp"),
            (12.4, ChangeUnit::UsdBillions, "+12.4 $ bn"),
        ] {
            assert_eq!(change(amount, unit), text);
        }
    }

    #[test]
    fn the_arrow_follows_the_sign_and_the_tone_the_meaning() {
        let since = Moment::Day("2026-11-19".parse().unwrap());
        let told = |value, tone| {
            delta(&Change { value, unit: ChangeUnit::PercentagePoints, tone, since, usd_billions: None })
        };
        let rise = told(0.14, Tone::Against);
        assert_eq!((rise.arrow, rise.text.as_str(), rise.tone), ("▲", "+0.14 pp", Tone::Against));
        let fall = told(-0.14, Tone::Supports);
        assert_eq!((fall.arrow, fall.text.as_str(), fall.tone), ("▼", "−0.14 pp", Tone::Supports));
        let nothing = told(-0.001, Tone::Supports);
        assert_eq!((nothing.arrow, nothing.text.as_str(), nothing.tone), ("•", "0.00 pp", Tone::Neutral));
    }

    #[test]
    fn values_come_in_the_form_of_their_series() {
        for (series, amount, text) in [
            (SeriesId::Btc, 86_915.4, "$86,915"),
            (SeriesId::Btc, 912.4, "$912.40"),
            (SeriesId::Us10y, 4.1, "4.10 %"),
            (SeriesId::NetLiquidity, 5_824.838, "5,824.8 $ bn"),
            (SeriesId::UsdtDominance, 6.128, "6.13 %"),
            (SeriesId::UsdtShare, 60.82, "60.8 %"),
        ] {
            assert_eq!(value_text(series, amount), text);
        }
    }

    #[test]
    fn an_age_is_told_in_one_unit() {
        for (seconds, text) in [
            (-5, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_599, "59 min"),
            (3_600, "1 h"),
            (86_400, "1 day"),
            (172_800, "2 days"),
        ] {
            assert_eq!(age(seconds), text);
        }
    }

    #[test]
    fn a_moment_is_told_in_the_viewers_zone() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let berlin: Tz = "Europe/Berlin".parse().unwrap();
        let date = |text: &str| Moment::Day(text.parse().unwrap());
        let instant = |text: &str| Moment::instant(text.parse().unwrap());
        for (at, short, long) in [
            (date("2026-11-20"), "20 Nov", "20 Nov 2026"),
            (date("2025-12-24"), "24 Dec 2025", "24 Dec 2025"),
            (instant("2026-11-23T11:59:57Z"), "12:59 CET", "23 Nov 2026, 12:59:57 CET"),
            (instant("2026-08-26T14:59:57Z"), "26 Aug, 16:59 CEST", "26 Aug 2026, 16:59:57 CEST"),
            (instant("2025-12-31T23:30:00Z"), "1 Jan, 00:30 CET", "1 Jan 2026, 00:30:00 CET"),
            (instant("2025-12-24T15:59:12Z"), "24 Dec 2025, 16:59 CET", "24 Dec 2025, 16:59:12 CET"),
        ] {
            assert_eq!((moment(at, now, berlin), exact(at, berlin)), (short.to_owned(), long.to_owned()));
        }
        assert_eq!(clock("2026-11-23T22:30:00Z".parse().unwrap(), now, berlin), "23:30");
        assert_eq!(clock("2026-11-23T23:30:00Z".parse().unwrap(), now, berlin), "24 Nov, 00:30");
        assert_eq!(day(instant("2025-12-31T23:30:00Z"), berlin), "1 Jan 2026");
    }
}
