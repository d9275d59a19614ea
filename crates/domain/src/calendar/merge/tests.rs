use chrono::NaiveDate;

use super::*;
use crate::calendar::{Listing, apply_actual};

mod properties;

const NOW: &str = "2026-08-04T12:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn row(title: &str, at: &str) -> Listing {
    Listing {
        title: title.to_owned(),
        at: at.parse().unwrap(),
        timed: true,
        impact: Some(Impact::Medium),
        forecast: None,
        previous: None,
        note: None,
    }
}

fn expecting(forecast: &str, listing: Listing) -> Listing {
    Listing { forecast: Some(forecast.to_owned()), ..listing }
}

fn official(listing: Listing) -> Listing {
    Listing { impact: None, ..listing }
}

/// A schedule of the week of 2 August 2026; of an official source, of August.
fn schedule(source: &str, seen_at: &str, listings: Vec<Listing>) -> Schedule {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let covers = match source {
        "forexfactory" => day("2026-08-02")..=day("2026-08-08"),
        _ => day("2026-08-01")..=day("2026-08-31"),
    };
    Schedule {
        source: source.to_owned(),
        seen_at: at(seen_at),
        covers,
        estimated: source == "rule",
        listings,
    }
}

/// The store's part: what `merge` returns replaces what has the same id.
fn apply(known: &mut Vec<Release>, schedule: &Schedule, now: DateTime<Utc>) -> usize {
    let changed = merge(known, schedule, now);
    let count = changed.len();
    for release in changed {
        match known.iter_mut().find(|known| known.id == release.id) {
            Some(known) => *known = release,
            None => known.push(release),
        }
    }
    count
}

fn after(schedules: &[Schedule], now: &str) -> Vec<Release> {
    let mut known = Vec::new();
    for schedule in schedules {
        apply(&mut known, schedule, at(now));
    }
    known
}

#[test]
fn a_release_moved_by_minutes_is_the_same_one() {
    let known = after(
        &[
            schedule(
                "forexfactory",
                "2026-08-03T01:00:00Z",
                vec![row("Federal Budget Balance", "2026-08-06T17:58:00Z")],
            ),
            schedule(
                "forexfactory",
                "2026-08-03T02:00:00Z",
                vec![row("Federal Budget Balance", "2026-08-06T18:00:00Z")],
            ),
        ],
        NOW,
    );
    assert_eq!(known.len(), 1);
    assert_eq!((known[0].at, known[0].moved_from), (at("2026-08-06T18:00:00Z"), None));
    assert_eq!(known[0].scheduled_seen_at, at("2026-08-03T02:00:00Z"));
}

#[test]
fn a_release_moved_to_another_day_keeps_its_name_and_says_where_it_was() {
    for title in ["Unemployment Rate", "President Trump Speaks"] {
        let known = after(
            &[
                schedule("forexfactory", "2026-08-03T01:00:00Z", vec![row(title, "2026-08-05T12:30:00Z")]),
                schedule("forexfactory", "2026-08-03T02:00:00Z", vec![row(title, "2026-08-07T12:30:00Z")]),
            ],
            NOW,
        );
        assert_eq!(known.len(), 1, "{title}");
        assert_eq!(known[0].at, at("2026-08-07T12:30:00Z"));
        assert_eq!(known[0].moved_from, Some(at("2026-08-05T12:30:00Z")));
    }
}

#[test]
fn a_second_speech_in_a_week_is_another_release_and_not_a_moved_one() {
    let (first, second) = (
        row("President Trump Speaks", "2026-08-05T20:30:00Z"),
        row("President Trump Speaks", "2026-08-07T20:30:00Z"),
    );
    let known = after(
        &[
            schedule("forexfactory", "2026-08-03T01:00:00Z", vec![first.clone()]),
            schedule("forexfactory", "2026-08-03T02:00:00Z", vec![first, second]),
        ],
        NOW,
    );
    let ids: Vec<&str> = known.iter().map(|release| release.id.as_str()).collect();
    assert_eq!(ids, ["us.x.president-trump-speaks.2026-08-05", "us.x.president-trump-speaks.2026-08-07"]);
}

