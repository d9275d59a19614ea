//! The page's lines, read from the logs.

use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Decision, Quantity, RuleId, RuleKind};
use cockpit_frontend::format;
use cockpit_frontend::views::alerts::{AlertLine, AlertsView, DecisionLine, Log, RecipientLine};
use cockpit_notifier::render::{Card, Options};
use cockpit_notifier::tell::tell;
use cockpit_store::{Delivery, LogFilter, LogPlace, LoggedAlert, LoggedDecision, MessageState, StoreError};

use super::super::routes::App;
use super::query::{Query, place};
use crate::address::masked;

/// Recipients of one alert that are listed; those whose message failed come first.
const RECIPIENTS_MAX: u32 = 50;

pub(super) async fn view(app: &App, query: &Query, lines_max: u32) -> Result<AlertsView, StoreError> {
    let operator = !query.filter.public;
    let (log, next) = if query.asked.decisions {
        let (found, next) = decisions(app, &query.filter, lines_max).await?;
        (Log::Decisions(found.iter().map(|(_, logged)| decision(logged)).collect()), next)
    } else {
        let (found, next) = alerts(app, &query.filter, lines_max).await?;
        (Log::Alerts(lines(app, &found, operator).await?), next)
    };
    Ok(AlertsView {
        asked: query.asked.clone(),
        operator,
        log,
        is_later_page: query.filter.after.is_some(),
        next: next.map(place),
    })
}

/// At most so many alerts, and where the next page begins when there are more.
pub(super) async fn alerts(
    app: &App,
    filter: &LogFilter,
    lines_max: u32,
) -> Result<(Vec<LoggedAlert>, Option<LogPlace>), StoreError> {
    let found = app.store.alert_log(filter, lines_max + 1).await?;
    Ok(page(found, lines_max, |alert| LogPlace { at: alert.at, id: alert.id.0 }))
}

/// As [`alerts`], decisions.
pub(super) async fn decisions(
    app: &App,
    filter: &LogFilter,
    lines_max: u32,
) -> Result<(Vec<(LogPlace, LoggedDecision)>, Option<LogPlace>), StoreError> {
    let found = app.store.decision_log(filter, lines_max + 1).await?;
    Ok(page(found, lines_max, |(place, _)| *place))
}

fn page<T>(mut found: Vec<T>, lines_max: u32, at: impl Fn(&T) -> LogPlace) -> (Vec<T>, Option<LogPlace>) {
    let lines_max = usize::try_from(lines_max).unwrap_or(usize::MAX);
    let more = found.len() > lines_max;
    found.truncate(lines_max);
    let next = found.last().filter(|_| more).map(at);
    (found, next)
}

async fn lines(app: &App, alerts: &[LoggedAlert], operator: bool) -> Result<Vec<AlertLine>, StoreError> {
    let ids: Vec<_> = alerts.iter().map(|alert| alert.id).collect();
    let mut counts = app.store.delivery_counts(&ids).await?;
    let options = super::options(app);
    let mut lines = Vec::new();
    for alert in alerts {
        let mut messages = counts.remove(&alert.id).unwrap_or_default();
        messages.sort_by_key(|(state, _)| MessageState::ALL.iter().position(|other| other == state));
        let recipients = if operator && !messages.is_empty() {
            app.store.deliveries_to(alert.id, RECIPIENTS_MAX).await?
        } else {
            Vec::new()
        };
        let messages = messages.into_iter().map(|(state, count)| (state.as_str(), count)).collect();
        let recipients = recipients.iter().map(recipient).collect();
        lines.push(AlertLine { messages, recipients, ..line(alert, &options) });
    }
    Ok(lines)
}

fn line(alert: &LoggedAlert, options: &Options) -> AlertLine {
    let card = Card::of(&tell(alert, None), options, false);
    let bullets = card.bullets.into_iter();
    AlertLine {
        id: alert.id.0,
        at: alert.at,
        severity: alert.severity,
        kind: alert.rule.kind(),
        rule: alert.rule.to_string(),
        series: alert.rule.series(),
        headline: card.title,
        rows: card.rows.into_iter().chain(bullets).collect(),
        why: card.why,
        messages: Vec::new(),
        recipients: Vec::new(),
    }
}

fn recipient(delivery: &Delivery) -> RecipientLine {
    let status = &delivery.status;
    let remarks = [
        status.held.then_some("held for quiet hours or a mute"),
        status.possible_repeat.then_some("may have come twice"),
    ];
    RecipientLine {
        name: delivery.name.clone(),
        channel: status.channel.as_str(),
        address: masked(status.channel, delivery.address.expose()),
        state: status.state.as_str(),
        attempts: status.attempt,
        reason: status.reason.clone().or_else(|| status.remark.clone()),
        at: status.settled_at.unwrap_or(status.due_at),
        remarks: remarks.into_iter().flatten().collect(),
    }
}

fn decision(logged: &LoggedDecision) -> DecisionLine {
    let Decision { at, rule, outcome, reason, series, subject, from, to, change, threshold, .. } =
        &logged.decision;
    let quantity = |quantity: &Quantity| words(quantity, rule, *series);
    let moved = match (from, to) {
        (Some(from), Some(to)) => Some(format!("{} → {}", quantity(from), quantity(to))),
        (None, Some(only)) | (Some(only), None) => Some(quantity(only)),
        (None, None) => None,
    };
    let unit = unit(rule);
    DecisionLine {
        at: *at,
        rule: rule.to_string(),
        words: format::rules::words(rule),
        series: *series,
        subject: subject.clone(),
        outcome: *outcome,
        why: reason.words(),
        moved,
        change: change.map(|change| format!("{} {unit}", format::signed(change, 2)).trim_end().to_owned()),
        threshold: threshold.map(|size| format!("{} {unit}", format::shortest(size)).trim_end().to_owned()),
        alert: logged.event.map(|id| id.0),
    }
}

/// A value of the series in its unit, odds in percent, hours of an event, or a word as it is.
fn words(quantity: &Quantity, rule: &RuleId, series: Option<SeriesId>) -> String {
    match (quantity, series) {
        (Quantity::Word(word), _) => word.clone(),
        (Quantity::Number(number), Some(series)) => format::value_text(series, *number),
        (Quantity::Number(number), None) => match rule.kind() {
            RuleKind::OddsSwing | RuleKind::OddsLeader => format!("{} %", format::shortest(*number)),
            RuleKind::EventSoon => format!("{} h", format::shortest(*number)),
            _ => format::shortest(*number),
        },
    }
}

fn unit(rule: &RuleId) -> &'static str {
    match rule {
        RuleId::Change(series, _) | RuleId::Drift(series) | RuleId::Release(series) => {
            series.definition().change_unit.symbol()
        }
        RuleId::Level(series, _) => series.unit().symbol(),
        RuleId::OddsSwing | RuleId::OddsLeader => "pp",
        RuleId::EventSoon => "h",
        _ => "",
    }
}
