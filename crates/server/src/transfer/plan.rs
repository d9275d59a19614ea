//! From a file to the settings it wants: every entry checked as the forms check it.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use cockpit_domain::indicator::Indicator;
use cockpit_domain::rules::{Preset, Rule, RuleId, RuleSpec};
use cockpit_domain::series::OwnId;
use cockpit_fetcher::own;
use cockpit_store::{
    Address, Channel, Chosen, INDICATORS_MAX, Profile, QuietHours, SetUp, Setup, SubscriberState, Wished,
};
use serde_json::json;

use super::file::{Person, Wish, Written, bounded, shown};
use crate::address;

/// Of a name, as the store keeps it.
const NAME_BYTES_MAX: usize = 200;

/// Collects what is wrong.
#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn add(&mut self, place: &str, field: &str, words: impl std::fmt::Display) {
        self.0.push(format!("{place}.{field}: {words}"));
    }

    /// What a check gave, or `None` with its refusal noted.
    fn check<T, E: std::fmt::Display>(
        &mut self,
        place: &str,
        field: &str,
        checked: Result<T, E>,
    ) -> Option<T> {
        checked.map_err(|words| self.add(place, field, words)).ok()
    }
}

pub(super) fn plan(written: Written, before: &SetUp) -> Result<Setup, Vec<String>> {
    let mut problems = Problems::default();
    let (indicators, names) = indicators(&written, before, &mut problems);
    let chosen = chosen(written.chosen, &mut problems);
    let rules = rules(written.rules, &names, &mut problems);
    let people = people(written.people, &names, &rules, &mut problems);
    if problems.0.is_empty() {
        Ok(Setup { chosen, indicators, rules, people })
    } else {
        Err(bounded(problems.0))
    }
}

/// The indicators by the numbers they will have, and what the ids of the file become. A number that means something else
/// here is not taken: the indicator gets another, and so do its rules.
fn indicators(
    written: &Written,
    before: &SetUp,
    problems: &mut Problems,
) -> (BTreeMap<u32, Indicator>, BTreeMap<String, String>) {
    let mut asked = Vec::<(u32, Indicator)>::new();
    let mut seen = BTreeSet::new();
    for (place, own, spec) in &written.indicators {
        let number = own.series.strip_prefix("own_").and_then(|number| number.parse::<u32>().ok());
        let number = number.filter(|number| *number > 0 && format!("own_{number}") == own.series);
        match number {
            Some(number) if seen.insert(number) => match own::check(spec) {
                Ok(indicator) => asked.push((number, indicator)),
                Err(refusals) => {
                    for refusal in refusals {
                        problems.add(place, refusal.field, refusal.words);
                    }
                }
            },
            Some(_) => problems.add(place, "series", "is given twice; keep one"),
            None => problems.add(place, "series", "must be own_ and a number, such as own_1"),
        }
    }
    if asked.len() > usize::try_from(INDICATORS_MAX).unwrap_or(usize::MAX) {
        problems.0.push(format!("indicators: are more than {INDICATORS_MAX}"));
    }
    let (watched, removed) = (&before.setup.indicators, &before.removed);
    let known = |number: &u32| watched.get(number).or_else(|| removed.get(number));
    let highest = watched.keys().chain(removed.keys()).chain(asked.iter().map(|(number, _)| number)).max();
    let mut next = highest.map_or(1, |highest| highest.saturating_add(1));
    let (mut taken, mut names) = (BTreeMap::new(), BTreeMap::new());
    // Those that keep their number go first, so that nobody else takes it.
    let (stay, others): (Vec<_>, Vec<_>) = asked
        .into_iter()
        .partition(|(number, indicator)| known(number).is_none_or(|known| indicator.measures_as(known)));
    for (number, indicator) in stay {
        names.insert(format!("own_{number}"), format!("own_{number}"));
        taken.insert(number, indicator);
    }
    for (number, indicator) in others {
        let same = watched.iter().find(|(here, known)| !taken.contains_key(here) && indicator.asks_as(known));
        let here = same.map_or_else(
            || {
                next = next.saturating_add(1);
                next - 1
            },
            |(here, _)| *here,
        );
        names.insert(format!("own_{number}"), format!("own_{here}"));
        taken.insert(here, indicator);
    }
    for (number, indicator) in &taken {
        // So that their rules can be read; they are watched when they are kept.
        if OwnId::find(*number).is_none() {
            indicator.define(*number, false);
        }
    }
    (taken, names)
}

fn chosen(chosen: Chosen, problems: &mut Problems) -> Chosen {
    if let Some(quiet) = chosen.usual.quiet_hours
        && (quiet.from_min >= 1_440 || quiet.until_min >= 1_440 || quiet.from_min == quiet.until_min)
    {
        problems.add(
            "installation.usual",
            "quiet_hours",
            "must be two different minutes of the day, 0 to 1439",
        );
    }
    if chosen.usual.digest_hour.is_some_and(|hour| hour > 23) {
        problems.add("installation.usual", "digest_hour", "must be an hour from 0 to 23");
    }
    for problem in chosen.regime.iter().flat_map(cockpit_domain::regime::ModelSpec::problems) {
        problems.add("installation.regime", &problem.field, problem.words);
    }
    chosen
}

/// The id of a rule, with what its series is called here.
fn renamed(rule: &str, names: &BTreeMap<String, String>) -> String {
    let here = rule.split_once('.').and_then(|(series, rest)| Some(format!("{}.{rest}", names.get(series)?)));
    here.unwrap_or_else(|| rule.to_owned())
}

