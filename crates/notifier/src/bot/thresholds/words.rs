//! Rules and thresholds in words. Pure.

use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Direction, Preset, Rule, RuleId};

use crate::briefing::words::{plain, window};
use crate::render::Numbers;

/// What a rule tells of.
pub(in crate::bot) fn rule_words(id: &RuleId) -> String {
    let name = |series: &SeriesId| series.definition().name;
    match id {
        RuleId::Change(series, over) => format!("{} over {}", name(series), window(over.0)),
        RuleId::Drift(series) => format!("{} since it was last told", name(series)),
        RuleId::Level(series, _) => format!("{} at a level", name(series)),
        RuleId::Release(series) => format!("New figures of {}", name(series)),
        RuleId::RegimeChange => "Another regime".to_owned(),
        RuleId::OddsSwing => "Odds that move".to_owned(),
        RuleId::OddsLeader => "Another leader of odds".to_owned(),
        RuleId::EventSoon => "Events that come up".to_owned(),
        RuleId::EventReleased => "Figures that are out".to_owned(),
        RuleId::SourceStale => "Sources that are silent".to_owned(),
    }
}

/// From which size on a rule tells, in words and with its unit: `from ±2% in 15 min`; `None` for what measures nothing.
pub(in crate::bot) fn amount(rule: &Rule, numbers: Numbers) -> Option<String> {
    let threshold = rule.threshold()?;
    let number = plain(threshold, numbers);
    let amount = match rule.unit() {
        "%" => format!("{number}%"),
        "$" => format!("${number}"),
        "$ bn" => format!("${number} bn"),
        "" => number,
        unit => format!("{number} {unit}"),
    };
    let sign = match rule.direction() {
        Direction::Both => "±",
        Direction::Up => "+",
        Direction::Down => "−",
    };
    Some(match rule.id() {
        RuleId::Change(_, over) => format!("from {sign}{amount} in {}", window(over.0)),
        RuleId::Drift(_) => format!("from {sign}{amount}"),
        RuleId::Level(..) => match rule.direction() {
            Direction::Both => format!("at {amount}"),
            Direction::Up => format!("above {amount}"),
            Direction::Down => format!("below {amount}"),
        },
        RuleId::EventSoon => format!("{amount} ahead"),
        _ => format!("from {sign}{amount} in 24 h"),
    })
}

/// How much a preset tells.
pub(in crate::bot) const fn preset_words(preset: Preset) -> &'static str {
    match preset {
        Preset::Calm => "an alert every two or three days, as a rule",
        Preset::Balanced => "about one alert a day",
        Preset::Sensitive => "two or three alerts a day",
    }
}
