//! Indicators that the operator added: who is asked for them, how often, and one question before they are kept.

mod trial;

use std::time::Duration;

use cockpit_domain::indicator::{Indicator, IndicatorSpec, Refusal, Spring};
use cockpit_domain::series::{Cadence, OwnId};
use cockpit_http::HttpError;
use cockpit_store::StoredIndicator;
use url::Url;

pub use self::trial::{Trial, TrialError, Trials};
use crate::feeds::{HISTORY_DAYS, Keys, Reach};
use crate::source::Source;
use crate::sources::own::{CoinHistory, CoinPrice, FredAny, JsonNumber, Of};

/// An indicator of the operator's own, as it is asked for.
#[derive(Clone, Debug)]
pub struct OwnFeed {
    /// Its series.
    pub id: OwnId,
    /// What it is.
    pub indicator: Indicator,
    keys: Keys,
}

impl OwnFeed {
    /// With the keys there are.
    pub fn new(stored: StoredIndicator, keys: &Keys) -> Self {
        Self { id: stored.id, indicator: stored.indicator, keys: keys.clone() }
    }

    /// How often it is asked while all is well.
    pub fn rhythm(&self) -> Duration {
        self.indicator.every().to_std().unwrap_or(Duration::from_secs(3_600))
    }

    /// The publishers in the order in which they are asked.
    pub fn sources(&self, reach: Reach) -> Vec<Box<dyn Source>> {
        let (id, unit) = (self.id, self.indicator.unit());
        match self.indicator.spring() {
            Spring::Fred(reference, cadence) => {
                let days = if reach == Reach::History { HISTORY_DAYS } else { recent_days(*cadence) };
                let keyless = Of::new(id, FredAny::keyless(reference, unit, days));
                let mut sources: Vec<Box<dyn Source>> = vec![Box::new(keyless)];
                if let Some(key) = &self.keys.fred {
                    sources
                        .push(Box::new(Of::new(id, FredAny::with_key(reference, unit, days, key.clone()))));
                }
                sources
            }
            Spring::CoinGecko(coin) => {
                vec![Box::new(Of::new(id, CoinPrice::new(coin, self.keys.coingecko())))]
            }
            Spring::Json(address, path) => {
                vec![Box::new(Of::new(id, JsonNumber::new(address, path.clone(), unit)))]
            }
        }
    }

    /// Whether the first publisher's answer with [`Reach::History`] is the whole history.
    pub const fn answers_with_history(&self) -> bool {
        matches!(self.indicator.spring(), Spring::Fred(..))
    }

    /// Pages of the past that are fetched once, after the first value of now.
    pub fn pages(&self) -> Vec<(&'static str, Box<dyn Source>)> {
        let Spring::CoinGecko(coin) = self.indicator.spring() else { return Vec::new() };
        let page = |span| {
            let source: Box<dyn Source> =
                Box::new(Of::new(self.id, CoinHistory::new(coin, self.keys.coingecko(), span)));
            source
        };
        vec![("hours", page(CoinHistory::HOURS)), ("days", page(CoinHistory::DAYS))]
    }
}

/// Enough to hold the newest value and the one before it, whatever the publisher's delay.
const fn recent_days(cadence: Cadence) -> u32 {
    match cadence {
        Cadence::Daily => 60,
        Cadence::Weekly => 120,
        Cadence::Monthly => 400,
        Cadence::Quarterly => 800,
        Cadence::Yearly => 2_000,
    }
}

/// Checks an indicator as written, its address included: only https leaves, and never into a private network.
pub fn check(spec: &IndicatorSpec) -> Result<Indicator, Vec<Refusal>> {
    let indicator = Indicator::new(spec)?;
    if let Spring::Json(address, _) = indicator.spring() {
        let words = match Url::parse(address).map(|url| cockpit_http::check_address(&url)) {
            Ok(Ok(())) => return Ok(indicator),
            Ok(Err(HttpError::ForbiddenAddress)) => {
                "must not be inside a private network or on this machine".to_owned()
            }
            Ok(Err(error)) => format!("is refused: {error}"),
            Err(error) => format!("is no address: {error}"),
        };
        return Err(vec![Refusal::new("reference", words)]);
    }
    Ok(indicator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(address: &str) -> String {
        let text = str::to_owned;
        let spec = IndicatorSpec {
            name: text("Mine"),
            kind: text("json"),
            reference: text(address),
            path: text("data.0.price"),
            unit: text("usd"),
            every: text("1m"),
            cadence: None,
        };
        let refusals = check(&spec).map(|_| ()).unwrap_err();
        assert_eq!(refusals[0].field, "reference");
        refusals[0].words.clone()
    }

    #[test]
    fn no_address_of_a_private_network_is_taken_however_it_is_spelled() {
        for address in [
            "https://127.0.0.1/",
            "https://localhost:8443/x",
            "https://10.0.0.8/metrics",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]/",
            "https://[fd00::1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://printer.localhost/",
        ] {
            assert!(refusal(address).contains("private network"), "{address}");
        }
        assert!(refusal("https://user:word@api.example.com/").contains("user name"));
        assert!(refusal("http://api.example.com/").contains("https"));
        assert!(refusal("https://a b/").contains("spaces"));
        assert!(refusal("https://exa%00mple.com/").contains("no address"));
    }
}
