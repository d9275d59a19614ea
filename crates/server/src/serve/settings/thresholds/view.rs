//! The sliders: each rule with its number, what the presets have, and the last 90 days.

use std::collections::HashMap;
use std::sync::Arc;

use cockpit_domain::rules::{Installed, Preset, Rule, RuleId, RuleKind, RuleSpec};
use cockpit_domain::{Point, SeriesId};
use cockpit_frontend::format::{self, rules as words};
use cockpit_frontend::settings::view::{Field, ThresholdGroup, ThresholdRow, ThresholdsView, Who};
use cockpit_store::{Subscriber, Wish};

use crate::serve::api::Problem;
use crate::serve::past;
use crate::serve::routes::App;
use crate::serve::settings::entered::stamp;

/// The six indicators as people look for them.
pub(in crate::serve::settings) const ORDER: [SeriesId; 6] = [
    SeriesId::Btc,
    SeriesId::Us10y,
    SeriesId::UsdtDominance,
    SeriesId::NetLiquidity,
    SeriesId::StablecoinMcap,
    SeriesId::RwaTvl,
];
/// What has no series.
pub(in crate::serve::settings) const OTHERS: &str = "Odds, calendar, regime";

/// A rule as it holds for whom the section is about.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// With its threshold, on or off.
    pub rule: Rule,
    /// What holds where nothing of one's own is chosen.
    pub usual: Option<Rule>,
}

/// Whose rules, as they are now.
pub(super) struct Now {
    pub installed: Installed,
    /// Theirs; everybody's where it is about everybody.
    pub preset: Preset,
    /// One person's wishes.
    pub wishes: Vec<Wish>,
    pub rules: Vec<Held>,
}

impl Now {
    pub(super) async fn read(app: &App, person: Option<&Subscriber>) -> Result<Self, Problem> {
        let ours = |error| Problem::ours(&error);
        let installed = app.store.installed().await.map_err(ours)?;
        let Some(person) = person else {
            let rules = installed.rules(installed.preset);
            let rules = rules.into_iter().map(|rule| Held { usual: installed.usual(rule.id()), rule });
            let rules = rules.collect();
            return Ok(Self { preset: installed.preset, installed, wishes: Vec::new(), rules });
        };
        let wishes = app.store.wishes_of(person.id).await.map_err(ours)?;
        let preset = person.profile.preset;
        let mut rules = installed.rules(preset);
        rules.retain(|rule| person.profile.is_operator || rule.id().kind() != RuleKind::SourceStale);
        let rules = rules.into_iter().map(|usual| {
            let wish = wishes.iter().find(|wish| wish.rule == *usual.id());
            let own = wish.and_then(|wish| wish.threshold).and_then(|own| usual.with_threshold(own).ok());
            let rule = own.unwrap_or_else(|| usual.clone());
            let enabled = wish.map_or(usual.enabled(), |wish| wish.enabled);
            Held { rule: rule.switched(enabled), usual: Some(usual) }
        });
        let rules = rules.collect();
        Ok(Self { installed, preset, wishes, rules })
    }

    /// Changes when any of the numbers does.
    pub(super) fn revision(&self) -> String {
        let rules = self.rules.iter().map(|held| {
            let usual = held.usual.as_ref().map(|usual| (usual.threshold(), usual.enabled()));
            format!("{:?} {usual:?}", RuleSpec::from(held.rule.clone()))
        });
        stamp(&format!("{:?} {}", self.preset, rules.collect::<Vec<_>>().join("\n")))
    }

    pub(super) fn find(&self, id: &RuleId) -> Option<&Held> {
        self.rules.iter().find(|held| held.rule.id() == id)
    }
}

/// The whole section, without the people to choose from.
pub(super) async fn read(
    app: &App,
    person: Option<&Subscriber>,
    asked: Option<&str>,
) -> Result<ThresholdsView, Problem> {
    let now = Now::read(app, person).await?;
    of(app, person, &now, asked).await
}

