//! The calendar's parsers over real answers, where they are at hand (`COCKPIT_RECORDINGS`, by default
//! `../shared/recordings` beside the workspace), against what is counted here in another way.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test file: a panic with a line number is its way to fail"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use cockpit_domain::calendar::{Impact, Schedule};
use cockpit_fetcher::source::Source;
use cockpit_fetcher::sources::bls::Bls;
use cockpit_fetcher::sources::federalreserve::FederalReserve;
use cockpit_fetcher::sources::forexfactory::ForexFactory;
use cockpit_fetcher::sources::fred_figures::{Figures, FredFigures};
use cockpit_http::Answer;
use serde_json::{Value, json};

/// Name and text of every recording in a folder, or nothing (and a line in the output) where there are none.
fn recordings(folder: &str) -> Vec<(String, String)> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/recordings");
    let root = std::env::var("COCKPIT_RECORDINGS").map_or_else(|_| PathBuf::from(beside), PathBuf::from);
    if !root.is_dir() {
        println!("recordings absent: {} is no folder", root.display());
        return Vec::new();
    }
    let files = std::fs::read_dir(root.join(folder)).unwrap().map(|file| file.unwrap());
    let text = |file: &std::fs::DirEntry| std::fs::read_to_string(file.path()).unwrap();
    let mut files: Vec<(String, String)> =
        files.map(|file| (file.file_name().into_string().unwrap(), text(&file))).collect();
    files.sort();
    assert!(!files.is_empty(), "{folder} is empty");
    files
}

fn parse<T>(source: &dyn Source<T>, body: &str, received_at: &str) -> Result<T, String> {
    let received_at = received_at.parse().unwrap();
    let answer = Answer { body: body.into(), content_type: None, received_at, took: Duration::ZERO };
    source.parse(&[answer]).map_err(|error| error.to_string())
}

