//! The frame of a panel that holds more than one number.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::Moment;
use cockpit_domain::dashboard::Status;
use cockpit_domain::freshness::Freshness;
use leptos::prelude::*;

use crate::format;
use crate::parts::age;

/// A panel with a heading, one line under it, and what it holds. `id` names its heading and its place in the grid.
pub(crate) fn frame(id: &'static str, title: &'static str, line: String, content: AnyView) -> impl IntoView {
    view! {
        <section class="card panel" data-panel=id aria-labelledby=id>
            <header class="card-head">
                <div>
                    <h2 id=id>{title}</h2>
                    <p class="nickname">{line}</p>
                </div>
            </header>
            {content}
        </section>
    }
}

/// As [`frame`], for a list that others publish: with the age of their last answer.
pub(crate) fn listed(
    id: &'static str,
    title: &'static str,
    line: &'static str,
    status: &Status,
    now: DateTime<Utc>,
    zone: Tz,
    content: AnyView,
) -> AnyView {
    view! {
        <section class="card panel" data-panel=id data-state=state(status) aria-labelledby=id>
            <header class="card-head">
                <div>
                    <h2 id=id>{title}</h2>
                    <p class="nickname">{line}</p>
                </div>
                {age_of(status, now)}
            </header>
            {note(status, now, zone)}
            {content}
        </section>
    }
    .into_any()
}

/// As the style sheet knows it.
pub(crate) const fn state(status: &Status) -> &'static str {
    match status.freshness {
        Freshness::Fresh => "fresh",
        Freshness::Stale => "stale",
        Freshness::Missing => "missing",
        Freshness::Bundled => "bundled",
        Freshness::Held => "held",
    }
}

/// The dot, and how long ago the publishers last answered.
pub(crate) fn age_of(status: &Status, now: DateTime<Utc>) -> impl IntoView + use<> {
    age::age(status.freshness, status.checked_at.map(Moment::instant), now)
}

/// One visible line about a list that is not simply what its publishers say now.
pub(crate) fn note(status: &Status, now: DateTime<Utc>, zone: Tz) -> Option<AnyView> {
    let old = (status.freshness == Freshness::Stale).then(|| match status.checked_at {
        Some(at) => format!("old: last answer {}", format::moment(Moment::instant(at), now, zone)),
        None => "old: no answer yet".to_owned(),
    });
    let words: Vec<String> = old.into_iter().chain(status.reason.clone()).collect();
    // Something is amiss that does not make the list old: said, but quietly.
    let class = if status.freshness == Freshness::Fresh { "note muted" } else { "note" };
    (!words.is_empty()).then(|| view! { <p class=class>{words.join("; ")}</p> }.into_any())
}

/// What stands in a panel that has nothing to show: that it has nothing, and what will come.
pub(crate) fn empty(nothing: &'static str, will_come: &'static str) -> AnyView {
    view! {
        <div class="empty">
            <p>{nothing}</p>
            <p class="muted">{will_come}</p>
        </div>
    }
    .into_any()
}
