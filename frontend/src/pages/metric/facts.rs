//! What the series is: its definition, who publishes it how often, how fresh it is, and what the installation is told of.

use cockpit_domain::{Moment, SeriesId};
use leptos::prelude::*;

use crate::format::{self, words};
use crate::render::Setting;
use crate::settings::dialog;
use crate::settings::view::Section;
use crate::views::metric::{MetricView, RuleLine};

pub(super) fn facts(view: &MetricView, setting: Setting) -> AnyView {
    let metric = &view.metric;
    let zone = setting.zone;
    let mut rows: Vec<(&'static str, String)> = vec![("Measures", metric.definition.to_owned())];
    if let Some(formula) = formula(view.series) {
        rows.push(("Formula", formula.to_owned()));
    }
    rows.push(("Unit", unit(view.series)));
    if let Some(source) = &metric.source {
        rows.push(("Source", words::source(source)));
    }
    rows.push(("Rhythm", view.rhythm.clone()));
    if let Some(at) = metric.observed_at {
        rows.push(("As of", format::exact(at, zone)));
    }
    if let Some(at) = metric.first_seen_at {
        rows.push(("First seen", format::exact(Moment::instant(at), zone)));
    }
    let state = words::freshness(metric.freshness);
    let fresh = metric.reason.as_ref().map_or(state.to_owned(), |reason| format!("{state}: {reason}"));
    rows.push(("Freshness", fresh));
    let rows: Vec<_> =
        rows.into_iter().map(|(name, text)| view! { <dt>{name}</dt><dd>{text}</dd> }).collect();
    let rules: Vec<_> = view.rules.iter().map(|line| rule(line, view)).collect();
    let rules = if rules.is_empty() {
        view! { <p class="muted">"No rule looks at this series."</p> }.into_any()
    } else {
        view! { <ul class="rules-in-force">{rules}</ul> }.into_any()
    };
    view! {
        <div class="metric-facts">
            <section class="card panel explains" aria-labelledby="what">
                <h2 id="what">"What it is"</h2>
                <dl>{rows}</dl>
            </section>
            <section class="card panel explains" aria-labelledby="rules">
                <h2 id="rules">"Alert rules in force"</h2>
                {rules}
                <p><a href=format!("/alerts?series={}", view.series)>"Alerts about it, and why others were not sent"</a></p>
            </section>
        </div>
    }
    .into_any()
}

/// How a computed value follows from others.
const fn formula(series: SeriesId) -> Option<&'static str> {
    match series {
        SeriesId::NetLiquidity => Some(
            "Fed total assets − Treasury General Account − overnight reverse repo, each of the same Wednesday",
        ),
        SeriesId::NetLiquidityDaily => {
            Some("the newest of each: Fed total assets − Treasury's closing balance − overnight reverse repo")
        }
        SeriesId::UsdtDominance => Some("market cap of USDT ÷ market cap of all crypto assets × 100"),
        SeriesId::UsdtShare => Some("market cap of USDT ÷ market cap of all stablecoins × 100"),
        SeriesId::StablecoinMcap => Some("sum over all pegs of circulating units × their price"),
        _ => None,
    }
}

fn unit(series: SeriesId) -> String {
    let definition = series.definition();
    let value = match definition.unit {
        cockpit_domain::Unit::Percent => "percent",
        cockpit_domain::Unit::Usd => "US dollars",
        cockpit_domain::Unit::UsdMillions => "millions of US dollars",
        cockpit_domain::Unit::UsdBillions => "billions of US dollars",
        cockpit_domain::Unit::Number => "a plain number",
    };
    format!("{value}; changes in {}", definition.change_unit.symbol())
}

fn rule(line: &RuleLine, view: &MetricView) -> impl IntoView + use<> {
    let more = format!("&rule={}", line.id);
    let href = dialog::address(&view.here(), Section::Thresholds, &more);
    let from = line.threshold.as_ref().map(|threshold| format!("from {threshold}"));
    let off = (!line.enabled).then_some("off");
    let class = if line.enabled { "in-force" } else { "in-force off" };
    view! {
        <li class=class>
            <a href=href>{line.words.clone()}</a> " "
            <b>{from}{off.map(|off| format!(" {off}"))}</b>
            <small>{line.besides.clone()}</small>
        </li>
    }
}
