//! Named places at which a test makes the program die or one of its parts break down, to see what comes after. Only with
//! the feature `test-hooks`, which is never in a release.

/// Ends the process at once, without any clean-up, when `COCKPIT_CRASH_AT` names this place; with a number behind the name,
/// as in `relay.settled 3`, at that pass. Panics when `COCKPIT_PANIC_AT` names it; so many times, when a number says so.
#[cfg(feature = "test-hooks")]
pub fn crash_at(place: &str) {
    use std::sync::atomic::{AtomicU32, Ordering};
    static PASSED: AtomicU32 = AtomicU32::new(0);
    static PANICKED: AtomicU32 = AtomicU32::new(0);
    let wanted = |variable: &str| {
        let named = std::env::var(variable).ok()?;
        let (name, number) = named.split_once(' ').unwrap_or((&named, "1"));
        (name == place).then(|| number.parse::<u32>().unwrap_or(1))
    };
    if wanted("COCKPIT_CRASH_AT").is_some_and(|pass| PASSED.fetch_add(1, Ordering::Relaxed) + 1 >= pass) {
        std::process::abort();
    }
    let panics =
        wanted("COCKPIT_PANIC_AT").is_some_and(|times| PANICKED.fetch_add(1, Ordering::Relaxed) < times);
    assert!(!panics, "{place}, as a test wanted");
}

/// Does nothing.
#[cfg(not(feature = "test-hooks"))]
pub const fn crash_at(_place: &str) {}
