//! One timer for every age and every countdown on the page.

use leptos::prelude::*;

/// "updated 8 s ago", and, once awake, the age of everything on the page that carries `data-at`; what carries
/// `data-old-at` turns old at that time; what carries `data-until` counts down to it. Moments turn into the viewer's
/// zone.
///
/// `rendered_at` is the server's time in seconds since 1970 at rendering: ages count from it, so that a browser whose
/// clock is wrong still shows right ages.
#[expect(unreachable_pub, reason = "the island macro exports it")]
#[island]
pub fn Ticking(
    /// When the page was rendered.
    rendered_at: i64,
    /// When a source last answered; absent while none has.
    updated_at: Option<i64>,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    tick(rendered_at);
    let text = updated_at.map(|at| format!("{} ago", crate::format::age(rendered_at - at)));
    view! {
        <a class="updated" href="" title="Load the page again">
            {match text {
                // What grows is one text at the end of the line, so that nothing beside it moves.
                Some(text) => view! { "updated " <span data-at=updated_at data-after=" ago">{text}</span> }.into_any(),
                None => view! { "no source answered yet" }.into_any(),
            }}
        </a>
    }
}

#[cfg(feature = "hydrate")]
thread_local! {
    /// The server's time at rendering, and the browser's at waking, in milliseconds.
    static CLOCKS: std::cell::Cell<Option<(i64, f64)>> = const { std::cell::Cell::new(None) };
}

#[cfg(feature = "hydrate")]
fn tick(rendered_at: i64) {
    // A copy is as old as it says: its ages go on from there.
    let opened_ms = js_sys::Date::now() - super::offline::copy_age_s() * 1_000.0;
    CLOCKS.set(Some((rendered_at, opened_ms)));
    beat();
    set_interval(beat_ages, std::time::Duration::from_secs(1));
}

/// Writes everything anew that depends on the time or on where the viewer is: at the start, and when the page has changed.
#[cfg(feature = "hydrate")]
pub(super) fn beat() {
    if let Some((rendered_at, _)) = CLOCKS.get() {
        super::viewer_zone::apply(rendered_at);
        beat_ages();
        super::crosshair::again();
    }
}

#[cfg(feature = "hydrate")]
fn beat_ages() {
    use super::viewer_zone;
    use crate::format::civil;

    let Some((rendered_at, opened_ms)) = CLOCKS.get() else { return };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since the page opened fit for millions of years"
    )]
    let now = rendered_at + ((js_sys::Date::now() - opened_ms) / 1_000.0) as i64;
    for (element, at) in marked("data-at") {
        let after = element.get_attribute("data-after").unwrap_or_default();
        viewer_zone::set_text(&element, &(crate::format::age(now - at) + &after));
    }
    for (element, at) in marked("data-until") {
        viewer_zone::set_text(&element, &civil::countdown(at - now));
    }
    if let Ok(Some(element)) = document().query_selector("[data-now-clock]") {
        viewer_zone::set_text(&element, &civil::clock(viewer_zone::local_s(now)));
    }
    // A page that stays open does not call an old value fresh.
    for (element, _) in marked("data-old-at").into_iter().filter(|(_, at)| now > *at) {
        drop(element.set_attribute("data-state", "stale"));
        drop(element.remove_attribute("data-old-at"));
    }
}

/// Elements with a time in this attribute.
#[cfg(feature = "hydrate")]
pub(super) fn marked(attribute: &str) -> Vec<(web_sys::Element, i64)> {
    use wasm_bindgen::JsCast;

    let Ok(nodes) = document().query_selector_all(&format!("[{attribute}]")) else { return Vec::new() };
    let elements =
        (0..nodes.length()).filter_map(|index| nodes.get(index)?.dyn_into::<web_sys::Element>().ok());
    let timed = elements.filter_map(|element| {
        let at = element.get_attribute(attribute)?.parse().ok()?;
        Some((element, at))
    });
    timed.collect()
}
