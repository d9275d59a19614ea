//! How the regime is told, in words.

use cockpit_domain::regime::{Measure, Model, ModelKind, VoteRule};

use crate::format;

/// The whole model in a few sentences, with its numbers.
pub fn sentence(model: &Model) -> String {
    match model.kind {
        ModelKind::Classic => "The rule of the earlier system, on the day itself: all conditions together are Risk On, everything \
             else is Risk Off. While a value is missing the regime is unknown."
            .to_owned(),
        ModelKind::Votes => format!(
            "{} series vote −1, 0 or +1; the score is their weighted mean over those that are known. Risk On from {}, Risk Off from \
             {}; both are left only when the score reaches 0. One evaluation at the end of each UTC day; a new answer counts after {} \
             days in a row. With less than {} % of the weight known the regime is unknown at once.",
            model.votes.len(),
            format::signed(model.enter, 2),
            format::signed(-model.enter, 2),
            model.confirmations,
            format::number(model.known_weight_min * 100.0, 0),
        ),
    }
}

/// What a vote looks at, when it supports risk, and when it weighs on it.
pub fn vote_rule(rule: &VoteRule) -> (String, String, String) {
    let (looks_at, rise, fall) = match rule.measure {
        Measure::Change { days, unit } => {
            let band = format!("{} {}", format::shortest(rule.band), unit.symbol());
            (format!("change over {days} days"), format!("up {band} or more"), format!("down {band} or more"))
        }
        Measure::AgainstMean { days } => {
            let band = format!("{} %", format::shortest(rule.band));
            (
                format!("distance to its {days}-day mean"),
                format!("{band} or more above"),
                format!("{band} or more below"),
            )
        }
        Measure::Level { level, .. } => {
            let level = format!("{} {}", format::shortest(level), rule.series.unit().symbol());
            ("its level".to_owned(), format!("above {level}"), format!("below {level}"))
        }
    };
    if rule.inverse { (looks_at, fall, rise) } else { (looks_at, rise, fall) }
}
