//! The chart of a series: its line on a true scale of time with axes, a second series over it, and marks of what happened.
//!
//! All of it is SVG that the server writes: lines in a picture that is stretched to the place there is, letters and marks
//! at shares of it, which are not stretched. Where the crosshair stands is up to the browser; what it reads is in the
//! `data-` attributes of the plot.

mod axes;
mod line;
mod marks;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::chart::{Scale, Ticks};
use cockpit_domain::moment::MomentKind;
use cockpit_domain::{Moment, SeriesId};
use leptos::prelude::*;

use crate::format;
use crate::views::metric::{Course, Marks};

pub(crate) use line::small;
pub(crate) use marks::{legend, release_words, turned};

/// Lines of the grid, at most.
const TICKS_MAX: usize = 5;
const TIME_TICKS_MAX: usize = 6;

/// The moments at the two edges.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) from: DateTime<Utc>,
    pub(crate) to: DateTime<Utc>,
}

impl Span {
    /// Where a moment stands: 0 at the left edge, 1 at the right.
    pub(crate) fn share(self, timestamp_s: i64) -> f64 {
        let length_s = (self.to - self.from).num_seconds().max(1) as f64;
        (timestamp_s - self.from.timestamp()) as f64 / length_s
    }

    /// As [`Span::share`], for an attribute; `None` outside.
    pub(crate) fn place(self, timestamp_s: i64) -> Option<String> {
        let share = self.share(timestamp_s);
        (0.0..=1.0).contains(&share).then(|| percent(share))
    }
}

/// A share as an attribute says it: `12.34%`.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// A course with the scale that it is drawn on.
pub(crate) struct Layer<'a> {
    pub(crate) series: SeriesId,
    pub(crate) course: &'a Course,
    pub(crate) scale: Scale,
    pub(crate) ticks: Ticks,
}

impl<'a> Layer<'a> {
    /// `None` without a value.
    pub(crate) fn of(series: SeriesId, course: &'a Course) -> Option<Self> {
        let scale = Scale::of(course.values.iter().map(|value| value.point.value.amount()))?;
        Some(Self { series, course, scale, ticks: Ticks::within(scale, TICKS_MAX) })
    }

    /// Where a value stands, from the top.
    fn top_of(&self, value: f64) -> String {
        percent(1.0 - self.scale.share(value))
    }

    /// The last value at or before a moment.
    fn value_at(&self, timestamp_s: i64) -> Option<f64> {
        let after =
            self.course.values.partition_point(|value| value.point.observed_at.timestamp() <= timestamp_s);
        self.course.values.get(after.checked_sub(1)?).map(|value| value.point.value.amount())
    }
}

/// Everything that is drawn.
pub(crate) struct Chart<'a> {
    pub(crate) main: Layer<'a>,
    pub(crate) overlay: Option<Layer<'a>>,
    pub(crate) marks: &'a Marks,
    pub(crate) span: Span,
    pub(crate) zone: Tz,
}

/// Days are the same everywhere; instants have the page's clock.
pub(crate) fn zone_of(series: SeriesId, zone: Tz) -> Tz {
    if series.definition().moments == MomentKind::Day { Tz::UTC } else { zone }
}

