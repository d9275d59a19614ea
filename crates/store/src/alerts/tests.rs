mod appends;
mod logs;
mod many;

use chrono::{DateTime, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Decision, Quantity, Reason, Severity};

use super::{AlertEvent, Decided, DecisionRow, Recipient};
use crate::SubscriberId;
use crate::scratch::{Scratch, at, profile};

pub(super) async fn subscriber(store: &Scratch, number: i64) -> SubscriberId {
    store.add_subscriber(profile(number), at(0)).await.unwrap()
}

pub(super) fn event(seconds: i64, recipients: &[SubscriberId]) -> AlertEvent {
    let to = |subscriber: &SubscriberId| Recipient { subscriber: *subscriber, due_at: at(seconds) };
    AlertEvent {
        rule: "btc.change.15m".parse().unwrap(),
        subject: None,
        severity: Severity::Warning,
        at: at(seconds),
        body: "{\"from\":86915.0}".to_owned(),
        cause: "btc 2025-12-24T00:00:00Z".to_owned(),
        recipients: recipients.iter().map(to).collect(),
    }
}

pub(super) fn decision(seconds: i64, reason: Reason) -> DecisionRow {
    DecisionRow {
        decision: Decision {
            at: at(seconds),
            rule: "btc.change.15m".parse().unwrap(),
            outcome: reason.outcome(),
            reason,
            series: Some(SeriesId::Btc),
            subject: None,
            from_at: None,
            from: Some(Quantity::Number(86_915.1)),
            to: Some(Quantity::Number(88_000.0)),
            change: Some(1.25),
            threshold: Some(1.0),
            severity: Severity::Warning,
        },
        parameters: "btc.change.15m both 14400s 0.2 1x warning on".to_owned(),
        event: None,
    }
}

pub(super) fn nothing(at: DateTime<Utc>) -> Decided {
    Decided { at, states: Vec::new(), decisions: Vec::new(), events: Vec::new() }
}
