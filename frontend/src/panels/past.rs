//! The regimes of the last year in words: the same as the ribbon, for whoever would rather read.

use chrono::{DateTime, Utc};
use cockpit_domain::dashboard::Regime;
use cockpit_domain::regime::State;
use leptos::prelude::*;

use crate::format;
use crate::panels::frame::{empty, frame};
use crate::parts::ribbon::{Stretch, state_class, stretches};

/// The newest ones; the ribbon shows them all.
const ROWS_MAX: usize = 5;

pub(crate) fn past(regime: &Regime, now: DateTime<Utc>) -> impl IntoView + use<> {
    let stretches = stretches(&regime.ribbon, now.date_naive());
    let rows: Vec<_> = stretches.iter().rev().take(ROWS_MAX).map(row).collect();
    let (line, content) = if regime.ribbon.is_empty() {
        let words =
            empty("No regime has been settled yet.", "Past regimes will appear here with their first day.");
        ("The last twelve months".to_owned(), words)
    } else {
        (shares(&stretches), view! { <ul class="past">{rows}</ul> }.into_any())
    };
    frame("past", "Past regimes", line, content)
}

/// How the last twelve months divide: `Last year: On 31 %, Neutral 46 %, Off 23 %`.
fn shares(stretches: &[Stretch]) -> String {
    let all: i64 = stretches.iter().map(Stretch::days).sum();
    let share = |state: State| {
        let days: i64 = stretches.iter().filter(|stretch| stretch.state == state).map(Stretch::days).sum();
        (days > 0).then(|| {
            let percent = format::number(days as f64 / all.max(1) as f64 * 100.0, 0);
            format!("{} {percent} %", state.words().trim_start_matches("Risk "))
        })
    };
    let states = [State::RiskOn, State::Neutral, State::RiskOff, State::Unknown];
    format!("Last year: {}", states.into_iter().filter_map(share).collect::<Vec<_>>().join(", "))
}

fn row(stretch: &Stretch) -> impl IntoView + use<> {
    view! {
        <li>
            <span class=format!("square {}", state_class(stretch.state)) aria-hidden="true"></span>
            <span class="past-state">{stretch.state.words()}</span>
            <span class="muted">{format!("from {}", stretch.from.format("%-d %b %Y"))}</span>
            <span class="past-days">{days(stretch.days())}</span>
        </li>
    }
}

fn days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn the_shares_of_a_year_are_counted_in_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let states = [(day("2020-01-01"), State::RiskOn), (day("2026-08-14"), State::RiskOff)];
        let found = stretches(&states, day("2026-11-23"));
        assert_eq!(shares(&found), "Last year: On 72 %, Off 28 %");
    }
}
