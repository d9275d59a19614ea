//! The kinds of releases we know: what each is called by whom, which period it speaks of, where its figure is found and
//! what a surprise in it means.

mod activity;
mod labour;
mod policy;
mod prices;

use chrono::{Datelike, NaiveDate};

use super::Impact;
use super::figure::Suffix;
use super::period::PeriodRule;
use super::title;

/// One kind of release.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its id, such as `us.cpi.mom`.
    pub id: &'static str,
    /// How people call it; also its title in ForexFactory's weekly file.
    pub name: &'static str,
    /// Further titles in that file.
    pub titles: &'static [&'static str],
    /// The official releases that carry it.
    pub official: &'static [&'static str],
    /// Our own word on how much it moves markets.
    pub impact: Impact,
    /// Whether our word holds where another source's is lower. That source writes for currency traders and ranks
    /// releases about the domestic economy low.
    pub raised: bool,
    /// Its usual New York time of day, hour and minute.
    pub usual_time: (u32, u32),
    /// Which period it speaks of.
    pub period: PeriodRule,
    /// Whether it is a later estimate of a period that has a figure already, such as the second one of GDP.
    pub restates: bool,
    /// Where its figure is found.
    pub outcome: Outcome,
    /// What a surprise in it means.
    pub meaning: Meaning,
}

/// Where the figure of a release is found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// In a series of FRED.
    Fred(FredFigure),
    /// Nowhere for free; the reason in words.
    Unavailable(&'static str),
    /// It has none: minutes, a press conference.
    Words,
}

/// How a figure follows from a FRED series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FredFigure {
    /// The series' id, such as `PAYEMS`.
    pub series: &'static str,
    /// What is computed from its rows.
    pub transform: Transform,
    /// What a row of the series, or the difference of two, is multiplied by to give units: 1000 for thousands.
    pub factor: f64,
    /// Decimals in which it is published.
    pub decimals: usize,
    /// Suffix with which it is published.
    pub suffix: Suffix,
}

/// What is computed from the rows of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transform {
    /// The row of the period itself.
    Level,
    /// Less the row of the month before.
    Difference,
    /// In % of the row one month, or for quarterly series one quarter, before.
    ChangePct,
    /// In % of the row twelve months before.
    YearChangePct,
    /// As [`Transform::ChangePct`] of a quarter, compounded to a year.
    AnnualRatePct,
    /// The first row after the release day: what was decided comes into force on the next day.
    InForce,
}

/// What a figure above or below what was expected means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meaning {
    /// The economics of it.
    pub group: Group,
    /// A typical surprise.
    pub scale: Option<Scale>,
    /// How a higher figure is called, as in "… than expected".
    pub above: &'static str,
    /// How a lower figure is called.
    pub below: &'static str,
}

/// The economics of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Prices and wages: more is more inflation and higher rates.
    Inflation,
    /// Jobs: more is a stronger labour market and higher rates.
    Labour,
    /// Unemployment, claims, job cuts: more is a weaker labour market and lower rates.
    Slack,
    /// Output, demand, sentiment: more is more growth.
    Growth,
    /// Policy rates: higher is tighter.
    Policy,
    /// Energy inventories: more is lower energy prices.
    Supply,
    /// Trade and budget balances.
    Balance,
    /// Yields at Treasury auctions: higher is weaker demand.
    Auction,
    /// Central bank money: more is more liquidity.
    Liquidity,
    /// No number.
    Words,
}

/// A typical surprise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// In the figure's units: percentage points, points, persons, dollars, barrels.
    Units(f64),
    /// In % of what was expected.
    Percent(f64),
}

/// Why there is no figure of private surveys.
pub(super) const NO_FREE_FEED: &str = "no free feed of the figure";

/// The table; its releases in reading order.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    [prices::KINDS, labour::KINDS, activity::KINDS, policy::KINDS].into_iter().flatten()
}

/// The kind of this id.
pub fn by_id(id: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.id == id)
}

/// The first kind a title of this source speaks of: for `forexfactory` by its titles, for the others by the names of
/// official releases. `None` for what is not in the table.
pub fn kind_of(title: &str, source: &str) -> Option<&'static Kind> {
    carriers(title, source).next()
}

