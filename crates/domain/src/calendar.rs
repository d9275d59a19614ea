//! The economic calendar: what is released when, what was expected, what came, and what that means.
//!
//! 1. [`release`]: one release with each of its figures, who said it and when.
//! 2. [`listing`]: a row as a source published it.
//! 3. [`kind`]: the table of the releases we know.
//! 4. [`period`]: which period a release speaks of.
//! 5. [`rules`]: what is known about the schedule without asking anybody.
//! 6. [`precedence`]: whom we believe about when.
//! 7. [`mod@merge`]: what a source says, merged with what is known; one identity per release.
//! 8. [`figure`]: published texts and the numbers in them.
//! 9. [`mod@actual`]: a release's figure from its FRED series.
//! 10. [`mod@surprise`]: what a figure means against what was expected.
//! 11. [`polling`]: when to ask which series.
//! 12. [`view`]: what has come and what comes.
//! 13. [`shown`]: a release with its meaning, as the page and the API show it.

pub mod actual;
pub mod figure;
pub mod kind;
pub mod listing;
pub mod merge;
pub mod period;
pub mod polling;
pub mod precedence;
mod published;
pub mod release;
pub mod rules;
pub mod shown;
pub mod surprise;
mod title;
pub mod view;

pub use actual::{NoActual, actual, apply_actual, series_for};
pub use listing::{Listing, Schedule};
pub use merge::merge;
pub use polling::{SeriesPoll, polls, without_figure};
pub use precedence::FOREX_FACTORY;
pub use release::{Actual, Figure, Impact, Release, ReleaseId, Surprise};
pub use rules::{own_schedules, window};
pub use shown::{MarketLink, Reaction, Shown};
pub use surprise::{Worry, surprise};
pub use view::split;
