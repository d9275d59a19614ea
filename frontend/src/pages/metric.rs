//! `/metric/{id}`: everything about one series: its course, what happened meanwhile, every value with who said it, and what
//! exactly it is.

mod course;
mod facts;
mod happened;
mod parts;
mod table;

use cockpit_domain::SeriesId;
use cockpit_domain::chart::Range;
use leptos::html;
use leptos::prelude::*;

use crate::format::{self, words};
use crate::panels::card::state;
use crate::panels::footer;
use crate::panels::header;
use crate::parts::{age, delta};
use crate::render::Setting;
use crate::views::metric::MetricView;

/// The value and the name, for the browser's tab.
pub(crate) fn title(view: &MetricView) -> String {
    match view.metric.value {
        Some(value) => format!("{} {}", format::value_text(view.series, value), view.metric.name),
        None => format!("{}, unavailable", view.metric.name),
    }
}

/// What others show of the page when somebody passes it on; only where they can reach it.
pub(crate) fn shared(view: &MetricView, title: &str) -> Option<AnyView> {
    let picture = view.picture.clone()?;
    let words = format!("{}, {}", view.metric.nickname, view.metric.definition);
    let named = [
        ("og:type", "website".to_owned()),
        ("og:site_name", "Strategic Cockpit".to_owned()),
        ("og:title", title.to_owned()),
        ("og:description", words),
        ("og:image", picture),
        ("og:image:width", "1200".to_owned()),
        ("og:image:height", "630".to_owned()),
    ];
    let named = named.map(|(name, text)| html::meta().attr("property", name).content(text));
    let card = view! { <meta name="twitter:card" content="summary_large_image"/> };
    Some(view! { {named.collect_view()}{card} }.into_any())
}

/// An address of this page: with this range, over which series, at which page of the table.
pub(crate) fn address(series: SeriesId, range: Range, with: Option<SeriesId>, page: usize) -> String {
    let with = with.map(|with| format!("&with={with}")).unwrap_or_default();
    let page = if page > 1 { format!("&page={page}") } else { String::new() };
    format!("/metric/{series}?range={range}{with}{page}")
}

impl MetricView {
    fn with(&self) -> Option<SeriesId> {
        self.overlay.as_ref().map(|(series, _)| *series)
    }

    /// The address of what is shown.
    fn here(&self) -> String {
        address(self.series, self.range, self.with(), self.page)
    }
}

pub(crate) fn metric(view: &MetricView, setting: Setting) -> AnyView {
    let Setting { now, zone, theme, updated_at } = setting;
    let metric = &view.metric;
    let value = match metric.value {
        Some(amount) => {
            let (before, number, unit) = format::value(view.series, amount);
            let unit = [unit, words::share_of(view.series).unwrap_or_default()].join(" ").trim().to_owned();
            view! {
                <p class="value">
                    <data value=amount.to_string()>{before}{number}</data>
                    {(!unit.is_empty()).then(|| view! { " " <span class="unit">{unit}</span> })}
                </p>
            }
            .into_any()
        }
        None => view! { <p class="value none">"unavailable"</p> }.into_any(),
    };
    let why = metric.reason.clone().map(|reason| view! { <p class="note">{reason}</p> });
    view! {
        <a class="skip" href="#main">"To the chart"</a>
        {header::below(&view.here(), updated_at, now, theme)}
        <main id="main" class="page series-page" data-series=view.series.as_str() data-state=state(metric.freshness)>
            <header class="series-head hero">
                <div class="series-name">
                    <h1>{metric.name}</h1>
                    <p class="nickname">{metric.nickname}</p>
                </div>
                {value}
                {delta::deltas(&metric.changes, now, zone)}
                {age::age(metric.freshness, metric.observed_at, now)}
                {why}
            </header>
            {course::course(view, setting)}
            {parts::parts(view, setting)}
            <div class="with-aside">
                <div class="metric-lists">
                    {happened::happened(view, setting)}
                    {table::table(view, setting)}
                </div>
                {facts::facts(view, setting)}
            </div>
        </main>
        {footer::footer().into_any()}
    }
    .into_any()
}
