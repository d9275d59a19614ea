//! What every drawing of a series needs before it is drawn, on the page as in a picture: how far back it goes, where its
//! line breaks, and which lines the grid has. Nothing here knows of pixels.

mod range;
mod stretch;
mod summary;
mod ticks;
mod time_ticks;

pub use range::{Range, UnknownRange};
pub use stretch::{Stretch, line_gap_max, stretches};
pub use summary::{Summary, summary};
pub use ticks::{Scale, Ticks};
pub use time_ticks::{TimeTick, time_ticks};
