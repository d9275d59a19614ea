//! All that reaches the browser: ages that tick, and the choice of a theme.

mod theme_switch;
mod ticking;

pub use theme_switch::ThemeSwitch;
pub use ticking::Ticking;
