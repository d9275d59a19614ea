//! The Bureau of Economic Analysis: when GDP, income and prices of consumption, and trade are released, in UTC.
//!
//! The answer is an object keyed by release; other members occur and are not read. A name of ours that is gone is an
//! error: otherwise everything known of it would count as withdrawn.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use cockpit_domain::calendar::{Listing, Schedule};
use cockpit_http::{Answer, Request};

use super::json::{Field, read};
use super::official;
use crate::source::{ParseError, Source, address, nth};

/// The releases that are read.
const NAMES: [&str; 3] = [
    "Gross Domestic Product",
    "Personal Income and Outlays",
    "U.S. International Trade in Goods and Services",
];

/// GDP, personal income and outlays, trade.
#[derive(Clone, Copy, Debug)]
pub struct Bea;

impl Source<Schedule> for Bea {
    fn name(&self) -> &'static str {
        "bea"
    }

    fn requests(&self, _now: DateTime<Utc>) -> Vec<Request> {
        vec![Request::get(address("https://apps.bea.gov/API/signup/release_dates.json")).conditional(true)]
    }

    fn parse(&self, answers: &[Answer]) -> Result<Schedule, ParseError> {
        let answer = nth(answers, 0)?;
        let body = read(&answer.body)?;
        let (mut listings, mut last_common_day) = (Vec::new(), None::<NaiveDate>);
        for name in NAMES {
            let rows = rows(name, &Field::root(&body).get(name))?;
            let last_day = official::listed_days(&rows).map(|days| *days.end());
            // Each name reaches as far as it does: beyond the first that ends, the answer is not complete.
            last_common_day = last_day.into_iter().chain(last_common_day).min();
            listings.extend(rows);
        }
        let days = official::listed_days(&listings).ok_or(ParseError::NoValue { rows: 0 })?;
        let last_day = last_common_day.unwrap_or(*days.end());
        official::published(self.name(), answer, *days.start()..=last_day, listings)
    }
}

/// The dates of one release; one that is said to get another date has none.
fn rows(name: &str, release: &Field<'_>) -> Result<Vec<Listing>, ParseError> {
    // Dates without a time have not been seen there, but would mean the same.
    let postponed: BTreeSet<DateTime<Utc>> = match release.get("to_be_rescheduled").rows() {
        Ok(rows) => rows.filter_map(|row| row.instant().ok()).collect(),
        Err(_) => BTreeSet::new(),
    };
    let instants = release.get("release_dates").rows()?.map(|row| {
        let at = row.instant()?;
        if official::is_plausible(at.date_naive()) {
            Ok(at)
        } else {
            Err(row.unexpected("time of this century"))
        }
    });
    let instants: BTreeSet<DateTime<Utc>> = instants.collect::<Result<_, _>>()?;
    Ok(instants.difference(&postponed).map(|at| official::at_instant(name.to_owned(), *at)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing::{parse, refusal, refuses_changes, refuses_what_is_no_answer};

    const DATES: &str = include_str!("../../fixtures/bea_release_dates.json");

    #[test]
    fn releases_of_ours_are_listed_once_in_order_of_time() {
        let listings = parse(&Bea, &[DATES]).unwrap().listings;
        let rows: Vec<(String, &str)> =
            listings.iter().map(|row| (row.at.to_rfc3339(), row.title.as_str())).collect();
        let rows: Vec<(&str, &str)> = rows.iter().map(|(at, title)| (&at[..16], *title)).collect();
        assert_eq!(
            rows,
            [
                ("2026-10-29T12:30", "Gross Domestic Product"),
                ("2026-10-29T12:30", "Personal Income and Outlays"),
                ("2026-11-25T13:30", "Gross Domestic Product"),
                ("2026-11-25T15:00", "Personal Income and Outlays"),
                ("2026-12-08T13:30", "U.S. International Trade in Goods and Services"),
                ("2027-01-07T13:30", "U.S. International Trade in Goods and Services"),
            ],
            "one date came twice, one is to be rescheduled"
        );
        assert!(listings.iter().all(|row| row.timed && row.impact.is_none() && row.forecast.is_none()));
    }

    #[test]
    fn the_answer_is_complete_up_to_where_every_name_reaches() {
        let covers = parse(&Bea, &[DATES]).unwrap().covers;
        assert_eq!(covers, "2026-10-29".parse().unwrap()..="2026-11-25".parse().unwrap());
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        refuses_what_is_no_answer(&Bea, DATES);
        refuses_changes(
            &Bea,
            DATES,
            &[
                ("\"Gross Domestic Product\":", "\"GDP\":", "Gross Domestic Product.release_dates: missing"),
                ("\"2026-11-25T13:30:00+00:00\"", "20261125", "release_dates[1]: text expected"),
                ("2026-11-25T13:30:00+00:00", "2026-11-25", "release_dates[1]: time expected"),
                ("2026-11-25T13:30:00+00:00", "9999-12-31T23:59:59-12:00", "time of this century"),
            ],
        );
        let none = DATES.replace("release_dates\":[", "release_dates\":[],\"old\":[");
        assert_eq!(refusal(&Bea, &[&none]), "no value in 0 rows");
    }
}
