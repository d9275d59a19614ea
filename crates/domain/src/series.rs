//! What we watch: a closed list of our own, and what the operator adds to it ([`own`]). A series has one definition;
//! something measured otherwise is another series.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Serialize, Serializer};

use crate::Unit;
use crate::change::{ChangeUnit, Window};
use crate::moment::MomentKind;

pub mod own;

pub use own::{Cadence, OwnId, Pace, Terms};

macro_rules! series {
    ($($variant:ident $id:literal: $doc:literal,)*) => {
        /// A series we know. The text form is its id in the API, the store, and rule names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SeriesId {
            $(#[doc = $doc] $variant,)*
            /// One that the operator added.
            Own(OwnId),
        }

        impl SeriesId {
            /// Every series of our own list, the six indicators first.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The id, such as `us10y`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                    Self::Own(own) => own.as_str(),
                }
            }
        }
    };
}

series! {
    Us10y "us10y": "US 10-year Treasury constant-maturity yield, %.",
    NetLiquidity "net_liquidity": "Fed net liquidity on the Wednesday grid, $ bn.",
    Btc "btc": "Bitcoin spot price in US dollars.",
    StablecoinMcap "stablecoin_mcap": "Market capitalisation of all stablecoins, $ bn.",
    UsdtDominance "usdt_dominance": "USDT's share of total crypto market capitalisation, %.",
    RwaTvl "rwa_tvl": "Total value locked in DefiLlama's category RWA, $ bn.",
    UsdtShare "usdt_share": "USDT's share of all stablecoins, %.",
    Walcl "walcl": "Fed total assets, Wednesday level, $ bn.",
    Wtregen "wtregen": "Treasury General Account, week average ending Wednesday, $ bn.",
    Rrpontsyd "rrpontsyd": "Overnight reverse repo with Treasury collateral, daily total, $ bn.",
    TgaDaily "tga_daily": "Treasury General Account, closing balance of the day, $ bn.",
    NetLiquidityDaily "net_liquidity_daily": "Daily estimate of Fed net liquidity between prints, $ bn.",
    RwaActiveMcap "rwa_active_mcap": "Active market capitalisation of tokenised real-world assets, $ bn.",
    RwaCategoryMcap "rwa_category_mcap": "Market capitalisation of CoinGecko's category real-world assets, $ bn.",
}

/// What a rise of the series means for risk assets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskDirection {
    /// More is better for risk.
    Supports,
    /// More weighs on risk.
    Weighs,
    /// Nobody has said: an indicator of the operator's own.
    Unsaid,
}

/// When a value counts as old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaleAfter {
    /// This long after the moment it speaks of.
    Age(TimeDelta),
    /// More than one New York business day later than its publisher normally is; see [`crate::freshness`].
    BusinessDaysLate,
}

/// The one definition of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Definition {
    /// What the card says.
    pub name: &'static str,
    /// What people call it.
    pub nickname: &'static str,
    /// Exactly what is measured, and by whom.
    pub definition: &'static str,
    /// Unit of its values.
    pub unit: Unit,
    /// Unit of its changes.
    pub change_unit: ChangeUnit,
    /// Windows its changes are shown for.
    pub windows: &'static [Window],
    /// What a rise means.
    pub risk: RiskDirection,
    /// Days or instants.
    pub moments: MomentKind,
    /// When a value counts as old.
    pub stale_after: StaleAfter,
    /// The longest normal distance between two neighbouring values: how far from a window's start its base may lie.
    pub gap_max: TimeDelta,
    /// Plausible values, in `unit`. Outside is never stored without the operator.
    pub range: (f64, f64),
    /// The largest step within one day that is believed at once, relative to the last value
    /// (for [`Unit::Percent`]: in percentage points).
    pub step_max: f64,
    /// Whether a second, agreeing answer releases a longer step; else only the operator does.
    pub step_released_by_agreement: bool,
    /// Days between what a value speaks of and its publication; used for history that has no first-seen times.
    pub publication_lag_days: u64,
}

