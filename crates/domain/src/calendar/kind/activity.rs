//! Output, demand, housing and sentiment.

use super::Group::{Balance, Growth};
use super::Scale::{Percent, Units};
use super::Transform::{ChangePct, Level};
use super::{Kind, Meaning, fred, kind, meaning, percent};
use crate::calendar::Impact::{High, Low, Medium};
use crate::calendar::figure::Suffix;
use crate::calendar::period::{PREVIOUS_MONTH, PREVIOUS_MONTH_LATE, PeriodRule, SAME_MONTH, TWO_MONTHS_BACK};

const CHANGE: Meaning = meaning(Growth, Units(0.3), "stronger", "weaker");
const INDEX: Meaning = meaning(Growth, Units(2.0), "stronger", "weaker");
const HOUSING: Meaning = meaning(Growth, Percent(5.0), "stronger", "weaker");
const BALANCE: Meaning =
    Meaning { group: Balance, scale: None, above: "a better balance", below: "a worse balance" };
const MORNING: (u32, u32) = (8, 30);
const TEN: (u32, u32) = (10, 0);
const INCOME: &[&str] = &["Personal Income and Outlays"];
const PRODUCTION: &[&str] = &["G.17", "Industrial Production and Capacity Utilization"];

const fn gdp(id: &'static str, name: &'static str, restates: bool) -> Kind {
    Kind {
        official: &["Gross Domestic Product"],
        restates,
        outcome: percent("A191RL1Q225SBEA", Level),
        ..kind(id, name, High, MORNING, PeriodRule::Quarter, CHANGE)
    }
}

/// A release on the domestic economy that we rank above a currency trader's word.
const fn raised(kind: Kind) -> Kind {
    Kind { raised: true, ..kind }
}

pub(super) const KINDS: &[Kind] = &[
    gdp("us.gdp.advance", "Advance GDP q/q", false),
    Kind { titles: &["Second Estimate GDP q/q"], ..gdp("us.gdp.second", "Prelim GDP q/q", true) },
    gdp("us.gdp.third", "Final GDP q/q", true),
    Kind {
        outcome: percent("RSAFS", ChangePct),
        ..kind("us.retail_sales", "Retail Sales m/m", Medium, MORNING, PREVIOUS_MONTH, CHANGE)
    },
    Kind {
        outcome: percent("RSFSXMV", ChangePct),
        ..kind("us.retail_sales.core", "Core Retail Sales m/m", Medium, MORNING, PREVIOUS_MONTH, CHANGE)
    },
    raised(Kind {
        official: PRODUCTION,
        outcome: percent("INDPRO", ChangePct),
        ..kind(
            "us.industrial_production",
            "Industrial Production m/m",
            Medium,
            (9, 15),
            PREVIOUS_MONTH,
            CHANGE,
        )
    }),
    Kind {
        official: PRODUCTION,
        outcome: percent("TCU", Level),
        ..kind("us.capacity_utilization", "Capacity Utilization Rate", Low, (9, 15), PREVIOUS_MONTH, CHANGE)
    },
    raised(Kind {
        outcome: percent("DGORDER", ChangePct),
        ..kind("us.durable_goods", "Durable Goods Orders m/m", Medium, MORNING, PREVIOUS_MONTH_LATE, CHANGE)
    }),
    raised(Kind {
        outcome: percent("ADXTNO", ChangePct),
        ..kind(
            "us.durable_goods.core",
            "Core Durable Goods Orders m/m",
            Medium,
            MORNING,
            PREVIOUS_MONTH_LATE,
            CHANGE,
        )
    }),
    raised(Kind {
        outcome: fred("HOUST", Level, 1e3, 2, Suffix::Million),
        ..kind("us.housing_starts", "Housing Starts", Medium, MORNING, PREVIOUS_MONTH, HOUSING)
    }),
    raised(Kind {
        outcome: fred("PERMIT", Level, 1e3, 2, Suffix::Million),
        ..kind("us.building_permits", "Building Permits", Medium, MORNING, PREVIOUS_MONTH, HOUSING)
    }),
    Kind {
        outcome: fred("HSN1F", Level, 1e3, 0, Suffix::Thousand),
        ..kind("us.new_home_sales", "New Home Sales", Low, TEN, PREVIOUS_MONTH_LATE, HOUSING)
    },
    kind("us.existing_home_sales", "Existing Home Sales", Low, TEN, PREVIOUS_MONTH, HOUSING),
    kind("us.pending_home_sales", "Pending Home Sales m/m", Low, TEN, PREVIOUS_MONTH, CHANGE),
    Kind {
        official: INCOME,
        outcome: percent("PI", ChangePct),
        ..kind("us.personal_income", "Personal Income m/m", Low, MORNING, PREVIOUS_MONTH_LATE, CHANGE)
    },
    Kind {
        official: INCOME,
        outcome: percent("PCE", ChangePct),
        ..kind("us.personal_spending", "Personal Spending m/m", Low, MORNING, PREVIOUS_MONTH_LATE, CHANGE)
    },
    kind("us.factory_orders", "Factory Orders m/m", Low, TEN, TWO_MONTHS_BACK, CHANGE),
    kind("us.construction_spending", "Construction Spending m/m", Low, TEN, TWO_MONTHS_BACK, CHANGE),
    kind("us.ism.manufacturing", "ISM Manufacturing PMI", High, TEN, PREVIOUS_MONTH, INDEX),
    kind("us.ism.services", "ISM Services PMI", Medium, TEN, PREVIOUS_MONTH, INDEX),
    kind("us.pmi.manufacturing.flash", "Flash Manufacturing PMI", Low, (9, 45), SAME_MONTH, INDEX),
    kind("us.pmi.services.flash", "Flash Services PMI", Low, (9, 45), SAME_MONTH, INDEX),
    kind("us.pmi.manufacturing.final", "Final Manufacturing PMI", Low, (9, 45), PREVIOUS_MONTH, INDEX),
    kind("us.pmi.services.final", "Final Services PMI", Low, (9, 45), PREVIOUS_MONTH, INDEX),
    kind("us.empire", "Empire State Manufacturing Index", Low, MORNING, SAME_MONTH, INDEX),
    kind("us.philly", "Philly Fed Manufacturing Index", Medium, MORNING, SAME_MONTH, INDEX),
    kind("us.richmond", "Richmond Manufacturing Index", Low, TEN, SAME_MONTH, INDEX),
    kind("us.chicago", "Chicago PMI", Low, (9, 45), SAME_MONTH, INDEX),
    kind("us.confidence", "CB Consumer Confidence", Medium, TEN, SAME_MONTH, INDEX),
    kind("us.umich.prelim", "Prelim UoM Consumer Sentiment", Medium, TEN, SAME_MONTH, INDEX),
    kind("us.umich.final", "Revised UoM Consumer Sentiment", Medium, TEN, SAME_MONTH, INDEX),
    kind("us.nahb", "NAHB Housing Market Index", Low, TEN, SAME_MONTH, INDEX),
    Kind {
        official: &["U.S. International Trade in Goods and Services"],
        ..kind("us.trade", "Trade Balance", Low, MORNING, TWO_MONTHS_BACK, BALANCE)
    },
    kind("us.trade.goods", "Goods Trade Balance", Low, MORNING, PREVIOUS_MONTH_LATE, BALANCE),
    kind("us.budget", "Federal Budget Balance", Low, (14, 0), PREVIOUS_MONTH, BALANCE),
    kind(
        "us.tic",
        "TIC Long-Term Purchases",
        Low,
        (16, 0),
        PeriodRule::Month { back: 2, shift_days: 0 },
        BALANCE,
    ),
];
