//! Every value that is drawn, newest first, with who said it and when it was first seen; a page at a time, folded.

use cockpit_domain::{Moment, Origin};
use leptos::prelude::*;

use super::address;
use crate::format::{self, words};
use crate::parts::table::wide;
use crate::render::Setting;
use crate::views::metric::{MetricView, Recorded};

/// Rows of a page.
pub(crate) const ROWS: usize = 50;

pub(super) fn table(view: &MetricView, setting: Setting) -> AnyView {
    let values = &view.course.values;
    let pages = values.len().div_ceil(ROWS).max(1);
    let page = view.page.min(pages);
    let rows: Vec<_> = values
        .iter()
        .rev()
        .skip((page - 1) * ROWS)
        .take(ROWS)
        .map(|value| row(view, value, setting))
        .collect();
    let at_page = |page: usize| address(view.series, view.range, view.with(), page) + "#values";
    let newer = (page > 1).then(|| view! { <a href=at_page(page - 1) rel="prev">"Newer"</a> });
    let older = (page < pages).then(|| view! { <a href=at_page(page + 1) rel="next">"Older"</a> });
    let (from, until) = ((page - 1) * ROWS + 1, (page * ROWS).min(values.len()));
    let place = if values.is_empty() {
        "no values".to_owned()
    } else {
        format!("{from} to {until} of {}", values.len())
    };
    let download = |format: &str| {
        format!("/api/v1/metrics/{}/history?range={}&points=5000&format={format}", view.series, view.range)
    };
    let is_open = view.page > 1;
    view! {
        <section class="card panel" aria-labelledby="values">
            <div class="panel-line">
                <h2 id="values">"Values"</h2>
                <p class="downloads">
                    <a href=download("csv") download="">"CSV"</a> " "
                    <a href=download("json")>"JSON"</a>
                </p>
            </div>
            <details class="fold" open=is_open>
                <summary>{format!("Table, {place}")}</summary>
                {wide("Values", view! {
                    <table class="values">
                        <thead><tr><th scope="col">"Time"</th><th scope="col" class="number">"Value"</th><th scope="col">"Source"</th><th scope="col">"First seen"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                }.into_any())}
                <nav class="pager" aria-label="Pages of the table">{newer} " " <span class="muted">{place.clone()}</span> " " {older}</nav>
            </details>
        </section>
    }
    .into_any()
}

fn row(view: &MetricView, value: &Recorded, setting: Setting) -> impl IntoView + use<> {
    let point = value.point;
    let first = match (point.origin, value.first_seen_at) {
        (Origin::Bundled, _) => "bundled with the program".to_owned(),
        (_, None) => "—".to_owned(),
        (_, Some(at)) => {
            let at = format::exact(Moment::instant(at), setting.zone);
            match value.first {
                Some(first) => format!("{} at {at}, revised since", format::value_text(view.series, first)),
                None if point.origin == Origin::Backfill => format!("{at}, as history"),
                None => at,
            }
        }
    };
    view! {
        <tr>
            <th scope="row">{format::exact(point.observed_at, setting.zone)}</th>
            <td class="number">{format::value_text(view.series, point.value.amount())}</td>
            <td>{words::source(&value.source)}</td>
            <td>{first}</td>
        </tr>
    }
}
