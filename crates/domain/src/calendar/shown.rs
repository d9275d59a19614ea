//! A release as the page and the API show it: with what its figures mean and what markets did after it.

use serde::Serialize;

use super::{Release, Surprise};

/// A release with everything that is derived from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// The release.
    #[serde(flatten)]
    pub release: Release,
    /// Its meaning, once it came.
    pub surprise: Option<Surprise>,
    /// What markets did after it, once it came; what has not happened yet is absent.
    pub reaction: Option<Reaction>,
    /// The prediction market on it, when the radar follows one.
    pub market: Option<MarketLink>,
}

/// What moved after a release. It is not said that the release was the cause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Reaction {
    /// Bitcoin 15 minutes after, in %.
    pub btc_15m_pct: Option<f64>,
    /// Bitcoin an hour after, in %.
    pub btc_1h_pct: Option<f64>,
    /// Bitcoin a day after, in %.
    pub btc_24h_pct: Option<f64>,
    /// The 10-year yield of the release's day against the published day before, in basis points.
    pub us10y_1d_bp: Option<f64>,
}

/// A prediction market.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MarketLink {
    /// Its title: other people's words.
    pub title: String,
    /// Its page.
    pub url: String,
}
