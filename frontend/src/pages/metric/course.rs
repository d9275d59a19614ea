//! The chart with what chooses its range and its second series, and the course in words.

use cockpit_domain::chart::{Range, summary};
use cockpit_domain::{Origin, SeriesId};
use leptos::prelude::*;

use super::address;
use crate::format;
use crate::islands::Crosshair;
use crate::parts::chart::{Chart, Layer, Span, legend, readout, spoken, zone_of};
use crate::render::Setting;
use crate::views::metric::MetricView;

pub(super) fn course(view: &MetricView, setting: Setting) -> AnyView {
    let span = Span { from: view.span.0, to: view.span.1 };
    let main = Layer::of(view.series, &view.course);
    let overlay = view.overlay.as_ref().and_then(|(series, course)| Layer::of(*series, course));
    let is_bundled = view.course.values.iter().any(|value| value.point.origin == Origin::Bundled);
    let zone = setting.zone;
    let drawn = if let Some(main) = main {
        let read = readout(&main, overlay.as_ref(), zone);
        let chart = Chart { main, overlay, marks: &view.marks, span, zone };
        view! { {read}{chart.view()}<Crosshair/>{legend(&view.marks, span, is_bundled)} }.into_any()
    } else {
        let why = view.ranges.iter().find(|(range, _)| *range == view.range).and_then(|(_, why)| why.clone());
        let why = why.unwrap_or_else(|| "There is no value in this range.".to_owned());
        view! { <div class="empty no-course"><p>"Nothing to draw."</p><p class="muted">{why}</p></div> }
            .into_any()
    };
    view! {
        <section class="card panel course" aria-labelledby="course">
            <div class="course-tools">
                <h2 id="course" class="hidden">{format!("{} over {}", view.metric.name, view.range.words())}</h2>
                {ranges(view)}
                {over(view)}
            </div>
            {drawn}
            <p class="course-words">{told(view, setting)}</p>
        </section>
    }
    .into_any()
}

/// Ranges as links; one that has nothing of its own to show says why.
fn ranges(view: &MetricView) -> AnyView {
    let links: Vec<_> = view
        .ranges
        .iter()
        .map(|(range, unavailable)| {
            let label = range.as_str().to_uppercase();
            let here = (*range == view.range).then_some("true");
            if let Some(why) = unavailable {
                let spoken = format!("{label}: {why}");
                view! { <span class="no-range" title=why.clone() aria-current=here><span aria-hidden="true">{label}</span><span class="hidden">{spoken}</span></span> }.into_any()
            } else {
                let href = address(view.series, *range, view.with(), 1);
                view! { <a href=href aria-current=here data-range=range.as_str()>{label}</a> }.into_any()
            }
        })
        .collect();
    view! { <nav class="filter ranges" aria-label="Range">{links}</nav> }.into_any()
}

/// The second series: a list and a button, which work without scripts.
fn over(view: &MetricView) -> AnyView {
    let option = |series: SeriesId| {
        let chosen = view.with() == Some(series);
        view! { <option value=series.as_str() selected=chosen>{series.definition().name}</option> }
    };
    let others: Vec<_> = SeriesId::known().filter(|series| *series != view.series).map(option).collect();
    view! {
        <form class="over-form" method="get" action=format!("/metric/{}", view.series)>
            <input type="hidden" name="range" value=view.range.as_str()/>
            <label for="with" class="hidden">"Second series"</label>
            <select id="with" name="with">
                <option value="">"No second series"</option>
                {others}
            </select>
            <button type="submit" class="quiet-button">"Show"</button>
        </form>
    }
    .into_any()
}

/// First, last, lowest, highest and the change, in words.
fn told(view: &MetricView, setting: Setting) -> String {
    let points = view.course.points();
    let over = if view.range == Range::Max { "Over its whole history" } else { "Over the range" };
    let Some(told) = summary(view.series, &points) else {
        return match points.first() {
            Some(only) => {
                let value = format::value_text(view.series, only.value.amount());
                format!(
                    "{over} there is one value: {value} on {}.",
                    spoken(only.observed_at, zone_of(view.series, setting.zone))
                )
            }
            None => format!("{over} there is no value."),
        };
    };
    let value = |amount: f64| format::value_text(view.series, amount);
    let on = |point: cockpit_domain::Point| format::day(point.observed_at, setting.zone);
    let unit = view.series.definition().change_unit;
    let moved = match told.change {
        Some(change) if change > 0.0 => {
            format!("up {}", format::change(change, unit).trim_start_matches('+'))
        }
        Some(change) if change < 0.0 => {
            format!("down {}", format::change(change, unit).trim_start_matches('\u{2212}'))
        }
        Some(_) => "unchanged".to_owned(),
        None => "changed by what no percentage tells".to_owned(),
    };
    let drawn = if view.course.thinned.is_zero() {
        format!("all {} values", points.len())
    } else {
        format!("the {} values that are drawn, each the last of its stretch of time", points.len())
    };
    format!(
        "{over} {moved}: from {} on {} to {} on {}. Lowest {} on {}, highest {} on {}, of {drawn}.",
        value(told.first.value.amount()),
        on(told.first),
        value(told.last.value.amount()),
        on(told.last),
        value(told.low.value.amount()),
        on(told.low),
        value(told.high.value.amount()),
        on(told.high),
    )
}
