//! A sparkline: thin, one colour, without axes, on a true scale of time. A gap in the values is a gap in the line.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use cockpit_domain::Point;
use leptos::prelude::*;

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 60.0;
/// Room above and below, so that the line is not cut.
const MARGIN: f64 = 3.0;

/// Longer without odds is a gap.
const ODDS_GAP_S: f64 = 12.0 * 3_600.0;
/// One point for each of these: 56 in a week.
const ODDS_STEP_S: i64 = 3 * 3_600;
/// Odds that move by less than 5 percentage points look calm.
const ODDS_SPAN_MIN: f64 = 0.05;

/// How a course is drawn.
#[derive(Clone, Copy)]
struct Scale {
    /// A longer way between two points, in seconds, is a gap in the line.
    gap_s_max: f64,
    /// The picture is at least this high, so that a course that hardly moves looks like it.
    span_min: f64,
}

/// The recent course of a series.
pub(crate) fn sparkline(points: &[Point]) -> Option<impl IntoView + use<>> {
    if points.len() < 2 {
        return None;
    }
    let course: Vec<(f64, f64)> =
        points.iter().map(|point| (point.observed_at.timestamp() as f64, point.value.amount())).collect();
    let mut steps: Vec<f64> = course.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    steps.sort_unstable_by(f64::total_cmp);
    let usual_s = steps.get(steps.len() / 2).copied().unwrap_or(0.0).max(1.0);
    let lines = lines(&course, Scale { gap_s_max: usual_s * 3.0, span_min: 0.0 });
    let line: String = lines.iter().map(|line| path(line)).collect();
    let area: String = lines.iter().map(|line| area(line)).collect();
    Some(view! {
        <svg class="spark" viewBox="0 0 300 60" preserveAspectRatio="none" aria-hidden="true">
            <path class="spark-area" d=area></path>
            <path class="spark-line" d=line vector-effect="non-scaling-stroke"></path>
        </svg>
    })
}

/// A week of odds, 0 to 1. They are seen every five minutes and remembered once an hour, so no usual step tells a gap.
pub(crate) fn odds(course: &[(DateTime<Utc>, f64)]) -> Option<impl IntoView + use<>> {
    let course = thinned(course);
    if course.len() < 2 {
        return None;
    }
    let lines = lines(&course, Scale { gap_s_max: ODDS_GAP_S, span_min: ODDS_SPAN_MIN });
    let line: String = lines.iter().map(|line| path(line)).collect();
    Some(view! {
        <svg class="spark" viewBox="0 0 300 60" preserveAspectRatio="none" aria-hidden="true">
            <path class="spark-line" d=line vector-effect="non-scaling-stroke"></path>
        </svg>
    })
}

/// The last odds of each stretch of time: more cannot be seen.
fn thinned(course: &[(DateTime<Utc>, f64)]) -> Vec<(f64, f64)> {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    let mut stretch = None;
    for (at, probability) in course {
        let point = (at.timestamp() as f64, *probability);
        let of = at.timestamp().div_euclid(ODDS_STEP_S);
        match kept.last_mut() {
            Some(last) if stretch == Some(of) => *last = point,
            _ => kept.push(point),
        }
        stretch = Some(of);
    }
    kept
}

/// The points in the picture's units, cut at the gaps. The first and the last one are at its sides.
fn lines(course: &[(f64, f64)], scale: Scale) -> Vec<Vec<(f64, f64)>> {
    let (first, last) =
        (course.first().map_or(0.0, |point| point.0), course.last().map_or(1.0, |point| point.0));
    let low = course.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let high = course.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    let span = (high - low).max(scale.span_min);
    let bottom = f64::midpoint(low, high) - span / 2.0;

    let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut before: Option<f64> = None;
    for (time, amount) in course {
        let x = (time - first) / (last - first).max(1.0) * WIDTH;
        // A series that stands still runs through the middle.
        let share = if span > 0.0 { (amount - bottom) / span } else { 0.5 };
        let y = HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN);
        let continues = before.is_some_and(|before| time - before <= scale.gap_s_max);
        match lines.last_mut() {
            Some(line) if continues => line.push((x, y)),
            _ => lines.push(vec![(x, y)]),
        }
        before = Some(*time);
    }
    lines
}

