//! The morning briefing: three bullets, composed from what the page shows, at each recipient's own hour.
//!
//! In reading order: `words` (what is known, in a few words each; the bot says the same), [`compose()`] (the three bullets;
//! pure), `hour` (when somebody's morning is; pure), `rounds` (the loop that puts briefings into the outbox), [`phrase`]
//! (the same facts in a model's words, and whether they still are the same facts).

mod compose;
mod hour;
pub mod phrase;
mod rounds;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod words;

pub use compose::compose;
pub use phrase::Phrasing;
pub use rounds::Briefings;
