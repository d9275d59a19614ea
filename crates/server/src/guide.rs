//! The documentation that the program carries: Markdown in `docs/guide`, with the numbers in force put into it.
//!
//! Prose is easiest kept true where it is easiest read and changed: in plain files, reviewed like code. What is a setting or
//! a constant stands in them as a name in braces, `{{refresh_pause}}`, and comes from the code, so that no number is typed
//! twice. Tests hold the files to what there is: names, commands, variables, links.
//!
//! In reading order: `numbers` (what the names stand for), `markdown` (sections out of text), `search`.

mod markdown;
mod numbers;
mod search;

use std::sync::{Arc, Mutex, PoisonError};

use cockpit_domain::regime::Model;
use cockpit_domain::rules::Installed;
use cockpit_fetcher::run::Post;
use cockpit_frontend::guide::Chapter;

pub(crate) use self::search::search;

/// Where a chapter stands in the list, its address, and its text.
type Source = (&'static str, &'static str, &'static str);

macro_rules! chapters {
    ($($group:literal: $($slug:literal,)*;)*) => {
        const CHAPTERS: &[Source] = &[$($(
            ($group, $slug, include_str!(concat!("../../../docs/guide/", $slug, ".md"))),
        )*)*];
    };
}

chapters! {
    "Begin": "start", "indicators", "regime", "events",;
    "How it works": "operating", "rules",;
    "Set up": "telegram", "mail", "webhooks", "keys", "proxy", "backup",;
    "Look up": "faq", "keyboard", "glossary", "publishers",;
}

/// The chapters, made anew when the numbers in force change.
pub(crate) struct Guide {
    roster: Vec<Post>,
    made: Mutex<Option<(InForce, Arc<[Chapter]>)>>,
}

/// The numbers that chapters are made with.
type InForce = (Model, Installed);

impl Guide {
    pub(crate) fn new(roster: Vec<Post>) -> Self {
        Self { roster, made: Mutex::default() }
    }

    /// Every chapter in order, with the numbers of this model and the rules that are installed.
    pub(crate) fn chapters(&self, model: &Model, installed: &Installed) -> Arc<[Chapter]> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, chapters)) = &*made
            && (&of.0, &of.1) == (model, installed)
        {
            return Arc::clone(chapters);
        }
        let chapters: Arc<[Chapter]> = CHAPTERS
            .iter()
            .map(|(group, slug, text)| {
                markdown::chapter(group, slug, &numbers::expand(text, model, installed, &self.roster))
            })
            .collect();
        *made = Some(((model.clone(), installed.clone()), Arc::clone(&chapters)));
        chapters
    }
}

#[cfg(test)]
mod tests;
