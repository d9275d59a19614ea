//! The settings: a dialog over any page, linkable as `?settings=<section>`. Everything is a plain form; what the islands
//! add makes it nicer and nothing possible.

pub(crate) mod dialog;
pub mod view;
