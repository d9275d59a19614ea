//! The stream of events, and what a page does about them. One stream for a page that is looked at, none for one that is not:
//! browsers allow few of them, and many tabs should share them well.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{JSON, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Document, DomParser, Element, EventSource, MessageEvent, RequestInit, Response, SupportedType,
    VisibilityState,
};

use super::morph::morph;

/// A line that breaks for less is nobody's news.
const OFFLINE_AFTER: Duration = Duration::from_millis(1_500);
/// How long the outcome of a refresh stands on its button.
const OUTCOME_FOR: Duration = Duration::from_secs(5);

#[derive(Default)]
struct Page {
    stream: Option<EventSource>,
    /// The version of the numbers shown; none before the first event.
    version: Option<f64>,
    /// Whether newer numbers are on their way, and whether still newer ones were heard of meanwhile.
    asking: bool,
    again: bool,
}

type Shared = Rc<RefCell<Page>>;

pub(super) fn begin() {
    let page = Shared::default();
    connect(&page);
    let shown = Rc::clone(&page);
    listen(&document(), "visibilitychange", move |_| {
        if document().visibility_state() == VisibilityState::Hidden {
            if let Some(stream) = shown.borrow_mut().stream.take() {
                stream.close();
            }
        } else if shown.borrow().stream.is_none() {
            connect(&shown);
        }
    });
    if let Some(button) = find("[data-refresh]") {
        drop(button.remove_attribute("hidden"));
        listen(&button, "click", |_| spawn_local(async { drop(ask_refresh().await) }));
    }
}

fn connect(page: &Shared) {
    let Ok(stream) = EventSource::new("/events") else { return };
    let heard = Rc::clone(page);
    listen(&stream, "snapshot", move |event| {
        offline(false);
        super::offline::leave();
        let Some(version) = data(event).and_then(|data| field(&data, "version")?.as_f64()) else { return };
        let known = heard.borrow_mut().version.replace(version);
        // After a start the program counts anew: another number is another snapshot, not only a larger one.
        if known.is_some_and(|known| known != version) {
            renew(&heard);
        }
    });
    listen(&stream, "refresh", |event| {
        if let Some(refresh) = data(event) {
            let _told = tell_refresh(&refresh);
        }
    });
    listen(&stream, "open", |_| offline(false));
    let broken = stream.clone();
    listen(&stream, "error", move |_| {
        let broken = broken.clone();
        set_timeout(move || offline(broken.ready_state() != EventSource::OPEN), OFFLINE_AFTER);
    });
    page.borrow_mut().stream = Some(stream);
}

/// Asks for this very page anew and puts in what differs.
fn renew(page: &Shared) {
    // The answer to a form stands at an address that cannot be asked for again.
    let path = window().location().pathname().unwrap_or_default();
    if path.starts_with("/settings/") || path.starts_with("/me/") {
        return;
    }
    {
        let mut page = page.borrow_mut();
        if page.asking {
            page.again = true;
            return;
        }
        page.asking = true;
    }
    let page = Rc::clone(page);
    spawn_local(async move {
        loop {
            if let Ok(newer) = newer().await {
                for place in ["main", "header.top .badge", "header.top .flip", "header.top .updated"] {
                    let new = newer.query_selector(place).ok().flatten();
                    if let (Some(old), Some(new)) = (find(place), new) {
                        morph(&old, &new);
                    }
                }
                super::ticking::beat();
            }
            let mut page = page.borrow_mut();
            if !std::mem::take(&mut page.again) {
                page.asking = false;
                return;
            }
        }
    });
}

async fn newer() -> Result<Document, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str("")).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let html = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    DomParser::new()?.parse_from_string(&html, SupportedType::TextHtml)
}

async fn ask_refresh() -> Result<(), JsValue> {
    say("Asking …");
    let asked = RequestInit::new();
    asked.set_method("POST");
    let response: Response =
        JsFuture::from(window().fetch_with_str_and_init("/api/v1/refresh", &asked)).await?.dyn_into()?;
    match response.status() {
        202 => {}
        429 => {
            let wait_s = response.headers().get("retry-after")?.unwrap_or_default();
            outcome(&format!("Again in {wait_s} s"));
        }
        _ => outcome("Not possible"),
    }
    Ok(())
}

/// How a refresh goes: on the button how far it is, and at the end what it brought.
fn tell_refresh(refresh: &JsValue) -> Option<()> {
    let jobs = js_sys::Object::values(field(refresh, "jobs")?.dyn_ref()?);
    let (mut over, mut new, mut failed) = (0, 0.0, 0);
    for job in jobs.iter() {
        match field(&job, "state")?.as_string()?.as_str() {
            "waiting" | "asking" => continue,
            "done" => new += field(&job, "new").and_then(|new| new.as_f64()).unwrap_or(0.0),
            "failed" => failed += 1,
            _ => {}
        }
        over += 1;
    }
    let finished = field(refresh, "finished_at").is_some_and(|at| !at.is_null());
    if !finished {
        say(&format!("{over} of {}", jobs.length()));
        return Some(());
    }
    let brought = if new > 0.0 { format!("{new} new") } else { "Nothing new".to_owned() };
    outcome(&if failed > 0 { format!("{brought}, {failed} silent") } else { brought });
    Some(())
}

fn outcome(words: &str) {
    say(words);
    if let Some(live) = find("[data-refresh-words]") {
        live.set_text_content(Some(words));
    }
    let said = words.to_owned();
    set_timeout(
        move || {
            if find("[data-refresh]").and_then(|button| button.text_content()).as_deref() == Some(&*said) {
                say("Refresh");
            }
        },
        OUTCOME_FOR,
    );
}

fn say(words: &str) {
    if let Some(button) = find("[data-refresh]") {
        button.set_text_content(Some(words));
    }
}

fn offline(is_offline: bool) {
    if let Some(words) = find("[data-offline]") {
        drop(words.toggle_attribute_with_force("hidden", !is_offline));
    }
}

fn data(event: JsValue) -> Option<JsValue> {
    let text = event.dyn_into::<MessageEvent>().ok()?.data().as_string()?;
    JSON::parse(&text).ok()
}

fn field(value: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(value, &name.into()).ok().filter(|found| !found.is_undefined())
}

pub(super) fn find(selector: &str) -> Option<Element> {
    document().query_selector(selector).ok().flatten()
}

/// For as long as the page lives.
pub(super) fn listen(target: &web_sys::EventTarget, event: &str, heard: impl Fn(JsValue) + 'static) {
    let heard = Closure::<dyn Fn(JsValue)>::new(heard).into_js_value();
    drop(target.add_event_listener_with_callback(event, heard.unchecked_ref()));
}
