//! One file per page.

pub(crate) mod alerts;
pub(crate) mod arrange;
pub(crate) mod calendar;
pub(crate) mod dashboard;
pub(crate) mod docs;
pub(crate) mod letter;
pub(crate) mod me;
pub(crate) mod message;
pub(crate) mod metric;
pub(crate) mod radar;
pub(crate) mod regime;
pub(crate) mod sources;
pub(crate) mod wall;
