//! Changes over windows: arrow and sign say up or down, tone says what it means for risk.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::change::{Change, Tone, Window};
use leptos::prelude::*;

use crate::format;

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
            <li class="neutral" title="no value at the start of the window">"— " <small>{window.as_str()}</small></li>
        }
        .into_any();
    };
    let (class, meaning) = match change.tone {
        Tone::Supports => ("supports", "supports risk"),
        Tone::Against => ("against", "weighs on risk"),
        Tone::Neutral => ("neutral", "no movement"),
    };
    let arrow = if change.value > 0.0 {
        "▲"
    } else if change.value < 0.0 {
        "▼"
    } else {
        "●"
    };
    let since = format!("{meaning}; since {}", format::moment(change.since, now, zone));
    let money = change.usd_billions.map(|amount| format!(" ({} bn)", format::signed(amount, 1)));
    view! {
        <li class=class title=since>
            <span class="arrow" aria-hidden="true">{arrow}</span>
            {format::change(change.value, change.unit)}
            {money}
            " "
            <small>{window.as_str()}</small>
            <span class="hidden">{format!(", {meaning}")}</span>
        </li>
    }
    .into_any()
}