impl SeriesId {
    /// A series in a word or two, where its whole name would be too long.
    pub fn short_name(self) -> &'static str {
        match self {
            Self::Own(own) => own.definition().name,
            Self::Us10y => "10Y",
            Self::NetLiquidity => "Net liquidity",
            Self::StablecoinMcap => "Stablecoins",
            Self::UsdtDominance => "USDT dominance",
            Self::Btc => "BTC",
            other => other.as_str(),
        }
    }

    /// The six indicators, in the order of the page's reading.
    pub const INDICATORS: [Self; 6] =
        [Self::Us10y, Self::NetLiquidity, Self::Btc, Self::StablecoinMcap, Self::UsdtDominance, Self::RwaTvl];

    /// Every series there is: our own list, then what the operator added.
    pub fn known() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().chain(OwnId::watched().into_iter().map(Self::Own))
    }

    /// The unit of the series' values.
    pub fn unit(self) -> Unit {
        self.definition().unit
    }

    /// The series' one definition.
    pub fn definition(self) -> Definition {
        use Window::{Days7, Hour1, Hours24, Minutes15, PreviousDay};
        let hours = TimeDelta::hours;
        let days = TimeDelta::days;
        // What most series share: billions of dollars, changes in percent, instants, more is better.
        let base = Definition {
            name: "",
            nickname: "",
            definition: "",
            unit: Unit::UsdBillions,
            change_unit: ChangeUnit::Percent,
            windows: &[Hours24, Days7],
            risk: RiskDirection::Supports,
            moments: MomentKind::Instant,
            stale_after: StaleAfter::Age(hours(24)),
            gap_max: hours(24),
            range: (0.0, 100_000.0),
            step_max: 0.25,
            step_released_by_agreement: true,
            publication_lag_days: 0,
        };
        match self {
            Self::Own(own) => own.definition(),
            Self::Us10y => Definition {
                name: "US 10Y Treasury Yield",
                nickname: "The Gravity",
                definition: "10-year constant maturity, H.15 (FRED DGS10)",
                unit: Unit::Percent,
                change_unit: ChangeUnit::BasisPoints,
                windows: &[PreviousDay, Days7],
                risk: RiskDirection::Weighs,
                moments: MomentKind::Day,
                stale_after: StaleAfter::BusinessDaysLate,
                gap_max: days(4),
                range: (-2.0, 20.0),
                step_max: 0.75,
                publication_lag_days: 1,
                ..base
            },
            Self::NetLiquidity => Definition {
                name: "Fed Net Liquidity",
                nickname: "The Fuel",
                definition: "WALCL - WTREGEN - RRPONTSYD, Wednesdays",
                windows: &[Days7],
                moments: MomentKind::Day,
                stale_after: StaleAfter::Age(days(10)),
                gap_max: days(1),
                // The guard of the source notes: outside, some leg came in another unit.
                range: (3_000.0, 9_000.0),
                step_max: 0.10,
                publication_lag_days: 1,
                ..base
            },
            Self::NetLiquidityDaily => Definition {
                name: "Fed Net Liquidity, daily estimate",
                nickname: "The Fuel, between prints",
                definition: "latest WALCL - daily TGA closing balance - latest RRPONTSYD",
                windows: &[PreviousDay, Days7],
                moments: MomentKind::Day,
                stale_after: StaleAfter::Age(days(6)),
                gap_max: days(4),
                range: (3_000.0, 9_000.0),
                step_max: 0.10,
                publication_lag_days: 1,
                ..base
            },
            Self::Btc => Definition {
                name: "Bitcoin Price",
                nickname: "The Market Proxy",
                definition: "BTC spot in USD",
                unit: Unit::Usd,
                windows: &[Minutes15, Hour1, Hours24, Days7],
                stale_after: StaleAfter::Age(TimeDelta::minutes(15)),
                gap_max: TimeDelta::minutes(15),
                range: (200.0, 5_000_000.0),
                step_max: 0.15,
                ..base
            },
            Self::StablecoinMcap => Definition {
                name: "Stablecoin Market Cap",
                nickname: "The Liquidity",
                definition: "DefiLlama, circulating units of every peg at their price",
                stale_after: StaleAfter::Age(hours(2)),
                range: (1.0, 10_000.0),
                step_max: 0.05,
                ..base
            },
            Self::UsdtDominance => Definition {
                name: "USDT Dominance",
                nickname: "The Fear Gauge",
                definition: "USDT market cap / total crypto market cap (CoinGecko)",
                unit: Unit::Percent,
                change_unit: ChangeUnit::PercentagePoints,
                risk: RiskDirection::Weighs,
                stale_after: StaleAfter::Age(hours(1)),
                range: (0.5, 40.0),
                step_max: 2.0,
                ..base
            },
            Self::UsdtShare => Definition {
                name: "USDT share of stablecoins",
                nickname: "The Tether Share",
                definition: "USDT / all stablecoins (DefiLlama)",
                unit: Unit::Percent,
                change_unit: ChangeUnit::PercentagePoints,
                risk: RiskDirection::Weighs,
                stale_after: StaleAfter::Age(hours(2)),
                range: (20.0, 100.0),
                step_max: 5.0,
                ..base
            },
            Self::RwaTvl => Definition {
                name: "RWA TVL",
                nickname: "The Alpha",
                definition: "DefiLlama category RWA",
                range: (1.0, 5_000.0),
                step_max: 0.30,
                step_released_by_agreement: false,
                ..base
            },
            Self::RwaActiveMcap => Definition {
                name: "Tokenised RWA, active market cap",
                nickname: "The Alpha",
                definition: "DefiLlama RWA statistics, active market capitalisation",
                range: (1.0, 5_000.0),
                step_max: 0.30,
                step_released_by_agreement: false,
                ..base
            },
            Self::RwaCategoryMcap => Definition {
                name: "RWA tokens, market cap",
                nickname: "The Alpha",
                definition: "CoinGecko category real-world assets, market capitalisation",
                range: (1.0, 5_000.0),
                step_max: 0.30,
                step_released_by_agreement: false,
                ..base
            },
            Self::Walcl => Definition {
                name: "Fed total assets",
                nickname: "Fed assets",
                definition: "H.4.1, Wednesday level (FRED WALCL)",
                windows: &[Days7],
                moments: MomentKind::Day,
                stale_after: StaleAfter::Age(days(10)),
                gap_max: days(1),
                range: (3_000.0, 15_000.0),
                step_max: 0.10,
                publication_lag_days: 1,
                ..base
            },
            Self::Wtregen => Definition {
                name: "Treasury General Account",
                nickname: "Treasury",
                definition: "H.4.1, week average ending Wednesday (FRED WTREGEN)",
                windows: &[Days7],
                risk: RiskDirection::Weighs,
                moments: MomentKind::Day,
                stale_after: StaleAfter::Age(days(10)),
                gap_max: days(1),
                range: (5.0, 3_000.0),
                // It moves by half its size around debt-ceiling weeks.
                step_max: 1.5,
                publication_lag_days: 1,
                ..base
            },
            Self::TgaDaily => Definition {
                name: "Treasury General Account, daily",
                nickname: "Treasury",
                definition: "Daily Treasury Statement, closing balance",
                windows: &[PreviousDay, Days7],
                risk: RiskDirection::Weighs,
                moments: MomentKind::Day,
                stale_after: StaleAfter::Age(days(6)),
                gap_max: days(4),
                range: (5.0, 3_000.0),
                step_max: 1.5,
                publication_lag_days: 1,
                ..base
            },
            Self::Rrpontsyd => Definition {
                name: "Overnight reverse repo",
                nickname: "Reverse repo",
                definition: "Overnight reverse repo, Treasury collateral (FRED RRPONTSYD)",
                windows: &[PreviousDay, Days7],
                risk: RiskDirection::Weighs,
                moments: MomentKind::Day,
                stale_after: StaleAfter::Age(days(6)),
                gap_max: days(4),
                // It has been as low as zero, and at a quarter's end a multiple of the day before.
                range: (0.0, 5_000.0),
                step_max: 1_000.0,
                ..base
            },
        }
    }
}

impl fmt::Display for SeriesId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no series of this id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no series is called {0:?}")]
pub struct UnknownSeries(pub String);

impl FromStr for SeriesId {
    type Err = UnknownSeries;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        let listed = Self::ALL.iter().copied().find(|series| series.as_str() == id);
        listed
            .or_else(|| OwnId::named(id).map(Self::Own))
            .ok_or_else(|| UnknownSeries(id.chars().take(64).collect()))
    }
}

impl Serialize for SeriesId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_parses_back_and_is_unique() {
        for series in SeriesId::ALL {
            assert_eq!(series.as_str().parse(), Ok(*series));
        }
        assert!("US10Y".parse::<SeriesId>().is_err(), "ids are exact");
    }

    #[test]
    fn every_series_is_fully_defined() {
        for series in SeriesId::ALL {
            let definition = series.definition();
            assert!(!definition.name.is_empty() && !definition.nickname.is_empty(), "{series}");
            assert!(!definition.definition.is_empty() && !definition.windows.is_empty(), "{series}");
            assert!(definition.range.0 < definition.range.1 && definition.step_max > 0.0, "{series}");
        }
    }
}
