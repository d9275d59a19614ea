//! Whose figures these are.

/// Publishers by name, with where they can be found.
pub const PUBLISHERS: [(&str, &str); 13] = [
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
