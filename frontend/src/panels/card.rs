//! The card of an indicator: what it is, how much, what moved, how old, and from whom. One frame for every state.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use cockpit_domain::SeriesId;
use cockpit_domain::dashboard::{Companion, Metric};
use cockpit_domain::freshness::Freshness;
use cockpit_domain::moment::MomentKind;
use cockpit_domain::series::StaleAfter;
use leptos::prelude::*;

use crate::format::{self, words};
use crate::panels::facts::{Shown, facts};
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
    let shown = Shown::of(series, &metric);
    let stands_in = shown.stands_in(&metric);
    let beside: &[Companion] = if stands_in { &metric.companions[1..] } else { &metric.companions };
    let class = if place == Place::Hero { "card hero" } else { "card" };
    let name_id = format!("name-{series}");
    let labelled_by = name_id.clone();
    view! {
        <article class=class data-series=series.as_str() data-state=state(shown.freshness) data-old-at=old_at(&shown) aria-labelledby=labelled_by>
            <header class="card-head">
                <div>
                    <h2 id=name_id><a class="to-page" href=format!("/metric/{}", shown.series)>{shown.name}</a></h2>
                    <p class="nickname">{metric.nickname}</p>
                </div>
                {age::age(shown.freshness, shown.observed_at, now)}
            </header>
            {match shown.value {
                Some(value) => number(shown.series, value).into_any(),
                None => view! { <p class="value none">"unavailable"</p> }.into_any(),
            }}
            {delta::deltas(&metric.changes, now, zone)}
            {note(&metric, &shown, now, zone).map(|words| view! { <p class="note">{words}</p> })}
            {(!metric.legs.is_empty()).then(|| legs::legs(&metric.legs))}
            {(!beside.is_empty()).then(|| companions(beside))}
            {course(&metric, &shown)}
            {facts(&shown, &metric, beside, now, zone).into_any()}
        </article>
    }
}

pub(crate) fn number(series: SeriesId, amount: f64) -> impl IntoView {
    let (before, number, unit) = format::value(series, amount);
    let unit = [unit, words::share_of(series).unwrap_or_default()].join(" ");
    let unit = unit.trim().to_owned();
    view! {
        <p class="value">
            <data value=amount.to_string()>{before}{number}</data>
            {(!unit.is_empty()).then(|| view! { " " <span class="unit">{unit}</span> })}
        </p>
    }
}

pub(crate) const fn state(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::Fresh => "fresh",
        Freshness::Stale => "stale",
        Freshness::Missing => "missing",
        Freshness::Bundled => "bundled",
        Freshness::Held => "held",
    }
}

/// When a fresh value counts as old by its age alone, in seconds since 1970: an open page tells it by itself.
fn old_at(shown: &Shown) -> Option<i64> {
    let at = shown.observed_at.filter(|_| shown.freshness == Freshness::Fresh)?;
    let StaleAfter::Age(age_max) = shown.series.definition().stale_after else { return None };
    // A day's value speaks of the day's end.
    let day = if at.kind() == MomentKind::Day { TimeDelta::days(1) } else { TimeDelta::zero() };
    Some((at.start() + age_max + day).timestamp())
}

/// One visible line about a value that is not simply new. Without a value it gives the reason in full.
fn note(metric: &Metric, shown: &Shown, now: DateTime<Utc>, zone: Tz) -> Option<String> {
    let reason = || metric.reason.clone().unwrap_or_else(|| "no value yet".to_owned());
    if shown.stands_in(metric) {
        return Some(format!("{} is unavailable: {}", metric.name, reason()));
    }
    match (shown.freshness, shown.observed_at) {
        (Freshness::Fresh, _) => None,
        (Freshness::Bundled, Some(at)) => Some(format!("bundled, as of {}", format::day(at, zone))),
        (Freshness::Stale, Some(at)) => {
            Some(format!("old: no newer value since {}", format::moment(at, now, zone)))
        }
        (Freshness::Held, Some(_)) => Some("a newer value is held for review".to_owned()),
        _ => Some(reason()),
    }
}

/// Related measures under their own names.
fn companions(beside: &[Companion]) -> impl IntoView + use<> {
    let rows: Vec<_> = beside
        .iter()
        .map(|companion| {
            let state = (companion.freshness != Freshness::Fresh)
                .then(|| format!(" {}", words::freshness(companion.freshness)));
            view! {
                <dt><a href=format!("/metric/{}", companion.series)>{companion.name}</a></dt>
                <dd>{format::value_text(companion.series, companion.value)} <small>{state}</small></dd>
            }
        })
        .collect();
    view! { <dl class="beside">{rows}</dl> }
}

fn course(metric: &Metric, shown: &Shown) -> Option<AnyView> {
    shown.value?;
    if shown.stands_in(metric) {
        return None;
    }
    Some(match sparkline::sparkline(&metric.spark) {
        Some(line) => line.into_any(),
        None => view! { <p class="no-line">"no history yet"</p> }.into_any(),
    })
}

#[cfg(test)]
mod tests {
    use cockpit_domain::dashboard::{Facts, metric};
    use cockpit_domain::validate::Held;
    use cockpit_domain::{Moment, Observation, Origin, Value};

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
        for words in ["data-state=\"fresh\"", "$", "86,915", "12 s", "Coinbase · as of 11:59 UTC"] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(!html.contains("class=\"note\"") && !html.contains(">Why<"), "{html}");
    }

    #[test]
    fn an_open_page_knows_when_a_fresh_value_will_be_old() {
        // Bitcoin is old after 15 minutes: 12:15:00.
        let fresh = html(SeriesId::Btc, &facts(Origin::Live, "2026-11-23T12:00:00Z"), &[]);
        assert!(fresh.contains("data-old-at=\"1795436100\""), "{fresh}");
        let bundled = html(SeriesId::Btc, &facts(Origin::Bundled, "2026-11-23T12:00:00Z"), &[]);
        assert!(!bundled.contains("data-old-at"), "{bundled}");
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
