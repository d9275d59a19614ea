//! A source's row as a sighting of one release of one kind.

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::precedence::FOREX_FACTORY;
use crate::calendar::rules::new_york_day;
use crate::calendar::{Impact, Listing, Schedule, kind, title};

/// One release of one kind, as one row shows it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sighting {
    pub kind: String,
    pub name: String,
    pub period: Option<NaiveDate>,
    /// Whether the row itself names the period.
    pub stated: bool,
    pub at: DateTime<Utc>,
    pub timed: bool,
    pub day: NaiveDate,
    pub impact: Option<Impact>,
    pub forecast: Option<String>,
    pub previous: Option<String>,
}

/// Every release the schedule speaks of, by time; a row that is there twice counts once.
pub(super) fn sightings(schedule: &Schedule) -> Vec<Sighting> {
    let mut all: Vec<Sighting> =
        schedule.listings.iter().flat_map(|row| of_row(row, &schedule.source)).collect();
    all.sort_by(|one, other| (one.at, &one.kind, one.period).cmp(&(other.at, &other.kind, other.period)));
    let mut unique: Vec<Sighting> = Vec::with_capacity(all.len());
    for sighting in all {
        let same = |other: &Sighting| {
            (&other.kind, other.day, other.period) == (&sighting.kind, sighting.day, sighting.period)
        };
        match unique.iter_mut().find(|other| same(other)) {
            // Of a row with a time and one without, the time is kept.
            Some(other) if !other.timed && sighting.timed => *other = sighting,
            // The weekly file has had one release twice, a minute apart, with the figures in one of the rows.
            Some(other) => {
                other.forecast = other.forecast.take().or(sighting.forecast);
                other.previous = other.previous.take().or(sighting.previous);
            }
            None => unique.push(sighting),
        }
    }
    unique
}

fn of_row(row: &Listing, source: &str) -> Vec<Sighting> {
    // In the weekly file a row without an impact is a bank holiday: nothing is released.
    if source == FOREX_FACTORY && row.impact.is_none() {
        return Vec::new();
    }
    let day = new_york_day(row.at);
    let (words, label) = title::split_period(&row.title);
    let sighting = |kind: String, name: String, period: Option<NaiveDate>, stated: bool| Sighting {
        kind,
        name,
        period,
        stated,
        at: row.at,
        timed: row.timed,
        day,
        impact: row.impact,
        forecast: written(row.forecast.as_deref()),
        previous: written(row.previous.as_deref()),
    };
    let carried = kind::carried(words, source, day);
    if carried.is_empty() && source == FOREX_FACTORY {
        // The label stays part of the name: nobody has told us what it means.
        let slug = title::slug(&row.title);
        let name: String = row.title.trim().chars().take(120).collect();
        return if slug.is_empty() {
            Vec::new()
        } else {
            vec![sighting(format!("us.x.{slug}"), name, None, false)]
        };
    }
    let of_kind = |kind: &&'static kind::Kind| {
        let stated = label.and_then(|label| kind.period.stated(label, day));
        let period = stated.or_else(|| kind.period.period(day));
        sighting(kind.id.to_owned(), kind.name.to_owned(), period, stated.is_some())
    };
    carried.iter().map(of_kind).collect()
}

/// A figure's text; an empty one is none, and one that goes on and on is no figure.
fn written(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| (1..=24).contains(&text.len())).map(str::to_owned)
}
