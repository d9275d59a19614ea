//! Who answers, and who does not.

use chrono::{DateTime, Utc};
use cockpit_domain::dashboard::{Source, SourceState};
use leptos::prelude::*;

use crate::format;

pub(crate) fn sources(sources: &[Source], now: DateTime<Utc>) -> impl IntoView + use<> {
    let failing = sources.iter().filter(|source| source.state == SourceState::Failing).count();
    let summary = match (sources.len(), failing) {
        (0, _) => "None has been asked yet".to_owned(),
        (all, 0) => format!("All {all} answer"),
        (all, failing) => format!("{} of {all} answer", all - failing),
    };
    let rows: Vec<_> = sources.iter().map(|source| row(source, now)).collect();
    view! {
        <section class="card panel" data-panel="sources" aria-labelledby="sources">
            <header class="card-head">
                <div>
                    <h2 id="sources">"Sources"</h2>
                    <p class="nickname">{summary}</p>
                </div>
            </header>
            <ul class="sources">{rows}</ul>
        </section>
    }
}

fn row(source: &Source, now: DateTime<Utc>) -> impl IntoView + use<> {
    let (class, word) = match source.state {
        SourceState::Ok => ("ok", "answers"),
        SourceState::Failing => ("failing", "does not answer"),
        SourceState::Idle => ("idle", "not asked yet"),
    };
    let at = source.last_success_at.map(|at| at.timestamp());
    let age = at.map(|at| format::age(now.timestamp() - at));
    view! {
        <li class=class>
            <span class="dot" aria-hidden="true"></span>
            <span class="source-name">{format::source(&source.name)}</span>
            <span class="source-age">
                {match age {
                    Some(age) => view! { <span class="ticks" data-at=at>{age}</span> }.into_any(),
                    None => view! { "never" }.into_any(),
                }}
            </span>
            <span class="hidden">{word}</span>
            {source.error.clone().map(|error| view! { <span class="source-error">{error}</span> })}
        </li>
    }
}