pub(super) async fn of(
    app: &App,
    person: Option<&Subscriber>,
    now: &Now,
    asked: Option<&str>,
) -> Result<ThresholdsView, Problem> {
    let mut rows = rows(app, now, asked).await?;
    let mut group = |id: &str, title: &str, main, wanted: &dyn Fn(&RuleId) -> bool| {
        let (mine, rest) = std::mem::take(&mut rows).into_iter().partition(|(id, _)| wanted(id));
        rows = rest;
        let rules: Vec<ThresholdRow> =
            Vec::<(RuleId, ThresholdRow)>::into_iter(mine).map(|(_, row)| row).collect();
        (!rules.is_empty()).then(|| ThresholdGroup {
            id: id.to_owned(),
            title: title.to_owned(),
            main,
            rules,
        })
    };
    let mut groups = Vec::new();
    for series in ORDER {
        groups.extend(group(series.as_str(), series.definition().name, true, &|id| {
            id.series() == Some(series)
        }));
    }
    groups.extend(group("others", OTHERS, true, &|id| id.series().is_none()));
    for series in SeriesId::known() {
        groups.extend(group(series.as_str(), series.definition().name, false, &|id| {
            id.series() == Some(series)
        }));
    }
    let who = person.map_or(Who::Everybody, |one| Who::One(one.id.0, one.profile.name.clone()));
    let as_preset = |held: &Held| {
        let usual = now.preset.rules().into_iter().find(|usual| usual.id() == held.rule.id());
        usual.is_none_or(|usual| {
            (usual.threshold(), usual.enabled()) == (held.rule.threshold(), held.rule.enabled())
        })
    };
    Ok(ThresholdsView {
        who,
        people: Vec::new(),
        preset: now.rules.iter().all(as_preset).then_some(now.preset),
        like: Some(now.preset),
        revision: now.revision(),
        groups,
        shown: asked.map(str::to_owned),
    })
}

async fn rows(app: &App, now: &Now, asked: Option<&str>) -> Result<Vec<(RuleId, ThresholdRow)>, Problem> {
    let at = app.clock.now();
    let mut pasts = HashMap::<SeriesId, Arc<[Point]>>::new();
    for series in now
        .rules
        .iter()
        .filter(|held| looks_back(&held.rule, asked))
        .filter_map(|held| held.rule.id().series())
    {
        if let std::collections::hash_map::Entry::Vacant(free) = pasts.entry(series) {
            let points = app.installation.pasts.of(&app.store, series, at).await;
            free.insert(points.map_err(|error| Problem::ours(&error))?);
        }
    }
    let presets = Preset::ALL.map(|preset| (preset, preset.rules()));
    let (rules, asked) = (now.rules.clone(), asked.map(str::to_owned));
    let rows = tokio::task::spawn_blocking(move || {
        let row = |held: Held| {
            let past = pasts.get(&held.rule.id().series()?);
            past.filter(|_| looks_back(&held.rule, asked.as_deref()))
                .map(|points| past::strip(&held.rule.clone().switched(true), points, at))
        };
        rules
            .into_iter()
            .map(|held| (held.rule.id().clone(), self::row(&held, &presets, row(held.clone()))))
            .collect()
    });
    rows.await.map_err(|error| Problem::ours(&error))
}

/// Whether its past is shown: it measures a series, and is on or asked for.
fn looks_back(rule: &Rule, asked: Option<&str>) -> bool {
    let measures = rule.threshold().is_some() && rule.id().series().is_some();
    measures && (rule.enabled() || asked.is_some_and(|asked| asked == rule.id().to_string()))
}

fn row(
    held: &Held,
    presets: &[(Preset, Vec<Rule>)],
    past: Option<cockpit_frontend::settings::view::Past>,
) -> ThresholdRow {
    let Held { rule, usual } = held;
    let id = rule.id();
    let numbers = presets.iter().filter_map(|(preset, rules)| {
        Some((*preset, rules.iter().find(|other| other.id() == id)?.threshold()?))
    });
    ThresholdRow {
        rule: id.to_string(),
        short: short(rule),
        words: in_words(rule),
        on: rule.enabled(),
        threshold: rule.threshold().map(|number| Field::new(number.to_string())),
        unit: rule.unit().to_owned(),
        range: rule.range().unwrap_or_default(),
        presets: numbers.collect(),
        usual: usual.as_ref().and_then(Rule::threshold),
        past,
    }
}

/// In one or two words; levels by their number.
fn short(rule: &Rule) -> String {
    match (rule.id(), rule.threshold()) {
        (RuleId::Level(series, _), Some(level)) => format::value_text(*series, level),
        (id, _) => words::short(id).to_owned(),
    }
}

/// A rule in words, beside the name of its metric.
pub(in crate::serve::settings) fn in_words(rule: &Rule) -> String {
    use cockpit_domain::rules::Direction;
    let (RuleId::Level(series, _), Some(level)) = (rule.id(), rule.threshold()) else {
        return words::words(rule.id());
    };
    let verb = match rule.direction() {
        Direction::Both => "crosses",
        Direction::Up => "rises above",
        Direction::Down => "falls below",
    };
    format!("{verb} {}", format::value_text(*series, level))
}

/// A rule in words, with its metric: `Bitcoin Price: change over 15 min`.
pub(in crate::serve::settings) fn whole_words(rule: &Rule) -> String {
    let words = in_words(rule);
    if let Some(series) = rule.id().series() {
        return format!("{}: {words}", series.definition().name);
    }
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A threshold in words: `2 %`.
pub(in crate::serve::settings) fn amount(rule: &Rule) -> String {
    rule.threshold()
        .map_or_else(String::new, |number| format!("{} {}", format::shortest(number), rule.unit()))
}
