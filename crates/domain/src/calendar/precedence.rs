//! Whom we believe about when something is released.

/// The weekly file of ForexFactory: forecasts, previous figures, impact, and the schedule of one week.
pub const FOREX_FACTORY: &str = "forexfactory";
/// The list of announced days inside this program.
pub const BUILT_IN: &str = "built-in";
/// Days that follow from a rule, such as "Thursdays".
pub const RULE: &str = "rule";

/// Higher is believed before lower: whoever publishes the release itself, then the weekly file, then what this program
/// brings along, and rules last.
pub(super) fn rank(source: &str) -> u8 {
    match source {
        RULE => 0,
        BUILT_IN => 1,
        FOREX_FACTORY => 2,
        _ => 3,
    }
}

/// Whether a source is part of this program, and so cannot know what has changed since it was made.
pub(super) fn is_own(source: &str) -> bool {
    rank(source) <= 1
}
