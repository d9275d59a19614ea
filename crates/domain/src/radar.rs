//! Prediction markets: what a publisher says about them, and what of it is worth showing.
//!
//! 1. [`market`]: events, their markets and outcomes, as a publisher gave them.
//! 2. [`headline`]: which outcome of an event is shown, and with which probability.
//! 3. [`rank`]: which events are worth following, and in which order.
//! 4. [`lead`]: which outcome leads, and since when.
//! 5. [`entry`]: one line of the radar.
//!
//! Everything about odds hangs on the token of an outcome, never on a place in a list: what enters or leaves the top five
//! brings its own past with it and never looks like a swing.

pub mod entry;
pub mod headline;
pub mod lead;
pub mod market;
pub mod rank;

pub use entry::{Caution, Entry, Kind, Known, Runner, entry};
pub use headline::{Headline, headline};
pub use lead::{Lead, leader};
pub use market::{Event, Market, Odds, Outcome, Probability, Token};
pub use rank::{is_relevant, ranked, watched};
