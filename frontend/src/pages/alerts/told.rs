//! What was told: each alert with its numbers, and what became of its messages.

use cockpit_domain::Moment;
use cockpit_domain::rules::Severity;
use leptos::prelude::*;

use crate::settings::view::Channel;

use crate::format::{self, rules};
use crate::parts::table::wide;
use crate::render::Setting;
use crate::views::alerts::{AlertLine, RecipientLine};

pub(super) fn told(lines: &[AlertLine], operator: bool, setting: Setting) -> AnyView {
    let lines: Vec<_> = lines.iter().map(|line| one(line, operator, setting)).collect();
    view! { <ol class="alert-list">{lines}</ol> }.into_any()
}

fn one(line: &AlertLine, operator: bool, setting: Setting) -> AnyView {
    let rows: Vec<_> = line
        .rows
        .iter()
        .map(|(label, value)| view! { <div><dt>{label.clone()}</dt><dd>{value.clone()}</dd></div> })
        .collect();
    let why = line.why.as_ref().map(|why| view! { <p class="muted">{format!("Told because {why}.")}</p> });
    let headline = match line.series {
        Some(series) => view! { <a href=format!("/metric/{series}")>{line.headline.clone()}</a> }.into_any(),
        None => view! { {line.headline.clone()} }.into_any(),
    };
    view! {
        <li id=format!("alert-{}", line.id) class=line.severity.as_str()>
            <p class="alert-when">
                <span class="severity">{severity(line.severity)}</span>
                <time datetime=line.at.to_rfc3339()>{format::exact(Moment::instant(line.at), setting.zone)}</time>
                <span>{rules::kind(line.kind)}</span>
            </p>
            <h2>{headline}</h2>
            <dl class="alert-rows">{rows}</dl>
            {why}
            {messages(line, operator, setting)}
        </li>
    }
    .into_any()
}

/// Never by colour alone.
const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Critical => "critical",
    }
}

/// How many in which state; for the operator who they are.
fn messages(line: &AlertLine, operator: bool, setting: Setting) -> AnyView {
    let all: u64 = line.messages.iter().map(|(_, count)| count).sum();
    let words = if all == 0 {
        "Nobody was subscribed to it.".to_owned()
    } else {
        let counts: Vec<String> =
            line.messages.iter().map(|(state, count)| format!("{count} {state}")).collect();
        format!("Messages: {}.", counts.join(", "))
    };
    if !operator || all == 0 {
        return view! { <p class="muted">{words}</p> }.into_any();
    }
    let shown = line.recipients.len() as u64;
    let more = (all > shown).then(|| view! { <p class="muted">{format!("and {} more", all - shown)}</p> });
    let rows: Vec<_> = line.recipients.iter().map(|to| recipient(to, setting)).collect();
    // What needs attention is open already.
    let is_open = line.recipients.iter().any(|to| matches!(to.state, "dead" | "unknown"));
    view! {
        <details class="fold" open=is_open>
            <summary>{words}</summary>
            {wide("Who was told", view! {
                <table class="values">
                    <thead><tr><th scope="col">"Who"</th><th scope="col">"Channel"</th><th scope="col">"State"</th><th scope="col" class="number">"Attempts"</th><th scope="col">"When"</th><th scope="col">"Said"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            }.into_any())}
            {more}
        </details>
    }
    .into_any()
}

fn recipient(to: &RecipientLine, setting: Setting) -> impl IntoView + use<> {
    let said: Vec<String> =
        to.reason.clone().into_iter().chain(to.remarks.iter().map(|remark| (*remark).to_owned())).collect();
    view! {
        <tr data-message=to.state>
            <th scope="row">{to.name.clone()}</th>
            <td>{Channel::from_word(to.channel).map_or(to.channel, Channel::title)} " " <span class="muted">{to.address.clone()}</span></td>
            <td>{to.state}</td>
            <td class="number">{to.attempts}</td>
            <td>{format::exact(Moment::instant(to.at), setting.zone)}</td>
            <td class="said-by">{said.join("; ")}</td>
        </tr>
    }
}
