//! Rules in words.

use cockpit_domain::change::Window;
use cockpit_domain::rules::RuleId;

/// In one or two words, to choose by among the rules of one metric: `15 min`, `drift`.
pub const fn short(id: &RuleId) -> &'static str {
    match id {
        RuleId::Change(_, over) => window(over.0),
        RuleId::Drift(_) => "drift",
        RuleId::Level(..) => "level",
        RuleId::Release(_) => "release",
        RuleId::RegimeChange => "regime",
        RuleId::OddsSwing => "swing",
        RuleId::OddsLeader => "leader",
        RuleId::EventSoon => "soon",
        RuleId::EventReleased => "released",
        RuleId::SourceStale => "silent source",
    }
}

/// In words, beside the name of the metric: `change over 15 min`.
pub fn words(id: &RuleId) -> String {
    match id {
        RuleId::Change(_, over) if over.0 == Window::Previous => "change from the figure before".to_owned(),
        RuleId::Change(_, over) => format!("change over {}", window(over.0)),
        RuleId::Drift(_) => "drift since the last alert".to_owned(),
        RuleId::Level(..) => "crosses a level".to_owned(),
        RuleId::Release(_) => "new figure published".to_owned(),
        RuleId::RegimeChange => "the regime changes".to_owned(),
        RuleId::OddsSwing => "odds move within 24 h".to_owned(),
        RuleId::OddsLeader => "another outcome leads".to_owned(),
        RuleId::EventSoon => "before an event".to_owned(),
        RuleId::EventReleased => "an event's figure is out".to_owned(),
        RuleId::SourceStale => "a source stays silent".to_owned(),
    }
}

/// A window as people say it.
pub const fn window(window: Window) -> &'static str {
    match window {
        Window::Minutes15 => "15 min",
        Window::Hour1 => "1 h",
        Window::Hours24 => "24 h",
        Window::PreviousDay => "1 day",
        Window::Days7 => "7 days",
        Window::Previous => "one figure",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use cockpit_domain::rules::Preset;

    use super::*;

    #[test]
    fn every_rule_has_words_that_no_other_rule_of_its_metric_has() {
        let rules = Preset::Balanced.rules();
        let mut seen = HashSet::new();
        for rule in &rules {
            let id = rule.id();
            assert!(!words(id).is_empty());
            assert!(seen.insert((id.series(), short(id))), "{id}");
        }
    }
}
