//! Days and times in the zone of whoever looks. The server writes them in its own; the browser knows the viewer's.

use chrono::NaiveDate;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use super::ticking::marked;
use crate::format::civil;

/// What the viewer's wall clock shows at a moment, as seconds since 1970.
pub(super) fn local_s(at: i64) -> i64 {
    let date = js_sys::Date::new(&JsValue::from_f64(at as f64 * 1_000.0));
    #[expect(clippy::cast_possible_truncation, reason = "a zone is less than a day away")]
    let west_of_utc_s = (date.get_timezone_offset() * 60.0) as i64;
    at - west_of_utc_s
}

/// Turns every marked moment of the page into the viewer's time, and puts releases under the viewer's days.
pub(super) fn apply(now: i64) {
    for (element, at) in marked("data-clock") {
        let text = civil::clock(local_s(at));
        // The same time twice says nothing.
        let there = element.next_element_sibling().filter(|next| next.class_list().contains("there"));
        if let Some(there) = there {
            let same = there.text_content().is_some_and(|there| there.starts_with(&text));
            drop(there.toggle_attribute_with_force("hidden", same));
        }
        set_text(&element, &text);
    }
    for (element, at) in marked("data-day-clock") {
        let local = local_s(at);
        set_text(&element, &format!("{}, {}", civil::weekday(civil::day(local)), civil::clock(local)));
    }
    if let (Ok(Some(element)), Some(zone)) = (document().query_selector("[data-zone-name]"), name()) {
        set_text(&element, &zone);
    }
    if let Ok(Some(list)) = document().query_selector(".timeline") {
        regroup(&list, civil::day(local_s(now)));
    }
}

/// Only what differs: an unchanged text must not wake a screen reader.
pub(super) fn set_text(element: &Element, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// The viewer's zone by name, such as `Europe/Berlin`.
fn name() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

/// Puts the headings of days where they belong in the viewer's zone; touches nothing when they stand there already, as
/// they do unless midnight lies between the two zones.
fn regroup(list: &Element, today: NaiveDate) {
    let children = list.children();
    let children: Vec<Element> = (0..children.length()).filter_map(|index| children.item(index)).collect();
    let is = |child: &Element, class: &str| child.class_list().contains(class);
    let Some(heading) = children.iter().find(|child| is(child, "day")) else { return };
    let wanted = |child: &Element| {
        let moment = |name| child.get_attribute(name)?.parse().ok();
        // A release without a time of day stays on the day that its publisher names.
        let local_s = moment("data-starts").map(local_s).or_else(|| moment("data-on-day"));
        civil::heading(civil::day(local_s.unwrap_or_default()), today)
    };

    let mut above = String::new();
    let mut releases = Vec::new();
    for child in &children {
        if is(child, "day") {
            above = child.text_content().unwrap_or_default();
        } else if is(child, "release") {
            let day = wanted(child);
            let right = day == above;
            releases.push((day, right));
        }
    }
    if releases.iter().all(|(.., right)| *right) {
        return;
    }
    let Ok(template) = heading.clone_node_with_deep(true) else { return };
    for child in children.iter().filter(|child| is(child, "day")) {
        child.remove();
    }
    let mut above = String::new();
    let mut releases = releases.into_iter();
    for child in &children {
        if is(child, "week") {
            above.clear();
        } else if is(child, "release") {
            let Some((day, _)) = releases.next() else { return };
            if day == above {
                continue;
            }
            let Ok(heading) = template.clone_node_with_deep(true) else { return };
            if let Some(words) = heading.dyn_ref::<Element>().and_then(Element::first_element_child) {
                words.set_text_content(Some(&day));
            }
            drop(list.insert_before(&heading, Some(child)));
            above = day;
        }
    }
}
