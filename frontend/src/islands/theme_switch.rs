//! The choice between the system's theme, dark and light.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// Three buttons, of which the chosen one is pressed. The choice is kept in a cookie, so that the server renders it.
/// Without scripts each is a link to the page in that theme.
#[expect(unreachable_pub, reason = "the island macro exports it")]
#[island]
pub fn ThemeSwitch(
    /// What the page was rendered with: `system`, `dark` or `light`.
    theme: String,
) -> impl IntoView {
    let (chosen, set_chosen) = signal(theme);
    let button = move |theme: &'static str, label: &'static str| {
        let choose = move |event: MouseEvent| {
            event.prevent_default();
            #[cfg(feature = "hydrate")]
            apply(theme);
            set_chosen.set(theme.to_owned());
        };
        let pressed = move || if chosen.get() == theme { "true" } else { "false" };
        view! {
            <button name="theme" value=theme data-theme-choice=theme aria-label=label title=label aria-pressed=pressed on:click=choose></button>
        }
    };
    view! {
        <form>
            <div class="themes" role="group" aria-label="Theme">
                {button("system", "Theme of the system")}
                {button("dark", "Dark theme")}
                {button("light", "Light theme")}
            </div>
        </form>
    }
}

#[cfg(feature = "hydrate")]
fn apply(theme: &str) {
    use wasm_bindgen::JsCast;

    const YEAR_S: u32 = 31_536_000;
    let document = document();
    if let Some(root) = document.document_element() {
        // Without a document there is nothing to colour.
        drop(if theme == "system" {
            root.remove_attribute("data-theme")
        } else {
            root.set_attribute("data-theme", theme)
        });
    }
    if let Ok(document) = document.dyn_into::<web_sys::HtmlDocument>() {
        drop(document.set_cookie(&format!("theme={theme}; path=/; max-age={YEAR_S}; samesite=lax")));
    }
}
