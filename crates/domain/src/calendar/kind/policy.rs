//! The Federal Reserve, the Treasury's auctions and energy stocks.

use chrono::Weekday;

use super::Group::{Auction, Liquidity, Policy, Supply, Words};
use super::Scale::Units;
use super::Transform::{InForce, Level};
use super::{Kind, Meaning, Outcome, fred, kind, meaning};
use crate::calendar::Impact::{self, High, Low, Medium};
use crate::calendar::figure::Suffix;
use crate::calendar::period::PeriodRule;

const NO_NUMBER: Meaning = Meaning { group: Words, scale: None, above: "", below: "" };
const YIELD: Meaning =
    Meaning { group: Auction, scale: None, above: "a higher yield", below: "a lower yield" };
const BARRELS: Meaning = meaning(Supply, Units(3e6), "more in stock", "less in stock");
const STORAGE: Meaning =
    Meaning { group: Supply, scale: None, above: "more in stock", below: "less in stock" };
const AFTERNOON: (u32, u32) = (14, 0);

const fn words(
    id: &'static str,
    name: &'static str,
    impact: Impact,
    time: (u32, u32),
    period: PeriodRule,
) -> Kind {
    Kind { outcome: Outcome::Words, ..kind(id, name, impact, time, period, NO_NUMBER) }
}

pub(super) const KINDS: &[Kind] = &[
    Kind {
        official: &["FOMC Meeting"],
        // The upper bound of the target range, as ForexFactory writes the rate.
        outcome: fred("DFEDTARU", InForce, 1.0, 2, Suffix::Percent),
        ..kind(
            "us.fomc.rate",
            "Federal Funds Rate",
            High,
            AFTERNOON,
            PeriodRule::Day,
            meaning(Policy, Units(0.25), "a higher rate", "a lower rate"),
        )
    },
    words("us.fomc.statement", "FOMC Statement", High, AFTERNOON, PeriodRule::Day),
    Kind {
        official: &["FOMC Economic Projections"],
        ..words("us.fomc.projections", "FOMC Economic Projections", High, AFTERNOON, PeriodRule::Day)
    },
    Kind {
        official: &["FOMC Press Conference"],
        ..words("us.fomc.press_conference", "FOMC Press Conference", High, (14, 30), PeriodRule::Day)
    },
    Kind {
        official: &["FOMC Minutes"],
        ..words("us.fomc.minutes", "FOMC Meeting Minutes", High, AFTERNOON, PeriodRule::Meeting)
    },
    Kind {
        official: &["Beige Book"],
        ..words("us.beige_book", "Beige Book", Medium, AFTERNOON, PeriodRule::Day)
    },
    Kind {
        official: &["H.4.1", "Factors Affecting Reserve Balances"],
        outcome: fred("WALCL", Level, 1e6, 3, Suffix::Trillion),
        ..kind(
            "us.fed.balance_sheet",
            "Fed Balance Sheet",
            Low,
            (16, 30),
            PeriodRule::Week { ends_on: Weekday::Wed, back: 0 },
            meaning(Liquidity, Units(50e9), "a larger balance sheet", "a smaller balance sheet"),
        )
    },
    kind("us.auction.10y", "10-y Bond Auction", Low, (13, 1), PeriodRule::Day, YIELD),
    kind("us.auction.30y", "30-y Bond Auction", Low, (13, 1), PeriodRule::Day, YIELD),
    kind("us.crude", "Crude Oil Inventories", Low, (10, 30), PeriodRule::Day, BARRELS),
    kind("us.natural_gas", "Natural Gas Storage", Low, (10, 30), PeriodRule::Day, STORAGE),
];
