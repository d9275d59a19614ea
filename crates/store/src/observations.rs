//! Observations: values as they were seen, with their revisions.

mod append;
mod read;
mod recorded;
mod row;
mod rule;
mod sample;
#[cfg(test)]
mod tests;

pub(crate) use append::Append;
pub use recorded::{Course, Recorded};
pub(crate) use row::{instant, moment, value};

/// What an append did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Values of moments that had none.
    pub inserted: u64,
    /// Values that differ from what was known of their moment, or that replace a bundled one.
    pub revised: u64,
    /// Values that changed nothing.
    pub unchanged: u64,
}
