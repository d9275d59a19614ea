//! What a course did, in four values.

use crate::{Point, SeriesId};

/// First, last, lowest and highest of a course, and the change from first to last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// The first value.
    pub first: Point,
    /// The last.
    pub last: Point,
    /// The lowest; of several, the earliest.
    pub low: Point,
    /// The highest; of several, the earliest.
    pub high: Point,
    /// From first to last, in the series' unit of change; `None` when a percentage has no base.
    pub change: Option<f64>,
}

/// `None` with fewer than two values.
pub fn summary(series: SeriesId, points: &[Point]) -> Option<Summary> {
    let [first, .., last] = points else { return None };
    let (mut low, mut high) = (first, first);
    for point in points {
        if point.value.amount() < low.value.amount() {
            low = point;
        }
        if point.value.amount() > high.value.amount() {
            high = point;
        }
    }
    let change = series.definition().change_unit.between(first.value.amount(), last.value.amount());
    Some(Summary { first: *first, last: *last, low: *low, high: *high, change })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{Moment, Origin, Value};

    #[test]
    fn a_course_is_told_by_its_ends_and_its_extremes() {
        let point = |(day, value): (&i64, f64)| Point {
            observed_at: Moment::Day(DateTime::from_timestamp(day * 86_400, 0).unwrap().date_naive()),
            first_seen_at: DateTime::UNIX_EPOCH,
            value: Value::percent(value).unwrap(),
            origin: Origin::Backfill,
        };
        let points: Vec<Point> = [1, 2, 3, 4].iter().zip([4.2, 4.1, 4.5, 4.1]).map(point).collect();
        let told = summary(SeriesId::Us10y, &points).unwrap();
        assert_eq!(
            (told.first, told.last, told.low, told.high),
            (points[0], points[3], points[1], points[2])
        );
        assert_eq!(told.change, Some(-10.0), "a yield moves in basis points");
        assert_eq!(summary(SeriesId::Us10y, &points[..1]), None);
    }
}
