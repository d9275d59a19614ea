//! `/calendar`: this week and the next three.

use cockpit_domain::calendar::Impact;
use cockpit_domain::dashboard::Calendar;
use leptos::prelude::*;

use crate::panels::calendar::{Grouping, Timeline, shown_or_why_not};
use crate::panels::footer;
use crate::panels::frame::{age_of, note, state};
use crate::panels::header::{self, Place};
use crate::render::Setting;

pub(crate) fn calendar(calendar: &Calendar, lowest: Impact, setting: Setting) -> impl IntoView + use<> {
    let Setting { now, zone, theme, .. } = setting;
    let Calendar { completed, upcoming, status } = calendar;
    let timeline = Timeline { completed, upcoming, grouping: Grouping::WeeksAndDays, now, zone };
    view! {
        <a class="skip" href="#now">"To now"</a>
        {header::plain(Place::Calendar, status.checked_at, now, theme)}
        <main id="main" class="page">
            <header class="page-head" data-state=state(status)>
                <div>
                    <h1>"Catalyst Calendar"</h1>
                    <p class="nickname">
                        // The zone stands last: its name may change when the page awakes, and moves nothing.
                        "US releases, this week and the next three. Times of New York (ET) and of "
                        <span data-zone-name="">{zone.name()}</span>
                    </p>
                </div>
                {age_of(status, now)}
            </header>
            <div class="page-tools">
                {filter(lowest)}
                <a class="jump" href="#now">"Jump to now"</a>
                {subscribe(lowest)}
            </div>
            <section class="card panel wide" data-panel="calendar" data-state=state(status) aria-label="Releases">
                {note(status, now, zone)}
                {shown_or_why_not(&timeline, status)}
            </section>
        </main>
        {footer::footer().into_any()}
    }
}

fn filter(lowest: Impact) -> AnyView {
    let links = [
        (Impact::High, "/calendar?impact=high", "High impact"),
        (Impact::Medium, "/calendar?impact=medium", "High and medium"),
    ];
    let links = links.map(|(impact, href, label)| {
        view! { <a href=href aria-current=(impact == lowest).then_some("true")>{label}</a> }
    });
    view! { <nav class="filter" aria-label="Impact">{links.collect_view()}</nav> }.into_any()
}

/// The feed, and how a calendar program gets it.
fn subscribe(lowest: Impact) -> AnyView {
    let feed = format!("/calendar.ics?impact={}", lowest.as_str());
    view! {
        <details class="subscribe">
            <summary>"Subscribe"</summary>
            <div class="over">
                <p>
                    <a href=feed>"calendar.ics"</a>
                    " is this list for a calendar program. An entry gains its actual after the release."
                </p>
                <ol>
                    <li>"Copy the address of the link."</li>
                    <li>"Give it to your program: in Apple Calendar \u{201c}New Calendar Subscription\u{201d}, in Outlook \u{201c}Subscribe from web\u{201d}, in Google Calendar \u{201c}From URL\u{201d}."</li>
                    <li>"It reads the list again every hour, or as often as it likes. Google and Outlook on the web must reach this address from outside."</li>
                </ol>
            </div>
        </details>
    }
    .into_any()
}
