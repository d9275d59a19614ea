//! `/docs`: how the regime is told and when a rule speaks, with the very numbers in force.

use cockpit_domain::regime::Model;
use cockpit_domain::rules::{Installed, Outcome, Preset, Reason, Rule, Span};
use leptos::prelude::*;

use crate::parts::table::wide;

use crate::format;
use crate::pages::regime::sentence;
use crate::panels::footer;
use crate::panels::header::{self, Place};
use crate::render::Setting;

/// How every rule decides, in the order in which it asks.
const STEPS: [(&str, &str); 5] = [
    (
        "Can the value be trusted?",
        "A value that is held for review, bundled, learnt late or revised, a change over a gap, and a change of publisher that \
         disagrees by more than 0.5 % cannot raise an alert. A missed poll or two, and a stand-in that agrees, do not mute it.",
    ),
    (
        "Has it come back since the last alert?",
        "A change has when it is below the threshold less the hysteresis; a value has when it is back across the level by the hysteresis.",
    ),
    ("Is the cooldown over?", "Each rule, on each subject, speaks at most once in its cooldown."),
    (
        "Do enough polls agree?",
        "Where one odd quote could raise an alert, so many polls in a row must say the same.",
    ),
    (
        "Then it speaks",
        "The alert, the value that caused it and one message for each recipient are written in one transaction: whatever moment \
         the program dies at, the alert is there exactly once.",
    ),
];

pub(crate) fn docs(model: &Model, installed: &Installed, setting: Setting) -> impl IntoView + use<> {
    let Setting { now, theme, updated_at, .. } = setting;
    let steps = STEPS.map(|(question, answer)| view! { <dt>{question}</dt><dd>{answer}</dd> });
    view! {
        <a class="skip" href="#main">"To the text"</a>
        {header::plain(Place::Docs, updated_at, now, theme)}
        <main id="main" class="page prose">
            <header class="page-head">
                <div>
                    <h1>"How it decides"</h1>
                    <p class="nickname">"The regime and the alert rules, with the numbers in force"</p>
                </div>
            </header>
            <section class="card panel" id="regime">
                <h2>"Regime"</h2>
                <p>{sentence(model)}</p>
                <p><a href="/regime">"Every vote with its band and weight, every turn and its reasons"</a></p>
            </section>
            <section class="card panel explains" id="deciding">
                <h2>"When a rule speaks"</h2>
                <dl>{steps.collect_view()}</dl>
            </section>
            <section class="card panel whole" id="rules">
                <h2>"Alert rules"</h2>
                <p class="muted">
                    "Thresholds in the unit of the change; in brackets the cooldown. Polls: how many must agree. A rule that is off in a preset can be "
                    "switched on for anybody. Everybody without a choice of their own has the preset "
                    <strong>{installed.preset.as_str()}</strong>
                    ". What the operator set otherwise stands in every column."
                </p>
                {wide("Alert rules", rules(installed))}
            </section>
            <section class="card panel whole" id="reasons">
                <h2>"The log of decisions"</h2>
                <p class="muted">"Every decision is kept for 90 days with the numbers that made it. The words in it:"</p>
                {wide("Words of the log", reasons())}
            </section>
        </main>
        {footer::footer().into_any()}
    }
}

fn rules(installed: &Installed) -> AnyView {
    let presets = Preset::ALL.map(|preset| installed.rules(preset));
    let [calm, balanced, sensitive] = &presets;
    let rows: Vec<_> = balanced
        .iter()
        .map(|rule| {
            let of = |rules: &[Rule]| {
                rules.iter().find(|other| other.id() == rule.id()).map_or(String::new(), threshold)
            };
            let hysteresis = if rule.hysteresis() == 0.0 {
                "—".to_owned()
            } else {
                format!("{} {}", format::shortest(rule.hysteresis()), rule.unit())
            };
            view! {
                <tr>
                    <th scope="row"><code>{rule.id().to_string()}</code></th>
                    <td>{of(calm)}</td>
                    <td>{threshold(rule)}</td>
                    <td>{of(sensitive)}</td>
                    <td>{hysteresis}</td>
                    <td>{rule.confirm()}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <table>
            <thead><tr>
                <th scope="col">"Rule"</th><th scope="col">"Calm"</th><th scope="col">"Balanced"</th><th scope="col">"Sensitive"</th>
                <th scope="col">"Hysteresis"</th><th scope="col">"Polls"</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn threshold(rule: &Rule) -> String {
    if !rule.enabled() {
        return "off".to_owned();
    }
    let number = rule
        .threshold()
        .map_or("on".to_owned(), |number| format!("{} {}", format::shortest(number), rule.unit()));
    let cooldown = Span::new(rule.cooldown());
    if rule.cooldown().is_zero() { number } else { format!("{number} ({cooldown})") }
}

fn reasons() -> AnyView {
    let rows: Vec<_> = Reason::ALL
        .iter()
        .map(|reason| {
            let outcome = match reason.outcome() {
                Outcome::Fired => "alert",
                Outcome::Held => "waits",
                Outcome::Suppressed => "no alert",
            };
            view! { <tr><th scope="row"><code>{reason.as_str()}</code></th><td>{outcome}</td><td>{reason.words()}</td></tr> }
        })
        .collect();
    view! {
        <table>
            <thead><tr><th scope="col">"Word"</th><th scope="col">"Means"</th><th scope="col">"Because"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
