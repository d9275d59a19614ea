//! One file per page.

pub(crate) mod dashboard;
pub(crate) mod message;