fn schedule(source: &dyn Source<Schedule>, name: &str, body: &str) -> Schedule {
    parse(source, body, "2026-08-21T14:05:00Z").unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn every_weekly_file_lists_its_releases_of_the_united_states_and_covers_its_week() {
    let mut releases_of_weeks = BTreeMap::<NaiveDate, usize>::new();
    for (name, body) in recordings("forexfactory") {
        let rows: Vec<Value> = serde_json::from_str(&body).unwrap();
        let us: Vec<&Value> =
            rows.iter().filter(|row| row["country"] == "USD" && row["impact"] != "Holiday").collect();
        let schedule = schedule(&ForexFactory, &name, &body);
        assert_eq!(schedule.listings.len(), us.len(), "{name}");
        for (listing, row) in schedule.listings.iter().zip(us) {
            let impact = listing.impact.map(Impact::as_str).map(|word| word[..1].to_uppercase() + &word[1..]);
            assert_eq!(json!(impact), row["impact"], "{name}");
            for (ours, theirs) in [(&listing.forecast, "forecast"), (&listing.previous, "previous")] {
                assert_eq!(json!(ours.as_deref().unwrap_or_default()), row[theirs], "{name}");
            }
            let theirs = DateTime::parse_from_rfc3339(row["date"].as_str().unwrap()).unwrap();
            assert_eq!((json!(listing.title), listing.at), (row["title"].clone(), theirs.to_utc()), "{name}");
            assert!(schedule.covers.contains(&theirs.date_naive()), "{name}: {theirs}");
        }
        assert_eq!((*schedule.covers.end() - *schedule.covers.start()).num_days(), 6);
        *releases_of_weeks.entry(*schedule.covers.start()).or_default() += schedule.listings.len();
    }
    let weeks: Vec<String> = releases_of_weeks.keys().map(ToString::to_string).collect();
    assert!(
        weeks.is_empty() || weeks == ["2026-07-26", "2026-08-02", "2026-08-09", "2026-08-16"],
        "{weeks:?}"
    );
}

#[test]
fn the_fed_lists_two_decisions_with_their_press_conferences() {
    for (name, body) in recordings("federalreserve") {
        let schedule = schedule(&FederalReserve, &name, &body);
        let rows: Vec<(&str, DateTime<Utc>)> =
            schedule.listings.iter().map(|row| (row.title.as_str(), row.at)).collect();
        assert_eq!(
            rows,
            [
                ("Beige Book", at("2026-09-02T18:00:00Z")),
                ("FOMC Meeting", at("2026-09-16T18:00:00Z")),
                ("FOMC Press Conference", at("2026-09-16T18:30:00Z")),
                ("FOMC Minutes", at("2026-10-07T18:00:00Z")),
                ("Beige Book", at("2026-10-14T18:00:00Z")),
                ("FOMC Meeting", at("2026-10-28T18:00:00Z")),
                ("FOMC Press Conference", at("2026-10-28T18:30:00Z")),
            ]
        );
        assert_eq!(schedule.listings[3].note.as_deref(), Some("Meeting of September 15-16"));
        let meeting = schedule.listings[5].note.as_deref();
        assert_eq!(meeting, Some("Two-day meeting, October 27 - 28 Press Conference"));
        assert_eq!(schedule.covers, day("2026-09-01")..=day("2026-10-28"));
    }
}

#[test]
fn two_years_of_the_bls_are_read_with_their_times_in_both_halves_of_the_year() {
    for (name, body) in recordings("bls") {
        let schedule = schedule(&Bls, &name, &body);
        assert_eq!(schedule.listings.len(), 321);
        assert_eq!(schedule.listings.len(), body.matches("BEGIN:VEVENT").count());
        let of = |title: &str| -> Vec<DateTime<Utc>> {
            schedule.listings.iter().filter(|row| row.title == title).map(|row| row.at).collect()
        };
        let prices = of("Consumer Price Index");
        assert_eq!(prices.len(), 24);
        for instant in ["2023-01-12T13:30:00Z", "2023-07-12T12:30:00Z", "2024-12-11T13:30:00Z"] {
            assert!(prices.contains(&at(instant)), "{instant}");
        }
        // The Fridays around 2024-03-10, when the clocks went forward, and 2024-11-03, when they went back.
        let jobs = of("Employment Situation");
        for instant in
            ["2024-03-08T13:30:00Z", "2024-04-05T12:30:00Z", "2024-11-01T12:30:00Z", "2024-12-06T13:30:00Z"]
        {
            assert!(jobs.contains(&at(instant)), "{instant}");
        }
        let openings = of("Job Openings and Labor Turnover Survey");
        assert!(openings.len() == 24 && openings.contains(&at("2023-01-04T15:00:00Z")));
        assert_eq!(schedule.covers, day("2023-01-04")..=day("2024-12-20"));
    }
}

/// The series whose figures the calendar turns into actuals, as far as there are recordings.
const SERIES: [&str; 15] = [
    "CCSA", "CPIAUCSL", "CPILFESL", "DGORDER", "HOUST", "HSN1F", "ICSA", "INDPRO", "JTSJOL", "PAYEMS",
    "PCEPI", "PCEPILFE", "PPIFIS", "RSAFS", "UNRATE",
];

/// Rows with a value of the 800 days before `received_at`.
fn newest(csv: &str, received_at: &str) -> Vec<(NaiveDate, f64)> {
    let since = at(received_at).date_naive() - chrono::Days::new(800);
    let rows = csv.lines().skip(1).filter_map(|line| line.trim().split_once(','));
    let rows = rows.filter_map(|(day, value)| Some((day.parse().unwrap(), value.parse().ok()?)));
    rows.filter(|(day, _)| *day >= since).collect()
}

/// Figures of every recorded file of our series, by file name.
fn figures() -> BTreeMap<String, Figures> {
    let mut figures = BTreeMap::new();
    for (name, csv) in recordings("fred-derived").into_iter().chain(recordings("fredgraph-csv")) {
        let (id, recorded) = name.trim_end_matches(".csv").split_once("__").unwrap_or((&name, ""));
        let Some(series) = SERIES.into_iter().find(|series| *series == id) else { continue };
        let stamp = recorded.rsplit('_').next().unwrap();
        let (year, month) = stamp[..6].split_at(4);
        let received_at = format!("{year}-{month}-{}T12:00:00Z", stamp.get(6..8).unwrap_or("15"));
        // Other projects replaced FRED's header, and some the line ends.
        let (header, rows) = csv.split_once('\n').unwrap();
        let header = header.trim_end();
        let body = match header.to_ascii_lowercase().as_str() {
            "date,value" => format!("observation_date,{id}\n{rows}"),
            _ => csv.clone(),
        };
        let source = FredFigures::keyless(series);
        if header.to_ascii_lowercase().contains("value") {
            assert!(parse(&source, &csv, &received_at).is_err(), "{name}: a header that is not FRED's");
        }
        let told = parse(&source, &body, &received_at).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(told.values, newest(&csv, &received_at), "{name}");
        figures.insert(name, told);
    }
    figures
}

#[test]
fn recorded_series_give_the_figures_that_were_published() {
    let figures = figures();
    if figures.is_empty() {
        return;
    }
    assert_eq!(figures.len(), 21, "{:?}", figures.keys());
    let value = |file: &str, day: &str| {
        let day = day.parse().unwrap();
        figures[file].values.iter().find(|(of, _)| *of == day).map(|(_, value)| *value)
    };
    let jobs = "PAYEMS__date_value_202608.csv";
    let added = value(jobs, "2026-06-01").unwrap() - value(jobs, "2026-05-01").unwrap();
    assert_eq!(added, 57.0, "the 57K that the weekly file of 2026-08-07 calls previous");
    // The shutdown of autumn 2025: no consumer prices and no unemployment rate of October, but payrolls.
    assert_eq!(value("CPIAUCSL__date_value_20260327.csv", "2025-10-01"), None);
    assert_eq!(value("UNRATE__date_value_202608.csv", "2025-10-01"), None);
    assert!(value(jobs, "2025-10-01").is_some());
    assert_eq!(figures["ICSA__20251114.csv"].values.last().unwrap().0, day("2025-09-20"));
}
