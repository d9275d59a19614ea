//! Changes over windows: arrow and sign say up or down, tone says what it means for risk.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::change::{Change, Tone, Window};
use leptos::prelude::*;

use crate::format::{self, words};

pub(crate) fn deltas(
    changes: &[(Window, Option<Change>)],
    now: DateTime<Utc>,
    zone: Tz,
) -> Option<impl IntoView + use<>> {
    let items: Vec<_> =
        changes.iter().map(|(window, change)| item(*window, change.as_ref(), now, zone)).collect();
    (!items.is_empty()).then(|| view! { <ul class="changes">{items}</ul> })
}

fn item(window: Window, change: Option<&Change>, now: DateTime<Utc>, zone: Tz) -> AnyView {
    let Some(change) = change else {
        return view! {
            <li class="neutral" title="There is no value at the start of this window to compare with">
                "— " <small>{window.as_str()}</small>
                <span class="hidden">", nothing to compare with"</span>
            </li>
        }
        .into_any();
    };
    let delta = format::delta(change);
    let meaning = words::tone(delta.tone);
    let title = format!("{meaning}; since {}", format::moment(change.since, now, zone));
    let money = change.usd_billions.map(|amount| format!("{} $ bn · ", format::signed(amount, 1)));
    view! {
        <li class=tone_class(delta.tone) title=title>
            <span class="arrow" aria-hidden="true">{delta.arrow}</span>
            " "
            {delta.text}
            " "
            <small>{money} {window.as_str()}</small>
            <span class="hidden">{format!(", {meaning}")}</span>
        </li>
    }
    .into_any()
}

pub(crate) const fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Supports => "supports",
        Tone::Against => "against",
        Tone::Neutral => "neutral",
    }
}
