//! Figures computed from FRED's rows equal those that were published, where the recordings hold both: what the weekly
//! file of August 2026 gives as the previous figure, and what was published for the month before.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test file: a panic with a line number is its way to fail"
)]

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use cockpit_domain::calendar::{Impact, Listing, NoActual, Release, Schedule, actual, merge, series_for};

fn recording(name: &str) -> Option<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/recordings");
    let folder = std::env::var("COCKPIT_RECORDINGS").map_or_else(|_| PathBuf::from(beside), PathBuf::from);
    if !folder.is_dir() {
        println!("recordings absent: {} is no folder", folder.display());
        return None;
    }
    Some(std::fs::read_to_string(folder.join(name)).unwrap())
}

/// Rows of a file that somebody wrote anew from FRED: `Date,Value`.
fn rows(file: &str) -> Option<Vec<(NaiveDate, f64)>> {
    let text = recording(&format!("fred-derived/{file}"))?;
    let row = |line: &str| {
        let (day, value) = line.split_once(',')?;
        Some((day.parse().ok()?, value.trim().parse().ok()?))
    };
    Some(text.lines().filter_map(row).collect())
}

/// The release that the weekly file would list under this title at this time.
fn release(title: &str, at: &str, previous: &str) -> Release {
    let at: DateTime<Utc> = at.parse().unwrap();
    let listing = Listing {
        title: title.to_owned(),
        at,
        timed: true,
        impact: Some(Impact::High),
        forecast: None,
        previous: Some(previous.to_owned()),
        note: None,
    };
    let seen_at = at - TimeDelta::hours(1);
    let schedule = Schedule {
        source: "forexfactory".to_owned(),
        seen_at,
        covers: at.date_naive()..=at.date_naive(),
        estimated: false,
        listings: vec![listing],
    };
    merge(&[], &schedule, seen_at).pop().unwrap()
}

/// The figure as it would have been computed an hour after the release, when nothing newer was out.
fn computed(release: &Release, rows: &[(NaiveDate, f64)]) -> Result<String, NoActual> {
    let until = release.period.unwrap();
    let known: Vec<(NaiveDate, f64)> = rows.iter().copied().filter(|(day, _)| *day <= until).collect();
    actual(release, &known, release.at + TimeDelta::hours(1))
}

#[test]
fn figures_equal_the_published_ones() {
    // Title, release of the figure, file of its series, and the figure as the recorded weekly files of August 2026 give it.
    for (title, at, file, published) in [
        ("Non-Farm Employment Change", "2026-07-02T12:30:00Z", "PAYEMS__date_value_202608.csv", "57K"),
        ("PPI m/m", "2026-07-15T12:30:00Z", "PPIFIS__date_value_202608.csv", "-0.3%"),
        ("Core PCE Price Index m/m", "2026-06-25T12:30:00Z", "PCEPILFE__date_value_202608.csv", "0.3%"),
        ("JOLTS Job Openings", "2026-07-07T14:00:00Z", "JTSJOL__date_value_202608.csv", "7.59M"),
    ] {
        let Some(rows) = rows(file) else { return };
        let release = release(title, at, published);
        assert!(file.starts_with(series_for(&release.kind).unwrap()), "{title}");
        assert_eq!(computed(&release, &rows).as_deref(), Ok(published), "{title} of {:?}", release.period);
        let weekly = ["20260801T065103Z", "20260803T045733Z", "20260809T044334Z"]
            .map(|stamp| recording(&format!("forexfactory/ff_calendar_thisweek_{stamp}.json")).unwrap());
        let title = title.replace('/', "\\/");
        let said = weekly
            .iter()
            .flat_map(|text| text.split('{'))
            .filter(|row| row.contains(&format!("\"{title}\"")));
        let said: Vec<&str> = said.filter(|row| row.contains("\"USD\"")).collect();
        let told = format!("\"previous\":\"{published}\"");
        assert!(said.iter().any(|row| row.contains(&told)), "{title}: {said:?}");
    }
}

#[test]
fn a_month_that_was_never_published_leaves_the_figure_empty_with_its_reason() {
    let Some(rows) = rows("CPIAUCSL__date_value_20260327.csv") else { return };
    assert!(
        !rows.iter().any(|(day, _)| day.to_string() == "2025-10-01"),
        "no survey was made in October 2025"
    );
    let november = release("CPI m/m", "2025-12-18T13:30:00Z", "0.3%");
    let refused = computed(&november, &rows).unwrap_err();
    assert_eq!(refused.to_string(), "FRED has no value for Oct 2025");
    assert!(!refused.is_transient(), "the reason is shown");
}
