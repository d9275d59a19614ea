//! `/me/{token}`: what one person is told, and when, for whoever holds the link.

use leptos::prelude::*;

use crate::format;
use crate::panels::header::mark;
use crate::render::Setting;
use crate::settings::dialog::{faster, notice, really};
use crate::settings::form::{Line, button, foot, form};
use crate::settings::person;
use crate::settings::thresholds::{Forms, preset_buttons, sliders};
use crate::settings::view::{MeView, Person};

const FORM: &str = "me";

pub(crate) fn me(view: &MeView, setting: Setting) -> impl IntoView + use<> {
    let hidden = vec![("revision", view.revision.to_string())];
    let forms = Forms {
        save: format!("{}/thresholds", view.path),
        preset: format!("{}/preset", view.path),
        // Of the numbers alone: a change of the name does not stand in their way.
        hidden: vec![("revision", view.thresholds.revision.clone())],
    };
    let numbers = numbers(view, &forms);
    view! {
        <a class="skip" href="#main">"To your alerts"</a>
        <header class="top">
            <a class="brand" href="/">{mark()} " " <span class="name">"Strategic Cockpit"</span></a>
        </header>
        <main class="mine" id="main">
            <header>
                <h1>"Your alerts"</h1>
                <p class="muted">{view.name.value.clone()} ", by " {view.channel.title()} " at " {view.address.clone()} ". Whoever has this page's address can change what you are told: keep it to yourself."</p>
            </header>
            {view.notice.as_ref().map(|told| notice(told, ("revision", view.revision.to_string())))}
            {view.conflict.as_ref().map(|conflict| faster(conflict, &view.path))}
            {view.leaving.then(|| leave(view))}
            {now(view, setting)}
            {numbers}
            {profile(view, &hidden)}
            {(!view.leaving).then(|| leave(view))}
        </main>
    }
}

/// From which size on one is told.
fn numbers(view: &MeView, forms: &Forms) -> AnyView {
    view! {
        <section class="card sheet" aria-labelledby="sliders-heading">
            <header class="sheet-head">
                <h2 id="sliders-heading">"When you are told"</h2>
                {preset_buttons(&view.thresholds, forms)}
            </header>
            {sliders(&view.thresholds, forms, "Saved numbers hold at once, for you alone.")}
        </section>
    }
    .into_any()
}

/// Whether one is told anything at the moment, and the buttons that change it.
fn now(view: &MeView, setting: Setting) -> AnyView {
    let of = |action: &str| format!("{}/{action}", view.path);
    let mute = |hours: &str, words, label: &str| {
        button(&of("mute"), "quiet", &[("hours", hours.to_owned())], words, Some(label.to_owned()))
    };
    let (class, words, buttons) = match view.state {
        Person::Active => (
            "on",
            "Alerts come as they happen.".to_owned(),
            vec![
                mute("1", "1 h", "Mute for 1 hour"),
                mute("4", "4 h", "Mute for 4 hours"),
                mute("24", "1 day", "Mute for 1 day"),
                mute("72", "3 days", "Mute for 3 days"),
                button(&of("pause"), "quiet", &[], "Pause", None),
            ],
        ),
        Person::Muted(until) => (
            "off",
            format!(
                "Muted until {}: alerts wait until then.",
                format::clock(until, setting.now, setting.zone)
            ),
            vec![button(&of("unmute"), "primary", &[], "Hear them again", None)],
        ),
        Person::Paused => (
            "off",
            "Paused: nothing is sent, and what happens meanwhile is not told later.".to_owned(),
            vec![button(&of("resume"), "primary", &[], "Resume", None)],
        ),
        Person::Pending => (
            "off",
            "Your address is not confirmed yet: open the link that was sent to it.".to_owned(),
            Vec::new(),
        ),
        Person::Left => (
            "off",
            "You have left: nothing is sent any more.".to_owned(),
            vec![button(&of("resume"), "primary", &[], "Come back", None)],
        ),
        Person::Blocked => (
            "off",
            "Our messages are refused: unblock the sender, then come back here.".to_owned(),
            vec![button(&of("resume"), "primary", &[], "Try again", None)],
        ),
    };
    let quiet = (view.state == Person::Active).then(|| view! { <span class="muted">"Mute for"</span> });
    view! {
        <section class=format!("card sheet now {class}") aria-label="At the moment">
            <p><span class="dot" aria-hidden="true"></span> {words}</p>
            <div class="buttons">{quiet} {buttons}</div>
        </section>
    }
    .into_any()
}

fn profile(view: &MeView, hidden: &[(&'static str, String)]) -> AnyView {
    let content = view! {
        <h2 id="profile-heading">"About you"</h2>
        <div class="columns">
            {Line { required: true, ..Line::new(FORM, "name", "Name") }.view(&view.name)}
            {person::briefing(FORM, &view.digest_hour)}
            {person::place(FORM, &view.time_zone, &view.locale, &view.locales)}
            {person::quiet(FORM, "Alerts wait until they end; none is dropped. Empty for none.", &view.quiet_from, &view.quiet_until)}
        </div>
        {foot("", "Save", None)}
    };
    view! {
        <section class="card sheet" aria-labelledby="profile-heading">
            {form(&format!("{}/profile", view.path), "fields", hidden, content.into_any())}
        </section>
    }
    .into_any()
}

fn leave(view: &MeView) -> AnyView {
    if view.state == Person::Left {
        return ().into_any();
    }
    if view.leaving {
        let question = "Leave?".to_owned();
        let words = "Nothing is sent any more, and what waits is dropped. You can come back here.";
        return really(question, words, &format!("{}/leave", view.path), &[], "Leave", view.path.clone());
    }
    view! { <p><a class="danger-link" href=format!("{}?leave=1#main", view.path)>"Leave, and hear nothing more…"</a></p> }
        .into_any()
}
