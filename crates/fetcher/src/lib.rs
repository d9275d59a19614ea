//! What upstreams say, from the question to the stored value.
//!
//! In reading order:
//!
//! 1. [`source`]: one upstream question, pure: requests out, readings in.
//! 2. [`sources`]: one file per publisher.
//! 3. [`feeds`]: which publishers answer for which series, in which order, how often.
//!    [`own`]: the same for what the operator added.
//! 4. [`schedule`]: when a feed is asked next, pure.
//! 5. [`keep`]: what is stored, and what is held for review.
//! 6. [`decide`]: what the rules say about it, written together with it.
//! 7. [`mod@derive`]: net liquidity from its legs.
//! 8. [`history`]: pages of the past that are fetched once.
//! 9. [`markets`]: the radar's round.
//! 10. [`releases`]: the calendar's rounds.
//! 11. [`regime`]: the settled regime from the stored history.
//! 12. [`run`]: the loop.
//! 13. [`bundled`]: the history that ships with the program.
//! 14. [`catalogue`]: who can be asked for what.

pub mod bundled;
pub mod catalogue;
pub mod decide;
pub mod derive;
pub mod error;
pub mod feeds;
pub mod history;
pub mod keep;
pub mod markets;
pub mod own;
pub mod refresh;
pub mod regime;
pub mod releases;
pub mod run;
pub mod schedule;
pub mod source;
pub mod sources;

pub use error::FetchError;
