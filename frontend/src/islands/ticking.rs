//! One timer for every age on the page.

use leptos::prelude::*;

/// "updated 8 s ago", and, once awake, the age of everything on the page that carries `data-at`.
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
    let text = updated_at.map(|at| crate::format::age(rendered_at - at));
    view! {
        <p class="updated">
            {match text {
                Some(text) => {
                    view! { "updated " <span class="ticks" data-at=updated_at>{text}</span> " ago" }.into_any()
                }
                None => view! { "no source has answered yet" }.into_any(),
            }}
        </p>
    }
}

#[cfg(feature = "hydrate")]
fn tick(rendered_at: i64) {
    use std::time::Duration;

    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since the page opened fit for millions of years"
    )]
    let elapsed_s = |opened_ms: f64| ((js_sys::Date::now() - opened_ms) / 1_000.0) as i64;
    let opened_ms = js_sys::Date::now();
    set_interval(
        move || {
            let now = rendered_at + elapsed_s(opened_ms);
            let Ok(ages) = document().query_selector_all("[data-at]") else { return };
            for index in 0..ages.length() {
                let Some(node) = ages.get(index) else { continue };
                let element: web_sys::Element = wasm_bindgen::JsCast::unchecked_into(node);
                let at = element.get_attribute("data-at").and_then(|at| at.parse::<i64>().ok());
                let Some(at) = at else { continue };
                let text = crate::format::age(now - at);
                // Only what differs: an unchanged text must not wake a screen reader.
                if element.text_content().as_deref() != Some(text.as_str()) {
                    element.set_text_content(Some(&text));
                }
            }
        },
        Duration::from_secs(1),
    );
}