fn rules(
    written: Vec<(String, RuleSpec)>,
    names: &BTreeMap<String, String>,
    problems: &mut Problems,
) -> Vec<Rule> {
    let mut rules = Vec::<Rule>::new();
    for (place, spec) in written {
        match Rule::new(&RuleSpec { rule: renamed(&spec.rule, names), ..spec }) {
            Ok(rule) if rules.iter().any(|other| other.id() == rule.id()) => {
                problems.add(&place, "rule", "is given twice; keep one");
            }
            Ok(rule) => rules.push(rule),
            Err(error) => problems.0.push(format!("{place}: {error}")),
        }
    }
    rules.sort_by_key(|rule| rule.id().to_string());
    rules
}

fn people(
    written: Vec<(String, Person)>,
    names: &BTreeMap<String, String>,
    rules: &[Rule],
    problems: &mut Problems,
) -> Vec<(Profile, Vec<Wished>)> {
    let presets: BTreeMap<&str, Vec<Rule>> =
        Preset::ALL.into_iter().map(|preset| (preset.as_str(), preset.rules())).collect();
    let mut people = Vec::<(Profile, Vec<Wished>)>::new();
    for (place, person) in written {
        let wishes: Vec<Option<Wished>> = person
            .wishes
            .iter()
            .enumerate()
            .map(|(index, wish)| {
                let known = presets.get(person.preset.as_str()).map(Vec::as_slice).unwrap_or_default();
                let checked = wished(wish, names, rules, known);
                problems.check(&format!("{place}.wishes[{index}]"), "rule", checked)
            })
            .collect();
        let Some(profile) = profile(&place, person, problems) else { continue };
        if people
            .iter()
            .any(|(other, _)| (other.channel, &other.address) == (profile.channel, &profile.address))
        {
            problems.add(&place, "address", "is given twice; keep one");
            continue;
        }
        let Some(mut wishes) = wishes.into_iter().collect::<Option<Vec<_>>>() else { continue };
        wishes.sort_by(|one, other| one.rule.cmp(&other.rule));
        if wishes.windows(2).any(|pair| pair[0].rule == pair[1].rule) {
            problems.add(&place, "wishes", "say the same rule twice; keep one");
        }
        people.push((profile, wishes));
    }
    people
}

fn wished(
    wish: &Wish,
    names: &BTreeMap<String, String>,
    rules: &[Rule],
    preset: &[Rule],
) -> Result<Wished, String> {
    let rule: RuleId = renamed(&wish.rule, names).parse().map_err(|error| format!("{error}"))?;
    if let Some(threshold) = wish.threshold {
        let base = rules.iter().chain(preset).find(|known| *known.id() == rule);
        let checked = match base {
            Some(base) => base.with_threshold(threshold),
            None => serde_json::from_value(json!({"rule": rule.to_string(), "threshold": threshold}))
                .map_err(|error| error.to_string())
                .and_then(|spec: RuleSpec| Rule::new(&spec).map_err(|error| error.to_string()))
                .map(Ok)?,
        };
        checked.map_err(|error| error.to_string())?;
    }
    Ok(Wished { rule, threshold: wish.threshold, enabled: wish.enabled })
}

fn profile(place: &str, person: Person, problems: &mut Problems) -> Option<Profile> {
    let Person {
        name, channel, address, time_zone, locale, operator, preset, state, quiet, digest_hour, ..
    } = person;
    let name = problems.check(place, "name", name_of(name));
    let channel = Channel::from_word(&channel).ok_or_else(|| format!("{:?} is no channel", shown(&channel)));
    let channel = problems.check(place, "channel", channel);
    let address = channel.and_then(|channel| {
        problems.check(place, "address", address::checked(channel, &address)).map(Address::new)
    });
    let zone = time_zone.parse::<Tz>().map_err(|_| "must be a zone's name, such as Europe/Berlin");
    let zone = problems.check(place, "time_zone", zone);
    let plain = locale.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let locale = (plain && (2..=35).contains(&locale.len())).then_some(locale).ok_or("must be such as en-US");
    let locale = problems.check(place, "locale", locale);
    let known = Preset::ALL.into_iter().find(|known| known.as_str() == preset);
    let preset = problems.check(place, "preset", known.ok_or("must be calm, balanced or sensitive"));
    let known = SubscriberState::from_word(&state);
    let state =
        problems.check(place, "state", known.ok_or("must be active, paused, pending, left or blocked"));
    let quiet = quiet.map(|quiet| {
        let hours = (time(&quiet.from), time(&quiet.until));
        match hours {
            (Some(from_min), Some(until_min)) if from_min != until_min => {
                Ok(QuietHours { from_min, until_min })
            }
            _ => Err("must be two different times, such as 22:00 and 07:00"),
        }
    });
    let quiet = problems.check(place, "quiet", quiet.transpose());
    let hour = digest_hour.is_none_or(|hour| hour < 24).then_some(digest_hour);
    let digest_hour = problems.check(place, "digest_hour", hour.ok_or("must be an hour from 0 to 23"));
    Some(Profile {
        name: name?,
        channel: channel?,
        address: address?,
        time_zone: zone?.name().to_owned(),
        locale: locale?,
        is_operator: operator,
        preset: preset?,
        state: state?,
        quiet_hours: quiet?,
        digest_hour: digest_hour?,
    })
}

fn name_of(name: String) -> Result<String, String> {
    let plain = !name.trim().is_empty() && !name.chars().any(char::is_control);
    if plain && name.len() <= NAME_BYTES_MAX {
        Ok(name)
    } else {
        Err(format!("must be 1 to {NAME_BYTES_MAX} bytes on one line"))
    }
}

/// `22:00` in minutes of the day.
fn time(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}
