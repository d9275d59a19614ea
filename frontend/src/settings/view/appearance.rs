//! How the page looks in this browser; for everybody, without the operator.
//!
//! | Form | Posted to | Fields beside `back` |
//! |---|---|---|
//! | save | `/settings/appearance/save` | `theme=system\|dark\|light`, `density=comfortable\|compact` |
//!
//! Both are cookies of a year: `theme`, `density`.

use crate::render::Theme;

/// The section.
#[derive(Clone, Copy, Debug)]
pub struct AppearanceView {
    /// `theme`.
    pub theme: Theme,
    /// `density`.
    pub density: Density,
}

/// How much room things have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Density {
    /// As drawn.
    #[default]
    Comfortable,
    /// Closer together.
    Compact,
}

impl Density {
    /// The word in the cookie and in the form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }

    /// From [`Density::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Comfortable, Self::Compact].into_iter().find(|density| density.as_str() == word)
    }
}
