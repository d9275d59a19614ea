//! The card of an indicator: what it is, how much, what moved, how old, and from whom. One frame for every state.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::dashboard::{Companion, Metric};
use cockpit_domain::freshness::Freshness;
use cockpit_domain::{Moment, SeriesId};
use leptos::prelude::*;

use crate::format;
use crate::parts::{age, delta, legs, sparkline};

/// How large the card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the centre, with the number about twice as large.
    Hero,
    /// As the others.
    Plain,
}

pub(crate) struct CardProps {
    pub(crate) series: SeriesId,
    pub(crate) metric: Metric,
    pub(crate) place: Place,
    pub(crate) now: DateTime<Utc>,
    pub(crate) zone: Tz,
}

pub(crate) fn card(props: CardProps) -> impl IntoView {
    let CardProps { series, metric, place, now, zone } = props;
    // Another measure stands in under its own name, never under this one's.
    let stand_in = if metric.value.is_none() { metric.companions.first().cloned() } else { None };
    let beside: Vec<Companion> =
        if stand_in.is_some() { Vec::new() } else { metric.companions.iter().take(1).cloned().collect() };
    let name = stand_in.as_ref().map_or(metric.name, |companion| companion.name);
    let class = if place == Place::Hero { "card hero" } else { "card" };
    let state = state_word(metric.freshness);
    view! {
        <article class=class data-series=series.as_str() data-state=state aria-labelledby=format!("name-{series}")>
            <header class="card-head">
                <div>
                    <h2 id=format!("name-{series}")>{name}</h2>
                    <p class="nickname">{metric.nickname}</p>
                </div>
                {age::age(&metric, now)}
            </header>
            {match (&metric.value, &stand_in) {
                (Some(value), _) => number(series, *value).into_any(),
                (None, Some(companion)) => number(companion.series, companion.value).into_any(),
                (None, None) => view! { <p class="value none">"unavailable"</p> }.into_any(),
            }}
            {delta::deltas(&metric.changes, now, zone)}
            {note(&metric, stand_in.is_some())}
            {(!metric.legs.is_empty()).then(|| legs::legs(&metric.legs, now, zone))}
            {sparkline::sparkline(&metric.spark)}
            <footer class="card-foot">{foot(&metric, stand_in.as_ref(), &beside, now, zone)}</footer>
        </article>
    }
}

fn number(series: SeriesId, amount: f64) -> impl IntoView {
    let (before, number, unit) = format::value(series, amount);
    view! {
        <p class="value">
            <data value=amount.to_string()>{before}{number}</data>
            {(!unit.is_empty()).then(|| view! { <span class="unit">{format!("\u{a0}{unit}")}</span> })}
        </p>
    }
}

const fn state_word(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::Fresh => "fresh",
        Freshness::Stale => "stale",
        Freshness::Missing => "missing",
        Freshness::Bundled => "bundled",
        Freshness::Held => "held",
    }
}

/// Why the value is not fresh: what it is in one line, what its source said on demand.
fn note(metric: &Metric, stands_in: bool) -> Option<impl IntoView + use<>> {
    let reason = metric.reason.clone()?;
    let day = metric.observed_at.map(format::day);
    let headline = match (metric.freshness, day) {
        (Freshness::Bundled, Some(day)) => format!("bundled, as of {day}"),
        (Freshness::Stale, Some(day)) => format!("old: no newer value since {day}"),
        (Freshness::Held, _) => "a newer value is held for review".to_owned(),
        _ if stands_in => format!("{} is unavailable", metric.name),
        _ => "no value yet".to_owned(),
    };
    Some(view! {
        <details class="note">
            <summary>{headline}</summary>
            <p>{reason}</p>
        </details>
    })
}

