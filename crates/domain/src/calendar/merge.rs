//! What a source says about the schedule, merged with what is known: one identity per release, whatever moves.

mod pair;
mod sighting;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use self::pair::pair;
use self::sighting::{Sighting, sightings};
use super::precedence::{FOREX_FACTORY, is_own, rank};
use super::rules::{new_york_day, window};
use super::{Figure, Impact, Release, ReleaseId, Schedule, kind};

/// The releases that are new or changed by `schedule`, to be stored by their ids; `known` is what is stored.
///
/// A release is one kind and period, or one kind and New York day where the period is unknown. Who publishes the release
/// is believed about its day before the weekly file, that before announced days inside this program, those before rules;
/// every other figure keeps its own source. What a source does not list any more, within the days about which it is
/// complete and before its time, is withdrawn, unless it was moved. Nothing that has come ever vanishes. What lies
/// outside the calendar's window and is not known is not taken up.
pub fn merge(known: &[Release], schedule: &Schedule, now: DateTime<Utc>) -> Vec<Release> {
    let sightings = sightings(schedule);
    let pairs = pair(known, &sightings, schedule, now);
    let mut merged = known.to_vec();
    for (sighting, place) in sightings.iter().zip(&pairs) {
        match place {
            Some(place) => {
                rename(&mut merged, *place, sighting, schedule);
                seen_again(&mut merged[*place], sighting, schedule, now);
            }
            None if window(now).contains(&sighting.day) => {
                merged.extend(first_seen(&merged, sighting, schedule));
            }
            None => {}
        }
    }
    for (place, release) in merged.iter_mut().enumerate().take(known.len()) {
        if !pairs.contains(&Some(place)) && has_vanished(release, schedule, now) {
            withdraw(release, schedule, now);
        }
    }
    merged
        .into_iter()
        .enumerate()
        .filter(|(place, release)| known.get(*place) != Some(release))
        .map(|(_, release)| release)
        .collect()
}

/// Whether it has come, or should have.
fn has_come(release: &Release, now: DateTime<Utc>) -> bool {
    release.actual.is_some() || release.at <= now
}

fn has_vanished(release: &Release, schedule: &Schedule, now: DateTime<Utc>) -> bool {
    release.scheduled_by == schedule.source
        && release.withdrawn_at.is_none()
        && !has_come(release, now)
        && schedule.covers.contains(&new_york_day(release.at))
}

/// Another source that gave figures for it still lists it, as far as we know: its next answer says so or withdraws it.
fn withdraw(release: &mut Release, schedule: &Schedule, now: DateTime<Utc>) {
    let figures = [&release.forecast, &release.previous].into_iter().flatten();
    let other = figures.filter(|figure| figure.source != schedule.source).max_by_key(|figure| figure.seen_at);
    if let Some(Figure { source, seen_at, .. }) = other {
        (release.scheduled_by, release.scheduled_seen_at) = (source.clone(), *seen_at);
    } else {
        release.withdrawn_at = Some(now);
    }
}

/// The weekly file names the estimate of a quarter's product; others leave it to the month. Then its word holds, unless
/// there is such an estimate already.
fn rename(all: &mut [Release], place: usize, sighting: &Sighting, schedule: &Schedule) {
    let period = all[place].period;
    let taken = |release: &Release| release.kind == sighting.kind && release.period == period;
    if schedule.source == FOREX_FACTORY && !all.iter().any(taken) {
        (all[place].kind, all[place].name) = (sighting.kind.clone(), sighting.name.clone());
    }
}

fn seen_again(release: &mut Release, sighting: &Sighting, schedule: &Schedule, now: DateTime<Utc>) {
    let withdrawn = release.withdrawn_at.is_some();
    let source = schedule.source.as_str();
    // What a publisher has withdrawn is not brought back by a list that was written before.
    if withdrawn && is_own(source) && !is_own(&release.scheduled_by) {
        return;
    }
    let same_day = new_york_day(release.at) == sighting.day;
    if release.actual.is_none() && (withdrawn || rank(source) >= rank(&release.scheduled_by)) {
        if !same_day {
            // A rule that turns out wrong is no move: nobody had announced that day.
            if !release.estimated {
                release.moved_from = Some(release.at);
            }
            if sighting.at > now {
                release.actual_reason = None;
            }
        }
        // A day without a time of day does not take away one that is known.
        if !same_day || sighting.timed || !release.timed {
            (release.at, release.timed) = (sighting.at, sighting.timed);
        }
        release.estimated = schedule.estimated;
        release.withdrawn_at = None;
        if release.scheduled_by != source {
            (release.scheduled_by, release.scheduled_seen_at) = (source.to_owned(), schedule.seen_at);
        }
        release.scheduled_seen_at = release.scheduled_seen_at.max(schedule.seen_at);
    } else if same_day && sighting.timed && !release.timed {
        (release.at, release.timed) = (sighting.at, true);
    }
    let frozen = has_come(release, now);
    take_figure(&mut release.forecast, sighting.forecast.as_deref(), schedule, frozen);
    take_figure(&mut release.previous, sighting.previous.as_deref(), schedule, frozen);
    if let Some(told) = sighting.impact {
        release.impact = impact(kind::by_id(&release.kind), told);
    }
}

/// What was expected is what was expected before it came: after that only a gap is filled.
fn take_figure(figure: &mut Option<Figure>, told: Option<&str>, schedule: &Schedule, frozen: bool) {
    let Some(text) = told else { return };
    if figure.as_ref().is_some_and(|figure| frozen || figure.text == text) {
        return;
    }
    *figure =
        Some(Figure { text: text.to_owned(), source: schedule.source.clone(), seen_at: schedule.seen_at });
}

fn impact(kind: Option<&kind::Kind>, told: Impact) -> Impact {
    match kind {
        Some(kind) if kind.raised => told.max(kind.impact),
        _ => told,
    }
}

fn first_seen(all: &[Release], sighting: &Sighting, schedule: &Schedule) -> Option<Release> {
    let known = kind::by_id(&sighting.kind);
    // Two of one kind that seem to speak of one period: a delay has broken the rule, and the later one's is unknown.
    let taken =
        |period| all.iter().any(|release| release.kind == sighting.kind && release.period == Some(period));
    let period = sighting.period.filter(|period| !taken(*period));
    let base = format!("{}.{}", sighting.kind, period.unwrap_or(sighting.day));
    let names = std::iter::once(base.clone()).chain((2..100).map(|nth| format!("{base}-{nth}")));
    let id = names.filter_map(ReleaseId::new).find(|id| all.iter().all(|release| release.id != *id))?;
    let mut release = Release {
        id,
        kind: sighting.kind.clone(),
        name: sighting.name.clone(),
        period,
        period_words: period.and_then(|period| known.map(|kind| kind.period.words(period))),
        at: sighting.at,
        timed: sighting.timed,
        estimated: schedule.estimated,
        scheduled_by: schedule.source.clone(),
        scheduled_seen_at: schedule.seen_at,
        moved_from: None,
        impact: match (sighting.impact, known) {
            (Some(told), known) => impact(known, told),
            (None, Some(kind)) => kind.impact,
            (None, None) => Impact::Low,
        },
        forecast: None,
        previous: None,
        actual: None,
        actual_reason: None,
        withdrawn_at: None,
    };
    take_figure(&mut release.forecast, sighting.forecast.as_deref(), schedule, false);
    take_figure(&mut release.previous, sighting.previous.as_deref(), schedule, false);
    Some(release)
}
