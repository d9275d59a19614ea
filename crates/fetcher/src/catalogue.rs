//! Who can be asked for what, and how often: what the settings tell about sources. Nothing is asked here.

use std::time::Duration;

use cockpit_domain::SeriesId;

use crate::feeds::{FeedName, Keys, Reach, feeds};
use crate::releases::{FIGURES_JOB, Publisher};

/// A publisher's part in one job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name in the fetch log.
    pub source: &'static str,
    /// The job's.
    pub job: &'static str,
    /// How often the job asks while all is well.
    pub rhythm: Duration,
    /// What it brings.
    pub brings: Brings,
    /// Whom it stands in for: it is asked when those before it gave nothing.
    pub stands_in: bool,
}

/// What a job brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brings {
    /// Values of these series.
    Series(&'static [SeriesId]),
    /// Prediction markets and their odds.
    Markets,
    /// What is released when.
    Schedule,
    /// The figures that are released.
    Figures,
}

/// Everybody who can be asked, in the order in which a job asks them.
pub fn offers(keys: &Keys) -> Vec<Offer> {
    let mut offers = Vec::new();
    for feed in feeds(keys) {
        let sources = feed.sources(Reach::Recent);
        offers.extend(sources.iter().enumerate().map(|(place, source)| Offer {
            source: source.name(),
            job: feed.name.as_str(),
            rhythm: feed.rhythm,
            brings: Brings::Series(own_series(feed.name, source.name())),
            stands_in: place > 0,
        }));
    }
    let one = |source, job, rhythm, brings| Offer { source, job, rhythm, brings, stands_in: false };
    offers.push(one("polymarket", crate::markets::JOB, crate::markets::RHYTHM, Brings::Markets));
    offers.extend(Publisher::ALL.map(|publisher| {
        one(publisher.source().name(), publisher.job(), publisher.rhythm(), Brings::Schedule)
    }));
    if keys.fred.is_some() {
        offers.push(one("fred_api", FIGURES_JOB, FIGURES_ASKED, Brings::Figures));
    }
    let keyless = one("fredgraph", FIGURES_JOB, FIGURES_ASKED, Brings::Figures);
    offers.push(Offer { stands_in: keys.fred.is_some(), ..keyless });
    offers
}

/// A series whose figure is due is asked for so often.
const FIGURES_ASKED: Duration = Duration::from_secs(60);

/// What a source of a feed measures itself: net liquidity is computed from its legs, and each measure of real-world assets
/// has its own publisher.
const fn own_series(feed: FeedName, source: &str) -> &'static [SeriesId] {
    use SeriesId as S;
    match feed {
        FeedName::Rwa => match source.as_bytes() {
            b"defillama_rwa" => &[S::RwaActiveMcap],
            b"coingecko" => &[S::RwaCategoryMcap],
            _ => &[S::RwaTvl],
        },
        FeedName::Walcl => &[S::Walcl],
        FeedName::Wtregen => &[S::Wtregen],
        FeedName::Rrpontsyd => &[S::Rrpontsyd],
        FeedName::TgaDaily => &[S::TgaDaily],
        feed => feed.series(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_job_offers_somebody_and_only_one_is_asked_first() {
        for keys in [
            Keys::default(),
            Keys {
                fred: Some(cockpit_http::Secret::new("k")),
                coingecko: Some(cockpit_http::Secret::new("k")),
            },
        ] {
            let offers = offers(&keys);
            let jobs: BTreeSet<&str> = offers.iter().map(|offer| offer.job).collect();
            let known: BTreeSet<&str> = crate::run::Round::names(&keys).into_iter().collect();
            assert_eq!(jobs, known);
            for job in jobs {
                let first = offers.iter().filter(|offer| offer.job == job && !offer.stands_in).count();
                assert_eq!(first, 1, "{job}");
            }
        }
    }
}
