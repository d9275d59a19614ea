//! Jobs, pay and unemployment.

use chrono::Weekday;

use super::Group::{Inflation, Labour, Slack};
use super::Scale::Units;
use super::Transform::{ChangePct, Difference, Level};
use super::{Kind, Meaning, fred, kind, meaning, percent};
use crate::calendar::Impact::{High, Low, Medium};
use crate::calendar::figure::Suffix;
use crate::calendar::period::{PREVIOUS_MONTH, PeriodRule, TWO_MONTHS_BACK};

const JOBS: Meaning = meaning(Labour, Units(75e3), "more jobs", "fewer jobs");
const CLAIMS: Meaning = meaning(Slack, Units(15e3), "more claims", "fewer claims");
const SITUATION: &[&str] = &["Employment Situation"];
const MORNING: (u32, u32) = (8, 30);

pub(super) const KINDS: &[Kind] = &[
    Kind {
        official: SITUATION,
        outcome: fred("PAYEMS", Difference, 1e3, 0, Suffix::Thousand),
        ..kind("us.payrolls", "Non-Farm Employment Change", High, MORNING, PREVIOUS_MONTH, JOBS)
    },
    Kind {
        official: SITUATION,
        outcome: percent("UNRATE", Level),
        ..kind(
            "us.unemployment",
            "Unemployment Rate",
            High,
            MORNING,
            PREVIOUS_MONTH,
            meaning(Slack, Units(0.1), "higher unemployment", "lower unemployment"),
        )
    },
    Kind {
        official: SITUATION,
        outcome: percent("CES0500000003", ChangePct),
        ..kind(
            "us.earnings.mom",
            "Average Hourly Earnings m/m",
            High,
            MORNING,
            PREVIOUS_MONTH,
            meaning(Inflation, Units(0.1), "hotter pay", "cooler pay"),
        )
    },
    Kind {
        titles: &["Initial Jobless Claims"],
        outcome: fred("ICSA", Level, 1.0, 0, Suffix::Thousand),
        ..kind(
            "us.claims",
            "Unemployment Claims",
            Medium,
            MORNING,
            PeriodRule::Week { ends_on: Weekday::Sat, back: 0 },
            CLAIMS,
        )
    },
    Kind {
        titles: &["Continuing Claims"],
        outcome: fred("CCSA", Level, 1.0, 0, Suffix::Thousand),
        ..kind(
            "us.claims.continuing",
            "Continuing Jobless Claims",
            Low,
            MORNING,
            PeriodRule::Week { ends_on: Weekday::Sat, back: 1 },
            CLAIMS,
        )
    },
    Kind {
        official: &["Job Openings and Labor Turnover Survey"],
        outcome: fred("JTSJOL", Level, 1e3, 2, Suffix::Million),
        ..kind(
            "us.jolts",
            "JOLTS Job Openings",
            Medium,
            (10, 0),
            TWO_MONTHS_BACK,
            meaning(Labour, Units(0.3e6), "more openings", "fewer openings"),
        )
    },
    kind(
        "us.adp",
        "ADP Non-Farm Employment Change",
        Medium,
        (8, 15),
        PeriodRule::Month { back: 1, shift_days: 6 },
        JOBS,
    ),
    kind("us.adp.weekly", "ADP Weekly Employment Change", Low, (8, 15), PeriodRule::Day, JOBS),
    kind(
        "us.challenger",
        "Challenger Job Cuts y/y",
        Low,
        (7, 30),
        PREVIOUS_MONTH,
        meaning(Slack, Units(10.0), "more job cuts", "fewer job cuts"),
    ),
];
