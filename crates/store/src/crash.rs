//! Named places at which a test makes the program die, to see what is there after the next start. Only with the feature
//! `test-hooks`, which is never in a release.

/// Ends the process at once, without any clean-up, when `COCKPIT_CRASH_AT` names this place.
#[cfg(feature = "test-hooks")]
pub fn crash_at(place: &str) {
    if std::env::var("COCKPIT_CRASH_AT").is_ok_and(|named| named == place) {
        std::process::abort();
    }
}

/// Does nothing.
#[cfg(not(feature = "test-hooks"))]
pub const fn crash_at(_place: &str) {}
