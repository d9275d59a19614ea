//! The choice between the system's theme, dark and light.

use leptos::prelude::*;

/// A button that goes from one theme to the next. The choice is kept in a cookie, so that the server renders it.
#[expect(unreachable_pub, reason = "the island macro exports it")]
#[island]
pub fn ThemeSwitch(
    /// What the page was rendered with: `system`, `dark` or `light`.
    theme: String,
) -> impl IntoView {
    let (theme, set_theme) = signal(theme);
    let choose = move |_| {
        let next = match theme.get_untracked().as_str() {
            "system" => "light",
            "light" => "dark",
            _ => "system",
        };
        #[cfg(feature = "hydrate")]
        apply(next);
        set_theme.set(next.to_owned());
    };
    let sign = move || match theme.get().as_str() {
        "dark" => "☾",
        "light" => "☀",
        _ => "◐",
    };
    let label = move || format!("Theme: {}. Change it", theme.get());
    view! {
        <button type="button" class="icon" data-action="theme" aria-label=label title=label on:click=choose>
            <span aria-hidden="true">{sign}</span>
        </button>
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
