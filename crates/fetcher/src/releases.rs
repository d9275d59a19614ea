//! The calendar's rounds: what each publisher says will be released when, and the figures that came.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use cockpit_domain::calendar::rules::new_york_day;
use cockpit_domain::calendar::{
    Impact, Release, Schedule, actual, apply_actual, merge, own_schedules, polls, series_for, without_figure,
};

use crate::error::FetchError;
use crate::keep::Kept;
use crate::run::{Asked, Fetcher, Round};
use crate::source::Source;
use crate::sources::bea::Bea;
use crate::sources::bls::Bls;
use crate::sources::federalreserve::FederalReserve;
use crate::sources::forexfactory::ForexFactory;
use crate::sources::fred_figures::{Figures, FredFigures};

/// Name in the fetch log of the figures that came.
pub(crate) const FIGURES_JOB: &str = "releases";
/// How often it is looked whether a figure is due; nobody is asked for that.
pub(crate) const FIGURES_RHYTHM: Duration = Duration::from_secs(15);
/// Between two questions to FRED's keyless files, once each series was asked.
const KEYLESS_SPACING: TimeDelta = TimeDelta::seconds(60);
/// How far back releases are looked at when a publisher's list or a figure comes, in days: revisions of a month ago.
const PAST_DAYS: i64 = 45;
/// How far ahead, in days: beyond the window of four weeks, because publishers list months.
const AHEAD_DAYS: i64 = 45;

/// Who says what is released when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Publisher {
    /// The weekly file, with forecasts.
    ForexFactory,
    /// The Fed: decisions, minutes, Beige Book.
    FederalReserve,
    /// GDP, income and prices of consumption, trade.
    Bea,
    /// Prices, jobs.
    Bls,
}

impl Publisher {
    pub(crate) const ALL: [Self; 4] = [Self::ForexFactory, Self::FederalReserve, Self::Bea, Self::Bls];

    /// Name in the fetch log.
    pub(crate) const fn job(self) -> &'static str {
        match self {
            Self::ForexFactory => "calendar",
            Self::FederalReserve => "calendar.fed",
            Self::Bea => "calendar.bea",
            Self::Bls => "calendar.bls",
        }
    }

    pub(crate) fn source(self) -> Box<dyn Source<Schedule>> {
        match self {
            Self::ForexFactory => Box::new(ForexFactory),
            Self::FederalReserve => Box::new(FederalReserve),
            Self::Bea => Box::new(Bea),
            Self::Bls => Box::new(Bls),
        }
    }

    /// Nobody publishes limits; the weekly file is said to answer two downloads in five minutes, careful users ask
    /// hourly at most. Official schedules change a few times a year.
    pub(crate) const fn rhythm(self) -> Duration {
        let hours = match self {
            Self::ForexFactory => 1,
            Self::FederalReserve | Self::Bea => 6,
            Self::Bls => 24,
        };
        Duration::from_secs(hours * 3_600)
    }
}

/// What the calendar's jobs share; whoever holds it may read, merge and write.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// When each FRED series was last asked for a figure.
    asked: HashMap<&'static str, DateTime<Utc>>,
    /// The New York day on which the program's own dates were last merged.
    own_dates_of: Option<NaiveDate>,
}

impl Fetcher {
    /// Asks one publisher, and merges what it says.
    pub(crate) async fn schedule_round(&self, publisher: Publisher, failures: u32) -> Round {
        let source = publisher.source();
        let asked = self.ask(source.as_ref(), async |_, schedule| self.take_in(&schedule).await).await;
        let succeeded = asked.result.is_ok();
        let failures = if succeeded { 0 } else { failures.saturating_add(1) };
        let asked = vec![asked];
        let next_at = self.plan(publisher.rhythm(), failures, &asked);
        for one in &asked {
            self.record(publisher.job(), one, next_at).await;
        }
        Round { job: publisher.job(), asked, succeeded, next_at: None }
    }

    async fn take_in(&self, schedule: &Schedule) -> Result<Kept, FetchError> {
        let _desk = self.desk.lock().await;
        let values = u32::try_from(schedule.listings.len()).unwrap_or(u32::MAX);
        Ok(Kept { values, new: self.merge(schedule).await? })
    }

    /// Merges a schedule with what is stored; the desk must be held.
    async fn merge(&self, schedule: &Schedule) -> Result<u32, FetchError> {
        let now = self.clock.now();
        let changed = merge(&self.known_releases(now).await?, schedule, now);
        let new = u32::try_from(changed.len()).unwrap_or(u32::MAX);
        if !changed.is_empty() {
            self.store.save_releases(changed).await?;
        }
        Ok(new)
    }

    async fn known_releases(&self, now: DateTime<Utc>) -> Result<Vec<Release>, FetchError> {
        let (from, until) = (now - TimeDelta::days(PAST_DAYS), now + TimeDelta::days(AHEAD_DAYS));
        Ok(self.store.releases(from, until).await?)
    }

