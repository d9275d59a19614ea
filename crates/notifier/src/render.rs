//! From facts to words: one [`Card`] per message, and each form of it.
//!
//! A card holds plain text only, cleaned once in [`card`]; each form escapes it in its own way, so that a title full of
//! markup arrives as text everywhere.

use chrono_tz::Tz;
use url::Url;

pub mod card;
pub mod clean;
pub mod discord;
pub mod html;
pub mod ntfy;
pub mod slack;
pub mod telegram;
pub mod text;
pub mod webhook;
pub mod words;

pub use card::Card;

/// How a recipient reads.
#[derive(Clone, Debug)]
pub struct Options {
    /// Their time zone.
    pub zone: Tz,
    /// How they write numbers.
    pub numbers: Numbers,
    /// Where the page is, if others can reach it: https.
    pub public_url: Option<Url>,
}

impl Default for Options {
    fn default() -> Self {
        Self { zone: Tz::UTC, numbers: Numbers::default(), public_url: None }
    }
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Numbers {
    /// `1,234.5`
    #[default]
    English,
    /// `1.234,5`
    German,
    /// `1 234,5`
    French,
}

impl Numbers {
    /// By a language's code, such as `de-AT`: English for those not known.
    pub fn of_language(code: &str) -> Self {
        match code.split(['-', '_']).next().unwrap_or_default() {
            "de" | "es" | "it" | "nl" | "pt" | "tr" | "id" | "da" => Self::German,
            "fr" | "ru" | "uk" | "pl" | "cs" | "sv" | "fi" | "nb" | "no" => Self::French,
            _ => Self::English,
        }
    }

    /// What stands between thousands, and before the decimals.
    pub(crate) const fn marks(self) -> (&'static str, &'static str) {
        match self {
            Self::English => (",", "."),
            Self::German => (".", ","),
            Self::French => ("\u{202f}", ","),
        }
    }
}
