//! All that reaches the browser: newer numbers while a page is open, ages and countdowns that tick, times in the viewer's
//! zone, the crosshair of a chart, the choice of a theme, the settings' dialog and its sliders, keys and the palette, a screen
//! on a wall, a copy for when nobody answers.

mod crosshair;
mod dialog;
#[cfg(feature = "hydrate")]
mod keyboard;
#[cfg(feature = "hydrate")]
mod listening;
mod live;
#[cfg(feature = "hydrate")]
mod morph;
#[cfg(feature = "hydrate")]
mod offline;
mod shortcuts;
mod theme_switch;
mod thresholds;
mod ticking;
#[cfg(feature = "hydrate")]
mod viewer_zone;
mod wall;

pub use crosshair::Crosshair;
pub use dialog::Dialog;
pub use live::Live;
pub use shortcuts::Shortcuts;
pub use theme_switch::ThemeSwitch;
pub use thresholds::Thresholds;
pub use ticking::Ticking;
pub use wall::Wall;

#[cfg(feature = "hydrate")]
pub(crate) use offline::begin as keep_for_offline;
