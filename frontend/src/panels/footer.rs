//! Attributions, and what this is not.

use leptos::prelude::*;

const PUBLISHERS: [(&str, &str); 13] = [
    ("FRED®, Federal Reserve Bank of St. Louis", "https://fred.stlouisfed.org/"),
    ("Federal Reserve Board", "https://www.federalreserve.gov/"),
    ("New York Fed", "https://markets.newyorkfed.org/"),
    ("U.S. Treasury", "https://fiscaldata.treasury.gov/"),
    ("Coinbase", "https://www.coinbase.com/"),
    ("Kraken", "https://www.kraken.com/"),
    ("CoinGecko", "https://www.coingecko.com/"),
    ("mempool.space", "https://mempool.space/"),
    ("DefiLlama", "https://defillama.com/"),
    ("Polymarket", "https://polymarket.com/"),
    ("Forex Factory", "https://www.forexfactory.com/calendar"),
    ("Bureau of Labor Statistics", "https://www.bls.gov/"),
    ("Bureau of Economic Analysis", "https://www.bea.gov/"),
];

pub(crate) fn footer() -> impl IntoView {
    let links = PUBLISHERS.into_iter().map(|(name, url)| {
        view! { <li><a href=url rel="noreferrer noopener">{name}</a></li> }
    });
    view! {
        <footer class="bottom">
            <p>"Data by"</p>
            <ul>{links.collect_view()}</ul>
            <p>
                "This product uses the FRED® API but is not endorsed or certified by the Federal Reserve Bank of St. Louis. "
                <strong>"Not investment advice."</strong>
            </p>
        </footer>
    }
}
