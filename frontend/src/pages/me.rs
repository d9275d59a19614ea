//! `/me/{token}`: what one person is told, and when, for whoever holds the link.

use leptos::prelude::*;

use crate::panels::header::mark;
use crate::render::Setting;
use crate::settings::view::MeView;

pub(crate) fn me(view: &MeView, _setting: Setting) -> impl IntoView + use<> {
    view! {
        <main class="letter" id="main">
            <a class="brand" href="/">{mark()} " " <span class="name">"Strategic Cockpit"</span></a>
            <section class="card sheet">
                <h1>{view.name.value.clone()}</h1>
                <p>{view.channel.title()} " " {view.address.clone()}</p>
            </section>
        </main>
    }
}
