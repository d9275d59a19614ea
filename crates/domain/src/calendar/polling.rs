//! When to ask which series for the figures that were released: tightly after a release, hourly later, and at some point
//! not any more.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::actual::{WAIT, series_for};
use super::kind::{FredFigure, NO_FREE_FEED, Outcome, Transform, by_id};
use super::{Release, ReleaseId, title};

/// How long after a release its series is asked every minute.
const TIGHT_FOR: TimeDelta = TimeDelta::minutes(90);
/// How often it is asked then.
const TIGHT_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How often it is asked after that, until [`WAIT`] is over.
const LOOSE_EVERY: TimeDelta = TimeDelta::hours(1);

/// A FRED series somebody waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesPoll {
    /// Its id, such as `PAYEMS`.
    pub series: &'static str,
    /// When it is to be asked next; not after `now` when it is due.
    pub due_at: DateTime<Utc>,
    /// The releases whose figure it may hold then.
    pub releases: Vec<ReleaseId>,
}

impl SeriesPoll {
    /// Whether it is to be asked now.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.due_at <= now
    }
}

/// The series that hold figures still to come, the one to ask first in front; `last_asked` tells when a series was last
/// asked. A caller that may ask one series a minute takes the first, and sleeps until its `due_at` when that is later.
pub fn polls(
    releases: &[Release],
    last_asked: impl Fn(&str) -> Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Vec<SeriesPoll> {
    let mut by_series: BTreeMap<&'static str, SeriesPoll> = BTreeMap::new();
    for release in releases.iter().filter(|release| waits(release, now)) {
        let Some(figure) = figure_of(release) else { continue };
        let due_at = due_at(release, figure, last_asked(figure.series), now);
        let poll = by_series.entry(figure.series).or_insert_with(|| SeriesPoll {
            series: figure.series,
            due_at,
            releases: Vec::new(),
        });
        poll.due_at = poll.due_at.min(due_at);
        if release.at <= now {
            poll.releases.push(release.id.clone());
        }
    }
    let mut polls: Vec<SeriesPoll> = by_series.into_values().collect();
    // The one that has waited longest first.
    polls.sort_by_key(|poll| poll.due_at);
    polls
}

fn figure_of(release: &Release) -> Option<FredFigure> {
    match by_id(&release.kind)?.outcome {
        Outcome::Fred(figure) => Some(figure),
        Outcome::Unavailable(_) | Outcome::Words => None,
    }
}

fn waits(release: &Release, now: DateTime<Utc>) -> bool {
    release.actual.is_none()
        && release.actual_reason.is_none()
        && release.withdrawn_at.is_none()
        && now <= release.at + WAIT
}

fn due_at(
    release: &Release,
    figure: FredFigure,
    last_asked: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let Some(last) = last_asked.filter(|last| *last >= release.at) else { return release.at };
    // A decision's row comes on the day after; without a time of day there is no moment to watch.
    let tight = release.timed && figure.transform != Transform::InForce && now < release.at + TIGHT_FOR;
    // A clock that was set back does not delay the next question.
    last.min(now) + if tight { TIGHT_EVERY } else { LOOSE_EVERY }
}

/// The releases that from now on say why they have no figure: there is no feed of it, or it did not come in a week.
pub fn without_figure(releases: &[Release], now: DateTime<Utc>) -> Vec<Release> {
    let open = releases.iter().filter(|release| {
        release.at <= now
            && release.actual.is_none()
            && release.actual_reason.is_none()
            && release.withdrawn_at.is_none()
    });
    open.filter_map(|release| Some(Release { actual_reason: Some(reason(release, now)?), ..release.clone() }))
        .collect()
}

fn reason(release: &Release, now: DateTime<Utc>) -> Option<String> {
    match by_id(&release.kind).map(|kind| kind.outcome) {
        None if title::is_words(&release.name) => None,
        None => Some(NO_FREE_FEED.to_owned()),
        Some(Outcome::Words) => None,
        Some(Outcome::Unavailable(reason)) => Some(reason.to_owned()),
        Some(Outcome::Fred(_)) if now <= release.at + WAIT => None,
        Some(Outcome::Fred(_)) => {
            let period = release.period_words.as_deref().unwrap_or("it");
            let series = series_for(&release.kind).unwrap_or_default();
            Some(format!("FRED's {series} had no value for {period} within {} days", WAIT.num_days()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::actual::apply_actual;
    use crate::calendar::{Listing, Schedule, merge};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// What the weekly file of early August 2026 and the built-in lists bring.
    fn releases(now: DateTime<Utc>) -> Vec<Release> {
        let listing = |title: &str, at: &str| Listing {
            title: title.to_owned(),
            at: at.parse().unwrap(),
            timed: true,
            impact: Some(crate::calendar::Impact::Medium),
            forecast: None,
            previous: None,
            note: None,
        };
        let schedule = Schedule {
            source: "forexfactory".to_owned(),
            seen_at: now,
            covers: "2026-08-02".parse().unwrap()..="2026-08-08".parse().unwrap(),
            estimated: false,
            listings: vec![
                listing("Unemployment Claims", "2026-08-06T12:30:00Z"),
                listing("Non-Farm Employment Change", "2026-08-07T12:30:00Z"),
                listing("Unemployment Rate", "2026-08-07T12:30:00Z"),
                listing("ISM Services PMI", "2026-08-05T14:00:00Z"),
                listing("President Trump Speaks", "2026-08-05T20:30:00Z"),
            ],
        };
        merge(&[], &schedule, now)
    }

    #[test]
    fn a_series_is_asked_each_minute_after_its_release_then_hourly_then_no_more() {
        let releases: Vec<Release> = releases(at("2026-08-04T12:00:00Z"))
            .into_iter()
            .filter(|release| release.kind == "us.claims")
            .collect();
        for (now, last_asked, due) in [
            ("2026-08-06T12:00:00Z", None, Some("2026-08-06T12:30:00Z")),
            ("2026-08-06T12:30:00Z", Some("2026-08-06T12:00:00Z"), Some("2026-08-06T12:30:00Z")),
            ("2026-08-06T12:31:20Z", Some("2026-08-06T12:31:00Z"), Some("2026-08-06T12:32:00Z")),
            ("2026-08-06T14:00:00Z", Some("2026-08-06T13:59:30Z"), Some("2026-08-06T14:59:30Z")),
            ("2026-08-13T12:30:00Z", Some("2026-08-13T12:00:00Z"), Some("2026-08-13T13:00:00Z")),
            ("2026-08-13T12:30:01Z", None, None),
        ] {
            let polls = polls(&releases, |_| last_asked.map(at), at(now));
            assert_eq!(polls.first().map(|poll| poll.due_at), due.map(at), "{now}");
        }
        let told = [apply_actual(&releases[0], "199K", "fredgraph ICSA", at("2026-08-06T12:31:00Z"))];
        assert!(polls(&told, |_| None, at("2026-08-06T12:32:00Z")).is_empty());
    }

    #[test]
    fn series_of_one_release_take_turns() {
        let now = at("2026-08-07T12:33:30Z");
        let asked = |series: &str| {
            Some(at(if series == "PAYEMS" { "2026-08-07T12:32:30Z" } else { "2026-08-07T12:31:30Z" }))
        };
        let polls = polls(&releases(at("2026-08-07T10:00:00Z")), asked, now);
        let order: Vec<(&str, bool)> = polls.iter().map(|poll| (poll.series, poll.is_due(now))).collect();
        assert_eq!(order, [("UNRATE", true), ("PAYEMS", true), ("ICSA", false)]);
    }

    #[test]
    fn what_has_no_figure_says_why_and_a_speech_needs_no_reason() {
        let releases = releases(at("2026-08-04T12:00:00Z"));
        assert_eq!(without_figure(&releases, at("2026-08-05T13:59:59Z")), []);
        let reasons = |now: &str| -> Vec<(String, String)> {
            without_figure(&releases, at(now))
                .into_iter()
                .map(|release| (release.kind, release.actual_reason.unwrap()))
                .collect()
        };
        let survey = ("us.ism.services".to_owned(), "no free feed of the figure".to_owned());
        assert_eq!(reasons("2026-08-07T12:00:00Z"), [survey]);
        let late = reasons("2026-08-20T12:00:00Z");
        assert_eq!(late.len(), 4);
        assert!(
            late.iter()
                .any(|(_, reason)| reason == "FRED's ICSA had no value for week to 1 Aug 2026 within 7 days"),
            "{late:?}"
        );
    }
}
