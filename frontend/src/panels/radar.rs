//! The prediction-market panel. It shows nothing until a source of events is connected.

use leptos::prelude::*;

pub(crate) fn radar() -> impl IntoView {
    view! {
        <section class="card panel" data-panel="radar" aria-labelledby="radar">
            <header class="card-head">
                <div>
                    <h2 id="radar">"Smart Money Radar"</h2>
                    <p class="nickname">"Prediction markets, by 24-hour volume"</p>
                </div>
            </header>
            <div class="empty">
                <p>"No prediction-market source is connected."</p>
                <p class="muted">"Odds appear here with their change, volume and age. Nothing is shown in their place."</p>
            </div>
        </section>
    }
}
