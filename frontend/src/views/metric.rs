//! What a series' own page is rendered from.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use cockpit_domain::chart::Range;
use cockpit_domain::dashboard::Metric;
use cockpit_domain::regime::State;
use cockpit_domain::rules::Severity;
use cockpit_domain::{Point, SeriesId};

/// Everything on the page of one series.
#[derive(Clone, Debug)]
pub struct MetricView {
    /// Which series.
    pub series: SeriesId,
    /// As its card shows it.
    pub metric: Metric,
    /// Every range, with the reason when it has nothing of its own to show.
    pub ranges: Vec<(Range, Option<String>)>,
    /// The one that is shown.
    pub range: Range,
    /// The moments at the chart's two edges.
    pub span: (DateTime<Utc>, DateTime<Utc>),
    /// What is drawn.
    pub course: Course,
    /// The series drawn over it, on an axis of its own.
    pub overlay: Option<(SeriesId, Course)>,
    /// The parts of a computed value, each with its own course.
    pub parts: Vec<(SeriesId, Course)>,
    /// What happened meanwhile.
    pub marks: Marks,
    /// Which page of the table, from 1.
    pub page: usize,
    /// What the installation is told of.
    pub rules: Vec<RuleLine>,
    /// How often its publishers are asked, in words.
    pub rhythm: String,
    /// Address of its picture, where others can reach it.
    pub picture: Option<String>,
}

/// A course, thinned out when it has more values than the chart has points.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// The values, oldest first.
    pub values: Vec<Recorded>,
    /// Of which length each stretch of time is that gave its last value; zero when these are all.
    pub thinned: TimeDelta,
}

impl Course {
    pub(crate) fn points(&self) -> Vec<Point> {
        self.values.iter().map(|value| value.point).collect()
    }
}

/// A value and what is on record about it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The value that counts.
    pub point: Point,
    /// Who said it.
    pub source: String,
    /// When its moment's first value was seen; none for what ships with the program.
    pub first_seen_at: Option<DateTime<Utc>>,
    /// That first value, when it was revised since.
    pub first: Option<f64>,
}

/// What happened while the course took its way.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Alerts about the series, oldest first.
    pub alerts: Vec<AlertMark>,
    /// Releases of the economic calendar with their figures, oldest first; for series that follow them.
    pub releases: Vec<ReleaseMark>,
    /// The settled regime: first day and state, oldest first, from before the chart's first moment on.
    pub regime: Vec<(NaiveDate, State)>,
    /// How many earlier marks there is no room for.
    pub left_out: usize,
}

/// An alert that was told.
#[derive(Clone, Debug)]
pub struct AlertMark {
    /// When.
    pub at: DateTime<Utc>,
    /// What it said, in one line.
    pub words: String,
    /// How much it mattered.
    pub severity: Severity,
}

/// A release whose figure came.
#[derive(Clone, Debug)]
pub struct ReleaseMark {
    /// When.
    pub at: DateTime<Utc>,
    /// What, such as `CPI m/m`.
    pub name: String,
    /// Its figure, as it was first seen.
    pub actual: String,
    /// What was expected.
    pub forecast: Option<String>,
}

/// A rule of the installation about the series.
#[derive(Clone, Debug)]
pub struct RuleLine {
    /// Its id, such as `btc.change.24h`.
    pub id: String,
    /// What it looks at, such as `change over 24 h`.
    pub words: String,
    /// From which size on, such as `6 %`; none where nothing is measured.
    pub threshold: Option<String>,
    /// What it asks besides, such as `confirmed twice, at most once in 1 day`.
    pub besides: String,
    /// Whether it is on.
    pub enabled: bool,
}
