//! The economic calendar: what is released when, what was expected, what came, and what that means.
//!
//! 1. [`release`]: one release with each of its figures, who said it and when.
//! 2. [`listing`]: a row as a source published it.
//! 3. [`shown`]: a release with its meaning, as the page and the API show it.

pub mod listing;
pub mod release;
pub mod shown;

pub use listing::{Listing, Schedule};
pub use release::{Actual, Figure, Impact, Release, ReleaseId, Surprise};
pub use shown::{MarketLink, Reaction, Shown};
