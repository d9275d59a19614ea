//! `/radar`: the wider list of odds, and how it comes about.

use cockpit_domain::dashboard::Status;
use cockpit_domain::radar::Entry;
use leptos::prelude::*;

use crate::panels::frame::{age_of, note, state};
use crate::panels::header::{self, Place};
use crate::panels::{footer, radar};
use crate::render::Setting;

pub(crate) fn radar(entries: &[Entry], status: &Status, setting: Setting) -> impl IntoView + use<> {
    let Setting { now, zone, theme, .. } = setting;
    let line = match entries.len() {
        0 => "Prediction markets, by 24-hour volume".to_owned(),
        count => format!("{count} prediction markets, by 24-hour volume"),
    };
    view! {
        <a class="skip" href="#main">"To the odds"</a>
        {header::plain(Place::Radar, status.checked_at, now, theme)}
        <main id="main" class="page">
            <header class="page-head" data-state=state(status)>
                <div>
                    <h1>"Smart Money Radar"</h1>
                    <p class="nickname">{line}</p>
                </div>
                {age_of(status, now)}
            </header>
            <div class="with-aside">
                <section class="card panel wide" data-state=state(status) aria-label="Odds">
                    {note(status, now, zone)}
                    {radar::list(entries, status, radar::Detail::Full, now, zone)}
                </section>
                {chosen().into_any()}
            </div>
        </main>
        {footer::footer().into_any()}
    }
}

/// How the odds are chosen, and what they are not.
fn chosen() -> impl IntoView {
    view! {
        <aside class="card panel explains" aria-labelledby="chosen">
            <h2 id="chosen">"How these odds are chosen"</h2>
            <dl>
                <dt>"Which markets"</dt>
                <dd>"Open events of Polymarket that their publisher tags economy, finance, crypto or Fed, ordered by what was traded in 24 hours. Games, recurring price rounds and what is already decided are left out."</dd>
                <dt>"Which outcome"</dt>
                <dd>"Of one question, its first side: \u{201c}Yes 1 %\u{201d}, never \u{201c}No 99 %\u{201d}. Where one of several comes true, the likeliest and the one behind it. Of several dates or levels, the most traded."</dd>
                <dt>"Change"</dt>
                <dd>"The same outcome against its own price a day before, in percentage points. A change of odds has no colour: whether it is good for risk depends on the question."</dd>
                <dt><span class="tag flip-tag">"FLIP"</span></dt>
                <dd>"Another outcome led within the last 24 hours."</dd>
                <dt>"Take care"</dt>
                <dd>"A market says so when little is traded, buyers and sellers are more than 5 pp apart, its odds are old, or trading ends within a day."</dd>
            </dl>
            <p class="muted">"Prices of bets, not forecasts, and not investment advice."</p>
        </aside>
    }
}
