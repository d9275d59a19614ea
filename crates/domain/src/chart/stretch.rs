//! Where a line may be drawn: from value to value, but never over a time without values that is longer than the series'
//! own rhythm.

use chrono::TimeDelta;

use crate::moment::MomentKind;
use crate::{Origin, Point, SeriesId};

/// A piece of the line: the points `from..until` of the course. Pieces that touch share their point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first point.
    pub from: usize,
    /// The one after its last.
    pub until: usize,
    /// Whether it is of the history that ships with the program.
    pub bundled: bool,
}

/// History of instants that was asked for later may come by the day; with a day and a half a missing one is seen.
const HISTORY_STEP_MAX: TimeDelta = TimeDelta::hours(36);
/// Steps on each side that say what is usual around a point of the history.
const AROUND: usize = 4;

/// The longest way between two neighbouring values that were seen as they were published.
pub fn line_gap_max(series: SeriesId) -> TimeDelta {
    match series {
        // Weekly figures; their tolerance is a day.
        SeriesId::NetLiquidity | SeriesId::Walcl | SeriesId::Wtregen => TimeDelta::days(8),
        _ => series.definition().gap_max,
    }
}

/// The pieces of a course, oldest first. When it was thinned out to the last value of each of equal stretches of time,
/// `thinned` is their length: two neighbours may then lie that much further apart.
pub fn stretches(series: SeriesId, points: &[Point], thinned: TimeDelta) -> Vec<Stretch> {
    let at = |index: usize| points[index].observed_at.timestamp();
    let steps_s: Vec<i64> = (1..points.len()).map(|index| at(index) - at(index - 1)).collect();
    let bundled = |index: usize| points[index].origin == Origin::Bundled;
    let mut found: Vec<Stretch> = Vec::new();
    for index in 0..points.len() {
        let Some(last) = found.last_mut() else {
            found.push(Stretch { from: index, until: index + 1, bundled: bundled(index) });
            continue;
        };
        let allowed = allowed(series, points, &steps_s, index) + thinned;
        if steps_s[index - 1] > allowed.num_seconds() {
            found.push(Stretch { from: index, until: index + 1, bundled: bundled(index) });
            continue;
        }
        let of_bundled = bundled(index) || bundled(index - 1);
        if last.bundled == of_bundled || last.until - last.from == 1 {
            last.until = index + 1;
            last.bundled = of_bundled;
        } else {
            found.push(Stretch { from: index - 1, until: index + 1, bundled: of_bundled });
        }
    }
    found
}

/// How long the way to the point `index` from the one before it may be.
fn allowed(series: SeriesId, points: &[Point], steps_s: &[i64], index: usize) -> TimeDelta {
    let gap_max = line_gap_max(series);
    let live = |index: usize| points[index].origin == Origin::Live;
    let by_day = series.definition().moments == MomentKind::Day;
    if by_day || (live(index) && live(index - 1)) {
        return gap_max;
    }
    // The history of a price is finer the newer it is: what is usual is what the steps around are.
    let step = index - 1;
    let mut around: Vec<i64> = (step.saturating_sub(AROUND)..(step + AROUND + 1).min(steps_s.len()))
        .filter(|other| *other != step)
        .map(|other| steps_s[other])
        .collect();
    around.sort_unstable();
    let usual = around.get(around.len() / 2).copied().unwrap_or(0);
    gap_max.max(TimeDelta::seconds(usual.saturating_mul(3) / 2).min(HISTORY_STEP_MAX))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{Moment, Value};

    const MINUTE_S: i64 = 60;
    const DAY_S: i64 = 86_400;

    fn points(series: SeriesId, at: &[(i64, Origin)]) -> Vec<Point> {
        let kind = series.definition().moments;
        let point = |(seconds, origin): &(i64, Origin)| Point {
            observed_at: Moment::from_timestamp(kind, *seconds).unwrap(),
            first_seen_at: DateTime::UNIX_EPOCH,
            value: Value::new(5_000.0, series.unit()).unwrap(),
            origin: *origin,
        };
        at.iter().map(point).collect()
    }

    fn pieces(series: SeriesId, at: &[(i64, Origin)], thinned_s: i64) -> Vec<(usize, usize, bool)> {
        let found = stretches(series, &points(series, at), TimeDelta::seconds(thinned_s));
        found.into_iter().map(|piece| (piece.from, piece.until, piece.bundled)).collect()
    }

    #[test]
    fn a_price_that_was_not_seen_for_longer_than_a_quarter_of_an_hour_leaves_a_gap() {
        let seen = [0, 1, 2, 17, 18, 34].map(|minute| (minute * MINUTE_S, Origin::Live));
        assert_eq!(pieces(SeriesId::Btc, &seen, 0), [(0, 5, false), (5, 6, false)]);
    }

    #[test]
    fn a_long_weekend_is_no_gap_of_a_yield_and_a_missing_week_is_one_of_a_weekly_figure() {
        let days =
            |days: &[i64]| -> Vec<_> { days.iter().map(|day| (day * DAY_S, Origin::Backfill)).collect() };
        assert_eq!(pieces(SeriesId::Us10y, &days(&[0, 1, 5, 6, 11]), 0), [(0, 4, false), (4, 5, false)]);
        assert_eq!(pieces(SeriesId::NetLiquidity, &days(&[0, 7, 14, 28]), 0), [(0, 3, false), (3, 4, false)]);
    }

    #[test]
    fn history_that_is_coarse_at_first_is_one_line_but_a_missing_day_in_it_is_seen() {
        let daily = (0..10).map(|day| day * DAY_S);
        let fine = (1..100).map(|quarter| 9 * DAY_S + quarter * 15 * MINUTE_S);
        let whole: Vec<_> = daily.clone().chain(fine).map(|at| (at, Origin::Backfill)).collect();
        assert_eq!(pieces(SeriesId::Btc, &whole, 0), [(0, 109, false)]);
        let holed: Vec<_> = daily.filter(|at| *at != 4 * DAY_S).map(|at| (at, Origin::Backfill)).collect();
        assert_eq!(pieces(SeriesId::Btc, &holed, 0), [(0, 4, false), (4, 9, false)]);
        // Six hours without candles in the fine part.
        let holed: Vec<_> =
            (0..40).chain(64..100).map(|n: i64| (n * 15 * MINUTE_S, Origin::Backfill)).collect();
        assert_eq!(pieces(SeriesId::Btc, &holed, 0), [(0, 40, false), (40, 76, false)]);
    }

    #[test]
    fn what_was_thinned_out_may_lie_further_apart_by_one_of_its_stretches() {
        let seen = [0, 60, 130].map(|minute| (minute * MINUTE_S, Origin::Live));
        assert_eq!(pieces(SeriesId::Btc, &seen, 0).len(), 3);
        assert_eq!(pieces(SeriesId::Btc, &seen, 50 * MINUTE_S), [(0, 2, false), (2, 3, false)]);
    }

    #[test]
    fn what_ships_with_the_program_is_a_piece_of_its_own_that_touches_the_next() {
        use Origin::{Backfill, Bundled};
        let days = [(0, Bundled), (1, Bundled), (2, Backfill), (3, Backfill)];
        let days = days.map(|(day, origin)| (day * DAY_S, origin));
        assert_eq!(pieces(SeriesId::Us10y, &days, 0), [(0, 3, true), (2, 4, false)]);
        assert!(pieces(SeriesId::Us10y, &[], 0).is_empty());
    }
}
