use cockpit_domain::dashboard::{Dashboard, Metric};
use cockpit_domain::{Moment, SeriesId};

use crate::bot::html::{bold, page, text};
use crate::briefing::words;
use crate::render::Options;
use crate::render::words::{instant, moment};

/// The six indicators, the operator's own, and the regime in a line.
pub(in crate::bot) fn status(dashboard: &Dashboard, options: &Options) -> String {
    let (now, regime) = (dashboard.generated_at, &dashboard.regime);
    let since = regime.since.map(|day| format!(" since {}", moment(Moment::Day(day), now, options)));
    let mut lines = vec![
        format!("📊 {} {}", bold("Status"), text(&instant(now, now, options))),
        String::new(),
        format!("Regime: {}{}", bold(regime.state.words()), since.unwrap_or_default()),
    ];
    let own = dashboard.metrics.0.iter().map(|(series, _)| *series);
    let own = own.filter(|series| matches!(series, SeriesId::Own(_)));
    for series in SeriesId::INDICATORS.into_iter().chain(own) {
        lines.push(String::new());
        lines.extend(indicator(series, dashboard, options));
    }
    if let Some(page) = page("Open the cockpit", options.public_url.as_ref(), "/") {
        lines.extend([String::new(), page]);
    }
    lines.join("\n")
}

fn indicator(series: SeriesId, dashboard: &Dashboard, options: &Options) -> Vec<String> {
    let metric = dashboard.metrics.get(series);
    let value = words::value(series, metric, dashboard.generated_at, options);
    let mut lines = vec![format!("{}: {}", text(series.definition().name), bold(&value))];
    if let Some(metric) = metric {
        let changes = changes(series, metric, options);
        if !changes.is_empty() {
            lines.push(text(&changes));
        }
        lines.extend(
            metric
                .companions
                .iter()
                .filter_map(|one| words::companion(one, dashboard.generated_at, options))
                .map(|one| text(&one)),
        );
    }
    lines
}

/// `+0.1% in 24 h, in 7 days not known`; empty without a value to have changed.
fn changes(series: SeriesId, metric: &Metric, options: &Options) -> String {
    let told = metric.changes.iter().map(|(over, _)| {
        let known = words::change(series, metric, *over, options.numbers);
        known.unwrap_or_else(|| format!("in {} not known", words::window(*over)))
    });
    told.collect::<Vec<_>>().join(", ")
}
