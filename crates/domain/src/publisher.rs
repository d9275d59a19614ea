//! What publishers call themselves.

/// A publisher's own name for the name of its source: `fredgraph` is FRED. Several, as in `fiscaldata + fredgraph`,
/// are told one by one; what is not known here is told as it came.
pub fn source(name: &str) -> String {
    name.split(" + ").map(one_source).collect::<Vec<_>>().join(" + ")
}

fn one_source(name: &str) -> &str {
    match name {
        "bea" => "BEA",
        "bls" => "BLS",
        "built-in" => "announced days that ship with the program",
        "coinbase" => "Coinbase",
        "coingecko" => "CoinGecko",
        "defillama" => "DefiLlama",
        "defillama_rwa" => "DefiLlama RWA",
        "federalreserve" => "Federal Reserve",
        "fiscaldata" => "Fiscal Data",
        "forexfactory" => "Forex Factory",
        "fredgraph" => "FRED",
        "fred_api" => "FRED API",
        "kraken" => "Kraken",
        "mempool" => "mempool.space",
        "nyfed" => "New York Fed",
        "polymarket" => "Polymarket",
        "rule" => "a rule, not a publication",
        "treasury" => "U.S. Treasury",
        other => other,
    }
}

/// A publisher and its series, `fredgraph PAYEMS`: `FRED PAYEMS`.
pub fn source_and_series(name: &str) -> String {
    match name.split_once(' ') {
        Some((publisher, series)) if !series.starts_with('+') => {
            format!("{} {series}", one_source(publisher))
        }
        _ => source(name),
    }
}
