//! The logs of alerts and decisions a page at a time, narrowed by what somebody looks for.

use chrono::{DateTime, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Outcome, Reason, RuleKind, Severity};
use sqlx::{QueryBuilder, Sqlite};

use super::decision::{LoggedDecision, Row as DecisionRow};
use super::event::{LoggedAlert, Row as AlertRow};
use crate::{Store, StoreError};

/// What is looked for; what is `None` is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// About which series.
    pub series: Option<SeriesId>,
    /// By which kind of rule.
    pub kind: Option<RuleKind>,
    /// How much it mattered.
    pub severity: Option<Severity>,
    /// What became of it; alerts have all fired.
    pub outcome: Option<Outcome>,
    /// Not before this moment.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
    /// Without what tells how somebody lives: that they have quiet hours now.
    pub public: bool,
    /// Only what stands behind this line, the newest first.
    pub after: Option<LogPlace>,
}

/// The place of a line in its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogPlace {
    /// When, to the second.
    pub at: DateTime<Utc>,
    /// Its number: several lines may be of one second.
    pub id: i64,
}

const ALERTS: &str = "select id, rule, subject, severity, at, body, cause from alert_event where true";
const DECISIONS: &str = "select * from decision where true";

impl LogFilter {
    /// What both logs are narrowed by.
    fn narrow(&self, query: &mut QueryBuilder<Sqlite>) {
        if let Some(severity) = self.severity {
            query.push(" and severity = ").push_bind(severity.as_str());
        }
        if let Some(from) = self.from {
            query.push(" and at >= ").push_bind(from.timestamp());
        }
        if let Some(until) = self.until {
            query.push(" and at < ").push_bind(until.timestamp());
        }
        if let Some(LogPlace { at, id }) = self.after {
            let at = at.timestamp();
            query.push(" and at <= ").push_bind(at);
            query.push(" and (at < ").push_bind(at).push(" or id < ").push_bind(id).push(")");
        }
    }

    fn alerts(&self, limit: u32) -> QueryBuilder<Sqlite> {
        let mut query = QueryBuilder::new(ALERTS);
        if let Some(series) = self.series {
            query.push(" and rule glob ").push_bind(format!("{series}.*"));
        }
        if let Some(kind) = self.kind {
            query.push(" and kind = ").push_bind(kind.as_str());
        }
        self.narrow(&mut query);
        newest_first(&mut query, limit);
        query
    }

    fn decisions(&self, limit: u32) -> QueryBuilder<Sqlite> {
        let mut query = QueryBuilder::new(DECISIONS);
        if let Some(series) = self.series {
            query.push(" and series = ").push_bind(series.as_str());
        }
        if let Some(kind) = self.kind {
            query.push(" and rule glob ").push_bind(rules_of(kind));
        }
        if let Some(outcome) = self.outcome {
            query.push(" and outcome = ").push_bind(outcome.as_str());
        }
        if self.public {
            query.push(" and reason <> ").push_bind(Reason::QuietHours.as_str());
        }
        self.narrow(&mut query);
        newest_first(&mut query, limit);
        query
    }
}

fn newest_first(query: &mut QueryBuilder<Sqlite>, limit: u32) {
    query.push(" order by at desc, id desc limit ").push_bind(limit);
}

/// The ids of the rules of a kind.
const fn rules_of(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Change => "*.change.*",
        RuleKind::Drift => "*.drift",
        RuleKind::Level => "*.level.*",
        RuleKind::Release => "*.release",
        RuleKind::RegimeChange => "regime.change",
        RuleKind::OddsSwing => "odds.swing",
        RuleKind::OddsLeader => "odds.leader",
        RuleKind::EventSoon => "event.soon",
        RuleKind::EventReleased => "event.released",
        RuleKind::SourceStale => "source.stale",
    }
}

impl Store {
    /// The alerts that are looked for, newest first, at most `limit`. An outcome other than *fired* finds none.
    pub async fn alert_log(&self, filter: &LogFilter, limit: u32) -> Result<Vec<LoggedAlert>, StoreError> {
        if filter.outcome.is_some_and(|outcome| outcome != Outcome::Fired) {
            return Ok(Vec::new());
        }
        let mut query = filter.alerts(limit);
        let rows = query.build_query_as::<AlertRow>().persistent(false);
        self.read(rows.fetch_all(&self.reads)).await?.into_iter().map(AlertRow::alert).collect()
    }

