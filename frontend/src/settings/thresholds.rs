//! Thresholds: one rule of each metric at a time, with the last 90 days under its slider.

mod rule;
mod strip;

use cockpit_domain::rules::Preset;
use leptos::prelude::*;

use super::dialog::Over;
use super::form::{foot, form, unseen};
use super::view::{ThresholdGroup, ThresholdsView, Who};
use crate::islands::Thresholds;
use crate::slider::past;

/// Where the forms go and what they carry besides.
pub(crate) struct Forms {
    pub(crate) save: String,
    pub(crate) preset: String,
    pub(crate) hidden: Vec<(&'static str, String)>,
}

fn forms(view: &ThresholdsView, over: Over<'_>) -> Forms {
    let who = match &view.who {
        Who::Everybody => "all".to_owned(),
        Who::One(id, _) => id.to_string(),
    };
    Forms {
        save: "/settings/thresholds/save".to_owned(),
        preset: "/settings/thresholds/preset".to_owned(),
        hidden: vec![over.back(), ("who", who), ("revision", view.revision.clone())],
    }
}

/// Beside the heading.
pub(super) fn presets(view: &ThresholdsView, over: Over<'_>) -> AnyView {
    preset_buttons(view, &forms(view, over))
}

/// The choice of a preset: three buttons, of which the one in force is pressed.
pub(crate) fn preset_buttons(view: &ThresholdsView, forms: &Forms) -> AnyView {
    let buttons = Preset::ALL.map(|preset| {
        let pressed = if view.preset == Some(preset) { "true" } else { "false" };
        view! {
            <button type="submit" name="preset" value=preset.as_str() aria-pressed=pressed title=often(preset)>{title(preset)}</button>
        }
    });
    view! {
        <form method="post" action=forms.preset.clone() class="presets">
            {unseen(&forms.hidden)}
            <div class="segments" role="group" aria-label="All numbers as in a preset">{buttons.collect_view()}</div>
        </form>
    }
    .into_any()
}

pub(crate) const fn title(preset: Preset) -> &'static str {
    match preset {
        Preset::Calm => "Calm",
        Preset::Balanced => "Balanced",
        Preset::Sensitive => "Sensitive",
    }
}

/// How much a preset tells.
pub(crate) const fn often(preset: Preset) -> &'static str {
    match preset {
        Preset::Calm => "About an alert every two or three days",
        Preset::Balanced => "About one alert a day",
        Preset::Sensitive => "Two or three alerts a day",
    }
}

pub(super) fn section(view: &ThresholdsView, over: Over<'_>) -> AnyView {
    let words = match &view.who {
        Who::Everybody => "What is saved holds at once, for everybody without a number of their own.",
        Who::One(..) => "What is saved holds at once, for this person alone.",
    };
    view! {
        {(!view.people.is_empty()).then(|| whose(view, over))}
        {sliders(view, &forms(view, over), words)}
    }
    .into_any()
}

/// Everybody, or one of them.
fn whose(view: &ThresholdsView, over: Over<'_>) -> AnyView {
    let people: Vec<_> = view
        .people
        .iter()
        .map(|(id, name)| {
            let chosen = matches!(&view.who, Who::One(who, _) if who == id);
            view! { <option value=id.to_string() selected=chosen>{name.clone()}</option> }
        })
        .collect();
    view! {
        <form method="get" action=over.path() class="whose">
            {over.asks()}
            <label for="who">"Thresholds of"</label>
            <span class="choose">
                <select id="who" name="who">
                    <option value="all" selected=view.who == Who::Everybody>"everybody"</option>
                    {people}
                </select>
            </span>
            <button type="submit" class="quiet">"Show"</button>
        </form>
    }
    .into_any()
}

/// Every rule in one form.
pub(crate) fn sliders(view: &ThresholdsView, forms: &Forms, words: &'static str) -> AnyView {
    let (main, folded): (Vec<_>, Vec<_>) = view.groups.iter().partition(|group| group.main);
    let groups: Vec<AnyView> = main.into_iter().map(|group| metric(group, view.shown.as_deref())).collect();
    let open = folded.iter().any(|group| {
        let rules = &group.rules;
        rules.iter().any(|rule| {
            let refused = rule.threshold.as_ref().is_some_and(|field| field.error.is_some());
            refused || view.shown.as_deref() == Some(rule.rule.as_str())
        })
    });
    let folded: Vec<AnyView> = folded.into_iter().map(|group| metric(group, view.shown.as_deref())).collect();
    let more = (!folded.is_empty()).then(|| {
        view! {
            <details class="more-metrics" open=open>
                <summary>"More series"</summary>
                {folded}
            </details>
        }
    });
    let content = view! {
        <p class="lead" data-like=view.like.map(Preset::as_str)>
            "Drag to see when each rule would have spoken on real history. All rules with a history: "
            <strong data-together aria-live="polite">{past::together(count(view))}</strong> "."
        </p>
        {groups}
        {more}
        {foot(words, "Save", None)}
        <Thresholds/>
    };
    form(&forms.save, "sliders", &forms.hidden, content.into_any())
}

/// How often all rules that are on would have fired.
fn count(view: &ThresholdsView) -> usize {
    let rules = view.groups.iter().flat_map(|group| &group.rules).filter(|rule| rule.on);
    rules.filter_map(|rule| rule.past.as_ref()).map(|past| past.fired.len()).sum()
}

/// The rules of one metric: one at a time where they have a past to look at, else one below the other.
fn metric(group: &ThresholdGroup, shown: Option<&str>) -> AnyView {
    let heading = format!("metric-{}", group.id);
    let (labelled, title) = (heading.clone(), group.title.clone());
    let by_choice = group.rules.len() > 1 && group.rules.iter().any(|rule| rule.past.is_some());
    let rules: Vec<AnyView> = group.rules.iter().map(|row| rule::rule(group, row)).collect();
    let windows = by_choice.then(|| windows(group, shown));
    view! {
        <section class="metric" class:by-choice=by_choice aria-labelledby=labelled>
            <header class="metric-head"><h3 id=heading>{title}</h3> {windows}</header>
            <div class="rules">{rules}</div>
        </section>
    }
    .into_any()
}

/// Which of a metric's rules is seen: what is wrong first, then what was asked for, then the first that is on.
fn windows(group: &ThresholdGroup, shown: Option<&str>) -> AnyView {
    let rules = &group.rules;
    let place = rules
        .iter()
        .position(|rule| rule.threshold.as_ref().is_some_and(|field| field.error.is_some()))
        .or_else(|| rules.iter().position(|rule| shown == Some(rule.rule.as_str())))
        .or_else(|| rules.iter().position(|rule| rule.on))
        .unwrap_or(0);
    let choices: Vec<_> = rules
        .iter()
        .enumerate()
        .map(|(at, rule)| {
            let name = format!("tab.{}", group.id);
            let (value, short) = (rule.rule.clone(), rule.short.clone());
            view! {
                <label><input type="radio" name=name value=value checked=at == place/> <span>{short}</span></label>
            }
        })
        .collect();
    view! {
        <fieldset class="windows">
            <legend class="hidden">{format!("{}: which rule is seen", group.title)}</legend>
            <div>{choices}</div>
        </fieldset>
    }
    .into_any()
}
