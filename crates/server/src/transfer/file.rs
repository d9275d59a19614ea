//! The file's form.

use std::collections::BTreeMap;

use cockpit_domain::indicator::IndicatorSpec;
use cockpit_domain::rules::RuleSpec;
use cockpit_store::{Chosen, Profile, Setup, Wished};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

const FORMAT: &str = "strategic-cockpit-settings";
const VERSION: u64 = 1;
/// The lists, in the order in which they are written. All must be there: what is not named goes.
const LISTS: [&str; 3] = ["indicators", "rules", "subscribers"];
/// Most problems that are told; who has more has another kind of file.
const PROBLEMS_MAX: usize = 50;

/// An indicator with the id that rules know it by.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Own {
    /// `own_1`.
    pub(super) series: String,
    #[serde(flatten)]
    pub(super) spec: BTreeMap<String, Value>,
}

/// Somebody with their wishes.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) channel: String,
    pub(super) address: String,
    pub(super) time_zone: String,
    pub(super) locale: String,
    #[serde(default)]
    pub(super) operator: bool,
    pub(super) preset: String,
    /// `active`, `paused`, `pending` (has not confirmed), `left`, `blocked`.
    pub(super) state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) quiet: Option<Quiet>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) digest_hour: Option<u8>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) wishes: Vec<Wish>,
}

/// `22:00` to `07:00`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quiet {
    pub(super) from: String,
    pub(super) until: String,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    pub(super) rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) threshold: Option<f64>,
    #[serde(default = "yes")]
    pub(super) enabled: bool,
}

const fn yes() -> bool {
    true
}

/// A file as it is written, each entry with its place, such as `rules[2]`.
pub(super) struct Written {
    pub(super) chosen: Chosen,
    pub(super) indicators: Vec<(String, Own, IndicatorSpec)>,
    pub(super) rules: Vec<(String, RuleSpec)>,
    pub(super) people: Vec<(String, Person)>,
}

pub(super) fn write(setup: &Setup) -> String {
    let indicators: Vec<Value> = setup
        .indicators
        .iter()
        .map(|(number, indicator)| {
            let mut entry = Map::new();
            entry.insert("series".to_owned(), json!(format!("own_{number}")));
            if let Ok(Value::Object(spec)) = serde_json::to_value(IndicatorSpec::from(indicator)) {
                entry.extend(spec);
            }
            Value::Object(entry)
        })
        .collect();
    let rules: Vec<RuleSpec> = setup.rules.iter().cloned().map(RuleSpec::from).collect();
    let people: Vec<Person> = setup.people.iter().map(|(profile, wishes)| person(profile, wishes)).collect();
    let file = json!({
        "format": FORMAT, "version": VERSION, "installation": setup.chosen, "indicators": indicators, "rules": rules, "subscribers": people,
    });
    // Plain values are always written.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

fn person(profile: &Profile, wishes: &[Wished]) -> Person {
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    Person {
        name: profile.name.clone(),
        channel: profile.channel.as_str().to_owned(),
        address: profile.address.expose().to_owned(),
        time_zone: profile.time_zone.clone(),
        locale: profile.locale.clone(),
        operator: profile.is_operator,
        preset: profile.preset.as_str().to_owned(),
        state: profile.state.as_str().to_owned(),
        quiet: profile
            .quiet_hours
            .map(|quiet| Quiet { from: time(quiet.from_min), until: time(quiet.until_min) }),
        digest_hour: profile.digest_hour,
        wishes: wishes
            .iter()
            .map(|wish| Wish {
                rule: wish.rule.to_string(),
                threshold: wish.threshold,
                enabled: wish.enabled,
            })
            .collect(),
    }
}

pub(super) fn read(text: &str) -> Result<Written, Vec<String>> {
    let file: Value =
        serde_json::from_str(text).map_err(|error| vec![format!("the file is no JSON: {error}")])?;
    let Value::Object(mut file) = file else { return Err(vec!["the file is no JSON object".to_owned()]) };
    let (format, version) = (file.remove("format"), file.remove("version"));
    if format != Some(json!(FORMAT)) {
        return Err(vec![format!("format: must be {FORMAT:?}; is this a file of an export?")]);
    }
    if version != Some(json!(VERSION)) {
        return Err(vec![format!("version: must be {VERSION}; a newer program wrote another")]);
    }
    let mut problems = Vec::new();
    let chosen = match file.remove("installation").map(serde_json::from_value) {
        Some(Ok(chosen)) => chosen,
        Some(Err(error)) => {
            problems.push(format!("installation: {error}"));
            Chosen::default()
        }
        None => {
            problems.push("installation: is missing".to_owned());
            Chosen::default()
        }
    };
    let [indicators, rules, people] = LISTS.map(|name| match file.remove(name) {
        Some(Value::Array(list)) => list,
        Some(_) => {
            problems.push(format!("{name}: must be a list"));
            Vec::new()
        }
        None => {
            problems.push(format!("{name}: is missing; an empty list says that there is none"));
            Vec::new()
        }
    });
    problems.extend(file.keys().map(|name| format!("{}: is not known", shown(name))));
    let indicators: Vec<(String, Own)> = entries("indicators", indicators, &mut problems);
    let indicators = indicators
        .into_iter()
        .filter_map(|(place, own)| {
            let spec = Value::Object(own.spec.clone().into_iter().collect());
            match serde_json::from_value(spec) {
                Ok(spec) => Some((place, own, spec)),
                Err(error) => {
                    problems.push(format!("{place}: {error}"));
                    None
                }
            }
        })
        .collect();
    let rules = entries("rules", rules, &mut problems);
    let people = entries("subscribers", people, &mut problems);
    if problems.is_empty() {
        Ok(Written { chosen, indicators, rules, people })
    } else {
        Err(bounded(problems))
    }
}

fn entries<T: DeserializeOwned>(
    name: &str,
    list: Vec<Value>,
    problems: &mut Vec<String>,
) -> Vec<(String, T)> {
    let mut read = Vec::with_capacity(list.len());
    for (index, entry) in list.into_iter().enumerate() {
        let place = format!("{name}[{index}]");
        match serde_json::from_value(entry) {
            Ok(entry) => read.push((place, entry)),
            Err(error) => problems.push(format!("{place}: {error}")),
        }
    }
    read
}

/// As many as anybody reads.
pub(super) fn bounded(mut problems: Vec<String>) -> Vec<String> {
    if problems.len() > PROBLEMS_MAX {
        let more = problems.len() - PROBLEMS_MAX;
        problems.truncate(PROBLEMS_MAX);
        problems.push(format!("and {more} more"));
    }
    problems
}

/// Other people's text, short and on one line.
pub(super) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}
