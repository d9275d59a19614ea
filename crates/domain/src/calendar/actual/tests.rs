use super::*;
use crate::calendar::{Listing, Schedule, merge};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The release of this weekly-file title at this time.
fn release(title: &str, at: &str, forecast: &str, previous: &str) -> Release {
    let at: DateTime<Utc> = at.parse().unwrap();
    let figure = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let listing = Listing {
        title: title.to_owned(),
        at,
        timed: true,
        impact: Some(crate::calendar::Impact::High),
        forecast: figure(forecast),
        previous: figure(previous),
        note: None,
    };
    let today = new_york_day(at);
    let schedule = Schedule {
        source: "forexfactory".to_owned(),
        seen_at: at - TimeDelta::hours(5),
        covers: today..=today,
        estimated: false,
        listings: vec![listing],
    };
    merge(&[], &schedule, at - TimeDelta::hours(5)).remove(0)
}

fn figure(release: &Release, rows: &[(&str, f64)]) -> Result<String, NoActual> {
    let rows: Vec<_> = rows.iter().map(|(text, value)| (day(text), *value)).collect();
    actual(release, &rows, release.at + TimeDelta::minutes(10))
}

#[test]
fn figures_are_the_published_ones() {
    // The levels are those the publishers gave for these months; the expected texts their headlines.
    for (title, at, forecast, previous, rows, published) in [
        // Bureau of Labor Statistics, June 2026: +57,000 jobs; unemployment 4.2 %.
        (
            "Non-Farm Employment Change",
            "2026-07-02T12:30:00Z",
            "110K",
            "",
            [("2026-05-01", 158_927.0), ("2026-06-01", 158_984.0)].as_slice(),
            "57K",
        ),
        ("Unemployment Rate", "2026-07-02T12:30:00Z", "", "4.3%", &[("2026-06-01", 4.2)], "4.2%"),
        // Department of Labor, weeks to 25 July and 1 August 2026.
        ("Unemployment Claims", "2026-07-30T12:30:00Z", "201K", "187K", &[("2026-07-25", 197_000.0)], "197K"),
        ("Unemployment Claims", "2026-08-06T12:30:00Z", "", "", &[("2026-08-01", 199_000.0)], "199K"),
        // Bureau of Labor Statistics, June 2026: producer prices -0.3 %.
        (
            "PPI m/m",
            "2026-07-15T12:30:00Z",
            "0.1%",
            "",
            &[("2026-05-01", 157.001), ("2026-06-01", 156.566)],
            "-0.3%",
        ),
        // Bureau of Economic Analysis, core PCE prices of May and June 2026: 0.3 % and 0.1 %.
        (
            "Core PCE Price Index m/m",
            "2026-06-26T12:30:00Z",
            "",
            "",
            &[("2026-04-01", 129.663), ("2026-05-01", 130.094)],
            "0.3%",
        ),
        (
            "Core PCE Price Index m/m",
            "2026-07-30T12:30:00Z",
            "0.2%",
            "0.3%",
            &[("2026-05-01", 130.094), ("2026-06-01", 130.266)],
            "0.1%",
        ),
        // Bureau of Labor Statistics, May 2026: 7.59 million openings; in the form of the forecast.
        ("JOLTS Job Openings", "2026-07-07T14:00:00Z", "7.40M", "", &[("2026-05-01", 7_594.0)], "7.59M"),
        // A decision comes into force on the day after it.
        (
            "Federal Funds Rate",
            "2026-07-29T18:00:00Z",
            "3.75%",
            "3.75%",
            &[("2026-07-29", 4.0), ("2026-07-30", 3.75)],
            "3.75%",
        ),
    ] {
        assert_eq!(
            figure(&release(title, at, forecast, previous), rows).as_deref(),
            Ok(published),
            "{title} {at}"
        );
    }
}

#[test]
fn a_missing_month_gives_no_figure_but_a_reason() {
    // Consumer prices of October 2025 were never collected.
    let rows = [("2024-11-01", 316.4), ("2025-09-01", 324.4), ("2025-11-01", 325.0)];
    let november = release("CPI m/m", "2025-12-18T13:30:00Z", "0.3%", "");
    assert_eq!(figure(&november, &rows).unwrap_err().to_string(), "FRED has no value for Oct 2025");
    let october = release("CPI m/m", "2025-11-13T13:30:00Z", "0.2%", "");
    let error = figure(&october, &rows).unwrap_err();
    assert_eq!(error.to_string(), "FRED has no value for Oct 2025");
    assert!(!error.is_transient());
    assert_eq!(figure(&release("CPI y/y", "2025-12-18T13:30:00Z", "", ""), &rows).as_deref(), Ok("2.7%"));
}

#[test]
fn the_period_before_is_not_taken_for_this_one() {
    let claims = release("Unemployment Claims", "2026-08-27T12:30:00Z", "230K", "226K");
    let error = figure(&claims, &[("2026-08-15", 226_000.0)]).unwrap_err();
    assert!(error.is_transient());
    assert_eq!(error.to_string(), "FRED has no value for week to 22 Aug 2026 yet");
    assert_eq!(figure(&claims, &[("2026-08-22", 1.0), ("2026-08-29", 2.0)]), Err(NoActual::Late));
}

#[test]
fn a_later_estimate_is_told_from_the_earlier_one_it_replaces() {
    let rows = |value| [(day("2026-04-01"), value)];
    let second = release("Prelim GDP q/q", "2026-08-26T12:30:00Z", "2.9%", "3.0%");
    let soon = second.at + TimeDelta::minutes(5);
    assert!(actual(&second, &rows(3.0), soon).unwrap_err().is_transient(), "still the advance estimate");
    assert_eq!(actual(&second, &rows(3.1), soon).as_deref(), Ok("3.1%"));
    assert_eq!(
        actual(&second, &rows(3.0), soon + TimeDelta::days(1)).as_deref(),
        Ok("3.0%"),
        "it was not changed"
    );
}

#[test]
fn the_first_figure_is_kept_and_a_later_one_is_its_revision() {
    let june = release("Non-Farm Employment Change", "2026-07-02T12:30:00Z", "110K", "");
    let (first, later) = (june.at + TimeDelta::minutes(1), june.at + TimeDelta::days(36));
    let told = apply_actual(&june, "57K", "fredgraph PAYEMS", first);
    assert_eq!(apply_actual(&told, "57K", "fredgraph PAYEMS", later), told, "said again is no revision");
    let rows =
        [(day("2026-05-01"), 158_900.0), (day("2026-06-01"), 158_964.0), (day("2026-07-01"), 159_000.0)];
    let now = actual(&told, &rows, later).unwrap();
    let revised = apply_actual(&told, &now, "fredgraph PAYEMS", later).actual.unwrap();
    assert_eq!((revised.text.as_str(), revised.first_seen_at), ("57K", first));
    assert_eq!(revised.revised.unwrap().text, "64K");
}
