//! The economic calendar of the last week of August 2026, of our own, in the shapes of its publishers.

use chrono::NaiveDate;
use serde_json::{Value, json};

/// The weekly file: a release of this morning, one that nobody gives for free, and what comes.
pub(crate) fn weekly() -> Value {
    let row = |title: &str, country: &str, date: &str, impact: &str, forecast: &str, previous: &str| json!({"title": title, "country": country, "date": date, "impact": impact, "forecast": forecast, "previous": previous});
    json!([
        row("Bank Holiday", "USD", "2026-08-23T19:00:00-04:00", "Holiday", "", ""),
        row("New Home Sales", "USD", "2026-08-25T10:00:00-04:00", "Low", "650K", "627K"),
        row("CB Consumer Confidence", "USD", "2026-08-25T10:00:00-04:00", "Medium", "98.1", "97.2"),
        row("CPI y/y", "AUD", "2026-08-25T21:30:00-04:00", "High", "2.6%", "2.1%"),
        row("Prelim GDP q/q", "USD", "2026-08-26T08:30:00-04:00", "High", "2.9%", "3.0%"),
        row("Unemployment Claims", "USD", "2026-08-27T08:30:00-04:00", "Medium", "230K", "226K"),
        row("Core PCE Price Index m/m", "USD", "2026-08-28T08:30:00-04:00", "High", "0.2%", "0.3%"),
        row("Revised UoM Consumer Sentiment", "USD", "2026-08-28T10:00:00-04:00", "Medium", "58.6", "58.6"),
    ])
}

/// The Fed's calendar, with the empty object at its end.
pub(crate) fn fed() -> String {
    let event = |title: &str, time: &str, month: &str, days: &str, kind: &str, description: &str| json!({"title": title, "time": time, "month": month, "days": days, "type": kind, "description": description});
    let events = json!([
        event("FOMC Minutes", "2:00 p.m.", "2026-08", "19", "FOMC", "Meeting of July 28-29"),
        event("Beige Book", "2:00 p.m.", "2026-09", "2", "Beige", ""),
        event(
            "FOMC Meeting",
            "2:00 p.m.",
            "2026-09",
            "15-16",
            "FOMC",
            "&lt;p&gt;Two-day meeting, September 15 - 16&lt;/p&gt;"
        ),
        event("FOMC Press Conference", "2:30 p.m.", "2026-09", "16", "FOMC", ""),
        event("FOMC Minutes", "2:00 p.m.", "2026-10", "7", "FOMC", "Meeting of September 15-16"),
        {}
    ]);
    // The live file begins with a byte-order mark.
    format!("\u{feff}{}", json!({"events": events}))
}

pub(crate) fn bea() -> Value {
    json!({
        "Gross Domestic Product": {"release_dates": ["2026-07-30T12:30:00+00:00", "2026-08-26T12:30:00+00:00", "2026-09-30T12:30:00+00:00"], "to_be_rescheduled": []},
        "Personal Income and Outlays": {"release_dates": ["2026-07-31T12:30:00+00:00", "2026-08-28T12:30:00+00:00", "2026-08-28T12:30:00+00:00", "2026-09-30T12:30:00+00:00"]},
        "U.S. International Trade in Goods and Services": {"release_dates": ["2026-09-03T12:30:00+00:00"]},
        "notice": "All dates are subject to change."
    })
}

/// The BLS calendar: its own zone name, folded lines, names without a period.
pub(crate) fn bls() -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//U.S. Bureau of Labor Statistics//release//EN".to_owned(),
        "X-WR-TIMEZONE:US-Eastern".to_owned(),
    ];
    for (uid, at, summary) in [
        ("a1", "20260807T083000", "Employment Situation"),
        ("a2", "20260812T083000", "Consumer Price Index"),
        ("a3", "20260904T083000", "Employment Situation"),
        ("a4", "20260910T083000", "Producer Price Index"),
        ("a5", "20260911T083000", "Consumer Price Index"),
        ("a6", "20260901T100000", "Job Openings and Labor\n  Turnover Survey"),
    ] {
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{uid}-0000-0000-0000-000000000000"),
            format!("DTSTART;TZID=US-Eastern:{at}"),
            "DURATION:PT0M".to_owned(),
            format!("SUMMARY:{summary}"),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.join("\n") + "\n"
}

/// Rows of the FRED series that are released in this week and around it.
pub(crate) fn figures(id: &str) -> Option<Vec<(NaiveDate, String)>> {
    let rows: &[(&str, &str)] = match id {
        // Q2 came this morning, second estimate.
        "A191RL1Q225SBEA" => &[("2025-10-01", "1.4"), ("2026-01-01", "2.2"), ("2026-04-01", "3.1")],
        "GDPCTPI" => &[("2025-10-01", "127.1"), ("2026-01-01", "127.9"), ("2026-04-01", "128.8")],
        // The week to 15 August; the next comes tomorrow.
        "ICSA" => &[("2026-08-01", "231000"), ("2026-08-08", "229000"), ("2026-08-15", "226000")],
        "PCEPILFE" => &[("2026-05-01", "127.400"), ("2026-06-01", "127.782")],
        _ => return None,
    };
    Some(rows.iter().map(|(day, value)| (day.parse().unwrap(), (*value).to_owned())).collect())
}
