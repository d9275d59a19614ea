//! The last alerts, for the room that is left under a short column.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::Moment;
use leptos::prelude::*;

use crate::format;
use crate::panels::frame::{empty, frame};
use crate::views::alerts::Latest;

pub(crate) fn alerts(latest: &[Latest], now: DateTime<Utc>, zone: Tz) -> impl IntoView + use<> {
    let rows: Vec<_> = latest
        .iter()
        .map(|alert| {
            let at = format::moment(Moment::instant(alert.at), now, zone);
            view! {
                <li class=alert.severity.as_str()>
                    <span class="severity">{alert.severity.as_str()}</span>
                    <span class="muted">{at}</span>
                    <a href=alert.path.clone()>{alert.headline.clone()}</a>
                </li>
            }
        })
        .collect();
    let list = if rows.is_empty() {
        empty("Nothing has been told yet.", "Alerts appear here with the numbers that decided them.")
    } else {
        view! { <ol class="latest-alerts">{rows}</ol> }.into_any()
    };
    let content =
        view! { {list}<a class="more" href="/alerts">"All alerts, and why others were not sent"</a> };
    frame("alerts", "Alert Log", "What was told last".to_owned(), content.into_any())
}