fn foot(
    metric: &Metric,
    stand_in: Option<&Companion>,
    beside: &[Companion],
    now: DateTime<Utc>,
    zone: Tz,
) -> impl IntoView + use<> {
    let observed = |at: Moment| format!("as of {}", format::moment(at, now, zone));
    let told = match (stand_in, metric.observed_at, &metric.source) {
        (Some(companion), ..) => vec![format::sources(&companion.source), observed(companion.observed_at)],
        (None, Some(at), Some(source)) => vec![format::sources(source), observed(at)],
        _ => vec![metric.definition.to_owned()],
    };
    let beside = beside.iter().map(|companion| {
        let (before, number, unit) = format::value(companion.series, companion.value);
        let text = format!("{}: {before}{number} {unit}", companion.name);
        view! { <span class="beside">{text.trim_end().to_owned()}</span> }
    });
    view! {
        <span title=metric.definition>{told.join(" · ")}</span>
        {beside.collect_view()}
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::dashboard::{Facts, metric};
    use cockpit_domain::validate::Held;
    use cockpit_domain::{Observation, Origin, Value};

    use super::*;

    const NOW: &str = "2026-11-23T12:00:00Z";

    fn facts(origin: Origin, observed_at: &str) -> Facts {
        let observation = Observation {
            series: SeriesId::Btc,
            observed_at: Moment::instant(observed_at.parse().unwrap()),
            first_seen_at: observed_at.parse().unwrap(),
            value: Value::usd(86_915.0).unwrap(),
            source: "coinbase".into(),
            standing: 0,
            origin,
        };
        Facts { latest: Some(observation), ..Facts::default() }
    }

    fn html(series: SeriesId, facts: &Facts, beside: &[(SeriesId, &Facts)]) -> String {
        let now = NOW.parse().unwrap();
        let metric = metric(series, facts, beside, now);
        let props = CardProps { series, metric, place: Place::Plain, now, zone: Tz::UTC };
        let owner = Owner::new();
        owner.with(|| card(props).to_html())
    }

    #[test]
    fn a_fresh_value_has_unit_age_source_and_no_note() {
        let html = html(SeriesId::Btc, &facts(Origin::Live, "2026-11-23T11:59:48Z"), &[]);
        for words in ["data-state=\"fresh\"", "$", "86,915", "12 s", "Coinbase", "as of 23 Nov, 11:59 UTC"] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(!html.contains("<details"), "{html}");
    }

    #[test]
    fn an_old_value_stays_with_its_age_and_the_reason() {
        let facts = Facts {
            error: Some("coinbase: status 500".into()),
            ..facts(Origin::Live, "2026-11-23T08:00:00Z")
        };
        let html = html(SeriesId::Btc, &facts, &[]);
        for words in ["data-state=\"stale\"", "86,915", "4 h", "old: no newer value", "coinbase: status 500"]
        {
            assert!(html.contains(words), "{words}: {html}");
        }
    }

    #[test]
    fn bundled_history_says_so_in_words_with_its_day() {
        let html = html(SeriesId::Btc, &facts(Origin::Bundled, "2026-08-21T00:00:00Z"), &[]);
        assert!(
            html.contains("data-state=\"bundled\"") && html.contains("bundled, as of 21 Aug 2026"),
            "{html}"
        );
    }

    #[test]
    fn nothing_is_shown_as_nothing_and_why() {
        let facts = Facts { error: Some("defillama: status 402".into()), ..Facts::default() };
        let html = html(SeriesId::RwaTvl, &facts, &[]);
        assert!(
            html.contains("unavailable") && html.contains("no value yet") && html.contains("status 402"),
            "{html}"
        );
        assert!(!html.contains("<data"), "no number at all: {html}");
    }

    #[test]
    fn another_measure_stands_in_under_its_own_name() {
        let series = SeriesId::RwaCategoryMcap;
        let mut other = facts(Origin::Live, "2026-11-23T11:30:00Z");
        other.latest = other.latest.map(|latest| Observation {
            series,
            value: Value::usd_billions(51.5).unwrap(),
            source: "coingecko".into(),
            ..latest
        });
        let html = html(SeriesId::RwaTvl, &Facts::default(), &[(series, &other)]);
        assert!(html.contains("RWA tokens, market cap") && html.contains("51.5"), "{html}");
        assert!(html.contains("RWA TVL is unavailable"), "{html}");
    }

    #[test]
    fn a_held_value_is_told_and_the_last_good_one_shown() {
        let mut facts = facts(Origin::Live, "2026-11-23T11:59:48Z");
        facts.held = Some(Held {
            series: SeriesId::Btc,
            observed_at: Moment::instant(NOW.parse().unwrap()),
            value: Value::usd(86_915_000.0).unwrap(),
            held_at: NOW.parse().unwrap(),
            source: "coinbase".into(),
            reason: "86915000 $ is outside 200 to 5000000 $".into(),
            released_by_agreement: false,
        });
        let html = html(SeriesId::Btc, &facts, &[]);
        assert!(html.contains("a newer value is held for review") && html.contains("86,915<"), "{html}");
    }

    #[test]
    fn hostile_words_are_text_and_nothing_is_inline() {
        let hostile = "<img src=x onerror=alert(1)></script>";
        let facts = Facts { error: Some(hostile.into()), ..facts(Origin::Live, "2026-11-23T08:00:00Z") };
        let html = html(SeriesId::Btc, &facts, &[]);
        assert!(html.contains("&lt;img src=x"), "{html}");
        assert!(!html.contains("<img") && !html.contains("</script") && !html.contains("style="), "{html}");
    }
}
