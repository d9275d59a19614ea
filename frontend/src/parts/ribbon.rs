//! The regimes of the last year as a ribbon: one strip on a true scale of days, with the names of months under it.

use chrono::{Datelike, Days, NaiveDate};
use cockpit_domain::regime::State;
use leptos::prelude::*;

/// Days that the ribbon shows.
const DAYS: u64 = 365;

/// A stretch of days in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) state: State,
    /// The first day, cut to the ribbon.
    pub(crate) from: NaiveDate,
    /// The day after the last.
    pub(crate) until: NaiveDate,
}

impl Stretch {
    pub(crate) fn days(&self) -> i64 {
        (self.until - self.from).num_days()
    }
}

fn first_day(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(DAYS)).unwrap_or(today)
}

/// The stretches of the last year, oldest first. Days before the first state are unknown.
pub(crate) fn stretches(states: &[(NaiveDate, State)], today: NaiveDate) -> Vec<Stretch> {
    let first = first_day(today);
    let mut stretches = vec![Stretch { state: State::Unknown, from: first, until: today }];
    for (day, state) in states {
        let from = (*day).clamp(first, today);
        while stretches.last().is_some_and(|last| last.from >= from) {
            stretches.pop();
        }
        if let Some(last) = stretches.last_mut() {
            if last.state == *state {
                continue;
            }
            last.until = from;
        }
        if from < today {
            stretches.push(Stretch { state: *state, from, until: today });
        }
    }
    stretches
}

pub(crate) const fn state_class(state: State) -> &'static str {
    match state {
        State::RiskOn => "on",
        State::RiskOff => "off",
        State::Neutral => "neutral",
        State::Unknown => "unknown",
    }
}

pub(crate) fn ribbon(stretches: &[Stretch], today: NaiveDate) -> impl IntoView + use<> {
    let first = first_day(today);
    let share = move |days: i64| format!("{:.2}%", days as f64 / DAYS as f64 * 100.0);
    let place = move |day: NaiveDate| share((day - first).num_days());
    let label: Vec<String> = stretches.iter().rev().take(4).rev().map(words).collect();
    let label = format!("Regimes of the last twelve months: {}", label.join("; "));
    let bars: Vec<_> = stretches
        .iter()
        .map(|stretch| {
            view! {
                <rect class=state_class(stretch.state) x=place(stretch.from) width=share(stretch.days()) height="8">
                    <title>{words(stretch)}</title>
                </rect>
            }
        })
        .collect();
    let months: Vec<_> = (1..DAYS)
        .filter_map(|days| first.checked_add_days(Days::new(days)))
        .filter(|day| day.day() == 1 && (day.month0().is_multiple_of(2)))
        // Nothing is cut at the right edge.
        .filter(|day| (today - *day).num_days() > 14)
        .map(|day| {
            let form = if day.month() == 1 { "%b %Y" } else { "%b" };
            view! { <text x=place(day) y="11">{day.format(form).to_string()}</text> }
        })
        .collect();
    view! {
        <svg class="ribbon" width="100%" height="8" role="img" aria-label=label>{bars}</svg>
        <svg class="months" width="100%" height="14" aria-hidden="true">{months}</svg>
    }
}

fn words(stretch: &Stretch) -> String {
    format!("{} from {}", stretch.state.words(), stretch.from.format("%-d %b %Y"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_before_the_first_state_are_unknown_and_none_is_lost() {
        let today = day("2026-11-23");
        let states = [(day("2026-03-01"), State::RiskOn), (day("2026-10-01"), State::Neutral)];
        let found = stretches(&states, today);
        assert_eq!(
            found.iter().map(|s| s.state).collect::<Vec<_>>(),
            [State::Unknown, State::RiskOn, State::Neutral]
        );
        assert_eq!(found.iter().map(Stretch::days).sum::<i64>(), 365);
    }

    #[test]
    fn a_state_from_before_the_year_fills_it_from_its_first_day() {
        let today = day("2026-11-23");
        let found =
            stretches(&[(day("2020-01-01"), State::RiskOff), (day("2025-11-23"), State::Neutral)], today);
        assert_eq!(found, [Stretch { state: State::Neutral, from: day("2025-11-23"), until: today }]);
        assert_eq!(stretches(&[(day("2020-01-01"), State::RiskOff)], today)[0].days(), 365);
    }

    #[test]
    fn a_state_of_today_has_no_width_yet() {
        let today = day("2026-11-23");
        let found = stretches(&[(day("2026-01-01"), State::RiskOn), (today, State::RiskOff)], today);
        assert_eq!(found.last().map(|s| (s.state, s.until)), Some((State::RiskOn, today)));
    }
}
