//! One rule: a switch, its number, and the slider with the past under it.

use leptos::prelude::*;

use super::strip;
use super::title;
use crate::format;
use crate::settings::form::{Told, spoken};
use crate::settings::view::{Field, ThresholdGroup, ThresholdRow};
use crate::slider::scale::Scale;

pub(super) fn rule(group: &ThresholdGroup, row: &ThresholdRow) -> AnyView {
    let whole = format!("{}: {}", group.title, row.words);
    let number = row.threshold.as_ref().map(|field| number(row, field, &whole));
    let scale = Scale::around(row.presets.iter().map(|(_, number)| *number), row.range);
    let threshold = row.threshold.as_ref().and_then(|field| entered(&field.value));
    let slider = match (&scale, &row.threshold) {
        (Some(scale), Some(_)) => Some(slider(row, scale, threshold, &whole)),
        _ => None,
    };
    let ends = scale.as_ref().map(Scale::ends);
    let told = row.threshold.as_ref().map(|field| told(row, field).view());
    view! {
        <div class="rule" data-rule=row.rule.clone() data-low=ends.map(|ends| ends.0) data-high=ends.map(|ends| ends.1)>
            <input type="hidden" name="shown" value=row.rule.clone()/>
            <div class="rule-line">
                <label class="switch">
                    <input type="checkbox" role="switch" name="on" value=row.rule.clone() checked=row.on/>
                    <span class="hidden">{format!("{}: ", group.title)}</span>
                    <span class="rule-words">{row.words.clone()}</span>
                </label>
                {number}
            </div>
            {told}
            {slider}
            {row.threshold.is_some().then(|| strip::strip(row.past.as_ref()))}
        </div>
    }
    .into_any()
}

/// What was entered, if it is a number.
fn entered(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

fn told(row: &ThresholdRow, field: &Field) -> Told {
    Told::new(&format!("number-{}", row.rule), "Threshold", "", field.error.as_deref())
}

/// The number itself, for exactness.
fn number(row: &ThresholdRow, field: &Field, whole: &str) -> AnyView {
    let id = format!("number-{}", row.rule);
    let told = told(row, field);
    let label = format!("{whole}, threshold in {}", spoken(&row.unit));
    view! {
        <span class="entry number">
            <input id=id type="text" inputmode="decimal" name=row.rule.clone() value=field.value.clone() maxlength="20"
                autocomplete="off" aria-label=label aria-invalid=told.invalid aria-describedby=told.by.clone() data-number/>
            <span class="unit" aria-hidden="true">{row.unit.clone()}</span>
        </span>
    }
    .into_any()
}

/// The slider over its drawn track: what is left of the thumb, and where the presets stand.
fn slider(row: &ThresholdRow, scale: &Scale, threshold: Option<f64>, whole: &str) -> AnyView {
    let at = threshold.map_or(0, |number| scale.step(number));
    let filled = threshold.map_or(0.0, |number| scale.percent(number));
    let marks: Vec<_> = row
        .presets
        .iter()
        .map(|(preset, number)| {
            let x = format!("{:.1}%", scale.percent(*number));
            let usual = row.usual == Some(*number);
            let words = format!("{} {}", title(*preset), format::shortest(*number));
            view! {
                <g class="mark-of" class:usual=usual>
                    <line x1=x.clone() x2=x.clone() y1="15" y2="20"></line>
                    <text x=x y="32" text-anchor="middle">{words}</text>
                </g>
            }
        })
        .collect();
    let text = threshold.map(|number| format!("{} {}", format::shortest(number), spoken(&row.unit)));
    view! {
        <div class="slide">
            <svg class="track" aria-hidden="true">
                <line class="whole" x1="0%" x2="100%" y1="12" y2="12"></line>
                <line class="filled" x1="0%" x2=format!("{filled:.1}%") y1="12" y2="12"></line>
                {marks}
            </svg>
            // Scripts wake it; the number beside it always works.
            <input type="range" min="0" max=scale.last() step="1" value=at disabled autocomplete="off"
                aria-label=format!("{whole}, threshold") aria-valuetext=text data-unit=spoken(&row.unit).to_owned()/>
        </div>
    }
    .into_any()
}
