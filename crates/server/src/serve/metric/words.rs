//! What the page says about a series beside its numbers.

use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Rule, RuleSpec};
use cockpit_domain::series::StaleAfter;
use cockpit_fetcher::feeds::{Keys, feeds};
use cockpit_frontend::format;
use cockpit_frontend::views::metric::RuleLine;

/// How often its publishers are asked, and when its newest value counts as old.
pub(super) fn rhythm(series: SeriesId) -> String {
    let asked = feeds(&Keys::default())
        .into_iter()
        .filter(|feed| feed.name.series().contains(&series))
        .map(|feed| feed.rhythm.as_secs() / 60)
        .min();
    let asked = match asked {
        None => "not asked for by itself".to_owned(),
        Some(1) => "asked for every minute".to_owned(),
        Some(60) => "asked for every hour".to_owned(),
        Some(minutes) => format!("asked for every {minutes} minutes"),
    };
    let old = match series.definition().stale_after {
        StaleAfter::Age(age_max) => format!("old after {}", format::age(age_max.num_seconds())),
        StaleAfter::BusinessDaysLate => "old when more than one business day late".to_owned(),
    };
    format!("{asked}; {old}")
}

/// A rule in words.
pub(super) fn rule(rule: &Rule, written: &RuleSpec) -> RuleLine {
    let threshold =
        rule.threshold().map(|threshold| format!("{} {}", format::shortest(threshold), rule.unit()));
    let mut besides = vec![rule.severity().as_str().to_owned()];
    if rule.confirm() > 1 {
        besides.push(format!("confirmed by {} polls", rule.confirm()));
    }
    if rule.cooldown() > chrono::TimeDelta::zero() {
        besides.push(format!("at most once in {}", written.cooldown));
    }
    RuleLine {
        id: written.rule.clone(),
        words: format::rules::words(rule.id()),
        threshold,
        besides: besides.join(", "),
        enabled: rule.enabled(),
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::rules::Preset;

    use super::*;

    #[test]
    fn every_series_has_a_rhythm_and_every_rule_its_words() {
        for series in SeriesId::ALL {
            let rhythm = rhythm(*series);
            assert!(rhythm.contains("asked for every") && rhythm.contains("old "), "{series}: {rhythm}");
        }
        let rules = Preset::Balanced.rules();
        let day = rules.iter().find(|rule| rule.id().to_string() == "btc.change.24h").unwrap();
        let line = rule(day, &day.clone().into());
        assert_eq!(line.threshold.as_deref(), Some("6 %"));
        assert_eq!(line.besides, "warning, confirmed by 2 polls, at most once in 1d");
    }
}
