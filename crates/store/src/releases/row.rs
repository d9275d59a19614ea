//! A release as a row.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use cockpit_domain::calendar::{Actual, Figure, Impact, Release, ReleaseId};

use crate::StoreError;

#[derive(sqlx::FromRow)]
pub(super) struct ReleaseRow {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) period: Option<i64>,
    pub(super) period_words: Option<String>,
    pub(super) at: i64,
    pub(super) timed: bool,
    pub(super) estimated: bool,
    pub(super) scheduled_by: String,
    pub(super) scheduled_seen_at: i64,
    pub(super) moved_from: Option<i64>,
    pub(super) impact: String,
    pub(super) forecast: Option<String>,
    pub(super) forecast_source: Option<String>,
    pub(super) forecast_seen_at: Option<i64>,
    pub(super) previous: Option<String>,
    pub(super) previous_source: Option<String>,
    pub(super) previous_seen_at: Option<i64>,
    pub(super) actual: Option<String>,
    pub(super) actual_source: Option<String>,
    pub(super) actual_seen_at: Option<i64>,
    pub(super) revised: Option<String>,
    pub(super) revised_source: Option<String>,
    pub(super) revised_seen_at: Option<i64>,
    pub(super) actual_reason: Option<String>,
    pub(super) withdrawn_at: Option<i64>,
}

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day of the calendar");

impl ReleaseRow {
    pub(super) fn of(release: Release) -> Self {
        let (forecast, forecast_source, forecast_seen_at) = columns(release.forecast);
        let (previous, previous_source, previous_seen_at) = columns(release.previous);
        let (first, revised) = match release.actual {
            None => (None, None),
            Some(Actual { text, source, first_seen_at, revised }) => {
                (Some(Figure { text, source, seen_at: first_seen_at }), revised)
            }
        };
        let (actual, actual_source, actual_seen_at) = columns(first);
        let (revised, revised_source, revised_seen_at) = columns(revised);
        Self {
            id: release.id.as_str().to_owned(),
            kind: release.kind,
            name: release.name,
            period: release.period.map(|period| (period - EPOCH).num_days()),
            period_words: release.period_words,
            at: release.at.timestamp(),
            timed: release.timed,
            estimated: release.estimated,
            scheduled_by: release.scheduled_by,
            scheduled_seen_at: release.scheduled_seen_at.timestamp(),
            moved_from: release.moved_from.map(|at| at.timestamp()),
            impact: release.impact.as_str().to_owned(),
            forecast,
            forecast_source,
            forecast_seen_at,
            previous,
            previous_source,
            previous_seen_at,
            actual,
            actual_source,
            actual_seen_at,
            revised,
            revised_source,
            revised_seen_at,
            actual_reason: release.actual_reason,
            withdrawn_at: release.withdrawn_at.map(|at| at.timestamp()),
        }
    }

    pub(super) fn release(self) -> Result<Release, StoreError> {
        let actual = figure(self.actual, self.actual_source, self.actual_seen_at)?;
        let revised = figure(self.revised, self.revised_source, self.revised_seen_at)?;
        Ok(Release {
            id: ReleaseId::new(self.id.clone()).ok_or_else(|| StoreError::unreadable("release", &self.id))?,
            kind: self.kind,
            name: self.name,
            period: self.period.map(day).transpose()?,
            period_words: self.period_words,
            at: at(self.at)?,
            timed: self.timed,
            estimated: self.estimated,
            scheduled_by: self.scheduled_by,
            scheduled_seen_at: at(self.scheduled_seen_at)?,
            moved_from: self.moved_from.map(at).transpose()?,
            impact: Impact::parse(&self.impact)
                .ok_or_else(|| StoreError::unreadable("impact", &self.impact))?,
            forecast: figure(self.forecast, self.forecast_source, self.forecast_seen_at)?,
            previous: figure(self.previous, self.previous_source, self.previous_seen_at)?,
            actual: actual.map(|first| Actual {
                text: first.text,
                source: first.source,
                first_seen_at: first.seen_at,
                revised,
            }),
            actual_reason: self.actual_reason,
            withdrawn_at: self.withdrawn_at.map(at).transpose()?,
        })
    }
}

type Columns = (Option<String>, Option<String>, Option<i64>);

fn columns(figure: Option<Figure>) -> Columns {
    match figure {
        None => (None, None, None),
        Some(Figure { text, source, seen_at }) => (Some(text), Some(source), Some(seen_at.timestamp())),
    }
}

fn figure(
    text: Option<String>,
    source: Option<String>,
    seen_at: Option<i64>,
) -> Result<Option<Figure>, StoreError> {
    match (text, source, seen_at) {
        (Some(text), Some(source), Some(seen_at)) => Ok(Some(Figure { text, source, seen_at: at(seen_at)? })),
        (None, None, None) => Ok(None),
        half => Err(StoreError::unreadable("figure", half)),
    }
}

fn at(timestamp_s: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp(timestamp_s, 0).ok_or_else(|| StoreError::unreadable("time", timestamp_s))
}

fn day(days: i64) -> Result<NaiveDate, StoreError> {
    let found = TimeDelta::try_days(days).and_then(|days| EPOCH.checked_add_signed(days));
    found.ok_or_else(|| StoreError::unreadable("day", days))
}
