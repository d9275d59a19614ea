//! The page's values, read from the store.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::calendar::Impact;
use cockpit_domain::chart::Range;
use cockpit_domain::moment::MomentKind;
use cockpit_domain::rules::{Installed, RuleSpec};
use cockpit_domain::{Moment, SeriesId};
use cockpit_frontend::views::metric::{
    AlertMark, Course, Marks, MetricView, Recorded, ReleaseMark, RuleLine,
};
use cockpit_notifier::render::Options;
use cockpit_notifier::render::card::headline;
use cockpit_notifier::tell::tell;
use cockpit_store::{LogFilter, Store, StoreError};

use super::{App, Query, words};

/// Points of a chart: more cannot be seen.
const POINTS_MAX: u32 = 400;
/// Points of a small chart.
const PART_POINTS_MAX: u32 = 120;
/// Marks of one kind; more of them cover the line.
const MARKS_MAX: usize = 60;

pub(super) async fn view(
    app: &App,
    series: SeriesId,
    query: Query,
    now: DateTime<Utc>,
) -> Result<MetricView, StoreError> {
    let (store, snapshot) = (&app.store, app.snapshots.current());
    let known = Known::of(store, series, now).await?;
    let ranges = Range::ALL.map(|range| (range, known.unavailable(series, range, now)));
    let range = query.range.unwrap_or_else(|| usual(series, &ranges));
    let from = if range == Range::Max { known.begins(now) } else { range.start(now) };
    let course = course(store, series, from, now, POINTS_MAX).await?;
    let overlay = match query.with {
        Some(with) => Some((with, self::course(store, with, from, now, POINTS_MAX).await?)),
        None => None,
    };
    let mut parts = Vec::new();
    for part in parts_of(series) {
        parts.push((*part, self::course(store, *part, from, now, PART_POINTS_MAX).await?));
    }
    let picture = app.config.public_url.as_ref();
    let picture = picture.map(|base| format!("{}/metric/{series}.png", base.as_str().trim_end_matches('/')));
    Ok(MetricView {
        series,
        // Every series has been gathered.
        metric: snapshot.metric(series, now).unwrap_or_else(|| {
            cockpit_domain::dashboard::metric(series, &cockpit_domain::dashboard::Facts::default(), &[], now)
        }),
        ranges: ranges.to_vec(),
        range,
        span: (from, now),
        course,
        overlay,
        parts,
        marks: marks(app, series, from, now).await?,
        page: query.page,
        rules: rules(&snapshot.installed, series),
        rhythm: words::rhythm(series),
        picture,
    })
}

/// How far a series' history reaches.
struct Known {
    first: Option<Moment>,
    /// The one before the newest: what begins after it has fewer than two values.
    second_newest: Option<Moment>,
}

impl Known {
    async fn of(store: &Store, series: SeriesId, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let Some((first, last)) = store.ends(series).await? else {
            return Ok(Self { first: None, second_newest: None });
        };
        let before = last.start().min(now) - TimeDelta::seconds(1);
        let second = store.at_or_before(series, last.at_time(before)).await?;
        Ok(Self { first: Some(first), second_newest: second.map(|point| point.observed_at) })
    }

    /// The left edge of everything there is; a day ago when there is nothing.
    fn begins(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let day_ago = Range::Day.start(now);
        self.first.map_or(day_ago, |first| first.start().min(day_ago))
    }

    /// Why a range has nothing of its own to show.
    fn unavailable(&self, series: SeriesId, range: Range, now: DateTime<Utc>) -> Option<String> {
        let Some(first) = self.first else { return Some("there is no value yet".to_owned()) };
        let start = range.start(now);
        let is_drawn = self.second_newest.is_some_and(|second| second.start() >= start);
        if !is_drawn {
            return Some(match series.definition().moments {
                MomentKind::Day => "fewer than two published values in it".to_owned(),
                MomentKind::Instant => "fewer than two values in it".to_owned(),
            });
        }
        let shorter = range.shorter().filter(|_| range != Range::Max)?;
        let adds_nothing = first.start() >= shorter.start(now);
        adds_nothing.then(|| format!("the history begins on {}", first.day().format("%-d %b %Y")))
    }
}

/// A quarter of a price, a year of what is published; the next one that has something to show.
fn usual(series: SeriesId, ranges: &[(Range, Option<String>)]) -> Range {
    let usual = match series.definition().moments {
        MomentKind::Instant => Range::Quarter,
        MomentKind::Day => Range::Year,
    };
    let available = |range: Range| ranges.iter().any(|(other, why)| *other == range && why.is_none());
    let (shorter, longer): (Vec<Range>, Vec<Range>) = Range::ALL.iter().partition(|range| **range <= usual);
    shorter.into_iter().rev().chain(longer).find(|range| available(*range)).unwrap_or(usual)
}

