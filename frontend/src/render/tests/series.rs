use chrono::TimeDelta;
use cockpit_domain::chart::Range;
use cockpit_domain::rules::Severity;
use cockpit_domain::{Point, Value};

use super::*;
use crate::views::metric::{AlertMark, Course, Marks, Recorded, ReleaseMark, RuleLine};

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// So many daily values up to the day before yesterday; the fifth from the end is missing, and the first are bundled.
fn course(series: SeriesId, days: i64) -> Course {
    let value = |ago: i64| {
        let at = now() - TimeDelta::days(ago);
        let origin = if ago > 60 { Origin::Bundled } else { Origin::Live };
        let amount = 4.0 + (days - ago) as f64 / 100.0;
        Recorded {
            point: Point {
                observed_at: Moment::from_timestamp(series.definition().moments, at.timestamp()).unwrap(),
                first_seen_at: at,
                value: Value::new(amount, series.unit()).unwrap(),
                origin,
            },
            source: HOSTILE.to_owned(),
            first_seen_at: (origin == Origin::Live).then_some(at),
            first: (ago == 2).then_some(amount - 1.0),
        }
    };
    let values = (2..days + 2).rev().filter(|ago| !(10..20).contains(ago)).map(value).collect();
    Course { values, thinned: TimeDelta::zero() }
}

fn view(series: SeriesId, days: i64) -> MetricView {
    let (now, course) = (now(), course(series, days));
    let latest = course.values.last().map(|value| Observation {
        series,
        observed_at: value.point.observed_at,
        first_seen_at: now,
        value: value.point.value,
        source: HOSTILE.into(),
        standing: 0,
        origin: Origin::Live,
    });
    let facts = Facts { latest, error: Some(HOSTILE.into()), ..Facts::default() };
    let why = |range: Range| (range < Range::Month).then(|| "fewer than two values".to_owned());
    MetricView {
        series,
        metric: metric(series, &facts, &[], now),
        ranges: Range::ALL.map(|range| (range, why(range))).to_vec(),
        range: Range::Quarter,
        span: (now - TimeDelta::days(90), now),
        course,
        overlay: None,
        parts: Vec::new(),
        marks: Marks {
            alerts: vec![AlertMark {
                at: now - TimeDelta::days(3),
                words: HOSTILE.into(),
                severity: Severity::Warning,
            }],
            releases: vec![ReleaseMark {
                at: now - TimeDelta::days(5),
                name: HOSTILE.into(),
                actual: HOSTILE.into(),
                forecast: Some(HOSTILE.into()),
            }],
            regime: vec![
                ("2026-01-01".parse().unwrap(), State::RiskOn),
                ("2026-11-01".parse().unwrap(), State::RiskOff),
            ],
            left_out: 0,
        },
        page: 1,
        rules: vec![RuleLine {
            id: "us10y.change.1d".into(),
            words: HOSTILE.into(),
            threshold: Some("12 bp".into()),
            besides: "warning".into(),
            enabled: true,
        }],
        rhythm: HOSTILE.into(),
        picture: Some("https://cockpit.example/metric/us10y.png".into()),
    }
}

pub(super) fn metric_page() -> String {
    super::super::metric(&view(SeriesId::Us10y, 80), &frame(now()))
}

#[test]
fn the_chart_has_axes_its_marks_and_a_gap_where_there_is_no_value() {
    let html = metric_page();
    let line = |class: &str| {
        let drawn = html.split("<path ").find(|path| {
            path.split('>').next().is_some_and(|path| path.contains(&format!("class=\"{class}\"")))
        });
        let (_, rest) = drawn.unwrap().split_once("d=\"").unwrap();
        rest.split('"').next().unwrap().matches('M').count()
    };
    assert_eq!(line("line"), 2, "ten days without a value are a gap");
    assert_eq!(line("line of-bundle"), 1);
    for words in [
        ">4.2 %<",
        ">Oct<",
        "class=\"mark-alerts\"",
        "class=\"mark-releases\"",
        "1 turn of the regime",
        "1 alert<",
        "1 release<",
        "Risk On to Risk Off",
        "bundled with the program",
        "up 79 bp",
        "<title>4.78 % US 10Y Treasury Yield · Strategic Cockpit</title>",
        "property=\"og:image\" content=\"https://cockpit.example/metric/us10y.png\"",
        "3.78 % at 21 Nov 2026, 12:00:00 UTC, revised since",
        "1D: fewer than two values",
        "href=\"/metric/us10y?range=1y\" data-range=\"1y\"",
        "href=\"/metric/us10y?range=90d&amp;page=2#values\"",
        "1 to 50 of 70",
        "/api/v1/metrics/us10y/history?range=90d&amp;points=5000&amp;format=csv",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains("second-axis") && !html.contains("NaN"));
}

#[test]
fn a_second_series_has_an_axis_and_a_number_of_its_own() {
    let overlay = Some((SeriesId::Btc, course(SeriesId::Btc, 80)));
    let html = super::super::metric(&MetricView { overlay, ..view(SeriesId::Us10y, 80) }, &frame(now()));
    for words in [
        "class=\"axis second-axis\"",
        "data-read-second",
        "class=\"chart two\"",
        "<option value=\"btc\" selected",
        "&amp;with=btc",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn without_a_value_the_page_says_so_and_draws_nothing() {
    let nothing = Course { values: Vec::new(), thinned: TimeDelta::zero() };
    let html =
        super::super::metric(&MetricView { course: nothing, ..view(SeriesId::Us10y, 0) }, &frame(now()));
    for words in ["unavailable", "Nothing to draw.", "There is no value in this range.", "Table, no values"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains("data-plot") && !html.contains("<data"));
}
