//! How the page looks in this browser.

use leptos::prelude::*;

use super::dialog::Over;
use super::form::{foot, form};
use super::view::{AppearanceView, Density};
use crate::render::Theme;

pub(super) fn section(view: AppearanceView, over: Over<'_>) -> AnyView {
    let themes = [
        (Theme::System, "As the system", "Follows day and night"),
        (Theme::Dark, "Dark", "Light on ink"),
        (Theme::Light, "Light", "Ink on paper"),
    ];
    let themes = themes.map(|(theme, title, words)| {
        let look = theme.as_str();
        picture("theme", look, title, words, view.theme == theme, look)
    });
    let densities = [
        (Density::Comfortable, "Comfortable", "Room to breathe"),
        (Density::Compact, "Compact", "More at one look"),
    ];
    let densities = densities.map(|(density, title, words)| {
        picture("density", density.as_str(), title, words, view.density == density, density.as_str())
    });
    let content = view! {
        <p class="lead">"Kept in this browser for a year; nobody else's page changes."</p>
        <fieldset class="pictures"><legend>"Theme"</legend><div>{themes.collect_view()}</div></fieldset>
        <fieldset class="pictures"><legend>"Density"</legend><div>{densities.collect_view()}</div></fieldset>
        {foot("", "Save", None)}
    };
    form("/settings/appearance/save", "fields", &[over.back()], content.into_any())
}

/// A choice with a small picture of what it does.
fn picture(
    name: &'static str,
    value: &'static str,
    title: &'static str,
    words: &'static str,
    checked: bool,
    look: &'static str,
) -> AnyView {
    view! {
        <label class="picture">
            <input type="radio" name=name value=value checked=checked/>
            <span class=format!("look {look}") aria-hidden="true"><i></i><i></i><i></i><i></i></span>
            <span class="picture-title">{title}</span>
            <small class="muted">{words}</small>
        </label>
    }
    .into_any()
}