/// What a computed value is computed from.
const fn parts_of(series: SeriesId) -> &'static [SeriesId] {
    match series {
        SeriesId::NetLiquidity => &[SeriesId::Walcl, SeriesId::Wtregen, SeriesId::Rrpontsyd],
        SeriesId::NetLiquidityDaily => &[SeriesId::Walcl, SeriesId::TgaDaily, SeriesId::Rrpontsyd],
        _ => &[],
    }
}

async fn course(
    store: &Store,
    series: SeriesId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    points_max: u32,
) -> Result<Course, StoreError> {
    let course = store.recorded(series, from, to, points_max).await?;
    let values = course.values.into_iter().map(|value| Recorded {
        point: value.point,
        source: value.source,
        first_seen_at: value.first_seen_at,
        first: value.first.map(cockpit_domain::Value::amount),
    });
    Ok(Course { values: values.collect(), thinned: course.thinned })
}

async fn marks(
    app: &App,
    series: SeriesId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Marks, StoreError> {
    let options = Options { zone: app.pages.time_zone, ..Options::default() };
    let filter = LogFilter { series: Some(series), from: Some(from), ..LogFilter::default() };
    let told = app.store.alert_log(&filter, u32::try_from(MARKS_MAX + 1).unwrap_or(u32::MAX)).await?;
    let mut left_out = told.len().saturating_sub(MARKS_MAX);
    let alerts = told.into_iter().take(MARKS_MAX).rev().map(|alert| AlertMark {
        at: alert.at,
        words: headline(&tell(&alert, None), &options),
        severity: alert.severity,
    });
    let mut releases = Vec::new();
    if follows_releases(series) {
        let came = app.store.releases(from, to).await?.into_iter().filter_map(|release| {
            let matters = release.impact == Impact::High && release.withdrawn_at.is_none();
            let actual = release.actual.filter(|_| matters)?.text;
            let forecast = release.forecast.map(|forecast| forecast.text);
            Some(ReleaseMark { at: release.at, name: release.name, actual, forecast })
        });
        releases = came.collect();
        let more = releases.len().saturating_sub(MARKS_MAX);
        releases.drain(..more);
        left_out += more;
    }
    let ribbon = app.snapshots.dashboard(to).regime.ribbon;
    let begun = ribbon.partition_point(|(day, _)| *day <= from.date_naive());
    let regime = ribbon[begun.saturating_sub(1)..].to_vec();
    Ok(Marks { alerts: alerts.collect(), releases, regime, left_out })
}

/// What moves when the economy's figures come.
const fn follows_releases(series: SeriesId) -> bool {
    matches!(
        series,
        SeriesId::Us10y
            | SeriesId::Btc
            | SeriesId::NetLiquidity
            | SeriesId::NetLiquidityDaily
            | SeriesId::Walcl
            | SeriesId::Wtregen
            | SeriesId::TgaDaily
            | SeriesId::Rrpontsyd
    )
}

/// The installation's rules about a series.
fn rules(installed: &Installed, series: SeriesId) -> Vec<RuleLine> {
    let rules =
        installed.rules(installed.preset).into_iter().filter(|rule| rule.id().series() == Some(series));
    rules.map(|rule| words::rule(&rule, &RuleSpec::from(rule.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Moment {
        Moment::Day(text.parse().unwrap())
    }

    #[test]
    fn a_range_with_nothing_of_its_own_says_why() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let known = Known { first: Some(day("2026-08-01")), second_newest: Some(day("2026-11-18")) };
        let of = |range| known.unavailable(SeriesId::Us10y, range, now);
        assert!(of(Range::Day).unwrap().contains("fewer than two"));
        assert_eq!(
            [Range::Week, Range::Month, Range::Quarter, Range::Year, Range::Max].map(of),
            [const { None }; 5]
        );
        assert_eq!(of(Range::FiveYears).as_deref(), Some("the history begins on 1 Aug 2026"));
        let none = Known { first: None, second_newest: None };
        assert!(Range::ALL.iter().all(|range| none.unavailable(SeriesId::Btc, *range, now).is_some()));
        assert_eq!(none.begins(now), Range::Day.start(now));
    }

    #[test]
    fn the_range_shown_first_is_one_that_has_something_to_show() {
        let some = |available: &[Range]| {
            let why = |range: Range| (!available.contains(&range)).then(|| "nothing".to_owned());
            Range::ALL.map(|range| (range, why(range)))
        };
        assert_eq!(usual(SeriesId::Btc, &some(&Range::ALL)), Range::Quarter);
        assert_eq!(usual(SeriesId::Us10y, &some(&Range::ALL)), Range::Year);
        assert_eq!(usual(SeriesId::Btc, &some(&[Range::Day, Range::Week, Range::Max])), Range::Week);
        assert_eq!(usual(SeriesId::Btc, &some(&[Range::Max])), Range::Max);
        assert_eq!(usual(SeriesId::Btc, &some(&[])), Range::Quarter);
    }
}
