//! The weekly files of August 2026 as they were published, in order: every row keeps one identity.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test file: a panic with a line number is its way to fail"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::America::New_York;
use cockpit_domain::calendar::merge::merge;
use cockpit_domain::calendar::{Listing, Release, ReleaseId, Schedule};
use cockpit_fetcher::source::Source;
use cockpit_fetcher::sources::forexfactory::ForexFactory;
use cockpit_http::Answer;

fn files() -> Vec<(DateTime<Utc>, Vec<u8>)> {
    let folder = std::env::var("COCKPIT_RECORDINGS").map_or_else(
        |_| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/recordings")),
        PathBuf::from,
    );
    let Ok(entries) = std::fs::read_dir(folder.join("forexfactory")) else {
        println!("recordings absent: set COCKPIT_RECORDINGS to the folder to run this test");
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let stamp = name.rsplit('_').next().unwrap().to_owned();
            let at = NaiveDateTime::parse_from_str(&stamp, "%Y%m%dT%H%M%SZ").unwrap().and_utc();
            (at, std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn schedule(received_at: DateTime<Utc>, body: Vec<u8>) -> Schedule {
    let answer = Answer { body, content_type: None, received_at, took: Duration::ZERO };
    ForexFactory.parse(&[answer]).unwrap()
}

fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&New_York).date_naive()
}

#[test]
fn rows_that_move_appear_vanish_or_are_corrected_keep_one_identity_each() {
    let mut known = BTreeMap::<ReleaseId, Release>::new();
    let mut identities = BTreeMap::<(String, NaiveDate), BTreeSet<ReleaseId>>::new();
    let (mut moved_minutes, mut corrected, mut vanished) = (0, 0, 0);
    for (at, body) in files() {
        let told = schedule(at, body);
        let before: Vec<Release> = known.values().cloned().collect();
        for release in merge(&before, &told, at) {
            if let Some(old) = known.get(&release.id) {
                moved_minutes += usize::from(old.at != release.at && day(old.at) == day(release.at));
                let text = |release: &Release| release.forecast.as_ref().map(|figure| figure.text.clone());
                corrected += usize::from(text(old) != text(&release));
                vanished += usize::from(release.withdrawn_at.is_some() && old.withdrawn_at.is_none());
            }
            known.insert(release.id.clone(), release);
        }
        for row in &told.listings {
            // In one week one title stands twice on a day, a minute apart: it is one release.
            let of_day = |other: &&Listing| other.title == row.title && day(other.at) == day(row.at);
            let first = told.listings.iter().filter(of_day).map(|other| other.at).min().unwrap();
            let same: Vec<&Release> = known
                .values()
                .filter(|release| release.name == row.title && day(release.at) == day(row.at))
                .filter(|release| release.withdrawn_at.is_none())
                .collect();
            assert_eq!(same.len(), 1, "{} on {} in the file of {at}: {same:#?}", row.title, row.at);
            assert_eq!(same[0].at, first, "{} at its newest time", row.title);
            if row.at > at {
                let text = same[0].forecast.as_ref().map(|figure| figure.text.as_str());
                assert_eq!(text, row.forecast.as_deref(), "{} in the file of {at}", row.title);
            }
            identities.entry((row.title.clone(), day(row.at))).or_default().insert(same[0].id.clone());
        }
        // Read again, the same file changes nothing that is shown.
        let now: Vec<Release> = known.values().cloned().collect();
        for again in merge(&now, &told, at) {
            let old = &known[&again.id];
            assert_eq!(
                (&again.name, again.at, &again.forecast, &again.previous, again.withdrawn_at),
                (&old.name, old.at, &old.forecast, &old.previous, old.withdrawn_at)
            );
        }
    }
    for (row, ids) in &identities {
        assert_eq!(ids.len(), 1, "{row:?} was given {ids:?}");
    }
    if !identities.is_empty() {
        // What the files hold, counted once by hand: otherwise this test would prove nothing.
        println!(
            "{} rows, {moved_minutes} moved by minutes, {corrected} forecasts changed, {vanished} vanished",
            identities.len()
        );
        assert!(moved_minutes > 0 && corrected > 5, "{moved_minutes} {corrected} {vanished}");
    }
    assert!(known.values().all(|release| release.actual.is_none()), "the weekly file has no actual");
}
