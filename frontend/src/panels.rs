//! One file per panel. Each takes finished values and renders every state.

pub(crate) mod alerts;
pub(crate) mod calendar;
pub(crate) mod card;
pub(crate) mod facts;
pub(crate) mod footer;
pub(crate) mod frame;
pub(crate) mod header;
pub(crate) mod legend;
pub(crate) mod palette;
pub(crate) mod past;
pub(crate) mod radar;
pub(crate) mod regime;
pub(crate) mod sources;
