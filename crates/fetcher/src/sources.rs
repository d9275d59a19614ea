//! The publishers, one file each. Which of them answers for which series, and in which order, is said in `feeds`.

mod body;
mod fred;
mod ics;
mod json;
mod official;
mod words;

pub mod bea;
pub mod bls;
pub mod coinbase;
pub mod coingecko;
pub mod defillama_rwa;
pub mod defillama_stablecoins;
pub mod federalreserve;
pub mod fiscaldata;
pub mod forexfactory;
pub mod fred_api;
pub mod fred_figures;
pub mod fredgraph;
pub mod kraken;
pub mod mempool;
pub mod nyfed;
pub mod own;
pub mod polymarket;
pub mod treasury;
