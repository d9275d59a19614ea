//! Somebody's rules as a list. Pure.

use cockpit_domain::rules::RuleId;
use cockpit_store::Subscriber;

use super::Own;
use super::words::{amount, preset_words, rule_words};
use crate::bot::html::{bold, code, text};
use crate::render::Numbers;

pub(super) fn list(known: &Subscriber, rules: &[Own], numbers: Numbers) -> String {
    let preset = known.profile.preset;
    let mut lines = vec![
        format!("🎚️ {}", bold("When you are told")),
        format!("Preset {}: {}.", bold(preset.as_str()), preset_words(preset)),
    ];
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for own in rules.iter().filter(|own| own.rule.enabled()) {
        let Some(line) = measured(own, numbers) else { continue };
        let of = group(own.rule.id());
        match groups.iter_mut().find(|(known, _)| *known == of) {
            Some((_, group)) => group.push(line),
            None => groups.push((of, vec![line])),
        }
    }
    for (heading, group) in groups {
        lines.extend([String::new(), bold(&heading)]);
        lines.extend(group);
    }
    let named = |wanted: &dyn Fn(&Own) -> bool| {
        rules
            .iter()
            .filter(|own| wanted(own))
            .map(|own| code(&own.rule.id().to_string()))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let told = named(&|own| own.rule.enabled() && own.rule.threshold().is_none());
    let off = named(&|own| !own.rule.enabled());
    for (heading, rules) in [("Told whenever they happen", told), ("Off", off)] {
        if !rules.is_empty() {
            lines.extend([String::new(), format!("{}: {rules}", bold(heading))]);
        }
    }
    lines.push(String::new());
    lines.push(format!(
        "To change one: {}. {} switches it off, {} is the preset's again.",
        code("/thresholds btc.change.24h 3"),
        code("off"),
        code("default")
    ));
    lines.join("\n")
}

fn measured(own: &Own, numbers: Numbers) -> Option<String> {
    let amount = amount(&own.rule, numbers)?;
    let note = match (&own.wish, super::amount(&own.usual, numbers)) {
        (Some(_), Some(usual)) if usual != amount => format!(", your own (usual: {})", text(&usual)),
        _ => String::new(),
    };
    Some(format!("{} {}{note}", code(&own.rule.id().to_string()), text(&amount)))
}

/// Under which heading a rule stands.
fn group(id: &RuleId) -> String {
    id.series().map_or_else(|| rule_words(id), |series| series.definition().name.to_owned())
}
