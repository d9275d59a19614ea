//! What the page shows, as a chat reads it. Pure; each answer is one message of Telegram's HTML.

mod calendar;
mod help;
mod radar;
mod regime;
mod status;

pub(super) use calendar::calendar;
pub(super) use help::help;
pub(super) use radar::radar;
pub(super) use regime::regime;
pub(super) use status::status;

#[cfg(test)]
mod tests;
