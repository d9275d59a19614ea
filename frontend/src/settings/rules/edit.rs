//! One rule, being changed.

use leptos::prelude::*;

use super::{ACTIONS, CROSSINGS};
use crate::settings::dialog::Over;
use crate::settings::form::{Line, button, check, foot, form, segments};
use crate::settings::view::RuleForm;

const FORM: &str = "rule";
const DIRECTIONS: [(&str, &str); 3] = [("both", "Either way"), ("up", "Rises"), ("down", "Falls")];
const SEVERITIES: [(&str, &str); 3] =
    [("info", "Good to know"), ("warning", "Worth a look"), ("critical", "Look now")];

pub(super) fn edit(entered: &RuleForm, over: Over<'_>) -> AnyView {
    let known = [over.back(), ("rule", entered.rule.clone()), ("revision", entered.revision.clone())];
    let unit = entered.unit.as_str();
    let threshold = entered.threshold.as_ref().map(|field| {
        let label = if entered.is_level { "Level" } else { "Threshold" };
        Line::number(FORM, "threshold", label, unit).view(field)
    });
    let direction = entered.direction.as_ref().map(|field| {
        let options = if entered.is_level { &CROSSINGS } else { &DIRECTIONS };
        segments(FORM, "direction", "Speaks when it", options, &field.value, field.error.as_deref())
    });
    let cooldown = Line {
        hint: "Shortest time between two alerts, such as 90m, 6h or 2d; at most 30d.",
        characters_max: 12,
        ..Line::new(FORM, "cooldown", "Pause after an alert")
    };
    let hysteresis = Line {
        hint: "How far below the threshold it must come back before it may speak again.",
        ..Line::number(FORM, "hysteresis", "Come back by", unit)
    };
    let confirm = Line {
        hint: "So many answers in a row must agree, 1 to 10.",
        keys: Some("numeric"),
        ..Line::number(FORM, "confirm", "Confirmations", "polls")
    };
    let measured = entered.threshold.is_some();
    let content = view! {
        {check("on", "yes", "On", "", entered.on)}
        <div class="columns">
            {threshold}
            {direction}
            {cooldown.view(&entered.cooldown)}
            {measured.then(|| hysteresis.view(&entered.hysteresis))}
            {confirm.view(&entered.confirm)}
            {segments(FORM, "severity", "How much it matters", &SEVERITIES, &entered.severity.value, entered.severity.error.as_deref())}
        </div>
        {(!measured).then(|| view! { <input type="hidden" name="hysteresis" value=entered.hysteresis.value.clone()/> })}
        {foot("", "Save rule", Some((over.link(""), "Cancel")))}
    };
    let other = if entered.is_level {
        Some(("remove", "danger", "Remove this level"))
    } else {
        entered.own.then_some(("reset", "quiet", "Back to the preset's"))
    };
    let other = other.map(|(action, class, words)| {
        view! { <div class="apart">{button(&format!("{ACTIONS}/{action}"), class, &known, words, None)}</div> }
    });
    view! {
        <section class="sub" aria-label=entered.words.clone() data-first tabindex="-1">
            {form(&format!("{ACTIONS}/save"), "fields", &known, content.into_any())}
            {other}
        </section>
    }
    .into_any()
}
