//! The publishers, one file each. Which of them answers for which series, and in which order, is said in `feeds`.

mod body;
mod fred;
mod json;

pub mod coinbase;
pub mod coingecko;
pub mod defillama_rwa;
pub mod defillama_stablecoins;
pub mod fiscaldata;
pub mod fred_api;
pub mod fredgraph;
pub mod kraken;
pub mod mempool;
pub mod nyfed;
pub mod treasury;
