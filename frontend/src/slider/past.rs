//! The past beneath a slider: where on the line a rule would have fired, and how often, in words.

use std::fmt::Write;

use crate::format;

/// Width of the picture, in its own units.
pub(crate) const WIDTH: f64 = 900.0;
/// How long it shows.
pub(crate) const DAYS: f64 = 90.0;
const DAY_S: i64 = 86_400;
const WEEK_S: i64 = 7 * DAY_S;

/// Where a moment stands from left to right.
pub(crate) fn x(at: i64, from: i64, until: i64) -> f64 {
    let share = (at - from) as f64 / (until - from).max(1) as f64;
    share.clamp(0.0, 1.0) * WIDTH
}

/// A path of dots on the lines, one for each moment. A moment beside every line stands at `beside`, the height of the
/// middle.
pub(crate) fn dots(lines: &[Vec<(f64, f64)>], moments: &[i64], from: i64, until: i64, beside: f64) -> String {
    let mut path = String::new();
    for at in moments {
        let x = x(*at, from, until);
        let y = lines.iter().find_map(|line| height(line, x)).unwrap_or(beside);
        // Writing to a String does not fail.
        let _ = write!(path, "M{x:.0} {y:.1}h0");
    }
    path
}

/// The height of a line at `x`, if it passes there.
fn height(line: &[(f64, f64)], x: f64) -> Option<f64> {
    // Rounded to whole units, a moment may lie a little outside.
    let inside = line.first()?.0 - 1.0 <= x && x <= line.last()?.0 + 1.0;
    let after = line.partition_point(|point| point.0 < x);
    let at = match (after.checked_sub(1).and_then(|before| line.get(before)), line.get(after)) {
        (Some(before), Some(after)) if after.0 > before.0 => {
            before.1 + (after.1 - before.1) * (x - before.0) / (after.0 - before.0)
        }
        (Some(point), _) | (None, Some(point)) => point.1,
        (None, None) => return None,
    };
    inside.then_some(at)
}

/// A line as it stands in the attribute `points`.
#[cfg(feature = "hydrate")]
pub(crate) fn line(points: &str) -> Vec<(f64, f64)> {
    let point = |pair: &str| {
        let (x, y) = pair.split_once(',')?;
        Some((x.parse().ok()?, y.parse().ok()?))
    };
    points.split(' ').filter_map(point).collect()
}

/// How often, in two parts: the second weighs more. `would have fired`, `9 times, at most 5 in a week`.
pub(crate) fn words(moments: &[i64]) -> (&'static str, String) {
    let most = most_in_a_week(moments);
    match moments.len() {
        0 => ("would have", "stayed silent".to_owned()),
        1 => ("would have fired", "once".to_owned()),
        2 if most == 1 => ("would have fired", "twice".to_owned()),
        count if most == 1 => ("would have fired", format!("{count} times, never twice in a week")),
        2 => ("would have fired", "twice, in one week".to_owned()),
        count if most == count => ("would have fired", format!("{count} times, all in one week")),
        count => ("would have fired", format!("{count} times, at most {most} in a week")),
    }
}

/// The most within any seven days.
fn most_in_a_week(moments: &[i64]) -> usize {
    let from = |first: usize| moments[first..].iter().take_while(|at| **at < moments[first] + WEEK_S).count();
    (0..moments.len()).map(from).max().unwrap_or(0)
}

/// All rules together, of so many alerts in the time shown: `about 6 alerts a week`.
pub(crate) fn together(count: usize) -> String {
    let a_week = count as f64 * 7.0 / DAYS;
    match count {
        0 => "no alert in 90 days".to_owned(),
        1 => "one alert in 90 days".to_owned(),
        _ if a_week < 0.75 => format!("{count} alerts in 90 days"),
        _ if a_week < 1.5 => "about one alert a week".to_owned(),
        _ => format!("about {} alerts a week", format::number(a_week, 0)),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_dot_stands_on_its_line_and_between_the_lines_in_the_middle() {
        let lines = [vec![(0.0, 10.0), (100.0, 20.0)], vec![(800.0, 5.0), (900.0, 5.0)]];
        let moments = [0, 50, 100, 400, 850, 2_000];
        assert_eq!(
            dots(&lines, &moments, 0, 900, 24.0),
            "M0 10.0h0M50 15.0h0M100 20.0h0M400 24.0h0M850 5.0h0M900 5.0h0"
        );
        assert_eq!(dots(&[], &[1], 0, 2, 24.0), "M450 24.0h0");
        assert_eq!(dots(&[vec![(3.0, 7.0)]], &[3], 0, 900, 24.0), "M3 7.0h0");
    }

    #[test]
    fn how_often_is_told_with_the_worst_week() {
        let days = |days: &[i64]| -> Vec<i64> { days.iter().map(|day| day * DAY_S).collect() };
        for (moments, told) in [
            (days(&[]), "would have stayed silent"),
            (days(&[3]), "would have fired once"),
            (days(&[3, 30]), "would have fired twice"),
            (days(&[3, 4]), "would have fired twice, in one week"),
            (days(&[0, 7, 14]), "would have fired 3 times, never twice in a week"),
            (days(&[0, 1, 2]), "would have fired 3 times, all in one week"),
            (days(&[0, 20, 21, 26, 27]), "would have fired 5 times, at most 3 in a week"),
        ] {
            let (how, often) = words(&moments);
            assert_eq!(format!("{how} {often}"), told);
        }
    }

    #[test]
    fn all_rules_together_are_told_by_the_week() {
        for (count, told) in [
            (0, "no alert in 90 days"),
            (1, "one alert in 90 days"),
            (9, "9 alerts in 90 days"),
            (13, "about one alert a week"),
            (77, "about 6 alerts a week"),
            (90_000, "about 7,000 alerts a week"),
        ] {
            assert_eq!(together(count), told);
        }
    }
}
