//! Who may change things: one operator, whom nobody else can become, wait out, or speak for.

mod canaries;
mod guessing;
mod pages;
mod pressure;
mod sessions;
mod setup;
mod strangers;
pub(crate) mod visitor;
