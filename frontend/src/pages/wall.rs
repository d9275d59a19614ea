//! `/?view=wall`: only the numbers, larger, for a screen on a wall.

use cockpit_domain::SeriesId;
use cockpit_domain::dashboard::{Dashboard, Metric};
use leptos::prelude::*;

use crate::format::words;
use crate::islands::{Live, Ticking, Wall};
use crate::panels::card::{number, state};
use crate::panels::facts::Shown;
use crate::parts::ribbon::state_class;
use crate::parts::{age, delta};
use crate::render::Setting;

pub(crate) fn wall(dashboard: &Dashboard, setting: Setting) -> impl IntoView + use<> {
    let Setting { now, updated_at, .. } = setting;
    let regime = &dashboard.regime;
    let class = format!("badge {}", state_class(regime.state));
    let numbers: Vec<_> = SeriesId::INDICATORS
        .into_iter()
        .filter_map(|series| Some(one(series, dashboard.metrics.get(series)?, setting)))
        .collect();
    view! {
        <header class="top wall-top">
            <h1 class="hidden">"Strategic Cockpit"</h1>
            <p class=class><span class="dot" aria-hidden="true"></span>{regime.state.words()}</p>
            <p class="flip">{words::flip(regime)}</p>
            <Live/>
            <Ticking rendered_at=now.timestamp() updated_at=updated_at.map(|at| at.timestamp())/>
            <a class="wall-leave" href="/">"Leave wall mode"</a>
        </header>
        <main id="main" class="wall">{numbers}</main>
        <Wall/>
    }
}

fn one(series: SeriesId, metric: &Metric, setting: Setting) -> AnyView {
    let Setting { now, zone, .. } = setting;
    let shown = Shown::of(series, metric);
    let class = if series == SeriesId::Btc { "wall-one first" } else { "wall-one" };
    view! {
        <article class=class data-series=series.as_str() data-state=state(shown.freshness)>
            <header><h2>{shown.name}</h2>{age::age(shown.freshness, shown.observed_at, now)}</header>
            {match shown.value {
                Some(value) => number(shown.series, value).into_any(),
                None => view! { <p class="value none">"unavailable"</p> }.into_any(),
            }}
            {delta::deltas(&metric.changes, now, zone)}
        </article>
    }
    .into_any()
}