#[test]
fn delayed_months_on_one_day_are_three_releases() {
    let rows = ["(Sep)", "(Oct)", "(Nov)"]
        .map(|month| row(&format!("New Home Sales {month}"), "2025-12-23T20:00:00Z"));
    let week = "2025-12-21".parse().unwrap()..="2025-12-27".parse().unwrap();
    let mut delayed = schedule("forexfactory", "2025-12-21T12:00:00Z", rows.to_vec());
    delayed.covers = week;
    let mut known = Vec::new();
    apply(&mut known, &delayed, at("2025-12-21T12:00:00Z"));
    let words: Vec<_> = known.iter().filter_map(|release| release.period_words.as_deref()).collect();
    assert_eq!(words, ["Sep 2025", "Oct 2025", "Nov 2025"]);
    assert_eq!(apply(&mut known, &delayed, at("2025-12-21T12:00:00Z")), 0);
}

#[test]
fn what_vanishes_before_its_time_is_withdrawn_and_comes_back_as_itself() {
    let speech = row("FOMC Member Cook Speaks", "2026-08-05T20:05:00Z");
    let monday = row("ISM Manufacturing PMI", "2026-08-03T14:00:00Z");
    let mut known = after(
        &[schedule("forexfactory", "2026-08-03T01:00:00Z", vec![monday, speech.clone()])],
        "2026-08-03T01:00:00Z",
    );
    apply(&mut known, &schedule("forexfactory", NOW, vec![]), at(NOW));
    let withdrawn: Vec<bool> = known.iter().map(|release| release.withdrawn_at.is_some()).collect();
    assert_eq!(withdrawn, [false, true], "what has come never vanishes");
    apply(&mut known, &schedule("forexfactory", NOW, vec![speech]), at(NOW));
    assert_eq!((known.len(), known[1].withdrawn_at), (2, None));
}

#[test]
fn the_publisher_is_believed_before_the_weekly_file_and_that_before_rules() {
    let schedules = [
        schedule("rule", "2026-08-03T00:00:00Z", vec![official(row("us.payrolls", "2026-08-07T12:30:00Z"))]),
        schedule(
            "forexfactory",
            "2026-08-03T01:00:00Z",
            vec![expecting("88K", row("Non-Farm Employment Change", "2026-08-07T12:30:00Z"))],
        ),
        schedule(
            "bls",
            "2026-08-03T02:00:00Z",
            vec![official(row("Employment Situation", "2026-08-14T12:30:00Z"))],
        ),
    ];
    let orders: [&[usize]; 4] = [&[0, 1, 2, 0, 1, 2], &[2, 1, 0, 2], &[1, 0, 2, 1], &[2, 0, 1, 0]];
    for order in orders {
        let in_order: Vec<Schedule> = order.iter().map(|place| schedules[*place].clone()).collect();
        let known = after(&in_order, NOW);
        let payrolls: Vec<&Release> = known.iter().filter(|release| release.kind == "us.payrolls").collect();
        let [payrolls] = payrolls[..] else { panic!("{order:?}: {payrolls:#?}") };
        assert_eq!((payrolls.at, payrolls.estimated), (at("2026-08-14T12:30:00Z"), false), "{order:?}");
        assert_eq!((payrolls.scheduled_by.as_str(), payrolls.withdrawn_at), ("bls", None));
        let forecast = payrolls.forecast.as_ref().unwrap();
        assert_eq!((forecast.text.as_str(), forecast.source.as_str()), ("88K", "forexfactory"));
        assert!(known.iter().all(|release| !release.estimated));
    }
}

#[test]
fn what_one_source_drops_while_another_expects_a_figure_stays_until_that_one_drops_it_too() {
    let income = official(row("Personal Income and Outlays", "2026-08-06T12:30:00Z"));
    let prices = expecting("0.2%", row("Core PCE Price Index m/m", "2026-08-06T12:30:00Z"));
    let mut known = after(
        &[
            schedule("bea", "2026-08-03T00:00:00Z", vec![income]),
            schedule("forexfactory", "2026-08-03T01:00:00Z", vec![prices]),
            schedule("bea", "2026-08-03T02:00:00Z", vec![]),
        ],
        NOW,
    );
    let core = |known: &[Release]| {
        let core = known.iter().find(|release| release.kind == "us.pce.core.mom").unwrap();
        (core.scheduled_by.clone(), core.withdrawn_at.is_some())
    };
    assert_eq!(core(&known), ("forexfactory".to_owned(), false));
    assert!(known.iter().all(|release| release.kind == "us.pce.core.mom" || release.withdrawn_at.is_some()));
    apply(&mut known, &schedule("forexfactory", NOW, vec![]), at(NOW));
    assert_eq!(core(&known), ("forexfactory".to_owned(), true));
}

