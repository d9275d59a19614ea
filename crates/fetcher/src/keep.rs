//! From readings to stored observations: plausible, in time, and believed, or held for review.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::moment::MomentKind;
use cockpit_domain::series::StaleAfter;
use cockpit_domain::validate::{Held, HoldReason, Verdict, in_range, judge};
use cockpit_domain::{Moment, Observation, Origin, Point, SeriesId};
use cockpit_store::Resolution;

use crate::decide::{Decider, HeldValue};
use crate::error::FetchError;
use crate::feeds::Reach;
use crate::source::Reading;

/// Clocks differ by seconds, and a civil day begins earlier east of New York.
const FUTURE_SLACK: TimeDelta = TimeDelta::minutes(5);

/// What one answer brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Values in the answer.
    pub values: u32,
    /// Values that were not known before, revisions among them.
    pub new: u32,
}

/// One answer of one publisher.
#[derive(Debug)]
pub struct Answered<'a> {
    /// Who answered.
    pub source: &'a str,
    /// The publisher's place in its feed, 0 first.
    pub standing: u8,
    /// Whether history was asked for.
    pub reach: Reach,
    /// When the answer came.
    pub received_at: DateTime<Utc>,
    /// What it says.
    pub readings: Vec<Reading>,
}

/// Checks and stores an answer. All of it or nothing: when the newest value of a series is not believed, its older
/// ones came in the same unit and are not believed either.
pub async fn keep(decider: &Decider, answer: Answered<'_>) -> Result<Kept, FetchError> {
    let mut by_series = BTreeMap::<SeriesId, Vec<Reading>>::new();
    for reading in &answer.readings {
        by_series.entry(reading.series).or_default().push(*reading);
    }
    let mut accepted = Vec::with_capacity(answer.readings.len());
    for (series, readings) in by_series {
        accepted.extend(believe(decider, &answer, series, readings).await?);
    }
    let values = u32::try_from(accepted.len()).unwrap_or(u32::MAX);
    let appended = decider.append(accepted, answer.received_at).await?;
    let new = u32::try_from(appended.inserted + appended.revised).unwrap_or(u32::MAX);
    Ok(Kept { values, new })
}

async fn believe(
    decider: &Decider,
    answer: &Answered<'_>,
    series: SeriesId,
    readings: Vec<Reading>,
) -> Result<Vec<Observation>, FetchError> {
    let Some(newest) = readings.iter().copied().max_by_key(|reading| reading.observed_at.timestamp()) else {
        return Ok(Vec::new());
    };
    in_time(&newest, answer)?;
    let store = decider.store();
    let latest = store.latest(series).await?;
    let held = store.held(series).await?;
    let implausible = readings.iter().find_map(|reading| in_range(series, reading.value).err());
    let verdict = match implausible {
        Some(reason) => Verdict::Hold(reason),
        // A page of old history has no step to the newest value.
        None if latest.as_ref().is_some_and(|latest| older(newest.observed_at, latest.observed_at)) => {
            Verdict::Accept
        }
        None => {
            let last = latest.as_ref().map(Point::from);
            judge(series, newest.observed_at, newest.value, last.as_ref(), held.as_ref())
        }
    };
    match verdict {
        Verdict::Hold(reason) => {
            hold(decider, answer, &newest, &reason).await?;
            return Err(FetchError::Held(reason.to_string()));
        }
        Verdict::Accept => {
            if let Some(held) = held.filter(|held| !older(newest.observed_at, held.observed_at)) {
                let agreed = held.agrees(newest.value);
                let resolution = if agreed { Resolution::Agreed } else { Resolution::Superseded };
                store.resolve_held(series, resolution, answer.received_at).await?;
            }
        }
    }
    let newest_known = latest.as_ref().map_or(i64::MIN, |latest| latest.observed_at.timestamp());
    let kept = readings.iter().map(|reading| {
        let seen_live = answer.reach == Reach::Recent
            && reading.observed_at == newest.observed_at
            && reading.observed_at.timestamp() > newest_known;
        Observation {
            series,
            observed_at: reading.observed_at,
            first_seen_at: answer.received_at,
            value: reading.value,
            source: answer.source.to_owned(),
            standing: answer.standing,
            origin: if seen_live { Origin::Live } else { Origin::Backfill },
        }
    });
    // An instant older than what we have is a cache that fell back; nobody revises the price of a past second.
    let falls_back = |observation: &Observation| {
        answer.reach == Reach::Recent
            && matches!(observation.observed_at, Moment::Instant(_))
            && observation.observed_at.timestamp() < newest_known
    };
    Ok(kept.filter(|observation| !falls_back(observation)).collect())
}

fn older(moment: Moment, than: Moment) -> bool {
    moment.timestamp() < than.timestamp()
}

/// Refuses answers whose newest value speaks of the future, or is too old to stand for a price of now: then the next
/// publisher is asked.
fn in_time(newest: &Reading, answer: &Answered<'_>) -> Result<(), FetchError> {
    let at = newest.observed_at;
    let slack = match at.kind() {
        MomentKind::Day => TimeDelta::days(1),
        MomentKind::Instant => FUTURE_SLACK,
    };
    if at.start() > answer.received_at + slack {
        return Err(FetchError::FromFuture(at));
    }
    let definition = newest.series.definition();
    match (definition.moments, definition.stale_after) {
        (MomentKind::Instant, StaleAfter::Age(age_max))
            if answer.reach == Reach::Recent && at.age(answer.received_at) > age_max =>
        {
            Err(FetchError::Outdated(at))
        }
        _ => Ok(()),
    }
}

async fn hold(
    decider: &Decider,
    answer: &Answered<'_>,
    newest: &Reading,
    reason: &HoldReason,
) -> Result<(), FetchError> {
    tracing::warn!(series = %newest.series, source = answer.source, %reason, "value held for review");
    let held = Held {
        series: newest.series,
        observed_at: newest.observed_at,
        value: newest.value,
        held_at: answer.received_at,
        source: answer.source.to_owned(),
        reason: reason.to_string(),
        released_by_agreement: reason.released_by_agreement(),
    };
    let shown = HeldValue {
        series: newest.series,
        observed_at: newest.observed_at,
        value: newest.value,
        source: answer.source,
    };
    decider.store().hold(held).await?;
    decider.held(shown, answer.received_at).await?;
    Ok(())
}
