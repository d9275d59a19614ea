//! The dot and the age in the corner of a card.

use chrono::{DateTime, Utc};
use cockpit_domain::dashboard::Metric;
use cockpit_domain::freshness::Freshness;
use leptos::prelude::*;

use crate::format;

pub(crate) fn age(metric: &Metric, now: DateTime<Utc>) -> impl IntoView + use<> {
    let word = match metric.freshness {
        Freshness::Fresh => "fresh",
        Freshness::Stale => "old",
        Freshness::Missing => "unavailable",
        Freshness::Bundled => "bundled",
        Freshness::Held => "held for review",
    };
    let observed =
        metric.observed_at.map(|at| (at.start().timestamp(), format::age(at.age(now).num_seconds())));
    // What is fresh needs no word, and what is bundled has a line of its own; whoever cannot see the dot hears it.
    let shown = !matches!(metric.freshness, Freshness::Fresh | Freshness::Bundled);
    view! {
        <p class="age">
            <span class="dot" aria-hidden="true"></span>
            <span class=if shown { "age-word" } else { "hidden" }>{word}</span>
            {observed.map(|(at, text)| view! { " " <span class="ticks" data-at=at>{text}</span> })}
        </p>
    }
}
