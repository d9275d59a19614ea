//! The program's clock, and what the fault tests may change about time.

use cockpit_http::Clock;

/// The system's clock; with the feature `test-hooks`, shifted so that it starts at `COCKPIT_TEST_NOW`, and ahead of that by
/// the seconds in the file that `COCKPIT_TEST_AHEAD` names, whatever they are at the moment somebody asks.
#[cfg(feature = "test-hooks")]
pub(crate) fn clock() -> Clock {
    let wanted = std::env::var("COCKPIT_TEST_NOW").ok();
    let wanted = wanted.and_then(|at| at.parse::<chrono::DateTime<chrono::Utc>>().ok());
    let clock = wanted.map_or_else(Clock::system, |at| Clock::shifted(at - Clock::system().now()));
    let Some(file) = std::env::var_os("COCKPIT_TEST_AHEAD") else { return clock };
    let ahead_s = move || std::fs::read_to_string(&file).ok()?.trim().parse().ok();
    Clock::from_fn(move || clock.now() + chrono::TimeDelta::seconds(ahead_s().unwrap_or(0)))
}

/// The system's clock.
#[cfg(not(feature = "test-hooks"))]
pub(crate) fn clock() -> Clock {
    Clock::system()
}

/// How long any upstream may take, for the fault tests: `COCKPIT_TEST_DEADLINE_MS`.
#[cfg(feature = "test-hooks")]
pub(crate) fn deadline_max() -> Option<std::time::Duration> {
    let wanted = std::env::var("COCKPIT_TEST_DEADLINE_MS").ok()?;
    wanted.parse().ok().map(std::time::Duration::from_millis)
}

/// Every source's own limit holds.
#[cfg(not(feature = "test-hooks"))]
pub(crate) const fn deadline_max() -> Option<std::time::Duration> {
    None
}
