//! Numbers and times into words. Plain functions, so that server and browser say the same.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;
use cockpit_domain::change::ChangeUnit;
use cockpit_domain::{Moment, SeriesId, Unit};

/// A minus sign as wide as the plus, which a hyphen is not.
const MINUS: char = '\u{2212}';

/// A number with so many decimals and commas between thousands: `5,824.8`, `−0.30`.
pub fn number(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
    let mut text = String::with_capacity(plain.len() + 8);
    // What rounds to zero has no sign.
    if value < 0.0 && plain.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
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
    let zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if value > 0.0 && !zero { format!("+{text}") } else { text }
}

/// A series' value as the card shows it: what stands before the number, the number, its unit.
pub fn value(series: SeriesId, amount: f64) -> (&'static str, String, &'static str) {
    let unit = series.unit();
    let decimals = match unit {
        Unit::Usd if amount.abs() >= 1_000.0 => 0,
        Unit::Usd | Unit::Percent => 2,
        Unit::UsdBillions => 1,
    };
    match unit {
        Unit::Usd => ("$", number(amount, decimals), ""),
        Unit::Percent | Unit::UsdBillions => ("", number(amount, decimals), unit.symbol()),
    }
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

/// A moment for people: `20 Nov`, `24 Dec 2025` in another year, `26 Aug, 16:59` for an instant, in `zone`.
pub fn moment(moment: Moment, now: DateTime<Utc>, zone: Tz) -> String {
    let this_year = now.with_timezone(&zone).year();
    match moment {
        Moment::Day(day) if day.year() == this_year => day.format("%-d %b").to_string(),
        Moment::Day(day) => day.format("%-d %b %Y").to_string(),
        Moment::Instant(at) => {
            let at = at.with_timezone(&zone);
            let form = if at.year() == this_year { "%-d %b, %H:%M %Z" } else { "%-d %b %Y, %H:%M %Z" };
            at.format(form).to_string()
        }
    }
}

/// A source's name as its publisher writes it; what is no source of ours stays as it is.
pub fn source(name: &str) -> String {
    let known = match name {
        "fredgraph" => "FRED",
        "fred_api" => "FRED API",
        "treasury" => "U.S. Treasury",
        "fiscaldata" => "Fiscal Data",
        "nyfed" => "New York Fed",
        "coinbase" => "Coinbase",
        "kraken" => "Kraken",
        "coingecko" => "CoinGecko",
        "mempool" => "mempool.space",
        "defillama" => "DefiLlama",
        "defillama_rwa" => "DefiLlama RWA",
        other => other,
    };
    known.to_owned()
}

/// Several sources, as a computed value has them: `FRED + New York Fed`.
pub fn sources(names: &str) -> String {
    names.split(" + ").map(source).collect::<Vec<_>>().join(" + ")
}

/// A day with its year: `21 Aug 2026`.
pub fn day(moment: Moment) -> String {
    moment.day().format("%-d %b %Y").to_string()
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
            (0.0, 0, "0"),
            (1_234_567.0, 0, "1,234,567"),
        ] {
            assert_eq!(number(value, decimals), text);
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
    fn values_come_in_the_form_of_their_series() {
        assert_eq!(value(SeriesId::Btc, 86_915.4), ("$", "86,915".into(), ""));
        assert_eq!(value(SeriesId::Us10y, 4.1), ("", "4.10".into(), "%"));
        assert_eq!(value(SeriesId::NetLiquidity, 5_824.838), ("", "5,824.8".into(), "$ bn"));
    }

    #[test]
    fn sources_are_named_as_their_publishers_write_themselves() {
        assert_eq!(sources("fredgraph + nyfed"), "FRED + New York Fed");
        assert_eq!(sources("Federal Reserve Board, via FRED"), "Federal Reserve Board, via FRED");
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
        assert_eq!(moment(Moment::Day("2026-11-20".parse().unwrap()), now, berlin), "20 Nov");
        assert_eq!(moment(Moment::Day("2025-12-24".parse().unwrap()), now, berlin), "24 Dec 2025");
        let instant = Moment::instant("2026-08-26T14:59:57Z".parse().unwrap());
        assert_eq!(moment(instant, now, berlin), "26 Aug, 16:59 CEST");
    }
}
