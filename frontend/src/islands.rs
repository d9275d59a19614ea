//! All that reaches the browser: ages and countdowns that tick, times in the viewer's zone, the choice of a theme, the
//! settings' dialog and its sliders.

mod dialog;
mod theme_switch;
mod thresholds;
mod ticking;
#[cfg(feature = "hydrate")]
mod viewer_zone;

pub use dialog::Dialog;
pub use theme_switch::ThemeSwitch;
pub use thresholds::Thresholds;
pub use ticking::Ticking;
