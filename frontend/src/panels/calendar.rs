//! The economic calendar. It shows nothing until a source of events is connected.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;

use crate::panels::frame::{empty, frame};

pub(crate) fn calendar(now: DateTime<Utc>, zone: Tz) -> impl IntoView {
    let clock = now.with_timezone(&zone).format("now %H:%M").to_string();
    let came = empty(
        "No calendar source is connected yet.",
        "Releases will appear here with actual, forecast and what the surprise means.",
    );
    let comes = empty(
        "No dates are guessed.",
        "Upcoming releases will appear here when they come from their publishers.",
    );
    let content = view! {
        <div class="timeline">
            <h3 class="rule-title">"Completed"</h3>
            {came}
            <p class="now-line">{clock}</p>
            <h3 class="rule-title">"Upcoming"</h3>
            {comes}
        </div>
    };
    frame(
        "calendar",
        "Catalyst Calendar",
        "US releases, high and medium impact".to_owned(),
        content.into_any(),
    )
}
