//! From an alert as it is stored to a message for one recipient.
//!
//! An alert carries the facts of everything that fired together, and the decision of the lowest threshold; a message
//! names the recipient's own. What cannot be read is told all the same, in fewer words: an alert is never dropped for the
//! sake of its form.

use chrono::{DateTime, Utc};
use cockpit_domain::rules::{Rule, RuleId};
use cockpit_store::LoggedAlert;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::message::{About, Message, Note, Several};

mod events;
mod markets;
mod regime;
mod series;

/// What is stored with an alert.
#[derive(Deserialize)]
struct Body {
    facts: Vec<Value>,
}

/// The part that all facts share.
#[derive(Deserialize)]
struct Common {
    why: String,
}

/// A decision's own numbers, as the facts carry them.
#[derive(Deserialize)]
struct Numbers<Q> {
    from: Option<Q>,
    to: Option<Q>,
    change: Option<f64>,
    threshold: Option<f64>,
}

/// What an alert says to somebody whose threshold is `own`; without one, the threshold it was decided with is named.
pub fn tell(alert: &LoggedAlert, own: Option<f64>) -> Message {
    let facts = serde_json::from_str::<Body>(&alert.body).map(|body| body.facts).unwrap_or_default();
    let mut messages: Vec<Message> = facts.iter().map(|facts| one(alert, facts, own)).collect();
    match messages.len() {
        0 => unreadable(alert),
        1 => messages.swap_remove(0),
        _ => Message {
            at: alert.at,
            severity: alert.severity,
            rule: Some(alert.rule.to_string()),
            why: messages[0].why.clone(),
            path: messages[0].path.clone(),
            about: About::Several(Several { messages }),
        },
    }
}

fn one(alert: &LoggedAlert, facts: &Value, own: Option<f64>) -> Message {
    let about = about(&alert.rule, alert.at, facts, own);
    let Some(about) = about else {
        tracing::error!(alert = alert.id.0, rule = %alert.rule, "the facts of an alert cannot be read; it is told in short");
        return unreadable(alert);
    };
    Message {
        at: alert.at,
        severity: alert.severity,
        rule: Some(alert.rule.to_string()),
        why: read::<Common>(facts).map(|common| common.why),
        path: Some(path(&alert.rule)),
        about,
    }
}

fn about(rule: &RuleId, at: DateTime<Utc>, facts: &Value, own: Option<f64>) -> Option<About> {
    match rule {
        RuleId::Change(_, window) => series::moved(facts, Some(window.0), at, own).map(About::Change),
        RuleId::Drift(_) => series::moved(facts, None, at, own).map(About::Drift),
        RuleId::Level(..) => series::level(facts, own).map(About::Level),
        RuleId::Release(_) => series::release(facts).map(About::Release),
        RuleId::RegimeChange => regime::change(facts).map(About::Regime),
        RuleId::OddsSwing => markets::swing(facts, at, own).map(About::OddsSwing),
        RuleId::OddsLeader => markets::leader(facts, at).map(About::OddsLeader),
        RuleId::EventSoon => events::soon(facts).map(About::EventSoon),
        RuleId::EventReleased => events::released(facts).map(About::EventReleased),
        RuleId::SourceStale => series::stale(facts).map(About::SourceStale),
    }
}

/// The page with more on what a rule watches.
fn path(rule: &RuleId) -> String {
    match rule {
        RuleId::Change(series, _)
        | RuleId::Drift(series)
        | RuleId::Level(series, _)
        | RuleId::Release(series) => format!("/metric/{series}"),
        RuleId::RegimeChange => "/regime".to_owned(),
        RuleId::OddsSwing | RuleId::OddsLeader => "/radar".to_owned(),
        RuleId::EventSoon | RuleId::EventReleased => "/calendar".to_owned(),
        RuleId::SourceStale => "/sources".to_owned(),
    }
}

fn unreadable(alert: &LoggedAlert) -> Message {
    let note = Note { title: format!("Rule {} fired", alert.rule), text: alert.cause.clone() };
    Message {
        at: alert.at,
        severity: alert.severity,
        rule: Some(alert.rule.to_string()),
        why: None,
        path: Some(path(&alert.rule)),
        about: About::Note(note),
    }
}

fn read<T: DeserializeOwned>(facts: &Value) -> Option<T> {
    serde_json::from_value(facts.clone()).ok()
}

/// The threshold that holds for somebody: their own, else the installation's rule, else their preset's.
pub fn threshold(own: Option<f64>, rule: &RuleId, installed: &[Rule], preset: &[Rule]) -> Option<f64> {
    let of = |rules: &[Rule]| rules.iter().find(|known| known.id() == rule).and_then(Rule::threshold);
    own.or_else(|| of(installed)).or_else(|| of(preset))
}

#[cfg(test)]
mod tests;