impl Chart<'_> {
    pub(crate) fn view(&self) -> AnyView {
        let Self { main, overlay, marks, span, zone } = self;
        let drawn = line::lines(main, *span, "line");
        let over = overlay.as_ref().map(|overlay| line::lines(overlay, *span, "second"));
        let right = overlay.as_ref().map(|overlay| axes::values(overlay, "axis second-axis"));
        let class = if overlay.is_some() { "chart two" } else { "chart" };
        let time_zone = zone_of(main.series, *zone);
        view! {
            <div class=class>
                {axes::values(main, "axis")}
                <div class="plot" data-plot="" data-from=span.from.timestamp() data-to=span.to.timestamp()>
                    <svg width="100%" height="100%" role="img" aria-labelledby="course">
                        {axes::grid(main, *span, time_zone)}
                        {marks::turns(marks, *span)}
                        <svg viewBox="0 0 1000 400" width="100%" height="100%" preserveAspectRatio="none">{over}{drawn}</svg>
                        {marks::releases(marks, *span)}
                        {marks::alerts(marks, main, *span)}
                        <g class="cross" data-cross="" visibility="hidden">
                            <line y1="0" y2="100%"></line>
                            <circle r="4.5"></circle>
                            {overlay.is_some().then(|| view! { <circle class="of-second" r="4.5"></circle> })}
                        </g>
                    </svg>
                    {self.cursor()}
                </div>
                {right}
                {axes::time(*span, time_zone)}
                {marks::ribbon(marks, *span)}
            </div>
        }
        .into_any()
    }

    /// Moved by keys, and for whoever listens; the pointer moves it, too. Without scripts it stands still.
    fn cursor(&self) -> impl IntoView + use<> {
        let main = Read::of(&self.main);
        let second = self.overlay.as_ref().map(Read::of);
        let last = self.main.course.values.len().saturating_sub(1);
        view! {
            <input class="cursor" type="range" min="0" max=last value=last step="1" disabled data-cursor="" aria-label="Value at a moment, by arrow keys"
                data-moments=main.at data-values=main.values data-form=main.form data-low=main.low data-high=main.high data-zone=self.zone_name()
                data-second-moments=second.as_ref().map(|read| read.at.clone()) data-second-values=second.as_ref().map(|read| read.values.clone())
                data-second-form=second.as_ref().map(|read| read.form.clone()) data-second-low=second.as_ref().map(|read| read.low.clone())
                data-second-high=second.as_ref().map(|read| read.high.clone())/>
        }
    }

    /// Empty for days, which have no time.
    fn zone_name(&self) -> String {
        let by_day = self.main.series.definition().moments == MomentKind::Day;
        if by_day { String::new() } else { self.zone.name().to_owned() }
    }
}

/// What the crosshair reads.
struct Read {
    /// Seconds since 1970 of the first value, then the steps to each of the others.
    at: String,
    values: String,
    /// What stands before a value, its decimals, and what stands behind it.
    form: String,
    low: String,
    high: String,
}

impl Read {
    fn of(layer: &Layer<'_>) -> Self {
        let values = &layer.course.values;
        let mut before = 0;
        let at = values.iter().map(|value| {
            let at = value.point.observed_at.timestamp();
            let step = at - before;
            before = at;
            step.to_string()
        });
        let at = at.collect::<Vec<_>>().join(" ");
        let amounts = values.iter().map(|value| value.point.value.amount());
        let largest = amounts.clone().fold(0.0, f64::max);
        let (front, number, unit) = format::value(layer.series, largest);
        let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        Self {
            at,
            values: amounts.map(|amount| amount.to_string()).collect::<Vec<_>>().join(" "),
            form: format!("{front}|{decimals}|{unit}"),
            low: layer.scale.low().to_string(),
            high: layer.scale.high().to_string(),
        }
    }
}

/// The value under the crosshair, and when it was: in a place of its own above the plot, so that nothing moves. Without the
/// crosshair it is the newest of the course.
pub(crate) fn readout(
    main: &Layer<'_>,
    overlay: Option<&Layer<'_>>,
    zone: Tz,
) -> Option<impl IntoView + use<>> {
    let last = main.course.values.last()?;
    let at = spoken(last.point.observed_at, zone);
    let value = format::value_text(main.series, last.point.value.amount());
    let second = overlay.map(|overlay| {
        let at = last.point.observed_at.timestamp();
        let value = overlay.value_at(at).map(|value| format::value_text(overlay.series, value));
        view! {
            <span class="read-second">
                <span class="swatch second" aria-hidden="true"></span>
                {overlay.series.definition().name} " "
                <strong data-read-second="">{value.unwrap_or("—".to_owned())}</strong>
            </span>
        }
    });
    Some(view! {
        <p class="readout" role="status" aria-live="polite">
            <span class="read-main">
                <span class="swatch" aria-hidden="true"></span>
                <strong data-read="">{value}</strong>
            </span>
            {second}
            <span class="read-at" data-read-at="">{at}</span>
        </p>
    })
}

/// `26 Aug 2026, 15:07 UTC`; a day without a time.
pub(crate) fn spoken(moment: Moment, zone: Tz) -> String {
    match moment {
        Moment::Day(day) => day.format("%-d %b %Y").to_string(),
        Moment::Instant(at) => at.with_timezone(&zone).format("%-d %b %Y, %H:%M %Z").to_string(),
    }
}
