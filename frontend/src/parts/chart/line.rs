//! The line itself, in pieces: a time without values is a gap, and what ships with the program looks like it.

use std::fmt::Write;

use cockpit_domain::chart::stretches;
use leptos::prelude::*;

use super::{Layer, Span};
use crate::parts::sparkline::path;

/// The picture's units.
const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 400.0;

/// The line of a layer; `class` says whose it is.
pub(super) fn lines(layer: &Layer<'_>, span: Span, class: &'static str) -> AnyView {
    let drawn = Drawn::of(layer, span);
    // One colour under the line is enough to look at.
    let area = (class == "line" && !drawn.area.is_empty())
        .then(|| view! { <path class="area" d=drawn.area></path> });
    let bundled = (!drawn.bundled.is_empty()).then(|| {
        view! { <path class=format!("{class} of-bundle") d=drawn.bundled vector-effect="non-scaling-stroke"></path> }
    });
    view! { {area}{bundled}<path class=class d=drawn.line vector-effect="non-scaling-stroke"></path> }
        .into_any()
}

/// A small picture of a course, without axes, on the time scale of the large one.
pub(crate) fn small(layer: &Layer<'_>, span: Span) -> AnyView {
    view! {
        <svg class="small-chart" viewBox="0 0 1000 400" preserveAspectRatio="none" aria-hidden="true">{lines(layer, span, "line")}</svg>
    }
    .into_any()
}

struct Drawn {
    line: String,
    bundled: String,
    area: String,
}

impl Drawn {
    fn of(layer: &Layer<'_>, span: Span) -> Self {
        let points = layer.course.points();
        let place = |index: usize| {
            let point = &points[index];
            let x = span.share(point.observed_at.timestamp()) * WIDTH;
            (x, (1.0 - layer.scale.share(point.value.amount())) * HEIGHT)
        };
        let mut drawn = Self { line: String::new(), bundled: String::new(), area: String::new() };
        for stretch in stretches(layer.series, &points, layer.course.thinned) {
            let places: Vec<(f64, f64)> = (stretch.from..stretch.until).map(place).collect();
            let one = path(&places);
            if let [(start, _), .., _] = places.as_slice() {
                // Writing to a String does not fail.
                let _ = write!(drawn.area, "{one}V{HEIGHT}H{start:.1}Z");
            }
            if stretch.bundled { &mut drawn.bundled } else { &mut drawn.line }.push_str(&one);
        }
        drawn
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use cockpit_domain::{Moment, Origin, Point, SeriesId, Value};

    use super::*;
    use crate::views::metric::{Course, Recorded};

    fn drawn(minutes: &[(i64, Origin)]) -> Drawn {
        let at = |minute: i64| DateTime::from_timestamp(minute * 60, 0).unwrap();
        let values = minutes.iter().map(|(minute, origin)| Recorded {
            point: Point {
                observed_at: Moment::Instant(at(*minute)),
                first_seen_at: at(*minute),
                value: Value::usd(100.0).unwrap(),
                origin: *origin,
            },
            source: "coinbase".to_owned(),
            first_seen_at: None,
            first: None,
        });
        let course = Course { values: values.collect(), thinned: TimeDelta::zero() };
        let layer = Layer::of(SeriesId::Btc, &course).unwrap();
        Drawn::of(&layer, Span { from: at(0), to: at(100) })
    }

    #[test]
    fn a_time_without_values_is_never_crossed_by_the_line() {
        let drawn = drawn(&[0, 10, 40, 50].map(|minute| (minute, Origin::Live)));
        assert_eq!(drawn.line, "M0 200l100 0M400 200l100 0");
        assert_eq!(drawn.bundled, "");
        assert_eq!(drawn.area.matches('Z').count(), 2);
    }

    #[test]
    fn what_ships_with_the_program_is_a_line_of_its_own_kind() {
        let drawn =
            drawn(&[(0, Origin::Bundled), (10, Origin::Bundled), (20, Origin::Live), (30, Origin::Live)]);
        assert_eq!((drawn.bundled.as_str(), drawn.line.as_str()), ("M0 200l100 0l100 0", "M200 200l100 0"));
    }

    #[test]
    fn a_value_between_two_gaps_is_a_dot() {
        assert_eq!(
            drawn(&[0, 50, 100].map(|minute| (minute, Origin::Live))).line,
            "M0 200h0M500 200h0M1000 200h0"
        );
    }
}
