//! What the page of the alerts is rendered from.

use chrono::{DateTime, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Outcome, RuleKind, Severity};

/// The page of the alerts: what was told, or what was decided.
#[derive(Clone, Debug)]
pub struct AlertsView {
    /// What is looked for.
    pub asked: Asked,
    /// Whether it was found by the operator, who sees who was told.
    pub operator: bool,
    /// What is shown.
    pub log: Log,
    /// Whether these are not the newest lines.
    pub is_later_page: bool,
    /// The place behind the last line, when there are more: for `after`.
    pub next: Option<String>,
}

/// Which log.
#[derive(Clone, Debug)]
pub enum Log {
    /// What was told, newest first.
    Alerts(Vec<AlertLine>),
    /// What was decided, newest first.
    Decisions(Vec<DecisionLine>),
}

/// What the address says is looked for; in the words of its form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Asked {
    /// The log of decisions instead of that of alerts.
    pub decisions: bool,
    /// About which series.
    pub series: Option<SeriesId>,
    /// By which kind of rule.
    pub kind: Option<RuleKind>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// How much it mattered.
    pub severity: Option<Severity>,
    /// From when on, as it was entered.
    pub from: Option<String>,
    /// Until when, as it was entered.
    pub until: Option<String>,
}

impl Asked {
    /// As a query, without a question mark; without the log, which has its own addresses in the API.
    pub fn query(&self) -> String {
        let parts = [
            ("series", self.series.map(|series| series.as_str().to_owned())),
            ("kind", self.kind.map(|kind| kind.as_str().to_owned())),
            ("outcome", self.outcome.map(|outcome| outcome.as_str().to_owned())),
            ("severity", self.severity.map(|severity| severity.as_str().to_owned())),
            ("from", self.from.as_deref().map(escaped)),
            ("until", self.until.as_deref().map(escaped)),
        ];
        let parts = parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        parts.collect::<Vec<_>>().join("&")
    }

    /// The address of the page that shows it.
    pub fn address(&self) -> String {
        let show = if self.decisions { "show=decisions" } else { "" };
        let query =
            [show, &self.query()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&");
        if query.is_empty() { "/alerts".to_owned() } else { format!("/alerts?{query}") }
    }

    /// Whether anything narrows the log.
    pub fn narrows(&self) -> bool {
        !self.query().is_empty()
    }
}

/// Moments have letters, digits, `-`, `:`, `.` and `+`, of which the last means a space.
fn escaped(moment: &str) -> String {
    moment.replace('+', "%2B")
}

/// An alert that was told.
#[derive(Clone, Debug)]
pub struct AlertLine {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// How much it mattered.
    pub severity: Severity,
    /// By which kind of rule.
    pub kind: RuleKind,
    /// By which rule.
    pub rule: String,
    /// What it was about.
    pub series: Option<SeriesId>,
    /// What happened, in one line.
    pub headline: String,
    /// Its numbers: label and value.
    pub rows: Vec<(String, String)>,
    /// Why then, in words that follow "because".
    pub why: Option<String>,
    /// How many messages are in which state.
    pub messages: Vec<(&'static str, u64)>,
    /// To whom, for the operator; what failed first.
    pub recipients: Vec<RecipientLine>,
}

/// What became of one message.
#[derive(Clone, Debug)]
pub struct RecipientLine {
    /// What they are called.
    pub name: String,
    /// How it travels, and enough of the address to know whose it is.
    pub channel: &'static str,
    /// Enough of the address to know whose it is, and no more.
    pub address: String,
    /// How far it has come.
    pub state: &'static str,
    /// How often it was begun.
    pub attempts: u32,
    /// What the provider said.
    pub reason: Option<String>,
    /// When it came to its end, or is due.
    pub at: DateTime<Utc>,
    /// Whether it waited for the end of quiet hours or of a mute, and whether it may have come twice.
    pub remarks: Vec<&'static str>,
}

/// A decision.
#[derive(Clone, Debug)]
pub struct DecisionLine {
    /// When.
    pub at: DateTime<Utc>,
    /// By which rule.
    pub rule: String,
    /// What it looks at, in words.
    pub words: String,
    /// About which series.
    pub series: Option<SeriesId>,
    /// About what else.
    pub subject: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, in words that follow "because".
    pub why: &'static str,
    /// What it was and what it is: `$65,012 → $67,310`.
    pub moved: Option<String>,
    /// The change, in the rule's unit.
    pub change: Option<String>,
    /// What the change was held against.
    pub threshold: Option<String>,
    /// The alert it became.
    pub alert: Option<i64>,
}

/// The newest alerts as the dashboard lists them.
#[derive(Clone, Debug)]
pub struct Latest {
    /// When.
    pub at: DateTime<Utc>,
    /// How much it mattered.
    pub severity: Severity,
    /// What happened, in one line.
    pub headline: String,
    /// The page with more on it.
    pub path: String,
}
