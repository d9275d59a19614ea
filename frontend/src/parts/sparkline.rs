//! A sparkline: thin, one colour, without axes, on a true scale of time. A gap in the values is a gap in the line.

use std::fmt::Write;

use cockpit_domain::Point;
use leptos::prelude::*;

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 60.0;
/// Room above and below, so that the line is not cut.
const MARGIN: f64 = 3.0;

pub(crate) fn sparkline(points: &[Point]) -> Option<impl IntoView + use<>> {
    if points.len() < 2 {
        return None;
    }
    let lines = lines(points);
    let line: String = lines.iter().map(|line| path(line)).collect();
    let area: String = lines.iter().map(|line| area(line)).collect();
    Some(view! {
        <svg class="spark" viewBox="0 0 300 60" preserveAspectRatio="none" aria-hidden="true">
            <path class="spark-area" d=area></path>
            <path class="spark-line" d=line vector-effect="non-scaling-stroke"></path>
        </svg>
    })
}

/// The points in the picture's units, cut where the distance to the next is more than three times the usual one.
fn lines(points: &[Point]) -> Vec<Vec<(f64, f64)>> {
    let time = |point: &Point| point.observed_at.timestamp() as f64;
    let amount = |point: &Point| point.value.amount();
    let (first, last) = (points.first().map_or(0.0, time), points.last().map_or(1.0, time));
    let low = points.iter().map(amount).fold(f64::INFINITY, f64::min);
    let high = points.iter().map(amount).fold(f64::NEG_INFINITY, f64::max);
    let mut gaps: Vec<f64> = points.windows(2).map(|pair| time(&pair[1]) - time(&pair[0])).collect();
    gaps.sort_unstable_by(f64::total_cmp);
    let gap_max = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0).max(1.0) * 3.0;

    let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut before: Option<f64> = None;
    for point in points {
        let x = (time(point) - first) / (last - first).max(1.0) * WIDTH;
        // A series that stands still runs through the middle.
        let share = if high > low { (amount(point) - low) / (high - low) } else { 0.5 };
        let y = HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN);
        let continues = before.is_some_and(|before| time(point) - before <= gap_max);
        match lines.last_mut() {
            Some(line) if continues => line.push((x, y)),
            _ => lines.push(vec![(x, y)]),
        }
        before = Some(time(point));
    }
    lines
}

/// Relative steps of one decimal: half the length of absolute ones. Steps are taken between rounded places, so that
/// the rounding does not add up.
fn path(line: &[(f64, f64)]) -> String {
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
    use chrono::DateTime;
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

    #[test]
    fn a_gap_in_the_values_is_a_gap_in_the_line() {
        let points: Vec<Point> = [0, 1, 2, 3, 20, 21].into_iter().map(|hour| point(hour, 1.0)).collect();
        assert_eq!(lines(&points).iter().map(Vec::len).collect::<Vec<_>>(), [4, 2]);
    }

    #[test]
    fn the_line_stays_inside_the_picture() {
        let points: Vec<Point> = (0_i32..50).map(|n| point(n.into(), f64::from(n * n))).collect();
        let inside =
            |(x, y): &(f64, f64)| (0.0..=WIDTH).contains(x) && (MARGIN..=HEIGHT - MARGIN).contains(y);
        assert!(lines(&points).concat().iter().all(inside));
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
    }
}
