//! The dialog: sections at the left, one of them beside it.

use leptos::prelude::*;

use super::view::{Section, SettingsView};
use crate::render::Setting;

/// The page, and the settings over it when they are open: the page beneath can then not be reached.
pub(crate) fn over(page: AnyView, settings: Option<&SettingsView>, setting: Setting) -> AnyView {
    let Some(view) = settings else { return page };
    view! {
        <div class="beneath" inert>{page}</div>
        {dialog(view, setting)}
    }
    .into_any()
}

fn dialog(view: &SettingsView, _setting: Setting) -> impl IntoView + use<> {
    let chosen = view.body.section();
    let sections = Section::ALL.map(|section| {
        let href = address(&view.back, section, "");
        view! { <li><a href=href aria-current=(section == chosen).then_some("page")>{section.title()}</a></li> }
    });
    view! {
        <dialog class="settings" open aria-labelledby="settings-title">
            <nav aria-label="Settings"><ul>{sections.collect_view()}</ul></nav>
            <h2 id="settings-title">{chosen.title()}</h2>
            <a href=view.back.clone()>"Close"</a>
        </dialog>
    }
}

/// A section over the page at `back`, with what else it should show, such as `&add=email`.
pub(crate) fn address(back: &str, section: Section, more: &str) -> String {
    let joint = if back.contains('?') { '&' } else { '?' };
    format!("{back}{joint}settings={}{more}", section.as_str())
}
