//! What keys do. The server has rendered what they can do: `data-key` names the key, `data-go`, `data-press` and `data-act` what
//! happens. Nothing here while somebody types, while a dialog is open, or together with Ctrl, Alt and ⌘, but for Ctrl K and ⌘ K.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::listening::{find, listen};

/// A second key follows the first within this time, or it is a first one.
const SECOND_WITHIN_MS: f64 = 1_500.0;
/// Where it is kept that keys of one letter are off.
const KEPT: &str = "keys";
const FIELDS: &str = "input, textarea, select, [contenteditable]";

thread_local! {
    /// A key that may be the first of two, and when it was pressed.
    static FIRST: RefCell<(String, f64)> = const { RefCell::new((String::new(), 0.0)) };
    /// Which of the options that are shown is chosen.
    static CHOSEN: Cell<usize> = const { Cell::new(0) };
}

pub(super) fn begin() {
    show_place();
    listen(&document(), "keydown", |event| {
        let _handled = event.dyn_ref::<KeyboardEvent>().and_then(pressed);
    });
    let Some(input) = input() else { return };
    listen(&input, "input", |_| choose(0));
    if let Some(list) = find("#command-list") {
        listen(&list, "click", |event| {
            let target: Option<Element> = target(&event).and_then(|target| target.dyn_into().ok());
            if let Some(option) = target.and_then(|target| target.closest("[role=option]").ok().flatten()) {
                run(&option);
            }
        });
    }
    // A click beside the box closes it.
    for id in ["#command-palette", "#key-list"] {
        if let Some(dialog) = find(id) {
            let of: EventTarget = dialog.clone().into();
            listen(&dialog, "click", move |event| {
                if target(&event).is_some_and(|target| target == of) {
                    close();
                }
            });
        }
    }
    if let Some(button) = find("[data-palette]") {
        drop(button.remove_attribute("hidden"));
        listen(&button, "click", |_| open_palette());
    }
    if let Some(switch) = find("[data-keys-on]").and_then(|switch| switch.dyn_into::<HtmlInputElement>().ok())
    {
        switch.set_checked(!are_off());
        let of = switch.clone();
        listen(&switch, "change", move |_| {
            if let Ok(Some(storage)) = window().local_storage() {
                drop(storage.set_item(KEPT, if of.checked() { "on" } else { "off" }));
            }
        });
    }
}

/// On a phone the list of pages is longer than the screen: where one is is drawn in.
fn show_place() {
    let shown = |selector| find(selector).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let (Some(places), Some(here)) = (shown(".places"), shown(".places [aria-current]")) {
        let end = here.offset_left() + here.offset_width() - places.offset_left();
        places.set_scroll_left((end - places.client_width()).max(0));
    }
}

fn pressed(event: &KeyboardEvent) -> Option<()> {
    let key = event.key();
    if let Some(dialog) = find("dialog[open]") {
        if dialog.id() == "command-palette" {
            within_palette(event, &key);
        }
        return None;
    }
    if event.ctrl_key() || event.meta_key() {
        if key.eq_ignore_ascii_case("k") && !event.alt_key() && !event.shift_key() {
            event.prevent_default();
            open_palette();
        }
        return None;
    }
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let types = target.is_some_and(|target| target.matches(FIELDS).unwrap_or_default());
    let is_plain =
        key.len() == 1 && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b",/?".contains(&byte));
    if types || !is_plain || event.alt_key() || event.repeat() || event.is_composing() || are_off() {
        return None;
    }
    let now = event.time_stamp();
    let (first, at) = FIRST.replace((key.clone(), now));
    let two = if now - at < SECOND_WITHIN_MS { find(&format!("[data-key='{first} {key}']")) } else { None };
    let option = two.or_else(|| find(&format!("[data-key='{key}']")))?;
    FIRST.take();
    event.prevent_default();
    run(&option);
    Some(())
}

fn within_palette(event: &KeyboardEvent, key: &str) {
    let (shown, at) = (shown(), CHOSEN.get());
    match key {
        "ArrowDown" => choose((at + 1) % shown.len().max(1)),
        "ArrowUp" => choose(at.checked_sub(1).unwrap_or(shown.len().saturating_sub(1))),
        "Home" if event.ctrl_key() => choose(0),
        "Enter" => {
            if let Some(option) = shown.get(at) {
                run(option);
            }
        }
        _ => return,
    }
    event.prevent_default();
}

fn open_palette() {
    if let (Some(dialog), Some(input)) = (dialog("#command-palette"), input()) {
        input.set_value("");
        choose(0);
        drop(dialog.show_modal());
    }
}

fn close() {
    if let Some(dialog) = dialog("dialog[open]") {
        dialog.close();
    }
}

/// Does what an option says.
fn run(option: &Element) {
    close();
    let attribute = |name| option.get_attribute(name);
    if let Some(address) = attribute("data-go") {
        drop(window().location().assign(&address));
    } else if let (Some(search), Some(input)) = (attribute("data-search"), input()) {
        let words = String::from(js_sys::encode_uri_component(input.value().trim()));
        drop(window().location().assign(&(search + &words)));
    } else if let Some(selector) = attribute("data-press") {
        press(&selector);
    } else {
        match attribute("data-act").as_deref() {
            Some("theme") => {
                press(
                    ".themes [aria-pressed=true] + button, .themes:has(button:last-child[aria-pressed=true]) button:first-child",
                );
            }
            Some("keys") => {
                if let Some(dialog) = dialog("#key-list") {
                    drop(dialog.show_modal());
                }
            }
            Some("palette") => open_palette(),
            _ => {}
        }
    }
}

fn press(selector: &str) {
    if let Some(button) = find(selector).and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

/// The options that hold every word that was typed.
fn shown() -> Vec<Element> {
    let all = options();
    all.into_iter().filter(|option| !option.has_attribute("hidden")).collect()
}

fn options() -> Vec<Element> {
    let Ok(nodes) = document().query_selector_all("#command-list > li") else { return Vec::new() };
    (0..nodes.length()).filter_map(|index| nodes.get(index)?.dyn_into().ok()).collect()
}

/// Shows what fits the words typed, and marks the one at this place.
fn choose(place: usize) {
    let Some(input) = input() else { return };
    let typed = input.value();
    let typed = typed.trim();
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let mut at = 0;
    drop(input.remove_attribute("aria-activedescendant"));
    for option in options() {
        let fits = if option.has_attribute("data-search") {
            if let Some(words) = option.first_element_child() {
                words.set_text_content(Some(&format!("Search the docs for “{typed}”")));
            }
            !words.is_empty()
        } else {
            let text = option.text_content().unwrap_or_default().to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        drop(option.toggle_attribute_with_force("hidden", !fits));
        let chosen = fits && at == place;
        at += usize::from(fits);
        drop(option.set_attribute("aria-selected", if chosen { "true" } else { "false" }));
        if chosen {
            drop(input.set_attribute("aria-activedescendant", &option.id()));
            option.scroll_into_view_with_bool(false);
        }
    }
    CHOSEN.set(place);
}

fn target(event: &JsValue) -> Option<EventTarget> {
    event.dyn_ref::<Event>()?.target()
}

fn are_off() -> bool {
    let kept =
        window().local_storage().ok().flatten().and_then(|storage| storage.get_item(KEPT).ok().flatten());
    kept.as_deref() == Some("off")
}

fn input() -> Option<HtmlInputElement> {
    find("#command-palette input")?.dyn_into().ok()
}

fn dialog(selector: &str) -> Option<HtmlDialogElement> {
    find(selector)?.dyn_into().ok()
}
