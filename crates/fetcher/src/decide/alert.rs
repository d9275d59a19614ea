//! An alert from decisions: one for each rule and subject that fired, whatever the thresholds, with everybody who wanted it;
//! releases of the same time become one. The log keeps the decision of every threshold.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Decision, Outcome, Reason, RuleId, Sample};
use cockpit_store::{AlertEvent, DecisionRow, Recipient};
use serde_json::{Map, Value, json};

use super::audience::{Audience, People};

/// What an alert is told with, besides the decision's own numbers: names, units, sources. Other people's words among it
/// are text.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    body: Map<String, Value>,
    /// What caused it, such as `btc at 2026-11-23T12:00:00Z`.
    cause: String,
    /// Alerts of the same rule with the same word become one.
    together: Option<String>,
}

impl Facts {
    /// From a JSON object.
    pub fn new(body: Value, cause: String) -> Self {
        let body = if let Value::Object(body) = body { body } else { Map::new() };
        Self { body, cause, together: None }
    }

    /// Alerts of one rule that happen together are told together.
    #[must_use]
    pub fn together(self, word: String) -> Self {
        Self { together: Some(word), ..self }
    }

    pub(super) fn of_sample(series: SeriesId, sample: &Sample<'_>) -> Self {
        let definition = series.definition();
        let body = json!({
            "series": series.as_str(),
            "name": definition.name,
            "unit": definition.unit.symbol(),
            "change_unit": definition.change_unit.symbol(),
            "value": sample.value.amount(),
            "observed_at": sample.observed_at,
            "source": sample.source,
        });
        Self::new(body, format!("{series} at {}", sample.observed_at))
    }
}

/// Decisions that are logged each by itself in one evaluation. Beyond that, of thresholds that were decided alike only the
/// first is: a hundred thousand rows that say the same help nobody.
const LOGGED_EACH_MAX: usize = 10_000;

/// What evaluations brought, until it is written.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    decisions: Vec<DecisionRow>,
    events: Vec<AlertEvent>,
    /// Where the alert of a rule stands, by what it is about.
    joined: BTreeMap<(RuleId, String), usize>,
    /// What has been logged.
    logged: HashSet<(String, Option<String>, Reason)>,
    /// What alerts speak of already.
    told: BTreeSet<(usize, Option<String>)>,
}

impl Outcomes {
    pub(super) fn add(
        &mut self,
        decision: Decision,
        parameters: &str,
        people: &[People],
        facts: &Facts,
        audience: &Audience,
        now: DateTime<Utc>,
    ) {
        let fired = decision.outcome == Outcome::Fired;
        let event = fired.then(|| self.event(&decision, people, facts, audience, now));
        let sleeps = |subscriber| audience.due_at(subscriber, now) > now;
        let quiet = fired && people.iter().flat_map(|people| people.iter()).copied().any(sleeps);
        if quiet {
            let held = Decision { outcome: Outcome::Held, reason: Reason::QuietHours, ..decision.clone() };
            self.log(held, parameters, event);
        }
        self.log(decision, parameters, event);
    }

    fn log(&mut self, decision: Decision, parameters: &str, event: Option<usize>) {
        let first = self.logged.insert((parameters.to_owned(), decision.subject.clone(), decision.reason));
        if first || self.decisions.len() < LOGGED_EACH_MAX {
            self.decisions.push(DecisionRow { decision, parameters: parameters.to_owned(), event });
        }
    }

    fn event(
        &mut self,
        decision: &Decision,
        people: &[People],
        facts: &Facts,
        audience: &Audience,
        now: DateTime<Utc>,
    ) -> usize {
        let recipients = people
            .iter()
            .flat_map(|people| people.iter().copied())
            .map(|subscriber| Recipient { subscriber, due_at: audience.due_at(subscriber, now) });
        let about = facts.together.clone().or_else(|| decision.subject.clone()).unwrap_or_default();
        let place = (decision.rule.clone(), about);
        if let Some(known) = self.joined.get(&place).copied()
            && let Some(event) = self.events.get_mut(known)
        {
            event.recipients.extend(recipients);
            if self.told.insert((known, decision.subject.clone())) {
                join(&mut event.body, &body(decision, facts));
            }
            return known;
        }
        let index = self.events.len();
        self.joined.insert(place, index);
        self.told.insert((index, decision.subject.clone()));
        self.events.push(AlertEvent {
            rule: decision.rule.clone(),
            subject: decision.subject.clone(),
            severity: decision.severity,
            at: now,
            body: json!({"facts": [body(decision, facts)]}).to_string(),
            cause: facts.cause.clone(),
            recipients: recipients.collect(),
        });
        index
    }

    pub(super) fn finish(self) -> (Vec<DecisionRow>, Vec<AlertEvent>) {
        (self.decisions, self.events)
    }
}

fn body(decision: &Decision, facts: &Facts) -> Value {
    let mut body = facts.body.clone();
    body.insert("decision".to_owned(), json!(decision));
    if let Some(from_at) = decision.from_at {
        body.insert("from_at".to_owned(), json!(from_at));
    }
    body.insert("why".to_owned(), json!(decision.reason.words()));
    Value::Object(body)
}

fn join(written: &mut String, more: &Value) {
    if let Ok(mut body) = serde_json::from_str::<Value>(written)
        && let Some(facts) = body.get_mut("facts").and_then(Value::as_array_mut)
    {
        facts.push(more.clone());
        *written = body.to_string();
    }
}
