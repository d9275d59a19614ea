//! The age and the dot in the corner of a card.

use chrono::{DateTime, Utc};
use cockpit_domain::Moment;
use cockpit_domain::freshness::Freshness;
use leptos::prelude::*;

use crate::format::{self, words};

/// The dot is seen, its word is heard; `old` is also seen, since an open page may grow old by itself.
pub(crate) fn age(
    freshness: Freshness,
    observed_at: Option<Moment>,
    now: DateTime<Utc>,
) -> impl IntoView + use<> {
    let ticking = observed_at.map(|at| {
        let text = format::age(at.age(now).num_seconds());
        view! { <span class="ticks" data-at=at.timestamp()>{text}</span> }
    });
    let word = (freshness != Freshness::Stale).then(|| words::freshness(freshness));
    view! {
        <p class="age">
            {word.map(|word| view! { <span class="hidden state">{word}</span> })}
            <span class="old">"old"</span>
            {ticking}
            <span class="dot" aria-hidden="true"></span>
        </p>
    }
}
