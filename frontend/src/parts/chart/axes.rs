//! The lines of the grid and what is written at them.

use chrono_tz::Tz;
use cockpit_domain::Unit;
use cockpit_domain::chart::time_ticks;
use leptos::prelude::*;

use super::{Layer, Span, TIME_TICKS_MAX};
use crate::format;

/// Pixels of a letter of the axis, on the safe side, and of the gap to the plot.
const LETTER_PX: usize = 7;
const GAP_PX: usize = 10;
/// Nearer to an edge than this share, a label would be cut.
const EDGE: f64 = 0.03;

/// Values at their lines.
pub(super) fn values(layer: &Layer<'_>, class: &'static str) -> AnyView {
    let unit = layer.series.unit();
    let labels: Vec<(String, String)> = layer
        .ticks
        .values
        .iter()
        .map(|value| {
            let number = format::number(*value, layer.ticks.decimals);
            let label = match unit {
                Unit::Usd => format!("${number}"),
                Unit::Percent => format!("{number} %"),
                Unit::UsdMillions => format!("${number} m"),
                Unit::UsdBillions => format!("${number} bn"),
                Unit::Number => number,
            };
            (layer.top_of(*value), label)
        })
        .collect();
    let width = labels.iter().map(|(_, label)| label.chars().count()).max().unwrap_or(0) * LETTER_PX + GAP_PX;
    let labels: Vec<_> =
        labels.into_iter().map(|(y, label)| view! { <text y=y dy="0.33em">{label}</text> }).collect();
    view! { <svg class=class width=width height="100%" aria-hidden="true">{labels}</svg> }.into_any()
}

/// The lines themselves.
pub(super) fn grid(layer: &Layer<'_>, span: Span, zone: Tz) -> AnyView {
    let across: Vec<_> = layer
        .ticks
        .values
        .iter()
        .map(|value| {
            let y = layer.top_of(*value);
            view! { <line x1="0" x2="100%" y1=y.clone() y2=y></line> }
        })
        .collect();
    let down: Vec<_> = time_ticks(span.from, span.to, zone, TIME_TICKS_MAX)
        .into_iter()
        .filter_map(|tick| span.place(tick.at.timestamp()))
        .map(|x| view! { <line x1=x.clone() x2=x y1="0" y2="100%"></line> })
        .collect();
    view! { <g class="lattice">{across}<g class="down">{down}</g></g> }.into_any()
}

/// Times under their lines.
pub(super) fn time(span: Span, zone: Tz) -> AnyView {
    let labels: Vec<_> = time_ticks(span.from, span.to, zone, TIME_TICKS_MAX)
        .into_iter()
        .filter(|tick| (EDGE..=1.0 - EDGE).contains(&span.share(tick.at.timestamp())))
        .filter_map(|tick| Some((span.place(tick.at.timestamp())?, tick.label)))
        .map(|(x, label)| view! { <text x=x y="13">{label}</text> })
        .collect();
    view! { <svg class="time-axis" width="100%" height="18" aria-hidden="true">{labels}</svg> }.into_any()
}
