//! One release: when, what, how much, and what that means.

use chrono::{DateTime, Utc};
use chrono_tz::America::New_York;
use chrono_tz::Tz;
use cockpit_domain::calendar::kind::{self, Outcome};
use cockpit_domain::calendar::{Impact, Reaction, Release, Shown, Surprise};
use cockpit_domain::change::{ChangeUnit, Tone};
use leptos::prelude::*;

use super::evidence;
use crate::format::{self, civil, words};
use crate::parts::delta::tone_class;
use crate::parts::outward::outward;
use crate::parts::timestamp::{clock, day_and_clock, day_in, local_s, new_york};

/// On which side of now a release stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Came,
    Comes,
}

pub(super) fn row(shown: &Shown, phase: Phase, now: DateTime<Utc>, zone: Tz) -> AnyView {
    let release = &shown.release;
    let class = format!(
        "release {} {}{}",
        if phase == Phase::Came { "came" } else { "comes" },
        release.impact.as_str(),
        if release.estimated { " guessed" } else { "" }
    );
    let starts = release.timed.then(|| release.at.timestamp());
    let on_day = (!release.timed).then(|| local_s(release.at, New_York));
    view! {
        <li class=class data-starts=starts data-on-day=on_day>
            <span class="impact-square" aria-hidden="true"></span>
            {when(release, zone)}
            {(phase == Phase::Comes).then(|| until(release, now))}
            <details class="release-name">
                <summary>
                    {release.name.clone()}
                    {release.period_words.clone().map(|period| view! { " " <small>{period}</small> })}
                </summary>
                {evidence::evidence(shown, zone)}
            </details>
            {figures(release, phase)}
            {said(shown, phase, zone)}
        </li>
    }
    .into_any()
}

fn when(release: &Release, zone: Tz) -> AnyView {
    let time = if release.timed {
        let there = new_york(release.at);
        // The same time twice says nothing; its room stays, so that nothing moves when the page awakes.
        let same = there.starts_with(&civil::clock(local_s(release.at, zone)));
        view! { {clock(release.at, zone)} " " <span class="there" hidden=same>{there}</span> }.into_any()
    } else {
        view! { <span>"time not announced"</span> }.into_any()
    };
    view! {
        <p class="when">
            {time}
            " "
            <span class="impact">{impact(release.impact)}</span>
            {release.estimated.then(|| view! { " " <span class="tag" title="The date follows from a rule, not from a publication">"estimated"</span> })}
        </p>
    }
    .into_any()
}

const fn impact(impact: Impact) -> &'static str {
    match impact {
        Impact::High => "high impact",
        Impact::Medium => "medium impact",
        Impact::Low => "low impact",
    }
}

fn until(release: &Release, now: DateTime<Utc>) -> AnyView {
    if release.timed {
        let text = civil::countdown((release.at - now).num_seconds());
        return view! { <p class="until" data-until=release.at.timestamp()>{text}</p> }.into_any();
    }
    let text = civil::days_until(day_in(release.at, New_York), day_in(now, New_York));
    view! { <p class="until">{text}</p> }.into_any()
}

/// Actual, forecast and previous: the words of their publishers.
fn figures(release: &Release, phase: Phase) -> Option<AnyView> {
    let mut rows: Vec<AnyView> = Vec::new();
    let mut row = |class: &'static str, name: &'static str, text: &str| {
        let text = text.to_owned();
        rows.push(view! { <div class=class><dt>{name}</dt> " " <dd>{text}</dd></div> }.into_any());
    };
    match &release.actual {
        Some(actual) => {
            row("actual", "actual", &actual.text);
            if let Some(revised) = &actual.revised {
                row("revised", "revised", &revised.text);
            }
        }
        None if phase == Phase::Came && !is_words(release) => row("actual none", "actual", "—"),
        None => {}
    }
    if let Some(forecast) = &release.forecast {
        row("forecast", "forecast", &forecast.text);
    }
    if let Some(previous) = &release.previous {
        row("previous", "previous", &previous.text);
    }
    (!rows.is_empty()).then(|| view! { <dl class="figures">{rows}</dl> }.into_any())
}

/// Whether it has no number by its nature: minutes, a speech.
fn is_words(release: &Release) -> bool {
    match kind::by_id(&release.kind) {
        Some(kind) => kind.outcome == Outcome::Words,
        None => release.forecast.is_none() && release.previous.is_none(),
    }
}

/// What there is to say about it, in sentences.
fn said(shown: &Shown, phase: Phase, zone: Tz) -> Option<AnyView> {
    let release = &shown.release;
    let mut lines: Vec<AnyView> = Vec::new();
    if let Some(told) = &shown.surprise {
        lines.push(surprise(told));
    }
    if release.actual.is_none() {
        match &release.actual_reason {
            Some(reason) => {
                lines.push(view! { <p class="muted">"no actual: " {reason.clone()}</p> }.into_any());
            }
            None if phase == Phase::Came && is_words(release) => {
                lines.push(view! { <p class="muted">"no number: words only"</p> }.into_any());
            }
            None if phase == Phase::Came => {
                lines.push(view! { <p class="muted">"no actual yet"</p> }.into_any());
            }
            None => {}
        }
    }
    if let Some(from) = release.moved_from {
        let from = if release.timed {
            day_and_clock(from, zone).into_any()
        } else {
            civil::weekday(day_in(from, New_York)).into_any()
        };
        lines.push(view! { <p class="moved">"moved from " {from}</p> }.into_any());
    }
    if let Some(words) = shown.reaction.as_ref().and_then(reaction) {
        lines.push(view! { <p class="muted">"after it: " {words}</p> }.into_any());
    }
    if let Some(market) = &shown.market {
        lines.push(view! { <p class="market">"odds: " {outward(&market.title, &market.url)}</p> }.into_any());
    }
    (!lines.is_empty()).then(|| view! { <div class="said">{lines}</div> }.into_any())
}

fn surprise(surprise: &Surprise) -> AnyView {
    let sign = match surprise.tone {
        Tone::Supports => "+",
        Tone::Against => "−",
        Tone::Neutral => "•",
    };
    let meaning = (surprise.tone != Tone::Neutral).then(|| format!(" · {}", words::tone(surprise.tone)));
    view! {
        <p class=format!("surprise {}", tone_class(surprise.tone))>
            <span class="surprise-sign" aria-hidden="true">{sign}</span>
            " "
            {surprise.words.clone()}
            {meaning}
        </p>
    }
    .into_any()
}

/// What moved afterwards: `BTC +0.4 % in 15 min, −1.1 % in 24 h; 10Y +3 bp that day`.
fn reaction(reaction: &Reaction) -> Option<String> {
    let bitcoin =
        [(reaction.btc_15m_pct, "15 min"), (reaction.btc_1h_pct, "1 h"), (reaction.btc_24h_pct, "24 h")];
    let bitcoin: Vec<String> = bitcoin
        .into_iter()
        .filter_map(|(moved, within)| {
            Some(format!("{} in {within}", format::change(moved?, ChangeUnit::Percent)))
        })
        .collect();
    let bitcoin = (!bitcoin.is_empty()).then(|| format!("BTC {}", bitcoin.join(", ")));
    let yields = reaction
        .us10y_1d_bp
        .map(|moved| format!("10Y {} that day", format::change(moved, ChangeUnit::BasisPoints)));
    let told: Vec<String> = bitcoin.into_iter().chain(yields).collect();
    (!told.is_empty()).then(|| told.join("; "))
}
