//! Who is asked, how often, with which key; and what waits for review.

use cockpit_domain::dashboard::SourceState;
use leptos::prelude::*;

use super::dialog::Over;
use super::form::button;
use super::view::{HeldRow, Key, SourceRow, SourcesView};
use crate::format::{self, words};

const ACTIONS: &str = "/settings/sources";

pub(super) fn section(view: &SourcesView, over: Over<'_>) -> AnyView {
    let held: Vec<_> = view.held.iter().map(|held| self::held(held, over)).collect();
    let held = (!held.is_empty()).then(|| {
        view! {
            <section class="part" aria-labelledby="held-heading">
                <h3 id="held-heading">"Waits for your review"</h3>
                <p class="muted">"These values are unlike what came before. They are neither shown nor told until you believe them."</p>
                <ul class="held">{held}</ul>
            </section>
        }
    });
    let rows: Vec<_> = view.sources.iter().map(|source| row(source, over)).collect();
    view! {
        {held}
        <p class="lead">"Everything works without a key. Keys come from the environment or from files, never from this page."</p>
        <ul class="source-list">{rows}</ul>
    }
    .into_any()
}

fn row(source: &SourceRow, over: Over<'_>) -> AnyView {
    let (now, zone) = (over.setting.now, over.setting.zone);
    let (class, word) = match source.state {
        SourceState::Ok => ("ok", "answers"),
        SourceState::Failing => ("failing", "does not answer"),
        SourceState::Idle => ("idle", "not asked yet"),
    };
    let answered = source.last_success_at.map_or_else(
        || word.to_owned(),
        |at| format!("{word}, last {} ago", format::age((now - at).num_seconds())),
    );
    let next = source.next_at.map(|at| {
        if at <= now { "due now".to_owned() } else { format!("next {}", format::clock(at, now, zone)) }
    });
    let key = match &source.key {
        Key::NotNeeded => view! { <span class="muted">"no key needed"</span> }.into_any(),
        Key::Set(variable) => view! { <span class="good">"key set"</span> " " <code>{variable.clone()}</code> }.into_any(),
        Key::Absent(variable, gain) => {
            view! { <span>"no key"</span> " " <span class="muted">{format!("with {variable}: {gain}")}</span> }.into_any()
        }
    };
    let error = source.error.clone().map(|error| view! { <p class="note">{error}</p> });
    view! {
        <li class=class>
            <span class="dot" aria-hidden="true"></span>
            <div class="source-what">
                <p><strong>{words::source(&source.name)}</strong></p>
                <p class="muted">{source.brings.clone()}</p>
                {error}
            </div>
            <div class="source-when">
                <p>{answered}</p>
                <p class="muted">{source.rhythm.clone()} {next.map(|next| format!(" · {next}"))}</p>
            </div>
            <p class="source-key">{key}</p>
        </li>
    }
    .into_any()
}

fn held(held: &HeldRow, over: Over<'_>) -> AnyView {
    let known =
        [over.back(), ("series", held.series.clone()), ("held_at", held.held_at.timestamp().to_string())];
    let when = format::clock(held.held_at, over.setting.now, over.setting.zone);
    let label = |what: &str| Some(format!("{what} {}: {}", held.title, held.value));
    view! {
        <li>
            <div>
                <p><strong>{held.title.clone()}</strong> " " {held.value.clone()}</p>
                <p class="muted">{format!("{}; {}, {when}", held.reason, words::source(&held.source))}</p>
            </div>
            <div class="buttons">
                {button(&format!("{ACTIONS}/release"), "quiet", &known, "Believe it", label("Believe"))}
                {button(&format!("{ACTIONS}/discard"), "quiet", &known, "Discard", label("Discard"))}
            </div>
        </li>
    }
    .into_any()
}
