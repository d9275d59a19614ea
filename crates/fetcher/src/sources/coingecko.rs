//! CoinGecko: keyless, with a free Demo key, or with a Pro key, which has a host of its own.
//!
//! Its errors may come inside a success, under `status` or `error`; they are looked for before anything else, because
//! a body without the expected key would otherwise look like "no data".

mod categories;
mod dominance;
mod history;
mod price;

use cockpit_http::{Request, Secret};

pub use self::categories::CoinGeckoCategories;
pub use self::dominance::{CoinGeckoGlobal, GlobalWithTether};
pub use self::history::CoinGeckoHistory;
pub use self::price::CoinGeckoPrice;
use crate::source::address;

pub(crate) const NAME: &str = "coingecko";

/// How we are known to CoinGecko.
#[derive(Clone, Debug)]
pub enum Access {
    /// Not at all: few calls, shared with everybody behind the same address.
    Keyless,
    /// By a free key.
    Demo(Secret),
    /// By a paid key. The wrong host for a key is an error of its own, so the host goes with the key.
    Pro(Secret),
}

impl Access {
    pub(crate) fn get(&self, path_and_query: &str) -> Request {
        let host = match self {
            Self::Keyless | Self::Demo(_) => "api.coingecko.com",
            Self::Pro(_) => "pro-api.coingecko.com",
        };
        let request = Request::get(address(&format!("https://{host}/api/v3/{path_and_query}")));
        match self {
            Self::Keyless => request,
            Self::Demo(key) => request.header("x-cg-demo-api-key", key.clone()),
            Self::Pro(key) => request.header("x-cg-pro-api-key", key.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pro_key_goes_to_its_own_host_and_no_key_prints() {
        let hosts = [Access::Keyless, Access::Demo("CG-canary".into()), Access::Pro("CG-canary".into())].map(
            |access| {
                let request = access.get("global");
                assert!(!format!("{access:?} {request:?}").contains("canary"));
                request.url().host_str().unwrap().to_owned()
            },
        );
        assert_eq!(hosts, ["api.coingecko.com", "api.coingecko.com", "pro-api.coingecko.com"]);
    }
}
