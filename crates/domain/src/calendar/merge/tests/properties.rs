//! Whatever sources say, in whatever order.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::{NOW, apply, at};
use crate::calendar::Listing;
use crate::calendar::merge::*;
use crate::calendar::rules::own_schedules;

fn any_schedule() -> impl Strategy<Value = Schedule> {
    let titles = [
        "Unemployment Claims",
        "CPI m/m",
        "Consumer Price Index",
        "Employment Situation",
        "Non-Farm Employment Change",
        "FOMC Meeting",
        "Federal Funds Rate",
        "FOMC Minutes",
        "Gross Domestic Product",
        "New Home Sales (Jun)",
        "New Home Sales",
        "President Trump Speaks",
        "Bank Holiday",
        "決定",
    ];
    let listing = (0..titles.len(), 0_u64..28, 0_i64..3, any::<bool>(), 0_usize..4).prop_map(
        move |(title, day, minutes, timed, impact)| {
            let day = "2026-08-02".parse::<NaiveDate>().unwrap() + Days::new(day);
            let at = day.and_hms_opt(12, 30, 0).unwrap().and_utc() + TimeDelta::minutes(minutes);
            let impact = [None, Some(Impact::Low), Some(Impact::Medium), Some(Impact::High)][impact];
            let forecast = Some(format!("{minutes}K"));
            Listing {
                title: titles[title].to_owned(),
                at,
                timed,
                impact,
                forecast,
                previous: None,
                note: None,
            }
        },
    );
    let sources = ["forexfactory", "bls", "federalreserve", "bea", "built-in", "rule"];
    (0..sources.len(), proptest::collection::vec(listing, 0..8), 0_u64..4).prop_map(
        move |(source, listings, weeks)| {
            let first = "2026-08-02".parse::<NaiveDate>().unwrap();
            Schedule {
                source: sources[source].to_owned(),
                seen_at: at(NOW),
                covers: first..=first + Days::new(6 + 7 * weeks),
                estimated: sources[source] == "rule",
                listings,
            }
        },
    )
}

proptest! {
    #[test]
    fn whatever_is_said_in_whatever_order_each_release_has_one_identity(
        schedules in proptest::collection::vec(any_schedule(), 1..6),
        order in proptest::collection::vec(0_usize..6, 1..14),
        own in any::<bool>(),
    ) {
        let now = at(NOW);
        let mut known = Vec::new();
        if own {
            for schedule in own_schedules(now) { apply(&mut known, &schedule, now); }
        }
        for place in order {
            let schedule = &schedules[place % schedules.len()];
            apply(&mut known, schedule, now);
            let again = merge(&known, schedule, now);
            prop_assert!(again.is_empty(), "said again, nothing changes: {:#?}\n{:#?}", again, schedule);
            let ids: BTreeSet<&str> = known.iter().map(|release| release.id.as_str()).collect();
            prop_assert_eq!(ids.len(), known.len());
            let periods: Vec<_> = known.iter().filter_map(|release| Some((&release.kind, release.period?))).collect();
            prop_assert_eq!(periods.iter().collect::<BTreeSet<_>>().len(), periods.len());
        }
    }

    #[test]
    fn nothing_that_has_come_is_ever_withdrawn(schedules in proptest::collection::vec(any_schedule(), 1..6)) {
        let mut known = Vec::new();
        let now = at("2026-08-16T12:00:00Z");
        for schedule in &schedules {
            apply(&mut known, schedule, now);
        }
        let gone = known.iter().filter(|release| release.at <= now && release.withdrawn_at.is_some());
        prop_assert_eq!(gone.count(), 0);
    }
}
