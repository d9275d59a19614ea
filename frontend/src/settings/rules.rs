//! What else decides whether a rule speaks, levels of one's own, and what holds for newcomers.

mod edit;

use leptos::prelude::*;

use super::dialog::Over;
use super::form::{Line, choice, foot, form, segments};
use super::person;
use super::view::{DefaultsForm, Field, LevelForm, RuleGroup, RuleRow, RulesView};

const ACTIONS: &str = "/settings/rules";
/// Which way, for a level.
const CROSSINGS: [(&str, &str); 3] = [("both", "Either way"), ("up", "Rises above"), ("down", "Falls below")];

pub(super) fn section(view: &RulesView, over: Over<'_>) -> AnyView {
    let groups: Vec<_> = view.groups.iter().map(|group| self::group(group, view, over)).collect();
    view! {
        {defaults(&view.defaults, over)}
        {level(&view.level, over)}
        <section class="part" aria-labelledby="rules-heading">
            <h3 id="rules-heading">"Rules"</h3>
            <p class="muted">"From which size on each one speaks is set under " <a href=super::dialog::address(over.back, super::view::Section::Thresholds, "")>"Alert thresholds"</a> "; here is the rest."</p>
            <div>{groups}</div>
        </section>
    }
    .into_any()
}

fn defaults(entered: &DefaultsForm, over: Over<'_>) -> AnyView {
    const FORM: &str = "usual";
    let hidden = [over.back(), ("revision", entered.revision.clone())];
    let lead = Line {
        hint: "So long before a release of high impact.",
        ..Line::number(FORM, "event_lead_h", "Warn of events", "h")
    };
    let content = view! {
        <h3 id="usual-heading">"Usual times"</h3>
        <div class="columns">
            {person::quiet(FORM, "For new subscribers; everybody can have their own. Alerts wait, none is dropped.", &entered.quiet_from, &entered.quiet_until)}
            {person::briefing(FORM, &entered.digest_hour)}
            {lead.view(&entered.event_lead_h)}
        </div>
        {foot("", "Save times", None)}
    };
    view! {
        <section class="part" aria-labelledby="usual-heading">
            {form(&format!("{ACTIONS}/defaults"), "fields", &hidden, content.into_any())}
        </section>
    }
    .into_any()
}

/// Something to watch for once, such as a price.
fn level(entered: &LevelForm, over: Over<'_>) -> AnyView {
    const FORM: &str = "level";
    if entered.choices.is_empty() {
        return ().into_any();
    }
    let options: Vec<(String, String)> =
        entered.choices.iter().map(|(id, name, _, now)| (id.clone(), format!("{name}, now {now}"))).collect();
    let hidden = [over.back(), ("revision", entered.revision.clone())];
    let line = Line {
        keys: Some("decimal"),
        hint: "In the unit of the metric.",
        characters_max: 20,
        ..Line::new(FORM, "level", "Level")
    };
    let Field { value, error } = &entered.direction;
    let chosen = if value.is_empty() { "both" } else { value };
    let content = view! {
        <h3 id="level-heading">"Watch a level"</h3>
        <div class="columns">
            {choice(FORM, "series", "Metric", "", &options, &entered.series)}
            {line.view(&entered.level)}
            {segments(FORM, "direction", "Tell me when it", &CROSSINGS, chosen, error.as_deref())}
        </div>
        {foot("", "Watch it", None)}
    };
    view! {
        <section class="part" aria-labelledby="level-heading">
            {form(&format!("{ACTIONS}/level"), "fields", &hidden, content.into_any())}
        </section>
    }
    .into_any()
}

fn group(group: &RuleGroup, view: &RulesView, over: Over<'_>) -> AnyView {
    let opened = |rule: &RuleRow| view.open.as_ref().filter(|open| open.rule == rule.rule);
    let open = group.rules.iter().any(|rule| opened(rule).is_some());
    let on = group.rules.iter().filter(|rule| rule.on).count();
    let rules: Vec<_> = group
        .rules
        .iter()
        .map(|rule| row(rule, opened(rule).map(|entered| edit::edit(entered, over)), over))
        .collect();
    view! {
        <details class="rule-group" open=open>
            <summary><strong>{group.title.clone()}</strong> " " <span class="muted">{format!("{on} of {} on", group.rules.len())}</span></summary>
            <ul>{rules}</ul>
        </details>
    }
    .into_any()
}

fn row(rule: &RuleRow, open: Option<AnyView>, over: Over<'_>) -> AnyView {
    let href = over.link(&format!("&rule={}", rule.rule));
    let class = if rule.on { "rule-row" } else { "rule-row off" };
    let own = rule.own.then(|| view! { <span class="tag">"own"</span> });
    let summary = if rule.on { rule.summary.clone() } else { format!("off; {}", rule.summary) };
    let change = open.is_none().then(|| {
        view! { <a class="quiet" href=href aria-label=format!("Change {}", rule.words)>"Change"</a> }
    });
    view! {
        <li class=class>
            <div>
                <p>{rule.words.clone()} " " {own}</p>
                <p class="muted">{summary}</p>
            </div>
            {change}
            {open}
        </li>
    }
    .into_any()
}
