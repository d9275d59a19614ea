//! The settings' dialog, once scripts run: it keeps the focus inside, Esc closes it, and what can be copied has a button.

use leptos::prelude::*;

/// Opens the dialog that the server rendered anew, as a modal one. It has no state: what closes it is the link that
/// closes it without scripts, too.
#[expect(unreachable_pub, reason = "the island macro exports it")]
#[island]
pub fn Dialog() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    open();
    view! { <span hidden></span> }
}

/// How much of the section before the chosen one is seen.
#[cfg(feature = "hydrate")]
const BEFORE_PX: i32 = 40;

#[cfg(feature = "hydrate")]
fn open() -> Option<()> {
    use wasm_bindgen::JsCast;
    use web_sys::{HtmlDialogElement, HtmlElement};

    use super::listening::listen;

    let find = |selector: &str| -> Option<HtmlElement> {
        document().query_selector(selector).ok()??.dyn_into().ok()
    };
    let dialog: HtmlDialogElement = find("dialog.settings")?.dyn_into().ok()?;
    dialog.set_open(false);
    dialog.show_modal().ok()?;
    // What was refused, or what was just opened, or the dialog itself.
    let first = find("dialog [aria-invalid]").or_else(|| find("dialog [data-first]"));
    let to: &HtmlElement = first.as_ref().unwrap_or(&dialog);
    to.focus().ok()?;
    // On a phone the sections are one line that may be longer than the screen.
    if let (Some(here), Some(list)) = (find(".settings-nav [aria-current]"), find(".settings-nav ul")) {
        list.set_scroll_left(here.offset_left() - list.offset_left() - BEFORE_PX);
    }
    listen(&dialog, "close", move |_| {
        if let Some(close) = find(".settings-head .close") {
            close.click();
        }
    });
    copies();
    Some(())
}

/// Shows the buttons that copy what stands beside them.
#[cfg(feature = "hydrate")]
fn copies() {
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlInputElement};

    use super::listening::listen;

    let Ok(buttons) = document().query_selector_all("[data-copy]") else { return };
    let buttons = (0..buttons.length()).filter_map(|index| buttons.get(index)?.dyn_into::<Element>().ok());
    for button in buttons {
        drop(button.remove_attribute("hidden"));
        let pressed = button.clone();
        listen(&button, "click", move |_| {
            let of = pressed.get_attribute("data-copy").and_then(|id| document().get_element_by_id(&id));
            if let Some(line) = of.and_then(|line| line.dyn_into::<HtmlInputElement>().ok()) {
                line.select();
                drop(window().navigator().clipboard().write_text(&line.value()));
                pressed.set_text_content(Some("Copied"));
            }
        });
    }
}
