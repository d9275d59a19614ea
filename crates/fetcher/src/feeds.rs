//! Which publishers answer for which series, in which order, and how often they are asked.
//!
//! The one place to edit when a source is added: a feed is a short list of sources that measure the same thing (or,
//! for tokenised assets, the next best thing as a series of its own). The first is asked; the next only when the one
//! before it gave nothing that could be kept.

use std::time::Duration;

use cockpit_domain::SeriesId;
use cockpit_http::Secret;

use crate::source::Source;
use crate::sources::coinbase::CoinbaseTicker;
use crate::sources::coingecko::{
    Access, CoinGeckoCategories, CoinGeckoGlobal, CoinGeckoPrice, GlobalWithTether,
};
use crate::sources::defillama_rwa::{RwaProtocols, RwaStats};
use crate::sources::defillama_stablecoins::Stablecoins;
use crate::sources::fiscaldata::FiscalData;
use crate::sources::fred_api::FredApi;
use crate::sources::fredgraph::Fredgraph;
use crate::sources::kraken::Kraken;
use crate::sources::mempool::Mempool;
use crate::sources::nyfed::NyFed;
use crate::sources::treasury::Treasury;

/// Ten years and a little, so that a full ten-year chart has its first point.
pub(crate) const HISTORY_DAYS: u32 = 3_670;
/// Enough to see late revisions and to close the gap of a holiday.
const RECENT_DAYS: u32 = 60;

/// Keys that make sources better; none is needed.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// `FRED_API_KEY`.
    pub fred: Option<Secret>,
    /// `COINGECKO_API_KEY`, a Demo key.
    pub coingecko: Option<Secret>,
}

impl Keys {
    /// How we are known to CoinGecko.
    pub(crate) fn coingecko(&self) -> Access {
        self.coingecko.clone().map_or(Access::Keyless, Access::Demo)
    }
}

/// Whether a feed is asked for its whole history or for what is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The years before the installation.
    History,
    /// The newest values.
    Recent,
}

/// A series' publishers in order, and how often they are asked.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Name in the fetch log, on the sources page and for `--source`.
    pub name: FeedName,
    /// How often it is asked while all is well.
    pub rhythm: Duration,
    keys: Keys,
}

/// The feeds there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeedName {
    /// Bitcoin's price.
    Btc,
    /// USDT's share of the crypto market.
    UsdtDominance,
    /// All stablecoins, and USDT's share of them.
    Stablecoins,
    /// Tokenised real-world assets.
    Rwa,
    /// The 10-year yield.
    Us10y,
    /// The Fed's balance sheet.
    Walcl,
    /// The Treasury's account at the Fed, weekly.
    Wtregen,
    /// Overnight reverse repo.
    Rrpontsyd,
    /// The Treasury's account at the Fed, daily.
    TgaDaily,
}

impl FeedName {
    /// Every feed. Those of one host stand together, in the order in which they are asked at the start.
    pub const ALL: [Self; 9] = [
        Self::Btc,
        Self::UsdtDominance,
        Self::Stablecoins,
        Self::Rwa,
        Self::Us10y,
        Self::Walcl,
        Self::Wtregen,
        Self::Rrpontsyd,
        Self::TgaDaily,
    ];

    /// The name as text.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Btc => "btc",
            Self::UsdtDominance => "usdt_dominance",
            Self::Stablecoins => "stablecoins",
            Self::Rwa => "rwa",
            Self::Us10y => "us10y",
            Self::Walcl => "walcl",
            Self::Wtregen => "wtregen",
            Self::Rrpontsyd => "rrpontsyd",
            Self::TgaDaily => "tga_daily",
        }
    }

    /// The series whose cards depend on this feed.
    pub const fn series(self) -> &'static [SeriesId] {
        use SeriesId as S;
        match self {
            Self::Btc => &[S::Btc],
            Self::UsdtDominance => &[S::UsdtDominance],
            Self::Stablecoins => &[S::StablecoinMcap, S::UsdtShare],
            Self::Rwa => &[S::RwaTvl, S::RwaActiveMcap, S::RwaCategoryMcap],
            Self::Us10y => &[S::Us10y],
            Self::Walcl => &[S::Walcl, S::NetLiquidity, S::NetLiquidityDaily],
            Self::Wtregen => &[S::Wtregen, S::NetLiquidity],
            Self::Rrpontsyd => &[S::Rrpontsyd, S::NetLiquidity, S::NetLiquidityDaily],
            Self::TgaDaily => &[S::TgaDaily, S::NetLiquidityDaily],
        }
    }

    /// Minutes between questions while all is well. CoinGecko and DefiLlama refresh their figures every ten to twenty
    /// minutes; the Fed and the Treasury publish once a day, and an hour finds it soon enough.
    const fn rhythm_min(self) -> u64 {
        match self {
            Self::Btc => 1,
            Self::UsdtDominance => 5,
            Self::Stablecoins => 10,
            Self::Rwa | Self::Us10y | Self::Walcl | Self::Wtregen | Self::Rrpontsyd | Self::TgaDaily => 60,
        }
    }
}

