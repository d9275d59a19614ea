//! The economic calendar. It shows nothing until a source of events is connected.

use leptos::prelude::*;

pub(crate) fn calendar() -> impl IntoView {
    view! {
        <section class="card panel tall" data-panel="calendar" aria-labelledby="calendar">
            <header class="card-head">
                <div>
                    <h2 id="calendar">"Catalyst Calendar"</h2>
                    <p class="nickname">"US releases, New York time"</p>
                </div>
            </header>
            <h3 class="rule-title">"Completed"</h3>
            <div class="empty">
                <p>"No calendar source is connected."</p>
                <p class="muted">"Releases appear here with forecast, actual and what the surprise means."</p>
            </div>
            <p class="now-line"><span>"now"</span></p>
            <h3 class="rule-title">"Upcoming"</h3>
            <div class="empty">
                <p class="muted">"No dates are guessed: this stays empty until they come from their publishers."</p>
            </div>
        </section>
    }
}
