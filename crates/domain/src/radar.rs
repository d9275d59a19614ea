//! Prediction markets: what a publisher says about them, and what of it is worth showing.
//!
//! 1. [`market`]: events, their markets and outcomes, as a publisher gave them.
//! 2. [`entry`]: one line of the radar.

pub mod entry;
pub mod market;

pub use entry::{Caution, Entry, Kind, Runner};
pub use market::{Event, Market, Odds, Outcome, Probability, Token};