/// Every feed, with the keys there are.
pub fn feeds(keys: &Keys) -> Vec<Feed> {
    FeedName::ALL
        .into_iter()
        .map(|name| Feed { name, rhythm: Duration::from_secs(name.rhythm_min() * 60), keys: keys.clone() })
        .collect()
}

impl Feed {
    /// The publishers in the order in which they are asked.
    pub fn sources(&self, reach: Reach) -> Vec<Box<dyn Source>> {
        let days = match reach {
            Reach::History => HISTORY_DAYS,
            Reach::Recent => RECENT_DAYS,
        };
        let coingecko = self.keys.coingecko();
        let mut sources: Vec<Box<dyn Source>> = match self.name {
            FeedName::Btc => vec![
                Box::new(CoinbaseTicker),
                Box::new(Kraken),
                Box::new(CoinGeckoPrice::new(coingecko)),
                Box::new(Mempool),
            ],
            FeedName::UsdtDominance => vec![
                Box::new(CoinGeckoGlobal::new(coingecko.clone())),
                Box::new(GlobalWithTether::new(coingecko)),
            ],
            FeedName::Stablecoins => vec![Box::new(Stablecoins)],
            FeedName::Rwa => vec![
                Box::new(RwaProtocols),
                Box::new(RwaStats),
                Box::new(CoinGeckoCategories::new(coingecko)),
            ],
            FeedName::Us10y => {
                let mut sources = self.fred(SeriesId::Us10y, days);
                sources.push(Box::new(Treasury));
                sources
            }
            FeedName::Walcl => self.fred(SeriesId::Walcl, days),
            FeedName::Wtregen => self.fred(SeriesId::Wtregen, days),
            FeedName::Rrpontsyd => {
                let mut sources = self.fred(SeriesId::Rrpontsyd, days);
                sources.push(Box::new(NyFed));
                sources
            }
            FeedName::TgaDaily => vec![Box::new(FiscalData::new(days))],
        };
        if self.name == FeedName::Btc && self.keys.coingecko.is_some() {
            // With a key of one's own CoinGecko's volume-weighted price comes first.
            sources[..3].rotate_right(1);
        }
        sources
    }

    fn fred(&self, series: SeriesId, days: u32) -> Vec<Box<dyn Source>> {
        let mut sources: Vec<Box<dyn Source>> = vec![Box::new(Fredgraph::new(series, days))];
        if let Some(key) = &self.keys.fred {
            sources.push(Box::new(FredApi::new(series, days, key.clone())));
        }
        sources
    }

    /// Whether the first publisher's answer with [`Reach::History`] is the whole history of the feed.
    pub const fn has_history(&self) -> bool {
        match self.name {
            FeedName::Us10y
            | FeedName::Walcl
            | FeedName::Wtregen
            | FeedName::Rrpontsyd
            | FeedName::TgaDaily => true,
            FeedName::Btc | FeedName::UsdtDominance | FeedName::Stablecoins | FeedName::Rwa => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(feed: FeedName, keys: &Keys) -> Vec<&'static str> {
        let feed = feeds(keys).into_iter().find(|found| found.name == feed).unwrap();
        feed.sources(Reach::Recent).iter().map(|source| source.name()).collect()
    }

    #[test]
    fn every_indicator_has_a_publisher_without_any_key() {
        let covered: Vec<SeriesId> = FeedName::ALL.iter().flat_map(|feed| feed.series()).copied().collect();
        for indicator in SeriesId::INDICATORS {
            assert!(covered.contains(&indicator), "{indicator}");
        }
        for feed in feeds(&Keys::default()) {
            assert!(!feed.sources(Reach::Recent).is_empty(), "{:?}", feed.name);
        }
    }

    #[test]
    fn publishers_stand_in_the_order_of_the_design() {
        let none = Keys::default();
        assert_eq!(names(FeedName::Btc, &none), ["coinbase", "kraken", "coingecko", "mempool"]);
        assert_eq!(names(FeedName::Us10y, &none), ["fredgraph", "treasury"]);
        assert_eq!(names(FeedName::Rrpontsyd, &none), ["fredgraph", "nyfed"]);
        let all = Keys { fred: Some(Secret::new("k")), coingecko: Some(Secret::new("k")) };
        assert_eq!(names(FeedName::Btc, &all), ["coingecko", "coinbase", "kraken", "mempool"]);
        assert_eq!(names(FeedName::Us10y, &all), ["fredgraph", "fred_api", "treasury"]);
    }
}
