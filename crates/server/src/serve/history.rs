//! The query and the shapes of a series' history.

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, Utc};
use cockpit_domain::chart::{Range, UnknownRange};
use cockpit_domain::{Point, SeriesId};
use serde_json::{Value, json};

use super::api::Problem;

/// Points in one answer unless asked otherwise.
const POINTS_DEFAULT: u32 = 400;
const POINTS_MIN: u32 = 2;
const POINTS_MAX: u32 = 5_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Csv,
}

/// A history query; unknown keys are ignored, known ones must be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Query {
    pub range: Range,
    pub points: u32,
    pub format: Format,
}

impl Query {
    pub(super) fn parse(query: &str) -> Result<Self, Problem> {
        let (mut range, mut points, mut format) = (None, None, None);
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let repeated = match key.as_ref() {
                "range" => range.replace(parse_range(&value)?).is_some(),
                "points" => points.replace(parse_points(&value)?).is_some(),
                "format" => format.replace(parse_format(&value)?).is_some(),
                _ => false,
            };
            if repeated {
                return Err(Problem::bad(&key, "is given more than once"));
            }
        }
        Ok(Self {
            range: range.unwrap_or(Range::Quarter),
            points: points.unwrap_or(POINTS_DEFAULT),
            format: format.unwrap_or(Format::Json),
        })
    }

    pub(super) fn json(
        self,
        series: SeriesId,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        points: &[Point],
    ) -> Value {
        let definition = series.definition();
        let seconds = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let rows = points.iter().map(|point| {
            json!({
                "at": point.observed_at,
                "value": point.value.amount(),
                "first_seen_at": seconds(point.first_seen_at),
                "origin": point.origin.as_str(),
            })
        });
        json!({
            "series": series,
            "name": definition.name,
            "definition": definition.definition,
            "unit": definition.unit,
            "range": self.range.as_str(),
            "from": seconds(from),
            "to": seconds(to),
            "points": rows.collect::<Vec<_>>(),
        })
    }

    #[expect(clippy::unused_self, reason = "the sibling of `json`")]
    pub(super) fn csv(self, series: SeriesId, points: &[Point]) -> String {
        let mut text = format!("at,{series} ({}),first_seen_at,origin\n", series.unit());
        for point in points {
            let first_seen_at = point.first_seen_at.to_rfc3339_opts(SecondsFormat::Secs, true);
            let (at, value, origin) = (point.observed_at, point.value.amount(), point.origin.as_str());
            // Writing to a String does not fail.
            let _ = writeln!(text, "{at},{value},{first_seen_at},{origin}");
        }
        text
    }
}

pub(super) fn parse_range(value: &str) -> Result<Range, Problem> {
    value.parse().map_err(|error: UnknownRange| Problem::bad("range", &error.to_string()))
}

fn parse_points(value: &str) -> Result<u32, Problem> {
    let points = value.parse().ok().filter(|points| (POINTS_MIN..=POINTS_MAX).contains(points));
    points.ok_or_else(|| {
        Problem::bad("points", &format!("must be a whole number from {POINTS_MIN} to {POINTS_MAX}"))
    })
}

fn parse_format(value: &str) -> Result<Format, Problem> {
    match value {
        "json" => Ok(Format::Json),
        "csv" => Ok(Format::Csv),
        _ => Err(Problem::bad("format", "must be json or csv")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_asked_gives_a_quarter_in_400_points() {
        let query = Query::parse("").unwrap();
        assert_eq!(query, Query { range: Range::Quarter, points: 400, format: Format::Json });
        assert_eq!(Query::parse("tracking=1&x").unwrap(), query, "unknown keys are ignored");
    }

    #[test]
    fn what_is_known_must_be_right() {
        for query in [
            "range=2d",
            "range=",
            "points=-1",
            "points=1e9",
            "points=1",
            "format=xml",
            "range=1d&range=7d",
            "points=%FF",
        ] {
            assert!(Query::parse(query).is_err(), "{query}");
        }
    }

    proptest! {
        #[test]
        fn no_query_panics(query in ".{0,200}") {
            drop(Query::parse(&query));
        }
    }
}
