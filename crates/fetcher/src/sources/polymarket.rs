//! Polymarket: events and their markets from its Gamma API, the past and the offers of an
//! outcome from its order book's API (CLOB).
//!
//! Nothing needs a key. Some of what Gamma sends is JSON inside of texts, prices are texts of 0 to 1, and absent figures of
//! trade mean that nothing was traded. Its documented limits (500 event lists in ten seconds) are far away.

mod clob;
mod event;
mod gamma;
#[cfg(test)]
mod tests;

pub use clob::{Offers, OrderBook, PriceHistory};
pub use gamma::{EventsByTag, EventsNamed, read_markets};

/// As shown, and as named in the fetch log.
const NAME: &str = "polymarket";
