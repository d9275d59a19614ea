//! What would change, one line for each thing.

use std::collections::BTreeMap;

use cockpit_domain::indicator::{Indicator, IndicatorSpec, Spring};
use cockpit_domain::rules::{Rule, Span};
use cockpit_frontend::settings::view::PreviewLine;
use cockpit_store::{Profile, Setup, Wished};

use crate::address::masked;

/// From what there is to what a file wants.
pub(crate) fn differences(before: &Setup, then: &Setup) -> Vec<PreviewLine> {
    let mut lines = Vec::new();
    let installation = |setup: &Setup| -> BTreeMap<String, String> {
        let words = serde_json::to_string(&setup.chosen).unwrap_or_default();
        BTreeMap::from([("Installation".to_owned(), words.replace(['{', '}', '"'], "").replace(',', ", "))])
    };
    compare(&installation(before), &installation(then), &mut lines);
    let indicators = |setup: &Setup| -> BTreeMap<String, String> {
        let one = |(number, indicator): (&u32, &Indicator)| {
            (format!("Indicator own_{number}"), indicator_words(indicator))
        };
        setup.indicators.iter().map(one).collect()
    };
    compare(&indicators(before), &indicators(then), &mut lines);
    // An address may hold a key, so it is not shown; that it is another one is.
    for (number, indicator) in &then.indicators {
        if let (Spring::Json(address, _), Some(Spring::Json(known, _))) =
            (indicator.spring(), before.indicators.get(number).map(Indicator::spring))
            && address != known
        {
            let (from, to) = (Some("its address".to_owned()), Some("another address".to_owned()));
            lines.push(PreviewLine { what: format!("Indicator own_{number}"), from, to });
        }
    }
    let rules = |setup: &Setup| -> BTreeMap<String, String> {
        setup.rules.iter().map(|rule| (format!("Rule {}", rule.id()), rule_words(rule))).collect()
    };
    compare(&rules(before), &rules(then), &mut lines);
    let people = |setup: &Setup| -> BTreeMap<String, String> {
        let one = |(profile, wishes): &(Profile, Vec<Wished>)| {
            let address = masked(profile.channel, profile.address.expose());
            // The whole address tells two apart; only what is masked is shown.
            let key = format!("{}\n{}\n{address}", profile.channel.as_str(), profile.address.expose());
            (key, person_words(profile, wishes))
        };
        setup.people.iter().map(one).collect()
    };
    let first = lines.len();
    compare(&people(before), &people(then), &mut lines);
    for line in lines.iter_mut().skip(first) {
        let parts: Vec<&str> = line.what.split('\n').collect();
        if let [channel, _, address] = parts[..] {
            line.what = format!("Subscriber {address} ({channel})");
        }
    }
    lines
}

fn compare(before: &BTreeMap<String, String>, then: &BTreeMap<String, String>, lines: &mut Vec<PreviewLine>) {
    for (what, words) in then {
        let known = before.get(what);
        if known != Some(words) {
            lines.push(PreviewLine { what: what.clone(), from: known.cloned(), to: Some(words.clone()) });
        }
    }
    for (what, words) in before.iter().filter(|(what, _)| !then.contains_key(*what)) {
        lines.push(PreviewLine { what: what.clone(), from: Some(words.clone()), to: None });
    }
}

fn indicator_words(indicator: &Indicator) -> String {
    let spec = IndicatorSpec::from(indicator);
    let cadence = spec.cadence.map(|cadence| format!(", {cadence}")).unwrap_or_default();
    format!("{}: {}, {}, every {}{cadence}", spec.name, indicator.origin(), spec.unit, spec.every)
}

fn rule_words(rule: &Rule) -> String {
    let threshold =
        rule.threshold().map(|threshold| format!("{threshold} {}, ", rule.unit()).replace(" ,", ","));
    format!(
        "{}{}, {}, at most every {}, back by {}, {} in a row, {}",
        threshold.unwrap_or_default(),
        if rule.enabled() { "on" } else { "off" },
        rule.direction().as_str(),
        Span::new(rule.cooldown()),
        rule.hysteresis(),
        rule.confirm(),
        rule.severity().as_str(),
    )
}

fn person_words(profile: &Profile, wishes: &[Wished]) -> String {
    let mut words = vec![
        profile.name.clone(),
        profile.state.as_str().to_owned(),
        profile.preset.as_str().to_owned(),
        profile.time_zone.clone(),
        profile.locale.clone(),
    ];
    if profile.is_operator {
        words.push("operator".to_owned());
    }
    if let Some(quiet) = profile.quiet_hours {
        let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        words.push(format!("quiet {} to {}", time(quiet.from_min), time(quiet.until_min)));
    }
    if let Some(hour) = profile.digest_hour {
        words.push(format!("briefing at {hour}"));
    }
    words.extend(wishes.iter().map(|wish| match (wish.enabled, wish.threshold) {
        (false, _) => format!("{} off", wish.rule),
        (true, Some(threshold)) => format!("{} at {threshold}", wish.rule),
        (true, None) => format!("{} on", wish.rule),
    }));
    words.join(", ")
}