    /// Takes in the dates that need no publisher, and asks for the figure that is most due.
    pub(crate) async fn figures_round(&self, failures: u32) -> Round {
        let now = self.clock.now();
        let (due, next_at) = match self.due_figures(now).await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, "the calendar could not be read");
                (Vec::new(), None)
            }
        };
        let mut round = Round { job: FIGURES_JOB, asked: Vec::new(), succeeded: due.is_empty(), next_at };
        for series in due {
            self.desk.lock().await.asked.insert(series, now);
            let asked = self.ask_figure(series).await;
            // One series that is not there must not hide the others.
            let succeeded = asked.iter().any(|asked| asked.result.is_ok());
            round.succeeded |= succeeded;
            let failures = if succeeded { 0 } else { failures.saturating_add(1) };
            let plan = self.plan(FIGURES_RHYTHM, failures, &asked);
            for one in &asked {
                self.record(FIGURES_JOB, one, plan).await;
            }
            round.asked.extend(asked);
        }
        round
    }

    /// The series to ask now, and when the next one is due.
    async fn due_figures(
        &self,
        now: DateTime<Utc>,
    ) -> Result<(Vec<&'static str>, Option<DateTime<Utc>>), FetchError> {
        let mut desk = self.desk.lock().await;
        let today = new_york_day(now);
        if desk.own_dates_of != Some(today) {
            for schedule in own_schedules(now) {
                self.merge(&schedule).await?;
            }
            desk.own_dates_of = Some(today);
        }
        let releases = self.known_releases(now).await?;
        let given_up = without_figure(&releases, now);
        if !given_up.is_empty() {
            self.store.save_releases(given_up).await?;
        }
        // What hardly anybody notices is not worth a question of its own.
        let noticed: Vec<Release> =
            releases.into_iter().filter(|release| release.impact > Impact::Low).collect();
        let polls = polls(&noticed, |series| desk.asked.get(series).copied(), now);
        // FRED's keyless files are asked for one series a minute, but each once without waiting its turn; the API has
        // room for all that are due.
        let (first, again): (Vec<_>, Vec<_>) = polls
            .iter()
            .filter(|poll| poll.is_due(now))
            .map(|poll| poll.series)
            .partition(|series| !desk.asked.contains_key(series));
        let rested = desk.asked.values().max().is_none_or(|last| (now - *last).abs() >= KEYLESS_SPACING);
        let at_once = if self.keys.fred.is_some() { usize::MAX } else { usize::from(rested) };
        let due: Vec<&'static str> = first.into_iter().chain(again.into_iter().take(at_once)).collect();
        let next_at = polls.iter().map(|poll| poll.due_at).find(|due_at| *due_at > now);
        Ok((due, next_at))
    }

    async fn ask_figure(&self, series: &'static str) -> Vec<Asked> {
        let mut sources: Vec<Box<dyn Source<Figures>>> = Vec::new();
        if let Some(key) = &self.keys.fred {
            sources.push(Box::new(FredFigures::with_key(series, key.clone())));
        }
        sources.push(Box::new(FredFigures::keyless(series)));
        let mut asked = Vec::new();
        for source in sources {
            let name = source.name();
            let one = self
                .ask(source.as_ref(), async |received_at, figures| {
                    self.take_figures(&figures, name, received_at).await
                })
                .await;
            let done = one.result.is_ok();
            asked.push(one);
            if done {
                break;
            }
        }
        asked
    }

    /// Gives every release of the series its figure, or the reason why it has none.
    async fn take_figures(
        &self,
        figures: &Figures,
        source: &str,
        received_at: DateTime<Utc>,
    ) -> Result<Kept, FetchError> {
        let _desk = self.desk.lock().await;
        let source = format!("{source} {}", figures.series);
        let releases = self.known_releases(received_at).await?;
        let changed: Vec<Release> = releases
            .iter()
            .filter(|release| release.at <= received_at && release.withdrawn_at.is_none())
            .filter(|release| series_for(&release.kind) == Some(figures.series))
            .filter_map(|release| told(release, figures, &source, received_at))
            .collect();
        let values = u32::try_from(figures.values.len()).unwrap_or(u32::MAX);
        let new = u32::try_from(changed.len()).unwrap_or(u32::MAX);
        if !changed.is_empty() {
            self.store.save_releases(changed).await?;
        }
        Ok(Kept { values, new })
    }
}

/// The release with what the figures say about it, when that is something new.
fn told(release: &Release, figures: &Figures, source: &str, received_at: DateTime<Utc>) -> Option<Release> {
    let next = match actual(release, &figures.values, received_at) {
        Ok(text) => apply_actual(release, &text, source, received_at),
        Err(reason) if !reason.is_transient() && release.actual.is_none() => {
            Release { actual_reason: Some(reason.to_string()), ..release.clone() }
        }
        Err(_) => return None,
    };
    (next != *release).then_some(next)
}

/// The days of which releases are shown: the calendar's window and nothing else.
pub fn shown_span(now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    use cockpit_domain::business_day::new_york;
    let window = cockpit_domain::calendar::window(now);
    let midnight = |day: NaiveDate| new_york(day, chrono::NaiveTime::MIN);
    let end = window.end().checked_add_days(Days::new(1)).unwrap_or(*window.end());
    (midnight(*window.start()), midnight(end) - TimeDelta::seconds(1))
}
