//! All that reaches the browser: ages and countdowns that tick, times in the viewer's zone, and the choice of a theme.

mod theme_switch;
mod ticking;
#[cfg(feature = "hydrate")]
mod viewer_zone;

pub use theme_switch::ThemeSwitch;
pub use ticking::Ticking;
