//! The settings: a dialog over any page, linkable as `?settings=<section>`. Everything is a plain form; what the islands
//! add makes it nicer and nothing possible.
//!
//! [`view`] is what the server fills and what the forms send; `dialog` the frame; `form` the pieces of forms; then one
//! file per section.

mod appearance;
pub(crate) mod dialog;
pub(crate) mod form;
mod indicators;
pub(crate) mod person;
mod regime;
mod rules;
mod sources;
mod subscribers;
mod suggest;
pub(crate) mod thresholds;
mod transfer;
pub mod view;

#[cfg(test)]
mod tests;
