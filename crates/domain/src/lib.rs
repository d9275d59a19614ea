//! The words and rules of the field.
//!
//! Nothing here reads a clock, a file or a socket, nothing is async, and everything compiles to WebAssembly: time and
//! data come in as arguments. The one way numbers leave this crate is inside a type that knows its unit.
//!
//! Modules in reading order:
//!
//! 1. [`units`]: finite values with a unit, and exact US dollars.
//! 2. [`moment`]: the day or the instant a value speaks of.
//! 3. [`series`]: what we watch, with each series' one definition; [`indicator`]: what the operator adds to it.
//! 4. [`observation`]: a value, its moment, when we first saw it, who published it.
//! 5. [`business_day`]: New York business days and bank holidays.
//! 6. [`freshness`]: fresh, stale, missing, bundled or held, given `now`.
//! 7. [`change`]: what moved over a window, in the right unit, and what that means for risk.
//! 8. [`liquidity`]: Fed net liquidity from its three legs.
//! 9. [`rwa`]: when a sum of tokenised real-world assets can be believed.
//! 10. [`validate`]: what is stored, what is held for review.
//! 11. [`regime`]: votes, score, and the settled answer.
//! 12. [`radar`]: prediction markets, and which of them are worth showing.
//! 13. [`calendar`]: economic releases, their figures and what they mean.
//! 14. [`rules`]: when something deserves attention: Smart Diff, presets, fan-out, replay.
//! 15. [`dashboard`]: everything the page and the API show, assembled from stored facts.

pub mod business_day;
pub mod calendar;
pub mod change;
pub mod dashboard;
pub mod freshness;
pub mod indicator;
pub mod liquidity;
pub mod moment;
pub mod observation;
pub mod publisher;
pub mod radar;
pub mod regime;
pub mod rules;
pub mod rwa;
pub mod series;
pub mod units;
pub mod validate;

pub use moment::Moment;
pub use observation::{Observation, Origin, Point};
pub use series::SeriesId;
pub use units::{Unit, Usd, Value};
