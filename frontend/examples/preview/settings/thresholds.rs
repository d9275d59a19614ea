//! Made-up thresholds over a made-up past.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Preset, Rule};
use cockpit_frontend::format::rules;
use cockpit_frontend::settings::view::{Field, Past, ThresholdGroup, ThresholdRow, ThresholdsView, Who};

pub(super) fn view(refused: bool, now: DateTime<Utc>) -> ThresholdsView {
    let presets = Preset::ALL.map(|preset| (preset, preset.rules()));
    let balanced = &presets[1].1;
    let row = |rule: &Rule| {
        let id = rule.id();
        let numbers = presets.iter().filter_map(|(preset, rules)| {
            let same = rules.iter().find(|other| other.id() == id)?;
            Some((*preset, same.threshold()?))
        });
        let series = id.series().filter(|series| SeriesId::INDICATORS.contains(series));
        let own = id.to_string() == "usdt_dominance.change.24h";
        let threshold = rule.threshold().map(|number| match number {
            number if own && refused => Field::refused(format!("{}", -number), "must be 0.001 to 1,000 pp"),
            number if own => Field::new((number * 2.0).to_string()),
            number => Field::new(number.to_string()),
        });
        ThresholdRow {
            rule: id.to_string(),
            short: rules::short(id).to_owned(),
            words: rules::words(id),
            on: rule.enabled() && id.to_string() != "rwa_tvl.change.24h",
            threshold,
            unit: rule.unit().to_owned(),
            range: (0.001, 1_000.0),
            presets: numbers.collect(),
            usual: rule.threshold(),
            past: series.filter(|_| rule.threshold().is_some()).map(|series| past(series, rule, now)),
        }
    };
    let group = |id: &str, title: &str, main, rules: Vec<ThresholdRow>| ThresholdGroup {
        id: id.to_owned(),
        title: title.to_owned(),
        main,
        rules,
    };
    let of = |series: SeriesId| -> Vec<ThresholdRow> {
        balanced.iter().filter(|rule| rule.id().series() == Some(series)).map(row).collect()
    };
    let order = [
        SeriesId::Btc,
        SeriesId::Us10y,
        SeriesId::UsdtDominance,
        SeriesId::NetLiquidity,
        SeriesId::StablecoinMcap,
        SeriesId::RwaTvl,
    ];
    let mut groups: Vec<ThresholdGroup> =
        order.map(|series| group(series.as_str(), series.definition().name, true, of(series))).into();
    let others = balanced.iter().filter(|rule| rule.id().series().is_none()).map(row).collect();
    groups.push(group("others", "Odds, calendar, regime", true, others));
    for series in SeriesId::ALL.iter().filter(|series| !order.contains(series)) {
        let rules = of(*series);
        if !rules.is_empty() {
            groups.push(group(series.as_str(), series.definition().name, false, rules));
        }
    }
    ThresholdsView {
        who: Who::Everybody,
        people: vec![(1, "Desk".to_owned()), (2, "Office".to_owned())],
        preset: Some(Preset::Balanced),
        like: Some(Preset::Balanced),
        revision: "7".to_owned(),
        groups,
        shown: None,
    }
}

/// A walk that looks like one, and a few dots on it.
fn past(series: SeriesId, rule: &Rule, now: DateTime<Utc>) -> Past {
    let from = now - TimeDelta::days(90);
    let place = SeriesId::ALL.iter().position(|known| *known == series).unwrap_or_default();
    let seed = i32::try_from(place).unwrap_or_default() + 3;
    let course: Vec<(DateTime<Utc>, f64)> = (0..360_i32)
        .map(|step| {
            let t = f64::from(step) / 30.0;
            let seed = f64::from(seed);
            let wave = (t * 0.7 + seed).sin() + 0.45 * (t * 2.3 * seed).sin() + 0.2 * (t * 9.1 + seed).cos();
            (from + TimeDelta::hours(6 * i64::from(step)), 100.0 + 4.0 * wave + t)
        })
        .collect();
    let times = (30.0 / rule.threshold().unwrap_or(30.0)).min(14.0);
    let days = (1_i32..90).filter(|day| f64::from(*day) % (90.0 / (times + 1.0)).ceil() == 0.0);
    let fired = days.map(|day| from + TimeDelta::days(day.into())).collect();
    Past { from, until: now, course, fired }
}
