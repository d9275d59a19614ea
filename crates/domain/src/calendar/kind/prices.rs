//! Prices and wages.

use super::Group::Inflation;
use super::Scale::Units;
use super::Transform::{AnnualRatePct, ChangePct, YearChangePct};
use super::{Kind, Meaning, kind, meaning, percent};
use crate::calendar::Impact::{High, Low, Medium};
use crate::calendar::period::{PREVIOUS_MONTH, PREVIOUS_MONTH_LATE, PeriodRule, SAME_MONTH};

const MONTHLY: Meaning = meaning(Inflation, Units(0.1), "hotter", "cooler");
const YEARLY: Meaning = meaning(Inflation, Units(0.2), "hotter", "cooler");
const INDEX: Meaning = meaning(Inflation, Units(2.0), "hotter", "cooler");
const CPI: &[&str] = &["Consumer Price Index"];
const PPI: &[&str] = &["Producer Price Index"];
const INCOME: &[&str] = &["Personal Income and Outlays"];
const MORNING: (u32, u32) = (8, 30);

const fn gdp_prices(id: &'static str, name: &'static str, restates: bool) -> Kind {
    Kind {
        official: &["Gross Domestic Product"],
        restates,
        outcome: percent("GDPCTPI", AnnualRatePct),
        ..kind(id, name, Medium, MORNING, PeriodRule::Quarter, YEARLY)
    }
}

// Monthly changes are published from seasonally adjusted indices, the yearly ones of consumer prices from unadjusted.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        official: CPI,
        outcome: percent("CPIAUCSL", ChangePct),
        ..kind("us.cpi.mom", "CPI m/m", High, MORNING, PREVIOUS_MONTH, MONTHLY)
    },
    Kind {
        official: CPI,
        outcome: percent("CPILFESL", ChangePct),
        ..kind("us.cpi.core.mom", "Core CPI m/m", High, MORNING, PREVIOUS_MONTH, MONTHLY)
    },
    Kind {
        official: CPI,
        outcome: percent("CPIAUCNS", YearChangePct),
        ..kind("us.cpi.yoy", "CPI y/y", High, MORNING, PREVIOUS_MONTH, YEARLY)
    },
    Kind {
        official: CPI,
        outcome: percent("CPILFENS", YearChangePct),
        ..kind("us.cpi.core.yoy", "Core CPI y/y", High, MORNING, PREVIOUS_MONTH, YEARLY)
    },
    Kind {
        official: PPI,
        outcome: percent("PPIFIS", ChangePct),
        ..kind("us.ppi.mom", "PPI m/m", High, MORNING, PREVIOUS_MONTH, MONTHLY)
    },
    Kind {
        official: PPI,
        outcome: percent("PPIFES", ChangePct),
        ..kind("us.ppi.core.mom", "Core PPI m/m", High, MORNING, PREVIOUS_MONTH, MONTHLY)
    },
    Kind {
        official: INCOME,
        outcome: percent("PCEPILFE", ChangePct),
        ..kind("us.pce.core.mom", "Core PCE Price Index m/m", High, MORNING, PREVIOUS_MONTH_LATE, MONTHLY)
    },
    Kind {
        official: INCOME,
        outcome: percent("PCEPILFE", YearChangePct),
        ..kind("us.pce.core.yoy", "Core PCE Price Index y/y", Medium, MORNING, PREVIOUS_MONTH_LATE, YEARLY)
    },
    Kind {
        official: INCOME,
        outcome: percent("PCEPI", ChangePct),
        ..kind("us.pce.mom", "PCE Price Index m/m", Low, MORNING, PREVIOUS_MONTH_LATE, MONTHLY)
    },
    Kind {
        official: INCOME,
        outcome: percent("PCEPI", YearChangePct),
        ..kind("us.pce.yoy", "PCE Price Index y/y", Medium, MORNING, PREVIOUS_MONTH_LATE, YEARLY)
    },
    gdp_prices("us.gdp_prices.advance", "Advance GDP Price Index q/q", false),
    gdp_prices("us.gdp_prices.second", "Prelim GDP Price Index q/q", true),
    gdp_prices("us.gdp_prices.third", "Final GDP Price Index q/q", true),
    Kind {
        official: &["Employment Cost Index"],
        outcome: percent("ECIALLCIV", ChangePct),
        ..kind("us.eci", "Employment Cost Index q/q", Medium, MORNING, PeriodRule::Quarter, MONTHLY)
    },
    Kind {
        official: &["U.S. Import and Export Price Indexes"],
        outcome: percent("IR", ChangePct),
        ..kind("us.import_prices", "Import Prices m/m", Low, MORNING, PREVIOUS_MONTH, MONTHLY)
    },
    kind("us.labour_costs.prelim", "Prelim Unit Labor Costs q/q", Low, MORNING, PeriodRule::Quarter, YEARLY),
    kind(
        "us.labour_costs.revised",
        "Revised Unit Labor Costs q/q",
        Low,
        MORNING,
        PeriodRule::Quarter,
        YEARLY,
    ),
    kind("us.ism.manufacturing.prices", "ISM Manufacturing Prices", Medium, (10, 0), PREVIOUS_MONTH, INDEX),
    kind(
        "us.umich.expectations.prelim",
        "Prelim UoM Inflation Expectations",
        Medium,
        (10, 0),
        SAME_MONTH,
        YEARLY,
    ),
    kind(
        "us.umich.expectations.final",
        "Revised UoM Inflation Expectations",
        Medium,
        (10, 0),
        SAME_MONTH,
        YEARLY,
    ),
];
