//! The calendar as it is stored, and as it is shown at a moment.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::calendar::view::{is_completed, shown};
use cockpit_domain::calendar::{Impact, MarketLink, Reaction, Release, Shown, Worry, split};
use cockpit_domain::change::ChangeUnit;
use cockpit_domain::dashboard::{Calendar, Status};
use cockpit_domain::freshness::Freshness;
use cockpit_domain::radar::Entry;
use cockpit_domain::{Moment, SeriesId};
use cockpit_fetcher::releases::shown_span;
use cockpit_store::{SourceState, Store, StoreError};

/// The jobs whose publishers make the calendar; the first one's file is asked for every hour.
const JOBS: [&str; 5] = ["calendar", "calendar.fed", "calendar.bea", "calendar.bls", "releases"];
/// How long the weekly file may be unread before the calendar is called old: three missed hours.
const FRESH_FOR: TimeDelta = TimeDelta::hours(3);
/// Through what channel a strong labour market reaches risk: the policy rate, as the design's own example reads it.
const WORRY: Worry = Worry::Inflation;
/// A price this close before a moment stands for it.
const PRICE_AGE_MAX: TimeDelta = TimeDelta::minutes(20);

/// The releases of the window, with what markets did after those that came.
#[derive(Clone, Debug, Default)]
pub(super) struct Releases {
    releases: Vec<(Release, Option<Reaction>)>,
    status: Vec<SourceState>,
}

impl Releases {
    pub(super) async fn gather(
        store: &Store,
        states: &[SourceState],
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let (from, until) = shown_span(now);
        let mut releases = Vec::new();
        for release in store.releases(from, until).await? {
            let came = is_completed(&release, now) && release.timed && release.impact > Impact::Low;
            let reaction = if came { reaction(store, release.at, now).await? } else { None };
            releases.push((release, reaction));
        }
        let status = states.iter().filter(|state| JOBS.contains(&state.feed.as_str())).cloned().collect();
        Ok(Self { releases, status })
    }

    /// What is shown at `now`, down to `lowest`; rate decisions get their market when the radar follows it.
    pub(super) fn calendar(&self, lowest: Impact, radar: &[Entry], now: DateTime<Utc>) -> Calendar {
        let releases: Vec<Release> = self.releases.iter().map(|(release, _)| release.clone()).collect();
        let (completed, upcoming) = split(&releases, lowest, now);
        let show = |release: &&Release| -> Shown {
            let reaction = self.releases.iter().find(|(known, _)| known.id == release.id);
            shown(release, WORRY, reaction.and_then(|(_, reaction)| *reaction), market(release, radar))
        };
        Calendar {
            completed: completed.iter().map(show).collect(),
            upcoming: upcoming.iter().map(show).collect(),
            status: self.status(now),
        }
    }

    fn status(&self, now: DateTime<Utc>) -> Status {
        let checked_at = self.status.iter().filter_map(|state| state.last_success_at).max();
        let weekly = self.status.iter().find(|state| state.feed == JOBS[0]);
        let recent = weekly.and_then(|state| state.last_success_at).is_some_and(|at| now - at <= FRESH_FOR);
        // Without a network all publishers fail alike, and it is said once.
        let mut failing = BTreeMap::<&str, Vec<&str>>::new();
        for state in &self.status {
            if let Some(error) = &state.error {
                failing.entry(error).or_default().push(&state.source);
            }
        }
        let failing: Vec<String> =
            failing.iter().map(|(error, sources)| format!("{}: {error}", sources.join(", "))).collect();
        let freshness = match (recent, self.releases.is_empty()) {
            (true, _) => Freshness::Fresh,
            (false, false) => Freshness::Stale,
            (false, true) => Freshness::Missing,
        };
        // While the calendar is current, a publisher that fails is told with the sources.
        let reason = match (recent, failing.is_empty()) {
            (true, _) => None,
            (false, true) => {
                Some(if weekly.is_some() { "no newer weekly file" } else { "not asked yet" }.to_owned())
            }
            (false, false) => Some(failing.join("; ")),
        };
        Status { freshness, reason, checked_at }
    }
}

/// What Bitcoin and the yield did after a release; `None` while nothing can be told.
async fn reaction(
    store: &Store,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<Reaction>, StoreError> {
    let price = async |at: DateTime<Utc>| -> Result<Option<f64>, StoreError> {
        if at > now {
            return Ok(None);
        }
        let found = store.at_or_before(SeriesId::Btc, Moment::instant(at)).await?;
        let close = found.filter(|point| at - point.observed_at.start() <= PRICE_AGE_MAX);
        Ok(close.map(|point| point.value.amount()))
    };
    let Some(before) = price(at).await? else { return Ok(None) };
    let percent = |after: Option<f64>| ChangeUnit::Percent.between(before, after?);
    let reaction = Reaction {
        btc_15m_pct: percent(price(at + TimeDelta::minutes(15)).await?),
        btc_1h_pct: percent(price(at + TimeDelta::hours(1)).await?),
        btc_24h_pct: percent(price(at + TimeDelta::hours(24)).await?),
        us10y_1d_bp: yield_change(store, at).await?,
    };
    Ok((reaction != Reaction::default()).then_some(reaction))
}

/// The release day's yield, once published, against the published day before.
async fn yield_change(store: &Store, at: DateTime<Utc>) -> Result<Option<f64>, StoreError> {
    let day = cockpit_domain::calendar::rules::new_york_day(at);
    let of_day = store.at_or_before(SeriesId::Us10y, Moment::Day(day)).await?;
    let Some(of_day) = of_day.filter(|point| point.observed_at == Moment::Day(day)) else { return Ok(None) };
    let Some(before) = day.pred_opt() else { return Ok(None) };
    let before = store.at_or_before(SeriesId::Us10y, Moment::Day(before)).await?;
    Ok(before
        .and_then(|before| ChangeUnit::BasisPoints.between(before.value.amount(), of_day.value.amount())))
}

/// The market on a rate decision: the Fed event of the radar that ends with it.
fn market(release: &Release, radar: &[Entry]) -> Option<MarketLink> {
    if release.kind != "us.fomc.rate" {
        return None;
    }
    let near = |entry: &&Entry| {
        entry.event.starts_with("fed-decision")
            && entry.ends_at.is_some_and(|ends| (ends - release.at).abs() <= TimeDelta::days(3))
    };
    let entry = radar.iter().find(near)?;
    Some(MarketLink { title: entry.title.clone(), url: entry.url.clone() })
}
