//! What the store knows about each series, gathered for the page.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::change::{Window, base_at_or_before};
use cockpit_domain::dashboard::{Facts, Source, SourceState};
use cockpit_domain::moment::MomentKind;
use cockpit_domain::{Moment, SeriesId};
use cockpit_fetcher::feeds::FeedName;
use cockpit_store::{SourceState as Stored, Store, StoreError};

use super::calendar::Releases;
use super::radar::Radar;

/// Points of a sparkline: more than its pixels is bytes without light.
const SPARK_POINTS: u32 = 96;

/// Facts of every series, and the state of every source.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub facts: HashMap<SeriesId, Facts>,
    /// The operator's own series, in the order in which they were added.
    pub own: Vec<SeriesId>,
    pub radar: Radar,
    pub releases: Releases,
    pub sources: Vec<Source>,
}

impl Known {
    pub(super) async fn gather(store: &Store, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let states = store.source_states().await?;
        let mut facts = HashMap::new();
        let own: Vec<SeriesId> =
            store.indicators().await?.into_iter().map(|stored| SeriesId::Own(stored.id)).collect();
        for series in SeriesId::ALL.iter().chain(&own).copied() {
            facts.insert(series, gather(store, series, &states, now).await?);
        }
        let releases = Releases::gather(store, &states, now).await?;
        let radar = Radar::gather(store, &states, now).await?;
        Ok(Self { facts, own, radar, releases, sources: sources(&states) })
    }
}

async fn gather(
    store: &Store,
    series: SeriesId,
    states: &[Stored],
    now: DateTime<Utc>,
) -> Result<Facts, StoreError> {
    let latest = store.latest(series).await?;
    let mut facts =
        Facts { held: store.held(series).await?, error: error(series, states), ..Facts::default() };
    let Some(latest) = latest else { return Ok(facts) };
    for window in series.definition().windows {
        let at = match (window, latest.observed_at) {
            // The previous published day, however many holidays lie between.
            (Window::PreviousDay | Window::Previous, Moment::Day(day)) => day.pred_opt().map(Moment::Day),
            _ => Some(base_at_or_before(*window, latest.observed_at)),
        };
        let base = match at {
            Some(at) => store.at_or_before(series, at).await?,
            None => None,
        };
        facts.bases.push((*window, base));
    }
    facts.spark = spark(store, series, latest.observed_at, now).await?;
    if series == SeriesId::NetLiquidity {
        for leg in [SeriesId::Walcl, SeriesId::Wtregen, SeriesId::Rrpontsyd] {
            if let Some(point) = store.at_or_before(leg, latest.observed_at).await? {
                facts.legs.push((leg, point));
            }
        }
    }
    facts.latest = Some(latest);
    Ok(facts)
}

/// The recent course, up to the newest value: what is old is drawn where it is old, not at the right edge of today.
async fn spark(
    store: &Store,
    series: SeriesId,
    newest: Moment,
    now: DateTime<Utc>,
) -> Result<Vec<cockpit_domain::Point>, StoreError> {
    let span = match series.definition().moments {
        MomentKind::Instant => TimeDelta::days(90),
        // A quarterly figure has four points in a year, which is no line.
        MomentKind::Day if series.definition().windows == [Window::Previous] => TimeDelta::days(1_826),
        MomentKind::Day => TimeDelta::days(365),
    };
    let until = newest.start().min(now) + TimeDelta::seconds(1);
    store.sampled(series, until - span, until, SPARK_POINTS).await
}

/// Why the newest attempt for the series failed: only when every publisher that was asked failed.
pub(super) fn error(series: SeriesId, states: &[Stored]) -> Option<String> {
    let listed =
        FeedName::ALL.into_iter().filter(|feed| feed.series().contains(&series)).map(FeedName::as_str);
    let own = matches!(series, SeriesId::Own(_)).then(|| series.as_str());
    let failed: Vec<String> = listed
        .chain(own)
        .filter_map(|feed| {
            let asked: Vec<&Stored> = states.iter().filter(|state| state.feed == feed).collect();
            let newest = asked.iter().map(|state| state.last_attempt_at).max()?;
            let succeeded = asked.iter().any(|state| {
                state.error.is_none()
                    && state.last_success_at.is_some_and(|at| at == state.last_attempt_at && at >= newest)
            });
            let words =
                asked.iter().filter_map(|state| Some(format!("{}: {}", state.source, state.error.as_ref()?)));
            (!succeeded).then(|| words.collect::<Vec<_>>().join("; ")).filter(|words| !words.is_empty())
        })
        .collect();
    let mut failed = failed;
    failed.dedup();
    (!failed.is_empty()).then(|| failed.join("; "))
}

/// One line per source: a publisher of several feeds is failing when its newest answer for any of them failed.
fn sources(states: &[Stored]) -> Vec<Source> {
    let mut found: Vec<Source> = Vec::new();
    for state in states {
        let one = Source {
            name: state.source.clone(),
            state: if state.error.is_some() { SourceState::Failing } else { SourceState::Ok },
            last_success_at: state.last_success_at,
            next_at: Some(state.next_at),
            error: state.error.clone(),
        };
        match found.iter_mut().find(|source| source.name == one.name) {
            None => found.push(one),
            Some(known) => {
                known.last_success_at = known.last_success_at.max(one.last_success_at);
                known.next_at = known.next_at.min(one.next_at);
                if one.state == SourceState::Failing {
                    known.state = SourceState::Failing;
                    known.error = known.error.take().or(one.error);
                }
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}
