//! The parts of a computed value, each with its own course, its own day and its share in the formula.

use cockpit_domain::SeriesId;
use cockpit_domain::chart::summary;
use leptos::prelude::*;

use crate::format;
use crate::parts::chart::{Layer, Span, small};
use crate::parts::legs;
use crate::render::Setting;
use crate::views::metric::MetricView;

use super::address;

pub(super) fn parts(view: &MetricView, setting: Setting) -> Option<AnyView> {
    if view.parts.is_empty() {
        return None;
    }
    let span = Span { from: view.span.0, to: view.span.1 };
    let small = view.parts.iter().map(|(series, course)| {
        let sign = if *series == SeriesId::Walcl { "" } else { "− " };
        let last = course.values.last().map(|value| value.point);
        let value =
            last.map_or("unavailable".to_owned(), |last| format::value_text(*series, last.value.amount()));
        let as_of =
            last.map(|last| format!("as of {}", format::moment(last.observed_at, setting.now, setting.zone)));
        let moved = summary(*series, &course.points()).and_then(|told| told.change).map(|change| {
            format!("{} over the range", format::change(change, series.definition().change_unit))
        });
        let drawn = Layer::of(*series, course).map(|layer| small(&layer, span));
        view! {
            <li>
                <h3><a href=address(*series, view.range, None, 1)>{sign}{series.definition().name}</a></h3>
                <p class="part-value"><b>{value}</b> " " <span class="muted">{as_of}</span></p>
                <p class="muted">{moved}</p>
                {drawn}
            </li>
        }
    });
    let small: Vec<_> = small.collect();
    let bar = (!view.metric.legs.is_empty()).then(|| legs::legs(&view.metric.legs));
    Some(
        view! {
            <section class="card panel parts" aria-labelledby="parts">
                <h2 id="parts">"What it is computed from"</h2>
                {bar}
                <ul class="part-list">{small}</ul>
            </section>
        }
        .into_any(),
    )
}
