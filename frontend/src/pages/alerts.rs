//! `/alerts`: what was told, to how many, and why; and of everything else why it was not.

mod decided;
mod filter;
mod told;

use leptos::prelude::*;

use crate::panels::footer;
use crate::panels::frame::empty;
use crate::panels::header::{self, Place};
use crate::render::Setting;
use crate::views::alerts::{AlertsView, Asked, Log};

pub(crate) fn alerts(view: &AlertsView, setting: Setting) -> AnyView {
    let Setting { now, theme, updated_at, .. } = setting;
    let AlertsView { asked, operator, log, .. } = view;
    let (title, content) = match log {
        Log::Alerts(lines) if lines.is_empty() => ("What was told", nothing(asked)),
        Log::Decisions(lines) if lines.is_empty() => ("What was decided", nothing(asked)),
        Log::Alerts(lines) => ("What was told", told::told(lines, *operator, setting)),
        Log::Decisions(lines) => ("What was decided", decided::decided(lines, setting)),
    };
    view! {
        <a class="skip" href="#main">"To the alerts"</a>
        {header::plain(Place::Alerts, updated_at, now, theme)}
        <main id="main" class="page alerts">
            <header class="page-head">
                <div>
                    <h1>"Alerts"</h1>
                    <p class="nickname">
                        "What was told with the numbers that decided it, and of every change that was seen why it was not."
                    </p>
                </div>
            </header>
            <div class="page-tools">
                {logs(asked)}
                {exports(asked)}
            </div>
            {filter::filter(asked)}
            <section class="card panel wide" data-panel="alerts" aria-label=title>
                {content}
                {pager(view)}
            </section>
        </main>
        {footer::footer().into_any()}
    }
    .into_any()
}

/// The two logs; what narrows one narrows the other.
fn logs(asked: &Asked) -> AnyView {
    let links = [(false, "Told"), (true, "Decided, and why not")].map(|(decisions, label)| {
        // Of what was told everything has fired.
        let outcome = asked.outcome.filter(|_| decisions);
        let href = Asked { decisions, outcome, ..asked.clone() }.address();
        view! { <a href=href aria-current=(decisions == asked.decisions).then_some("true")>{label}</a> }
    });
    view! { <nav class="filter" aria-label="Log">{links.collect_view()}</nav> }.into_any()
}

fn exports(asked: &Asked) -> AnyView {
    let log = if asked.decisions { "decisions" } else { "alerts" };
    let query = asked.query();
    let of = |format: &str| {
        format!("/api/v1/{log}?{query}{}limit=1000&format={format}", if query.is_empty() { "" } else { "&" })
    };
    view! {
        <p class="downloads">
            <a href=of("csv") download="">"CSV"</a> " "
            <a href=of("json")>"JSON"</a> " "
            <a href="/alerts.atom">"Feed"</a>
        </p>
    }
    .into_any()
}

fn nothing(asked: &Asked) -> AnyView {
    match (asked.narrows(), asked.decisions) {
        (true, _) => empty("Nothing of this kind.", "Take a filter away to see more."),
        (false, false) => empty(
            "Nothing has been told yet.",
            "Alerts appear with their numbers and what became of each message.",
        ),
        (false, true) => empty(
            "Nothing has been decided yet.",
            "Every change that reaches a threshold is listed with what became of it.",
        ),
    }
}

fn pager(view: &AlertsView) -> Option<AnyView> {
    let here = view.asked.address();
    let joint = if here.contains('?') { '&' } else { '?' };
    let older = view.next.as_ref().map(|next| {
        view! { <a href=format!("{here}{joint}after={next}") rel="next">"Older"</a> }
    });
    let newest = view.is_later_page.then(|| view! { <a href=here.clone() rel="first">"Newest"</a> });
    (older.is_some() || newest.is_some())
        .then(|| view! { <nav class="pager" aria-label="Pages">{newest} " " {older}</nav> }.into_any())
}
