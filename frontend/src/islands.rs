//! All that reaches the browser: newer numbers while a page is open, ages and countdowns that tick, times in the viewer's
//! zone, the crosshair of a chart, the choice of a theme, the settings' dialog and its sliders.

mod crosshair;
mod dialog;
#[cfg(feature = "hydrate")]
mod listening;
mod live;
#[cfg(feature = "hydrate")]
mod morph;
mod theme_switch;
mod thresholds;
mod ticking;
#[cfg(feature = "hydrate")]
mod viewer_zone;

pub use crosshair::Crosshair;
pub use dialog::Dialog;
pub use live::Live;
pub use theme_switch::ThemeSwitch;
pub use thresholds::Thresholds;
pub use ticking::Ticking;