    /// The decisions that are looked for with their places, newest first, at most `limit`.
    pub async fn decision_log(
        &self,
        filter: &LogFilter,
        limit: u32,
    ) -> Result<Vec<(LogPlace, LoggedDecision)>, StoreError> {
        let mut query = filter.decisions(limit);
        let rows = query.build_query_as::<DecisionRow>().persistent(false);
        let rows = self.read(rows.fetch_all(&self.reads)).await?.into_iter().map(|row| {
            let id = row.id;
            let decision = row.decision()?;
            Ok((LogPlace { at: decision.decision.at, id }, decision))
        });
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::rules::{Preset, RuleId};

    use super::*;
    use crate::alerts::tests::{decision, event, nothing};
    use crate::alerts::{AlertEvent, Decided};
    use crate::scratch::{Scratch, at};

    fn rules() -> Vec<RuleId> {
        Preset::Balanced.rules().into_iter().map(|rule| rule.id().clone()).collect()
    }

    /// One line of every rule in each second, and every reason in turn.
    async fn filled() -> Scratch {
        let store = Scratch::new().await;
        let lines: Vec<_> =
            (0..3).flat_map(|second| rules().into_iter().map(move |rule| (second, rule))).collect();
        let severities = [Severity::Info, Severity::Warning, Severity::Critical];
        let events = lines.iter().zip(severities.iter().cycle()).map(|((second, rule), severity)| {
            AlertEvent { rule: rule.clone(), severity: *severity, ..event(*second, &[]) }
        });
        let decisions = lines.iter().zip(Reason::ALL.iter().cycle()).map(|((second, rule), reason)| {
            let mut row = decision(*second, *reason);
            row.decision.series = rule.series();
            row.decision.rule = rule.clone();
            row
        });
        let decided = Decided { events: events.collect(), decisions: decisions.collect(), ..nothing(at(0)) };
        store.append_and_decide(Vec::new(), decided).await.unwrap();
        store
    }

    fn filters() -> Vec<LogFilter> {
        let any = LogFilter::default();
        let series = SeriesId::ALL.iter().map(|series| LogFilter { series: Some(*series), ..any });
        let kinds = rules().into_iter().map(|rule| LogFilter { kind: Some(rule.kind()), ..any });
        let outcomes = [Outcome::Fired, Outcome::Held, Outcome::Suppressed];
        let outcomes = outcomes.map(|outcome| LogFilter { outcome: Some(outcome), ..any });
        let severities = [Severity::Info, Severity::Warning, Severity::Critical];
        let severities = severities.map(|severity| LogFilter { severity: Some(severity), ..any });
        let times = [LogFilter { from: Some(at(1)), ..any }, LogFilter { until: Some(at(1)), ..any }];
        let both =
            LogFilter { series: Some(SeriesId::Btc), kind: Some(RuleKind::Change), from: Some(at(1)), ..any };
        series.chain(kinds).chain(outcomes).chain(severities).chain(times).chain([any, both]).collect()
    }

    fn wanted(
        filter: &LogFilter,
        at: DateTime<Utc>,
        rule: &RuleId,
        severity: Severity,
        outcome: Outcome,
    ) -> bool {
        filter.series.is_none_or(|series| rule.series() == Some(series))
            && filter.kind.is_none_or(|kind| rule.kind() == kind)
            && filter.severity.is_none_or(|wanted| wanted == severity)
            && filter.outcome.is_none_or(|wanted| wanted == outcome)
            && filter.from.is_none_or(|from| at >= from)
            && filter.until.is_none_or(|until| at < until)
    }

    #[tokio::test]
    async fn each_filter_finds_exactly_what_it_says() {
        let store = filled().await;
        let (alerts, decisions) = (
            store.alert_log(&LogFilter::default(), 999).await.unwrap(),
            store.decision_log(&LogFilter::default(), 999).await.unwrap(),
        );
        assert_eq!((alerts.len(), decisions.len()), (3 * rules().len(), 3 * rules().len()));
        for filter in filters() {
            let found = store.alert_log(&filter, 999).await.unwrap();
            let expected = alerts
                .iter()
                .filter(|alert| wanted(&filter, alert.at, &alert.rule, alert.severity, Outcome::Fired));
            assert!(found.iter().eq(expected), "{filter:?}");
            let found = store.decision_log(&filter, 999).await.unwrap();
            let expected = decisions.iter().filter(|(_, logged)| {
                let decision = &logged.decision;
                wanted(&filter, decision.at, &decision.rule, decision.severity, decision.outcome)
            });
            assert!(found.iter().eq(expected), "{filter:?}");
        }
    }

    #[tokio::test]
    async fn what_tells_how_somebody_lives_is_not_public() {
        let store = filled().await;
        let reasons = async |public: bool| -> Vec<Reason> {
            let filter = LogFilter { public, ..LogFilter::default() };
            let found = store.decision_log(&filter, 999).await.unwrap();
            found.into_iter().map(|(_, logged)| logged.decision.reason).collect()
        };
        assert!(reasons(false).await.contains(&Reason::QuietHours));
        assert!(!reasons(true).await.contains(&Reason::QuietHours));
    }

    #[tokio::test]
    async fn pages_follow_each_other_without_a_line_twice_or_none() {
        let store = filled().await;
        let whole = store.decision_log(&LogFilter::default(), 999).await.unwrap();
        let mut paged = Vec::new();
        loop {
            let after = paged.last().map(|(place, _): &(LogPlace, LoggedDecision)| *place);
            let filter = LogFilter { after, ..LogFilter::default() };
            let page = store.decision_log(&filter, 7).await.unwrap();
            let whole = page.len() == 7;
            paged.extend(page);
            if !whole {
                break;
            }
        }
        assert_eq!(paged, whole);
        let alerts = store.alert_log(&LogFilter::default(), 999).await.unwrap();
        let after = LogPlace { at: alerts[4].at, id: alerts[4].id.0 };
        let filter = LogFilter { after: Some(after), ..LogFilter::default() };
        assert_eq!(store.alert_log(&filter, 999).await.unwrap(), alerts[5..]);
    }

    #[tokio::test]
    async fn no_page_of_a_log_is_sorted_or_walks_over_all_of_it() {
        let store = Scratch::new().await;
        for filter in filters() {
            for (query, log) in [(filter.alerts(9), "alert_event"), (filter.decisions(9), "decision")] {
                let plan = store.plan(query.sql().as_str()).await;
                assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{filter:?}: {plan:#?}");
                assert!(plan.iter().all(|step| step.contains("USING INDEX")), "{log} {filter:?}: {plan:#?}");
            }
        }
        let filter = LogFilter { series: Some(SeriesId::Btc), ..LogFilter::default() };
        let plan = store.plan(filter.decisions(9).sql().as_str()).await;
        assert!(plan[0].contains("decision_series (series=?"), "{plan:#?}");
        let filter = LogFilter { outcome: Some(Outcome::Fired), ..LogFilter::default() };
        let plan = store.plan(filter.decisions(9).sql().as_str()).await;
        assert!(plan[0].contains("decision_outcome (outcome=?"), "{plan:#?}");
    }
}
