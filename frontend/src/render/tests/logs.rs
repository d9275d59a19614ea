use cockpit_domain::rules::{Outcome, RuleKind, Severity};

use super::*;
use crate::views::alerts::{AlertLine, Asked, DecisionLine, Log, RecipientLine};

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn alert(recipients: Vec<RecipientLine>) -> AlertLine {
    AlertLine {
        id: 17,
        at: now(),
        severity: Severity::Critical,
        kind: RuleKind::Change,
        rule: HOSTILE.into(),
        series: Some(SeriesId::Btc),
        headline: HOSTILE.into(),
        rows: vec![(HOSTILE.into(), HOSTILE.into())],
        why: Some(HOSTILE.into()),
        messages: vec![("sent", 41), ("dead", 1)],
        recipients,
    }
}

fn recipient() -> RecipientLine {
    RecipientLine {
        name: HOSTILE.into(),
        channel: "telegram",
        address: HOSTILE.into(),
        state: "dead",
        attempts: 3,
        reason: Some(HOSTILE.into()),
        at: now(),
        remarks: vec!["may have come twice"],
    }
}

fn decision() -> DecisionLine {
    DecisionLine {
        at: now(),
        rule: HOSTILE.into(),
        words: HOSTILE.into(),
        series: None,
        subject: Some(HOSTILE.into()),
        outcome: Outcome::Suppressed,
        why: "the rule fired too short a time ago",
        moved: Some(HOSTILE.into()),
        change: None,
        threshold: Some("6 %".into()),
        alert: None,
    }
}

fn shown(log: Log, operator: bool, asked: Asked) -> String {
    let view = AlertsView { asked, operator, log, is_later_page: false, next: Some("1795435200-17".into()) };
    alerts(&view, &frame(now()))
}

pub(super) fn alerts_page() -> String {
    let asked = Asked { from: Some(HOSTILE.into()), ..Asked::default() };
    shown(Log::Alerts(vec![alert(vec![recipient()])]), true, asked)
}

pub(super) fn decisions_page() -> String {
    shown(Log::Decisions(vec![decision()]), false, Asked { decisions: true, ..Asked::default() })
}

#[test]
fn how_many_were_told_is_everybodys_and_who_they_are_the_operators() {
    let log = || Log::Alerts(vec![alert(vec![recipient()])]);
    let public = shown(log(), false, Asked::default());
    assert!(
        public.contains("Messages: 41 sent, 1 dead.") && !public.contains("may have come twice"),
        "{public}"
    );
    let operator = shown(log(), true, Asked::default());
    for words in ["Telegram", "may have come twice", "and 41 more", "class=\"fold\""] {
        assert!(operator.contains(words), "{words}: {operator}");
    }
}

#[test]
fn what_is_looked_for_stays_in_the_form_the_pages_and_the_exports() {
    let asked = Asked {
        decisions: true,
        series: Some(SeriesId::Btc),
        outcome: Some(Outcome::Held),
        from: Some("2026-11-01".into()),
        ..Asked::default()
    };
    let html = shown(Log::Decisions(vec![decision()]), false, asked);
    for words in [
        "<option value=\"btc\" selected",
        "<option value=\"held\" selected",
        "value=\"2026-11-01\"",
        "href=\"/alerts?show=decisions&amp;series=btc&amp;outcome=held&amp;from=2026-11-01&amp;after=1795435200-17\"",
        "href=\"/api/v1/decisions?series=btc&amp;outcome=held&amp;from=2026-11-01&amp;limit=1000&amp;format=csv\"",
        "href=\"/alerts?series=btc&amp;from=2026-11-01\"",
        "href=\"/alerts?show=decisions\"",
        "the rule fired too short a time ago",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn an_empty_log_says_what_will_be_in_it() {
    let none = shown(Log::Alerts(Vec::new()), false, Asked::default());
    assert!(none.contains("Nothing has been told yet."), "{none}");
    let narrowed =
        shown(Log::Alerts(Vec::new()), false, Asked { kind: Some(RuleKind::Drift), ..Asked::default() });
    assert!(narrowed.contains("Nothing of this kind.") && narrowed.contains("Show all"), "{narrowed}");
}
