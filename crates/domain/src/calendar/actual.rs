//! A release's figure from the rows of its FRED series.
//!
//! FRED shows only the newest state of a series, and on a release's day still the period before. So a figure counts only
//! when the newest row is of the release's own period, and every row it is computed from is of exactly the period it
//! should be of: "the row before" is not "the month before" when a month was never published, as October 2025.

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};

use super::figure::{self, Number, Suffix};
use super::kind::{FredFigure, Kind, Outcome, Transform, by_id};
use super::period::PeriodRule;
use super::rules::new_york_day;
use super::{Actual, Figure, Release};

/// How long after a release its figure is waited for. What is seen later is no first figure any more.
pub const WAIT: TimeDelta = TimeDelta::days(7);
/// How long an unchanged figure after a later estimate's release may still be the earlier estimate.
const RESTATED_WITHIN: TimeDelta = TimeDelta::hours(24);

/// Why there is no figure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoActual {
    /// There is none to be had.
    #[error("{0}")]
    NoFeed(&'static str),
    /// The period the release speaks of is not known, so no row can be told to be its figure.
    #[error("the period it speaks of is not known")]
    NoPeriod,
    /// It will come.
    #[error("FRED has no value for {period} yet")]
    NotYet {
        /// The period in words.
        period: String,
    },
    /// FRED goes on without a row that is needed.
    #[error("FRED has no value for {period}")]
    Missing {
        /// The period in words.
        period: String,
    },
    /// Newer periods or estimates are out: what FRED shows now may not be what was first published.
    #[error("the figure as first published was not seen in time")]
    Late,
}

impl NoActual {
    /// Whether asking again can help. If not, the text belongs into [`Release::actual_reason`].
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::NotYet { .. })
    }
}

/// The FRED series in which the figure of a kind is found.
pub fn series_for(kind: &str) -> Option<&'static str> {
    fred_figure(by_id(kind)?).ok().map(|figure| figure.series)
}

fn fred_figure(kind: &Kind) -> Result<FredFigure, NoActual> {
    match kind.outcome {
        Outcome::Fred(figure) => Ok(figure),
        Outcome::Unavailable(reason) => Err(NoActual::NoFeed(reason)),
        Outcome::Words => Err(NoActual::NoFeed("it has no figure")),
    }
}

/// The release's figure, written as its forecast is, from the rows of [`series_for`] its kind, in any order.
///
/// For a release that has its actual already: what it would be now, to be told from a revision by [`apply_actual`].
pub fn actual(
    release: &Release,
    values: &[(NaiveDate, f64)],
    now: DateTime<Utc>,
) -> Result<String, NoActual> {
    let kind = by_id(&release.kind).ok_or(NoActual::NoFeed("no free feed of the figure"))?;
    let figure = fred_figure(kind)?;
    let first = release.actual.is_none();
    let amount = if figure.transform == Transform::InForce {
        in_force(release, values, now)?
    } else {
        of_period(release, kind, figure.transform, values, now)?
    };
    if first && now > release.at + WAIT {
        return Err(NoActual::Late);
    }
    let text = form(release, figure).write(amount * figure.factor);
    let unchanged = release.previous.as_ref().is_none_or(|previous| previous.text == text);
    if first && kind.restates && unchanged && now < release.at + RESTATED_WITHIN {
        return Err(NoActual::NotYet { period: release.period_words.clone().unwrap_or_default() });
    }
    Ok(text)
}

/// The form of the forecast or, without one, of the previous figure; else the form in which the kind is published.
fn form(release: &Release, figure: FredFigure) -> Number {
    let told = [&release.forecast, &release.previous].into_iter().flatten();
    told.filter_map(|told| figure::parse(&told.text))
        .find(|told| told.suffix.comparable(figure.suffix) && told.suffix != Suffix::Plain)
        .unwrap_or(Number { amount: 0.0, decimals: figure.decimals, suffix: figure.suffix })
}

fn of_period(
    release: &Release,
    kind: &Kind,
    transform: Transform,
    values: &[(NaiveDate, f64)],
    now: DateTime<Utc>,
) -> Result<f64, NoActual> {
    let period = release.period.ok_or(NoActual::NoPeriod)?;
    let words = |period| kind.period.words(period);
    let not_yet = || NoActual::NotYet { period: words(period) };
    let newest = rows(values).map(|(day, _)| day).max().ok_or_else(not_yet)?;
    if newest < period || now < release.at {
        return Err(not_yet());
    }
    let row = |wanted: NaiveDate| {
        let found = rows(values).find(|(day, _)| *day == wanted).map(|(_, value)| value);
        found.ok_or_else(|| NoActual::Missing { period: words(wanted) })
    };
    let back = |months| row(period.checked_sub_months(Months::new(months)).unwrap_or(period));
    let one_back = if matches!(kind.period, PeriodRule::Quarter) { 3 } else { 1 };
    let value = row(period)?;
    let found = match transform {
        Transform::Level | Transform::InForce => value,
        Transform::Difference => value - back(1)?,
        Transform::ChangePct => (value / back(one_back)? - 1.0) * 100.0,
        Transform::YearChangePct => (value / back(12)? - 1.0) * 100.0,
        Transform::AnnualRatePct => ((value / back(3)?).powi(4) - 1.0) * 100.0,
    };
    if newest > period && release.actual.is_none() {
        return Err(NoActual::Late);
    }
    // A base of zero is no base.
    if found.is_finite() { Ok(found) } else { Err(NoActual::Missing { period: words(period) }) }
}

/// A decision comes into force the day after; the series has a row for every day.
fn in_force(release: &Release, values: &[(NaiveDate, f64)], now: DateTime<Utc>) -> Result<f64, NoActual> {
    let day = new_york_day(release.at);
    let next = day + Days::new(1);
    let found = rows(values)
        .filter(|(day, _)| (next..=next + Days::new(6)).contains(day))
        .min_by_key(|(day, _)| *day);
    match found {
        Some((_, value)) if now >= release.at => Ok(value),
        _ => Err(NoActual::NotYet { period: PeriodRule::Day.words(next) }),
    }
}

fn rows(values: &[(NaiveDate, f64)]) -> impl Iterator<Item = (NaiveDate, f64)> + '_ {
    values.iter().copied().filter(|(_, value)| value.is_finite())
}

/// The release with its figure: the first one is kept for ever, a later, different one stands beside it as the revision.
pub fn apply_actual(release: &Release, text: &str, source: &str, now: DateTime<Utc>) -> Release {
    let mut next = release.clone();
    match &mut next.actual {
        None => {
            let (text, source) = (text.to_owned(), source.to_owned());
            next.actual = Some(Actual { text, source, first_seen_at: now, revised: None });
            next.actual_reason = None;
        }
        Some(actual) => {
            let newest = actual.revised.as_ref().map_or(&actual.text, |revised| &revised.text);
            if newest != text {
                actual.revised =
                    Some(Figure { text: text.to_owned(), source: source.to_owned(), seen_at: now });
            }
        }
    }
    next
}

#[cfg(test)]
mod tests;
