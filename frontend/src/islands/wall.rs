//! A screen on a wall: it stays awake, hides the pointer, and is left by a key.

use leptos::prelude::*;

/// Keeps the screen awake where the browser allows it, and hides the pointer when it rests.
#[expect(unreachable_pub, reason = "the island macro exports it")]
#[island]
pub fn Wall() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    begin();
    view! { <span hidden></span> }
}

#[cfg(feature = "hydrate")]
fn begin() {
    use std::cell::Cell;
    use std::rc::Rc;
    use std::time::Duration;

    use wasm_bindgen::JsCast;
    use web_sys::KeyboardEvent;

    use super::listening::listen;

    /// The pointer is hidden when it has rested for this long.
    const RESTED: Duration = Duration::from_secs(3);

    let _asked = stay_awake();
    // A browser lets go of it when the page is hidden.
    listen(&document(), "visibilitychange", |_| {
        let _asked = stay_awake();
    });
    let moves = Rc::new(Cell::new(0_u32));
    let rest = move || {
        let Some(root) = document().document_element() else { return };
        drop(root.remove_attribute("data-rests"));
        let now = moves.get().wrapping_add(1);
        moves.set(now);
        let moves = Rc::clone(&moves);
        set_timeout(
            move || {
                if moves.get() == now {
                    drop(root.set_attribute("data-rests", ""));
                }
            },
            RESTED,
        );
    };
    rest();
    listen(&document(), "pointermove", move |_| rest());
    listen(&document(), "keydown", |event| {
        let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
        let plain = !event.ctrl_key() && !event.alt_key() && !event.meta_key();
        if plain && matches!(event.key().as_str(), "w" | "Escape") {
            drop(window().location().assign("/"));
        }
    });
}

#[cfg(feature = "hydrate")]
fn stay_awake() -> Option<()> {
    use js_sys::{Function, Promise, Reflect};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::{JsFuture, spawn_local};

    let lock = Reflect::get(&window().navigator(), &"wakeLock".into()).ok().filter(JsValue::is_object)?;
    let request: Function = Reflect::get(&lock, &"request".into()).ok()?.dyn_into().ok()?;
    let asked: Promise = request.call1(&lock, &"screen".into()).ok()?.dyn_into().ok()?;
    // Where it is not allowed the screen goes dark as ever; that is nobody's mistake.
    spawn_local(async { drop(JsFuture::from(asked).await) });
    Some(())
}
