//! The calendar as people read it: what has come, what comes.

use chrono::{DateTime, Utc};

use super::rules::{new_york_day, window};
use super::surprise::{Worry, surprise};
use super::{Impact, MarketLink, Reaction, Release, Shown};

/// The releases of the window of at least this impact that are not withdrawn: what has come, oldest first, and what
/// comes, next first. One whose time of day is not known has come when its day is over or its figure is there.
pub fn split(releases: &[Release], least: Impact, now: DateTime<Utc>) -> (Vec<&Release>, Vec<&Release>) {
    let window = window(now);
    let mut shown: Vec<&Release> = releases
        .iter()
        .filter(|release| release.withdrawn_at.is_none() && release.impact >= least)
        .filter(|release| window.contains(&new_york_day(release.at)))
        .collect();
    shown.sort_by(|one, other| {
        (one.at, other.impact, &one.name, &one.id).cmp(&(other.at, one.impact, &other.name, &other.id))
    });
    shown.into_iter().partition(|release| is_completed(release, now))
}

/// Whether it has come.
pub fn is_completed(release: &Release, now: DateTime<Utc>) -> bool {
    release.actual.is_some()
        || if release.timed { release.at <= now } else { new_york_day(release.at) < new_york_day(now) }
}

/// A release with everything that is derived from it.
pub fn shown(
    release: &Release,
    worry: Worry,
    reaction: Option<Reaction>,
    market: Option<MarketLink>,
) -> Shown {
    Shown { release: release.clone(), surprise: surprise(release, worry), reaction, market }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Listing, Schedule, merge};

    #[test]
    fn noticed_releases_of_the_window_are_split_by_now_and_sorted() {
        let now: DateTime<Utc> = "2026-08-06T12:30:00Z".parse().unwrap();
        let row = |title: &str, at: &str, impact, timed| Listing {
            title: title.to_owned(),
            at: at.parse().unwrap(),
            timed,
            impact: Some(impact),
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
                row("Unemployment Claims", "2026-08-06T12:30:00Z", Impact::Medium, true),
                row("Trade Balance", "2026-08-04T12:30:00Z", Impact::Low, true),
                row("Unemployment Rate", "2026-08-07T12:30:00Z", Impact::High, true),
                row("A day without a time", "2026-08-06T04:00:00Z", Impact::Medium, false),
                row("ISM Services PMI", "2026-08-05T14:00:00Z", Impact::Medium, true),
                row("OPEC Meetings", "2026-08-07T12:30:00Z", Impact::Medium, true),
            ],
        };
        let mut releases = merge(&[], &schedule, now);
        let names =
            |shown: Vec<&Release>| shown.iter().map(|release| release.name.clone()).collect::<Vec<_>>();
        let (completed, upcoming) = split(&releases, Impact::Medium, now);
        assert_eq!(names(completed), ["ISM Services PMI", "Unemployment Claims"]);
        assert_eq!(names(upcoming), ["A day without a time", "Unemployment Rate", "OPEC Meetings"]);
        for release in &mut releases {
            release.withdrawn_at = Some(now);
        }
        assert_eq!(split(&releases, Impact::Low, now), (vec![], vec![]));
    }
}
