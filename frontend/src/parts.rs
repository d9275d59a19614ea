//! Small pieces without data of their own.

pub(crate) mod age;
pub(crate) mod chart;
pub(crate) mod delta;
pub(crate) mod legs;
pub(crate) mod meter;
pub(crate) mod outward;
pub(crate) mod ribbon;
pub(crate) mod sparkline;
pub(crate) mod strip;
pub(crate) mod table;
pub(crate) mod timestamp;