#[test]
fn what_the_publisher_withdrew_is_not_brought_back_by_our_own_lists() {
    let prices = official(row("Consumer Price Index", "2026-08-12T12:30:00Z"));
    let mut known = after(
        &[
            schedule("bls", "2026-08-03T00:00:00Z", vec![prices.clone()]),
            schedule("bls", "2026-08-03T01:00:00Z", vec![]),
        ],
        NOW,
    );
    assert_eq!(known.len(), 4);
    apply(&mut known, &schedule("built-in", "2026-08-04T04:00:00Z", vec![prices.clone()]), at(NOW));
    assert!(known.iter().all(|release| release.withdrawn_at.is_some()));
    apply(&mut known, &schedule("bls", NOW, vec![prices]), at(NOW));
    assert!(known.len() == 4 && known.iter().all(|release| release.withdrawn_at.is_none()));
}

#[test]
fn a_decision_on_another_day_than_announced_is_moved_for_every_source() {
    let announced = official(row("FOMC Meeting", "2026-08-19T18:00:00Z"));
    let moved = official(row("FOMC Meeting", "2026-08-20T18:00:00Z"));
    let own = schedule("built-in", "2026-08-03T00:00:00Z", vec![announced]);
    let fed = schedule("federalreserve", "2026-08-03T01:00:00Z", vec![moved]);
    let known = after(&[own.clone(), fed.clone(), own, fed], NOW);
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].moved_from, Some(at("2026-08-19T18:00:00Z")));
    assert_eq!(known[0].id.as_str(), "us.fomc.rate.2026-08-19", "its name does not change");
}

#[test]
fn the_estimates_of_one_quarter_on_one_day_are_one_release_by_the_weekly_files_name() {
    let now = "2026-08-24T12:00:00Z";
    let publisher =
        schedule("bea", now, vec![official(row("Gross Domestic Product", "2026-08-26T12:30:00Z"))]);
    // After a delay the month no longer says which estimate it is.
    let weekly =
        schedule("forexfactory", now, vec![expecting("2.9%", row("Final GDP q/q", "2026-08-26T12:30:00Z"))]);
    for order in [[&publisher, &weekly], [&weekly, &publisher]] {
        let known = after(&order.map(Clone::clone), now);
        let growth: Vec<&Release> =
            known.iter().filter(|release| release.kind.starts_with("us.gdp.")).collect();
        assert_eq!(growth.len(), 1, "{growth:#?}");
        assert_eq!(growth[0].name, "Final GDP q/q");
        assert_eq!((growth[0].scheduled_by.as_str(), growth[0].forecast.is_some()), ("bea", true));
    }
}

#[test]
fn a_forecast_is_frozen_when_its_release_has_come() {
    let claims = |forecast| {
        schedule(
            "forexfactory",
            NOW,
            vec![expecting(forecast, row("Unemployment Claims", "2026-08-06T12:30:00Z"))],
        )
    };
    let text = |known: &[Release]| known[0].forecast.as_ref().unwrap().text.clone();
    let mut known = after(&[claims("201K"), claims("203K")], NOW);
    assert_eq!(text(&known), "203K", "corrected before");
    apply(&mut known, &claims("210K"), at("2026-08-06T12:30:00Z"));
    assert_eq!(text(&known), "203K", "not after");
    known[0] = apply_actual(&known[0], "199K", "fredgraph ICSA", at("2026-08-06T12:31:00Z"));
    known[0].forecast = None;
    apply(&mut known, &claims("203K"), at("2026-08-06T12:40:00Z"));
    assert_eq!(text(&known), "203K", "a gap is filled: the file of this week says what was expected before");
}

#[test]
fn our_impact_raises_only_what_the_weekly_file_ranks_for_currency_traders() {
    let low = |title| Listing { impact: Some(Impact::Low), ..row(title, "2026-08-05T12:30:00Z") };
    let holiday = Listing { impact: None, ..row("Bank Holiday", "2026-08-05T12:30:00Z") };
    let rows = vec![low("Housing Starts"), low("ISM Services PMI"), low("A Title Nobody Knows"), holiday];
    let known = after(&[schedule("forexfactory", NOW, rows)], NOW);
    let impacts: Vec<(&str, Impact)> =
        known.iter().map(|release| (release.kind.as_str(), release.impact)).collect();
    assert_eq!(
        impacts,
        [
            ("us.housing_starts", Impact::Medium),
            ("us.ism.services", Impact::Low),
            ("us.x.a-title-nobody-knows", Impact::Low)
        ]
    );
}