/// Every kind that a row with this title carries on `day`: one consumer price index release carries four headline
/// figures, and the month tells the advance estimate of GDP from the second and the third.
pub fn carried(title: &str, source: &str, day: NaiveDate) -> Vec<&'static Kind> {
    let on_day = |kind: &&Kind| match estimate(kind.id) {
        Some(estimate) => estimate == stated_estimate(title).unwrap_or(day.month0() % 3),
        None => true,
    };
    let official = source != super::FOREX_FACTORY;
    carriers(title, source).filter(|kind| !official || on_day(kind)).collect()
}

fn carriers<'a>(title: &'a str, source: &'a str) -> impl Iterator<Item = &'static Kind> + 'a {
    kinds().filter(move |kind| {
        if source == super::FOREX_FACTORY {
            [kind.name].iter().chain(kind.titles).any(|known| title::same(known, title))
        } else {
            kind.id == title || kind.official.iter().any(|known| title::is_release(title, known))
        }
    })
}

/// Which of the three estimates of a quarter a kind is, from 0; they come in a quarter's first, second and third month.
fn estimate(id: &str) -> Option<u32> {
    match id.rsplit('.').next()? {
        "advance" => Some(0),
        "second" => Some(1),
        "third" => Some(2),
        _ => None,
    }
}

fn stated_estimate(title: &str) -> Option<u32> {
    let title = title.to_ascii_lowercase();
    ["advance", "second", "third"]
        .iter()
        .position(|word| title.contains(word))
        .and_then(|place| u32::try_from(place).ok())
}

/// What most kinds share.
const fn kind(
    id: &'static str,
    name: &'static str,
    impact: Impact,
    usual_time: (u32, u32),
    period: PeriodRule,
    meaning: Meaning,
) -> Kind {
    Kind {
        id,
        name,
        titles: &[],
        official: &[],
        impact,
        raised: false,
        usual_time,
        period,
        restates: false,
        outcome: Outcome::Unavailable(NO_FREE_FEED),
        meaning,
    }
}

const fn fred(
    series: &'static str,
    transform: Transform,
    factor: f64,
    decimals: usize,
    suffix: Suffix,
) -> Outcome {
    Outcome::Fred(FredFigure { series, transform, factor, decimals, suffix })
}

/// A change in percent with one decimal, as most are published.
const fn percent(series: &'static str, transform: Transform) -> Outcome {
    fred(series, transform, 1.0, 1, Suffix::Percent)
}

const fn meaning(group: Group, scale: Scale, above: &'static str, below: &'static str) -> Meaning {
    Meaning { group, scale: Some(scale), above, below }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::calendar::ReleaseId;

    #[test]
    fn ids_are_unique_and_fit_into_release_ids() {
        let ids: BTreeSet<&str> = kinds().map(|kind| kind.id).collect();
        assert_eq!(ids.len(), kinds().count());
        assert!(ids.iter().all(|id| ReleaseId::new(*id).is_some() && id.len() < 60));
    }

    #[test]
    fn no_title_belongs_to_two_kinds() {
        for kind in kinds() {
            for known in [kind.name].iter().chain(kind.titles) {
                assert_eq!(carriers(known, "forexfactory").count(), 1, "{known}");
            }
        }
    }

    #[test]
    fn an_official_release_carries_its_headline_figures() {
        let ids = |title: &str, source: &str, day: &str| -> Vec<&str> {
            carried(title, source, day.parse().unwrap()).iter().map(|kind| kind.id).collect()
        };
        let prices = ["us.cpi.mom", "us.cpi.core.mom", "us.cpi.yoy", "us.cpi.core.yoy"];
        assert_eq!(ids("Consumer Price Index", "bls", "2026-09-11"), prices);
        let jobs = ["us.payrolls", "us.unemployment", "us.earnings.mom"];
        assert_eq!(ids("Employment Situation", "bls", "2026-09-04"), jobs);
        assert_eq!(ids("Employment Situation of Veterans", "bls", "2026-03-20"), [""; 0]);
        let gdp = |part| [format!("us.gdp_prices.{part}"), format!("us.gdp.{part}")];
        assert_eq!(ids("Gross Domestic Product", "bea", "2026-07-30"), gdp("advance"));
        assert_eq!(ids("Gross Domestic Product", "bea", "2026-08-26"), gdp("second"));
        assert_eq!(ids("Gross Domestic Product (Third Estimate)", "bea", "2026-10-01"), gdp("third"));
        assert_eq!(ids("Gross Domestic Product by State", "bea", "2026-09-30"), [""; 0]);
        assert_eq!(kind_of("cpi  m/m", "forexfactory").unwrap().id, "us.cpi.mom");
        assert!(kind_of("President Trump Speaks", "forexfactory").is_none());
    }
}
