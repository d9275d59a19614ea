//! The last 90 days of a series, with a dot for each time that its rule would have fired.

use leptos::prelude::*;

use crate::settings::view::Past;
use crate::slider::past::{self, WIDTH, x};

const HEIGHT: f64 = 56.0;
/// Room for half a dot above and below.
const MARGIN: f64 = 6.0;
/// More points than these cannot be seen.
const POINTS_MAX: usize = 220;
/// A way this many times as long as usual between two values is a gap in the line.
const GAP: f64 = 4.0;

/// The strip and its words; the words alone while there is no past to draw.
pub(super) fn strip(past: Option<&Past>) -> AnyView {
    let Some(past) = past else {
        return view! { <p class="rule-foot" data-foot hidden><output><span></span> " " <strong></strong></output></p> }.into_any();
    };
    let (from, until) = (past.from.timestamp(), past.until.timestamp());
    let fired: Vec<i64> = past.fired.iter().map(chrono::DateTime::timestamp).collect();
    let lines = lines(past);
    let dots = past::dots(&lines, &fired, from, until, HEIGHT / 2.0);
    let drawn: Vec<_> = lines
        .iter()
        .map(|line| {
            let points: Vec<String> = line.iter().map(|(x, y)| format!("{x:.0},{y:.1}")).collect();
            view! { <polyline points=points.join(" ") vector-effect="non-scaling-stroke"></polyline> }
        })
        .collect();
    let nothing = lines.is_empty().then(|| {
        view! { <p class="hint">"No history of these days yet: it grows from now on."</p> }
    });
    let (how, often) = past::words(&fired);
    view! {
        {nothing}
        <svg class="strip" viewBox="0 0 900 56" preserveAspectRatio="none" aria-hidden="true"
            data-begins=from data-ends=until>
            {drawn}
            <path class="halo" d=dots.clone() vector-effect="non-scaling-stroke"></path>
            <path class="fired" d=dots vector-effect="non-scaling-stroke"></path>
        </svg>
        <p class="rule-foot" data-foot data-count=fired.len()>
            <span>"last 90 days"</span>
            <output><span>{how}</span> " " <strong>{often}</strong></output>
        </p>
    }
    .into_any()
}

/// The course in the picture's units, thinned, and cut at its gaps.
fn lines(past: &Past) -> Vec<Vec<(f64, f64)>> {
    let (from, until) = (past.from.timestamp(), past.until.timestamp());
    let course: Vec<(i64, f64)> = past
        .course
        .iter()
        .map(|(at, amount)| (at.timestamp(), *amount))
        .filter(|(at, _)| *at >= from)
        .collect();
    let low = course.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let high = course.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    let mut steps: Vec<i64> = course.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    steps.sort_unstable();
    let usual_s = steps.get(steps.len() / 2).copied().unwrap_or(1) as f64;
    let every = course.len().div_ceil(POINTS_MAX).max(1);

    let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut before: Option<i64> = None;
    for (place, (at, amount)) in course.iter().enumerate() {
        let gap = before.is_none_or(|before| (at - before) as f64 > usual_s * GAP);
        before = Some(*at);
        let last = place + 1 == course.len();
        if !gap && !last && !place.is_multiple_of(every) {
            continue;
        }
        let share = if high > low { (amount - low) / (high - low) } else { 0.5 };
        let point = (x(*at, from, until).min(WIDTH), HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN));
        match lines.last_mut() {
            Some(line) if !gap => line.push(point),
            _ => lines.push(vec![point]),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::*;

    fn past(hours: impl Iterator<Item = i64>) -> Past {
        let from = DateTime::<Utc>::UNIX_EPOCH;
        let course =
            hours.map(|hour| (from + TimeDelta::hours(hour), f64::from(u8::try_from(hour % 7).unwrap())));
        Past { from, until: from + TimeDelta::days(90), course: course.collect(), fired: Vec::new() }
    }

    #[test]
    fn a_long_course_is_thinned_and_stays_inside() {
        let drawn = lines(&past(0..2_160));
        assert_eq!(drawn.len(), 1);
        assert!((200..=POINTS_MAX + 2).contains(&drawn[0].len()), "{}", drawn[0].len());
        assert!(
            drawn[0].iter().all(|(x, y)| (0.0..=WIDTH).contains(x) && (MARGIN..=HEIGHT - MARGIN).contains(y))
        );
    }

    #[test]
    fn a_gap_in_the_values_is_a_gap_in_the_line() {
        assert_eq!(lines(&past((0..100).chain(300..400))).len(), 2);
        assert!(lines(&past(0..0)).is_empty());
        let still = Past { course: vec![(DateTime::<Utc>::UNIX_EPOCH, 5.0); 3], ..past(0..0) };
        assert_eq!(lines(&still)[0][0].1, HEIGHT / 2.0, "what stands still runs through the middle");
    }
}
