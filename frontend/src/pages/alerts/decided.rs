//! What was decided: of every change that reached a threshold what became of it, and why.

use cockpit_domain::Moment;
use cockpit_domain::rules::Outcome;
use leptos::prelude::*;

use crate::format;
use crate::parts::table::wide;
use crate::render::Setting;
use crate::views::alerts::DecisionLine;

pub(super) fn decided(lines: &[DecisionLine], setting: Setting) -> AnyView {
    let lines: Vec<_> = lines.iter().map(|line| one(line, setting)).collect();
    let table = view! {
        <table class="values decisions">
            <thead><tr>
                <th scope="col">"Time"</th><th scope="col">"Rule"</th><th scope="col">"From → to"</th>
                <th scope="col" class="number">"Change"</th><th scope="col" class="number">"Threshold"</th>
                <th scope="col">"Outcome"</th><th scope="col">"Because"</th>
            </tr></thead>
            <tbody>{lines}</tbody>
        </table>
    };
    wide("Decisions", table.into_any())
}

fn one(line: &DecisionLine, setting: Setting) -> impl IntoView + use<> {
    let name = line.series.map(|series| series.definition().name);
    let about = match line.series {
        Some(series) => view! { <a href=format!("/metric/{series}")>{name}</a> }.into_any(),
        None => view! { {line.subject.clone().unwrap_or_default()} }.into_any(),
    };
    let outcome = match (line.outcome, line.alert) {
        (Outcome::Fired, Some(id)) => {
            let at = line.at.timestamp();
            // The page that begins with it.
            let href = format!("/alerts?after={}-{}#alert-{id}", at, id + 1);
            view! { <a href=href>"fired"</a> }.into_any()
        }
        (outcome, _) => view! { {outcome.as_str()} }.into_any(),
    };
    let dash = || "—".to_owned();
    view! {
        <tr data-outcome=line.outcome.as_str()>
            <td>{format::exact(Moment::instant(line.at), setting.zone)}</td>
            <th scope="row" class="decision-rule">{about} " " <span class="muted" title=line.rule.clone()>{line.words.clone()}</span></th>
            <td>{line.moved.clone().unwrap_or_else(dash)}</td>
            <td class="number">{line.change.clone().unwrap_or_else(dash)}</td>
            <td class="number">{line.threshold.clone().unwrap_or_else(dash)}</td>
            <td class="outcome">{outcome}</td>
            <td class="because">{line.why}</td>
        </tr>
    }
}
