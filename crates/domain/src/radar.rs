//! Prediction markets: what a publisher says about them, and what of it is worth showing.
//!
//! 1. [`market`]: events, their markets and outcomes, as a publisher gave them.
//! 2. `candidate`: which of them stand for something, and at which price.
//! 3. [`mod@headline`]: which outcome of an event is shown, and with which probability.
//! 4. [`rank`]: which events are worth following, and in which order.
//! 5. [`lead`]: which outcome leads, and since when.
//! 6. [`mod@entry`]: one line of the radar.
//!
//! Everything about odds hangs on the token of an outcome, never on a place in a list: what enters or leaves the top five
//! brings its own past with it and never looks like a swing.

mod candidate;
pub mod entry;
pub mod headline;
pub mod lead;
pub mod market;
#[cfg(test)]
mod properties;
pub mod rank;

pub use entry::{Caution, Entry, Kind, Known, Runner, entry};
pub use headline::{Headline, headline};
pub use lead::{Lead, leader};
pub use market::{Event, Market, Odds, Outcome, Probability, Token};
pub use rank::{is_relevant, ranked, watched};