/// Relative steps of one decimal: half the length of absolute ones. Steps are taken between rounded places, so that
/// the rounding does not add up.
pub(crate) fn path(line: &[(f64, f64)]) -> String {
    let mut path = String::new();
    let mut before = (0.0, 0.0);
    for (index, (x, y)) in line.iter().enumerate() {
        let place = ((x * 10.0).round(), (y * 10.0).round());
        let (dx, dy) = ((place.0 - before.0) / 10.0 + 0.0, (place.1 - before.1) / 10.0 + 0.0);
        before = place;
        let command = if index == 0 { 'M' } else { 'l' };
        let gap = if dy < 0.0 { "" } else { " " };
        // Writing to a String does not fail.
        let _ = write!(path, "{command}{dx}{gap}{dy}");
    }
    // A point between two gaps is seen as a dot.
    if line.len() == 1 {
        path.push_str("h0");
    }
    path
}

fn area(line: &[(f64, f64)]) -> String {
    match line {
        [(start, _), .., _] => format!("{}V{HEIGHT}H{start:.1}Z", path(line)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::{Moment, Origin, Value};

    use super::*;

    fn point(hour: i64, amount: f64) -> Point {
        let at = DateTime::from_timestamp(hour * 3_600, 0).unwrap();
        Point {
            observed_at: Moment::Instant(at),
            first_seen_at: at,
            value: Value::usd(amount).unwrap(),
            origin: Origin::Live,
        }
    }

    const HOURS: Scale = Scale { gap_s_max: 3.0, span_min: 0.0 };

    #[test]
    fn a_gap_in_the_values_is_a_gap_in_the_line() {
        let course = [0.0, 1.0, 2.0, 3.0, 20.0, 21.0].map(|hour| (hour, 1.0));
        assert_eq!(lines(&course, HOURS).iter().map(Vec::len).collect::<Vec<_>>(), [4, 2]);
        let points: Vec<Point> = [0, 1, 2, 3, 20, 21].into_iter().map(|hour| point(hour, 1.0)).collect();
        let html = Owner::new().with(|| sparkline(&points).unwrap().to_html());
        assert_eq!(html.matches('M').count(), 4, "two lines and two areas: {html}");
    }

    #[test]
    fn the_line_stays_inside_the_picture() {
        let course: Vec<(f64, f64)> = (0_i32..50).map(|n| (n.into(), f64::from(n * n))).collect();
        let inside =
            |(x, y): &(f64, f64)| (0.0..=WIDTH).contains(x) && (MARGIN..=HEIGHT - MARGIN).contains(y);
        assert!(lines(&course, HOURS).concat().iter().all(inside));
    }

    #[test]
    fn odds_that_hardly_move_look_calm_and_a_week_of_rounds_is_few_points() {
        let rounds: Vec<(DateTime<Utc>, f64)> = (0_i32..2_016)
            .map(|n| {
                (DateTime::from_timestamp(i64::from(n) * 300, 0).unwrap(), 0.50 + f64::from(n % 2) * 0.01)
            })
            .collect();
        let course = thinned(&rounds);
        assert_eq!(course.len(), 56);
        let scale = Scale { gap_s_max: ODDS_GAP_S, span_min: ODDS_SPAN_MIN };
        let mut ends = course.clone();
        ends[0].1 = 0.50;
        let heights: Vec<f64> = lines(&ends, scale).concat().iter().map(|(_, y)| *y).collect();
        let (low, high) = (heights.iter().copied().fold(f64::MAX, f64::min), heights[0]);
        assert!(high - low < HEIGHT / 4.0, "{low} to {high}");
    }

    #[test]
    fn a_path_comes_back_to_where_the_points_are() {
        let line = [(0.0, 10.04), (1.04, 10.06), (2.08, 9.0), (3.12, 30.0)];
        assert_eq!(path(&line), "M0 10l1 0.1l1.1-1.1l1 21");
        assert_eq!(area(&line), "M0 10l1 0.1l1.1-1.1l1 21V60H0.0Z");
        assert_eq!(path(&line[1..2]), "M1 10.1h0");
    }

    #[test]
    fn one_point_is_no_course() {
        assert!(sparkline(&[point(0, 1.0)]).is_none());
        assert!(odds(&[(DateTime::UNIX_EPOCH, 0.5)]).is_none());
    }
}
