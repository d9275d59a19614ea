//! What the names in braces stand for: the settings and constants in force, and tables made of them.

use std::fmt::Write;

use chrono::TimeDelta;
use cockpit_domain::SeriesId;
use cockpit_domain::regime::{Model, ModelKind};
use cockpit_domain::rules::{Installed, Outcome, PUBLISHERS_AGREE_WITHIN, Preset, Reason, Rule, Span};
use cockpit_domain::series::{RiskDirection, StaleAfter};
use cockpit_fetcher::run::Post;
use cockpit_frontend::format::{self, regime, rules, words};
use cockpit_frontend::{attributions, keys};

use crate::access::PASSWORD_LENGTH_MIN;

/// The text with every name replaced. A name that is not known stays as it is; a test finds it.
pub(super) fn expand(text: &str, model: &Model, installed: &Installed, roster: &[Post]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            rest = after;
            break;
        };
        match told(name, text, model, installed, roster) {
            Some(words) => out.push_str(&words),
            None => out.extend(["{{", name, "}}"]),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn told(name: &str, text: &str, model: &Model, installed: &Installed, roster: &[Post]) -> Option<String> {
    if let Some(series) = name.strip_prefix("facts ") {
        return Some(facts(series.parse().ok()?, roster));
    }
    Some(match name {
        "regime" => regime::sentence(model),
        "enter" => format::number(model.enter, 2),
        "confirmations" => model.confirmations.to_string(),
        "known_weight" => percent(model.known_weight_min),
        "table votes" => votes(model),
        "table indicators" => indicators(roster),
        "further" => further(text, roster),
        "table feeds" => feeds(roster),
        "table rules" => rule_table(installed),
        "preset" => installed.preset.as_str().to_owned(),
        "table reasons" => reasons(),
        "table keys" => table(
            &["Key", "What it does"],
            keys::all().map(|(key, words)| vec![format!("`{key}`"), words.to_owned()]),
        ),
        "publishers" => attributions::PUBLISHERS.iter().fold(String::new(), |mut list, (name, url)| {
            // A text takes whatever is written to it.
            let _ = writeln!(list, "- [{name}]({url})");
            list
        }),
        "publishers_agree" => percent(PUBLISHERS_AGREE_WITHIN),
        "agreement" => percent(cockpit_domain::validate::AGREEMENT),
        "refresh_pause" => length(cockpit_fetcher::refresh::PAUSE),
        "breaker_after" => cockpit_http::BREAKER_OPENS_AFTER.to_string(),
        "breaker_probe" => length(cockpit_http::BREAKER_PROBE_EVERY),
        "fetches_kept" => length(cockpit_store::FETCHES_KEPT),
        "give_up" => length(cockpit_notifier::schedule::GIVE_UP_AFTER),
        "in_flight" => cockpit_notifier::relay::IN_FLIGHT_MAX.to_string(),
        "password_min" => PASSWORD_LENGTH_MIN.to_string(),
        "radar_top" => crate::serve::RADAR_TOP.to_string(),
        "radar_tags" => cockpit_domain::radar::rank::RELEVANT_TAGS.map(|tag| format!("*{tag}*")).join(", "),
        _ => return None,
    })
}

/// `0.005` is `0.5 %`.
fn percent(share: f64) -> String {
    format!("{} %", format::shortest((share * 1e4).round() / 1e2))
}

/// A length of time in its largest whole unit: `30 seconds`, `1 day`.
fn length(length: TimeDelta) -> String {
    let seconds = length.num_seconds();
    let units = [(604_800, "week"), (86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let (number, unit) = units
        .into_iter()
        // A day is told in hours where people do: 24 hours, 36 hours, but 14 days.
        .filter(|(size, _)| *size != 604_800 && (*size != 86_400 || seconds > 2 * 86_400))
        .find(|(size, _)| seconds >= *size && seconds % size == 0)
        .map_or((seconds, "second"), |(size, unit)| (seconds / size, unit));
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// A table in Markdown.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let escaped = |cell: String| cell.replace('|', "\\|").replace('\n', " ");
    let mut out = line(head.iter().map(|cell| (*cell).to_owned()).collect());
    out += &line(vec!["---".to_owned(); head.len()]);
    for row in rows {
        out += &line(row.into_iter().map(escaped).collect());
    }
    out
}

fn every(post: &Post) -> String {
    post.rhythm.map_or("when a figure is due".to_owned(), |rhythm| {
        let length = length(TimeDelta::from_std(rhythm).unwrap_or_default());
        format!("every {}", length.strip_prefix("1 ").unwrap_or(&length))
    })
}

fn publishers(post: &Post) -> String {
    let mut names: Vec<_> = post.members.iter().map(|member| words::source(member.source)).collect();
    names.dedup();
    names.join(", then ")
}

/// The feed that brings a series, and whether the series is what it is asked for first.
fn feed_of(series: SeriesId, roster: &[Post]) -> Option<(&Post, bool)> {
    let first = roster.iter().find(|post| post.series.first() == Some(&series)).map(|post| (post, true));
    first.or_else(|| roster.iter().find(|post| post.series.contains(&series)).map(|post| (post, false)))
}

fn stale_after(series: SeriesId) -> String {
    match series.definition().stale_after {
        StaleAfter::Age(age) => length(age),
        StaleAfter::BusinessDaysLate => "one New York business day late".to_owned(),
    }
}

fn direction(series: SeriesId) -> &'static str {
    match series.definition().risk {
        RiskDirection::Supports => "supports risk",
        RiskDirection::Weighs => "weighs on risk",
        RiskDirection::Unsaid => "says nothing about risk",
    }
}

fn facts(series: SeriesId, roster: &[Post]) -> String {
    let definition = series.definition();
    let unit = definition.unit.symbol();
    let (low, high) = definition.range;
    let windows: Vec<_> = definition.windows.iter().map(|window| rules::window(*window)).collect();
    let (from, asked) = match feed_of(series, roster) {
        Some((post, true)) => (publishers(post), every(post)),
        Some((post, false)) => {
            let with = post.series.first().map_or("", |first| first.definition().name);
            (format!("computed from, or comes with, {with}"), every(post))
        }
        None => ("computed here".to_owned(), "when its parts change".to_owned()),
    };
    let step = match definition.unit {
        cockpit_domain::Unit::Percent => format!("{} pp", format::shortest(definition.step_max)),
        _ => percent(definition.step_max),
    };
    let released = if definition.step_released_by_agreement {
        "until a second answer agrees"
    } else {
        "until the operator releases it"
    };
    let row = |name: &str, words: String| vec![format!("**{name}**"), words];
    table(
        &["Fact", "In the running program"],
        [
            row("Exactly", definition.definition.to_owned()),
            row("Unit", format!("{unit}; changes in {}", definition.change_unit.symbol())),
            row("From", from),
            row("Asked", asked),
            row("Changes over", windows.join(", ")),
            row("A rise", direction(series).to_owned()),
            row("Old after", stale_after(series)),
            row(
                "Held for review",
                format!(
                    "outside {} to {} {unit}; a step of more than {step} in a day waits {released}",
                    format::shortest(low),
                    format::number(high, 0),
                ),
            ),
            row("In the API", format!("`{series}`")),
        ],
    )
}

fn indicators(roster: &[Post]) -> String {
    let rows = SeriesId::INDICATORS.map(|series| {
        let definition = series.definition();
        let asked = feed_of(series, roster).map_or("—".to_owned(), |(post, _)| every(post));
        vec![
            format!("[{}](#{series})", definition.name),
            definition.unit.symbol().to_owned(),
            definition.change_unit.symbol().to_owned(),
            asked,
            stale_after(series),
            direction(series).to_owned(),
        ]
    });
    table(&["Indicator", "Unit", "Change in", "Asked", "Old after", "A rise"], rows)
}

/// A section for every series that the chapter has none for.
fn further(text: &str, roster: &[Post]) -> String {
    let rest = SeriesId::ALL.iter().filter(|series| !text.contains(&format!("{{{{facts {series}}}}}")));
    rest.fold(
        "## Further series {#further}\n\nLegs, other measures, and what stands beside the six.\n\n"
            .to_owned(),
        |out, series| {
            out + &format!("### {} {{#{series}}}\n\n{}\n", series.definition().name, facts(*series, roster))
        },
    )
}

fn feeds(roster: &[Post]) -> String {
    let rows = roster.iter().map(|post| {
        let name = post
            .series
            .first()
            .map_or_else(|| format!("`{}`", post.job), |series| series.definition().name.to_owned());
        vec![name, publishers(post), every(post)]
    });
    table(&["Feed", "Publishers, in order", "Asked"], rows)
}

fn votes(model: &Model) -> String {
    let rows = model.votes.iter().map(|rule| {
        let (looks_at, supports, weighs) = regime::vote_rule(rule);
        vec![
            words::vote_name(rule.series).to_owned(),
            looks_at,
            supports,
            weighs,
            rule.weight.to_string(),
            format!("{} days", rule.age_days_max),
        ]
    });
    let head = ["Series", "Looks at", "Supports risk", "Weighs on risk", "Weight", "Oldest value"];
    let mut out = table(&head, rows);
    if model.kind == ModelKind::Classic {
        out.push_str("\nThis is the *classic* model; what follows describes the default, *votes*.\n");
    }
    out
}

fn rule_table(installed: &Installed) -> String {
    let presets = Preset::ALL.map(|preset| installed.rules(preset));
    let [calm, balanced, sensitive] = &presets;
    let rows = balanced.iter().map(|rule| {
        let of = |rules: &[Rule]| {
            rules.iter().find(|other| other.id() == rule.id()).map_or(String::new(), threshold)
        };
        let hysteresis = if rule.hysteresis() == 0.0 {
            "—".to_owned()
        } else {
            format!("{} {}", format::shortest(rule.hysteresis()), rule.unit())
        };
        vec![
            format!("`{}`", rule.id()),
            of(calm),
            threshold(rule),
            of(sensitive),
            hysteresis,
            rule.confirm().to_string(),
        ]
    });
    table(&["Rule", "Calm", "Balanced", "Sensitive", "Hysteresis", "Polls"], rows)
}

fn threshold(rule: &Rule) -> String {
    if !rule.enabled() {
        return "off".to_owned();
    }
    let number = rule
        .threshold()
        .map_or("on".to_owned(), |number| format!("{} {}", format::shortest(number), rule.unit()));
    let cooldown = Span::new(rule.cooldown());
    if rule.cooldown().is_zero() { number } else { format!("{number} ({cooldown})") }
}

fn reasons() -> String {
    let rows = Reason::ALL.iter().map(|reason| {
        let outcome = match reason.outcome() {
            Outcome::Fired => "alert",
            Outcome::Held => "waits",
            Outcome::Suppressed => "no alert",
        };
        vec![format!("`{}`", reason.as_str()), outcome.to_owned(), reason.words().to_owned()]
    });
    table(&["Word", "Means", "Because"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_told_as_people_say_them() {
        for (seconds, told) in [
            (30, "30 seconds"),
            (60, "1 minute"),
            (300, "5 minutes"),
            (86_400, "24 hours"),
            (14 * 86_400, "14 days"),
            (86_400 * 10, "10 days"),
            (90, "90 seconds"),
        ] {
            assert_eq!(length(TimeDelta::seconds(seconds)), told);
        }
        assert_eq!(
            (percent(0.005), percent(0.05), percent(0.6)),
            ("0.5 %".into(), "5 %".into(), "60 %".into())
        );
    }

    #[test]
    fn a_name_that_is_not_known_stays_and_the_rest_is_replaced() {
        let text = "a {{enter}} b {{nothing}} c {{";
        assert_eq!(expand(text, &Model::default(), &Installed::default(), &[]), "a 0.34 b {{nothing}} c ");
    }
}
