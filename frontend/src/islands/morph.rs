//! Putting a newer page into the one that is shown: what is the same stays, with its focus and what is folded open; what
//! differs is changed where it stands, and tinted for a moment where it is a number.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// Islands look after themselves, and so does what is open over the page.
const KEPT: [&str; 2] = ["LEPTOS-ISLAND", "DIALOG"];
/// What the viewer opened stays open.
const KEPT_ATTRIBUTES: [&str; 2] = ["open", "data-changed"];
/// These texts are written by the clock.
const CLOCKED: [&str; 5] = ["data-at", "data-until", "data-clock", "data-day-clock", "data-now-clock"];
/// As long as the tint takes.
const TINTED: Duration = Duration::from_millis(1_200);

pub(super) fn morph(old: &Element, new: &Element) {
    if KEPT.contains(&old.tag_name().as_str()) || old.is_equal_node(Some(new)) {
        return;
    }
    attributes(old, new);
    let (before, after) = (nodes(old), nodes(new));
    if before.len() == after.len() && before.iter().zip(&after).all(|(old, new)| alike(old, new)) {
        for (old_child, new_child) in before.iter().zip(&after) {
            match (old_child.dyn_ref::<Element>(), new_child.dyn_ref::<Element>()) {
                (Some(old), Some(new)) => morph(old, new),
                _ => text(old, old_child, new_child),
            }
        }
        return;
    }
    old.set_text_content(None);
    for child in after {
        if let Ok(child) = document().import_node_with_deep(&child, true) {
            drop(old.append_child(&child));
        }
    }
}

fn text(parent: &Element, old: &Node, new: &Node) {
    let (before, after) = (old.node_value(), new.node_value());
    if before == after || CLOCKED.iter().any(|name| parent.has_attribute(name)) {
        return;
    }
    old.set_node_value(after.as_deref());
    let is_number = after.is_some_and(|text| text.bytes().any(|byte| byte.is_ascii_digit()));
    if is_number && parent.closest("text, svg").is_ok_and(|drawing| drawing.is_none()) {
        drop(parent.set_attribute("data-changed", ""));
        let parent = parent.clone();
        set_timeout(move || drop(parent.remove_attribute("data-changed")), TINTED);
    }
}

fn attributes(old: &Element, new: &Element) {
    let names = |element: &Element| -> Vec<String> {
        element.get_attribute_names().iter().filter_map(|name| name.as_string()).collect()
    };
    for name in names(new) {
        let value = new.get_attribute(&name);
        if !KEPT_ATTRIBUTES.contains(&name.as_str()) && old.get_attribute(&name) != value {
            drop(old.set_attribute(&name, &value.unwrap_or_default()));
        }
    }
    for name in names(old) {
        if !KEPT_ATTRIBUTES.contains(&name.as_str()) && !new.has_attribute(&name) {
            drop(old.remove_attribute(&name));
        }
    }
}

fn alike(old: &Node, new: &Node) -> bool {
    old.node_type() == new.node_type() && old.node_name() == new.node_name()
}

fn nodes(element: &Element) -> Vec<Node> {
    let children = element.child_nodes();
    (0..children.length()).filter_map(|index| children.get(index)).collect()
}
