//! What the signs of the page mean.

use leptos::prelude::*;

use crate::panels::frame::frame;

pub(crate) fn legend() -> impl IntoView {
    let content = view! {
        <dl class="legend">
            <dt><span class="supports">"▲ ▼"</span></dt>
            <dd>"up or down; green supports risk"</dd>
            <dt><span class="against">"▲ ▼"</span></dt>
            <dd>"up or down; red weighs on risk"</dd>
            <dt data-state="fresh"><span class="age"><span class="dot"></span></span></dt>
            <dd>"as new as its publisher normally is"</dd>
            <dt data-state="stale"><span class="age"><span class="dot"></span></span></dt>
            <dd>"old, or a newer value is held for review"</dd>
            <dt data-state="bundled"><span class="age"><span class="dot"></span></span></dt>
            <dd>"history that ships with the program, or nothing at all"</dd>
        </dl>
    };
    frame(
        "legend",
        "Reading the panel",
        "Age is the time since the moment a value speaks of".to_owned(),
        content.into_any(),
    )
}
