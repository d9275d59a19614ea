//! What the larger pages are rendered from: finished values, gathered by the server.

pub mod alerts;
pub mod metric;
