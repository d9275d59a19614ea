//! What a form with thresholds asks for.

use cockpit_domain::rules::RuleId;
use cockpit_frontend::settings::view::{Conflict, ConflictLine, Field, ThresholdsView};

use super::view::{Held, Now, amount, whole_words};
use crate::serve::settings::Posted;
use crate::serve::settings::entered::number;
use crate::serve::settings::posted::checked;

/// One rule, as it was entered.
pub(super) struct Wanted {
    pub id: RuleId,
    pub on: bool,
    /// `None` where the form has no number for it.
    pub field: Option<Field>,
    /// The number, when it is one.
    pub threshold: Option<f64>,
}

impl Wanted {
    /// The rules that the form shows and that there are; others are left as they are.
    pub(super) fn read(posted: &Posted, now: &Now) -> Vec<Self> {
        let shown = posted.all("shown").filter_map(|id| id.parse::<RuleId>().ok());
        let mut wanted = Vec::<Self>::new();
        for id in shown {
            let Some(held) = now.find(&id) else { continue };
            if wanted.iter().any(|known| known.id == id) {
                continue;
            }
            let name = id.to_string();
            let on = posted.all("on").any(|on| on == name);
            let mut field = held.rule.threshold().map(|_| posted.line(&name));
            let threshold = field.as_mut().and_then(|field| checked(field, number));
            wanted.push(Self { id, on, field, threshold });
        }
        wanted
    }

    /// Says at the field what would do, when the rule refuses the number.
    pub(super) fn refuse(&mut self, held: &Held) {
        let (Some(field), Some((low, high))) = (&mut self.field, held.rule.range()) else { return };
        if field.error.is_none() {
            field.error = Some(between(low, high, held.rule.unit()));
        }
    }

    /// Whether something about it does not hold.
    pub(super) fn is_refused(&self) -> bool {
        self.field.as_ref().is_some_and(|field| field.error.is_some())
    }
}

/// `must be 0.001 to 1,000 %`.
pub(in crate::serve::settings) fn between(low: f64, high: f64, unit: &str) -> String {
    use cockpit_frontend::format::shortest;
    format!("must be {} to {} {unit}", shortest(low), shortest(high))
}

/// The section with what was entered in the place of what is saved.
pub(super) fn put(view: &mut ThresholdsView, wanted: &[Wanted]) {
    for row in view.groups.iter_mut().flat_map(|group| &mut group.rules) {
        if let Some(wanted) = wanted.iter().find(|wanted| wanted.id.to_string() == row.rule) {
            row.on = wanted.on;
            if wanted.field.is_some() {
                row.threshold.clone_from(&wanted.field);
            }
        }
    }
}

/// What is saved now beside what was entered, where they differ.
pub(super) fn conflict(now: &Now, wanted: &[Wanted]) -> Conflict {
    let lines = wanted.iter().filter_map(|wanted| {
        let held = now.find(&wanted.id)?;
        let theirs = said(held.rule.enabled(), amount(&held.rule));
        let entered = wanted.field.as_ref().map_or_else(String::new, |field| {
            let unit = held.rule.unit();
            wanted.threshold.map_or_else(
                || field.value.clone(),
                |number| format!("{} {unit}", cockpit_frontend::format::shortest(number)),
            )
        });
        let ours = said(wanted.on, entered);
        (theirs != ours).then(|| ConflictLine { label: whole_words(&held.rule), theirs, ours })
    });
    Conflict { lines: lines.collect() }
}

fn said(on: bool, amount: String) -> String {
    match (on, amount.is_empty()) {
        (true, true) => "on".to_owned(),
        (false, true) => "off".to_owned(),
        (true, false) => amount,
        (false, false) => format!("off, {amount}"),
    }
}
