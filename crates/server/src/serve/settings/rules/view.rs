//! Every rule in a line.

use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Direction, Installed, Rule, RuleId, Severity, Span};
use cockpit_frontend::format;
use cockpit_frontend::settings::view::{Field, LevelForm, RuleGroup, RuleRow, RulesView};

use super::{defaults, level};
use crate::serve::api::Problem;
use crate::serve::routes::App;
use crate::serve::settings::thresholds::view::{ORDER, OTHERS, in_words};

pub(super) async fn read(app: &App, installed: &Installed) -> Result<RulesView, Problem> {
    let rules = installed.rules(installed.preset);
    let group = |title: &str, series: Option<SeriesId>| {
        let mine = rules.iter().filter(|rule| rule.id().series() == series);
        let rows: Vec<RuleRow> = mine.map(|rule| row(installed, rule)).collect();
        (!rows.is_empty()).then(|| RuleGroup { title: title.to_owned(), rules: rows })
    };
    let rest = SeriesId::known().filter(|series| !ORDER.contains(series));
    let named = |series: SeriesId| group(series.definition().name, Some(series));
    let groups = ORDER.into_iter().filter_map(named).chain(group(OTHERS, None)).chain(rest.filter_map(named));
    let level = LevelForm {
        revision: level::revision(installed),
        choices: level::choices(app).await?,
        direction: Field::new("both"),
        ..LevelForm::default()
    };
    Ok(RulesView {
        groups: groups.collect(),
        open: None,
        level,
        defaults: defaults::form(app, installed).await?,
    })
}

fn row(installed: &Installed, rule: &Rule) -> RuleRow {
    RuleRow {
        rule: rule.id().to_string(),
        words: in_words(rule),
        on: rule.enabled(),
        summary: summary(rule),
        own: installed.own(rule.id()).is_some(),
    }
}

/// `from ±2 %, at most every 6 h, confirmed twice`.
fn summary(rule: &Rule) -> String {
    let number = rule.threshold().map(|number| (format::shortest(number), rule.unit()));
    let from = number.and_then(|(number, unit)| match (rule.id(), rule.direction()) {
        (RuleId::Level(..), _) => None,
        (RuleId::EventSoon, _) => Some(format!("{number} {unit} ahead")),
        (_, Direction::Both) => Some(format!("from ±{number} {unit}")),
        (_, Direction::Up) => Some(format!("from +{number} {unit}")),
        (_, Direction::Down) => Some(format!("from \u{2212}{number} {unit}")),
    });
    let every =
        (!rule.cooldown().is_zero()).then(|| format!("at most every {}", spaced(Span::new(rule.cooldown()))));
    let confirmed = match rule.confirm() {
        1 => None,
        2 => Some("confirmed twice".to_owned()),
        times => Some(format!("confirmed {times} times")),
    };
    let matters = match rule.severity() {
        Severity::Info => "good to know",
        Severity::Warning => "worth a look",
        Severity::Critical => "look now",
    };
    [from, every, confirmed, Some(matters.to_owned())].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// `6 h`.
fn spaced(span: Span) -> String {
    let text = span.to_string();
    let unit = text.trim_start_matches(|character: char| character.is_ascii_digit());
    let number = text.strip_suffix(unit).unwrap_or_default();
    match (unit, number) {
        ("d", "1") => "day".to_owned(),
        ("d", number) => format!("{number} days"),
        ("m", number) => format!("{number} min"),
        (unit, number) => format!("{number} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::rules::Preset;

    use super::*;

    #[test]
    fn a_rule_is_told_in_a_line() {
        let told = |id: &str| {
            let rules = Preset::Balanced.rules();
            summary(rules.iter().find(|rule| rule.id().to_string() == id).unwrap())
        };
        assert_eq!(told("btc.change.15m"), "from ±2 %, at most every 6 h, confirmed twice, worth a look");
        assert_eq!(told("us10y.drift"), "from ±30 bp, at most every day, worth a look");
        assert_eq!(told("event.soon"), "12 h ahead, good to know");
        assert_eq!(told("regime.change"), "look now");
    }
}
