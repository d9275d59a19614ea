//! The log of decisions.

use chrono::{DateTime, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Decision, Quantity, Reason, RuleId};
use sqlx::Sqlite;
use sqlx::query_builder::Separated;

use super::decided::{AlertId, DecisionRow};
use super::write::severity;
use crate::observations::instant;
use crate::{Store, StoreError};

/// A decision as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedDecision {
    /// What was decided.
    pub decision: Decision,
    /// All parameters of the rule but its threshold, in words.
    pub parameters: String,
    /// The alert it became.
    pub event: Option<AlertId>,
}

pub(super) const INSERT: &str =
    "insert into decision (at, rule, series, subject, parameters, outcome, reason,
    from_quantity, to_quantity, change, threshold, severity, event_id) ";

pub(super) const SINCE: &str = "select * from decision where at >= ? order by at desc, id desc limit ?";

pub(super) const OF_RULE: &str =
    "select * from decision where rule = ? and at >= ? order by at desc, id desc limit ?";

/// A decision's columns, checked: what is not a number would be stored as null.
pub(super) struct Columns<'a> {
    row: &'a DecisionRow,
    from: Option<String>,
    to: Option<String>,
    event: Option<i64>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(row: &'a DecisionRow, events: &[AlertId]) -> Result<Self, StoreError> {
        let Decision { from, to, change, threshold, .. } = &row.decision;
        for (field, number) in [("change", change), ("threshold", threshold)] {
            if number.is_some_and(|number| !number.is_finite()) {
                return Err(not_finite(field));
            }
        }
        Ok(Self {
            row,
            from: from.as_ref().map(|from| written("from", from)).transpose()?,
            to: to.as_ref().map(|to| written("to", to)).transpose()?,
            event: row.event.and_then(|place| events.get(place)).map(|id| id.0),
        })
    }

    /// In the order of [`INSERT`].
    pub(super) fn bind(self, values: &mut Separated<'_, Sqlite, &'static str>) {
        let DecisionRow { decision, parameters, .. } = self.row;
        values
            .push_bind(decision.at.timestamp())
            .push_bind(decision.rule.to_string())
            .push_bind(decision.series.map(SeriesId::as_str))
            .push_bind(decision.subject.clone())
            .push_bind(parameters.clone())
            .push_bind(decision.outcome.as_str())
            .push_bind(decision.reason.as_str())
            .push_bind(self.from)
            .push_bind(self.to)
            .push_bind(decision.change)
            .push_bind(decision.threshold)
            .push_bind(decision.severity.as_str())
            .push_bind(self.event);
    }
}

fn not_finite(field: &str) -> StoreError {
    StoreError::Refused(format!("{field}: is not a finite number"))
}

fn written(field: &str, quantity: &Quantity) -> Result<String, StoreError> {
    if matches!(quantity, Quantity::Number(number) if !number.is_finite()) {
        return Err(not_finite(field));
    }
    serde_json::to_string(quantity).map_err(|error| StoreError::Refused(format!("{field}: {error}")))
}

fn read(text: &str) -> Result<Quantity, StoreError> {
    match serde_json::from_str(text) {
        Ok(serde_json::Value::String(word)) => Ok(Quantity::Word(word)),
        Ok(serde_json::Value::Number(number)) => {
            number.as_f64().map(Quantity::Number).ok_or_else(|| StoreError::unreadable("quantity", text))
        }
        _ => Err(StoreError::unreadable("quantity", text)),
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: i64,
    at: i64,
    rule: String,
    series: Option<String>,
    subject: Option<String>,
    parameters: String,
    reason: String,
    from_quantity: Option<String>,
    to_quantity: Option<String>,
    change: Option<f64>,
    threshold: Option<f64>,
    severity: String,
    event_id: Option<i64>,
}

impl Row {
    pub(super) fn decision(self) -> Result<LoggedDecision, StoreError> {
        let rule = self.rule.parse().map_err(|_| StoreError::unreadable("rule", &self.rule))?;
        let reason = Reason::ALL.iter().copied().find(|reason| reason.as_str() == self.reason);
        let reason = reason.ok_or_else(|| StoreError::unreadable("reason", &self.reason))?;
        let series = self.series.map(|id| id.parse().map_err(|_| StoreError::unreadable("series", id)));
        Ok(LoggedDecision {
            decision: Decision {
                at: instant(self.at)?,
                rule,
                outcome: reason.outcome(),
                reason,
                series: series.transpose()?,
                subject: self.subject,
                // Not in the log: the alert has it.
                from_at: None,
                from: self.from_quantity.as_deref().map(read).transpose()?,
                to: self.to_quantity.as_deref().map(read).transpose()?,
                change: self.change,
                threshold: self.threshold,
                severity: severity(&self.severity)?,
            },
            parameters: self.parameters,
            event: self.event_id.map(AlertId),
        })
    }
}

impl Store {
    /// The decisions at or after `since`, newest first, at most `limit`.
    pub async fn decisions(
        &self,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<LoggedDecision>, StoreError> {
        let query = sqlx::query_as::<_, Row>(SINCE).bind(since.timestamp()).bind(limit);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(Row::decision).collect()
    }

    /// The decisions of one rule at or after `since`, newest first, at most `limit`.
    pub async fn decisions_of(
        &self,
        rule: &RuleId,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<LoggedDecision>, StoreError> {
        let query =
            sqlx::query_as::<_, Row>(OF_RULE).bind(rule.to_string()).bind(since.timestamp()).bind(limit);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(Row::decision).collect()
    }
}
