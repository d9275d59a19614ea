//! What others show of a series' page when somebody passes it on: its name, value and change, its course, and the regime.

use chrono::TimeDelta;
use cockpit_domain::change::Tone;
use cockpit_domain::chart::{Scale as Values, Ticks, stretches};
use cockpit_domain::regime::State;
use cockpit_domain::{Point, SeriesId};
use tiny_skia::{FillRule, LineCap, PathBuilder, Pixmap, Stroke, Transform};

use super::lettering::Lettering;
use super::{ACCENT, Area, INK, MUTED, PANEL, Scale, colour, grid, line, paint};
use crate::message::{Figure, Unit};
use crate::render::{Numbers, clean, words};

/// Width and height, in pixels: what most places cut pictures to.
pub const SIZE: (u32, u32) = (1_200, 630);

const LEFT: f32 = 64.0;
const RIGHT: f32 = 1_136.0;
/// Where the line is drawn; the labels of its axis stand to the right of it.
const PLOT: Area = (LEFT, 292.0, 1_000.0, 500.0);
const TICKS_MAX: usize = 4;

const SUPPORTS: (u8, u8, u8) = (0x46, 0xc0, 0x8f);
const AGAINST: (u8, u8, u8) = (0xef, 0x6f, 0x78);

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Share {
    /// Which series.
    pub series: SeriesId,
    /// The newest value; `None` while there is none.
    pub value: Option<f64>,
    /// What it speaks of, and from whom: `as of 26 Aug, 15:07 UTC, Coinbase`.
    pub as_of: String,
    /// Changes in words, each with what it means.
    pub changes: Vec<(String, Tone)>,
    /// The course, oldest first.
    pub points: Vec<Point>,
    /// Of which length each stretch of time is that gave its last value.
    pub thinned: TimeDelta,
    /// What stands under the line's two ends.
    pub ends: (String, String),
    /// The settled regime.
    pub regime: State,
}

/// Draws. `None` only when there is no memory for it.
pub fn draw(share: &Share) -> Option<Vec<u8>> {
    let mut pixmap = Pixmap::new(SIZE.0, SIZE.1)?;
    pixmap.fill(colour(PANEL, 255));
    course(&mut pixmap, share);
    head(&mut pixmap, share);
    foot(&mut pixmap, share);
    pixmap.encode_png().ok()
}

/// The line with its grid; words where there is nothing to draw.
fn course(pixmap: &mut Pixmap, share: &Share) {
    let lettering = Lettering::new();
    let points: Vec<(i64, f64)> =
        share.points.iter().map(|point| (point.observed_at.timestamp(), point.value.amount())).collect();
    let values = Values::of(points.iter().map(|point| point.1));
    let (Some((first, _)), Some((last, _)), Some(values)) = (points.first(), points.last(), values) else {
        return lettering.write(pixmap, "no history yet", (LEFT, 400.0), 30.0, colour(MUTED, 255));
    };
    let scale = Scale::of(PLOT, &points, None, *first, (*last).max(first + 1));
    let ticks = Ticks::within(values, TICKS_MAX);
    let decimals = u8::try_from(ticks.decimals).unwrap_or(0);
    grid(pixmap, &scale, &ticks.values, 24.0, |value| {
        let figure = Figure::new(value, Unit::from(share.series.unit()), decimals);
        figure.map(|figure| words::figure(figure, Numbers::English)).unwrap_or_default()
    });
    let pieces: Vec<&[(i64, f64)]> = stretches(share.series, &share.points, share.thinned)
        .into_iter()
        .map(|stretch| &points[stretch.from..stretch.until])
        .collect();
    let _drawn = line(pixmap, &pieces, &scale);
    lettering.write(pixmap, &share.ends.0, (LEFT, 536.0), 22.0, colour(MUTED, 255));
    let right = PLOT.2 - lettering.width(&share.ends.1, 22.0);
    lettering.write(pixmap, &share.ends.1, (right, 536.0), 22.0, colour(MUTED, 255));
}

/// Name, value, changes; at the right the regime.
fn head(pixmap: &mut Pixmap, share: &Share) {
    let lettering = Lettering::new();
    let definition = share.series.definition();
    let (words, of) = match share.regime {
        State::RiskOn => (share.regime.words(), SUPPORTS),
        State::RiskOff => (share.regime.words(), AGAINST),
        State::Neutral => (share.regime.words(), INK),
        State::Unknown => ("Regime unknown", MUTED),
    };
    let width = lettering.width(words, 30.0);
    let start = RIGHT - width - 26.0;
    capsule(pixmap, (start - 44.0, 50.0, RIGHT, 100.0), of);
    dot(pixmap, (start - 18.0, 75.0), 7.0, of);
    lettering.write(pixmap, words, (start, 85.0), 30.0, colour(of, 255));

    let name = format!("{} · {}", definition.name, definition.nickname);
    let name = lettering.fitted(&clean::line(&name, 120), 32.0, start - 90.0 - LEFT);
    lettering.write(pixmap, &name, (LEFT, 86.0), 32.0, colour(MUTED, 255));

    let value = share.value.and_then(|value| Figure::value(share.series, value));
    let (value, of) = match value {
        Some(value) => (words::figure(value, Numbers::English), INK),
        None => ("unavailable".to_owned(), MUTED),
    };
    lettering.write(pixmap, &value, (LEFT - 4.0, 190.0), 104.0, colour(of, 255));
    let mut x = LEFT;
    for (change, tone) in &share.changes {
        let of = match tone {
            Tone::Supports => SUPPORTS,
            Tone::Against => AGAINST,
            Tone::Neutral => MUTED,
        };
        let width = lettering.width(change, 32.0);
        if x + width > RIGHT {
            break;
        }
        lettering.write(pixmap, change, (x, 248.0), 32.0, colour(of, 255));
        x += width + 36.0;
    }
}

/// Whose picture it is, and of when.
fn foot(pixmap: &mut Pixmap, share: &Share) {
    let lettering = Lettering::new();
    mark(pixmap, (LEFT + 16.0, 586.0));
    lettering.write(pixmap, "Strategic Cockpit", (LEFT + 46.0, 596.0), 28.0, colour(INK, 255));
    let as_of = lettering.fitted(&clean::line(&share.as_of, 120), 24.0, 640.0);
    let right = RIGHT - lettering.width(&as_of, 24.0);
    lettering.write(pixmap, &as_of, (right, 595.0), 24.0, colour(MUTED, 255));
}

/// An instrument's arc and needle.
fn mark(pixmap: &mut Pixmap, (x, y): (f32, f32)) {
    const RADIUS: f32 = 15.0;
    let mut path = PathBuilder::new();
    for step in 0_u8..=24 {
        // From lower left over the top to lower right.
        let angle = (225.0 - 270.0 * f32::from(step) / 24.0).to_radians();
        let place = (x + RADIUS * angle.cos(), y + 3.0 - RADIUS * angle.sin());
        if step == 0 {
            path.move_to(place.0, place.1);
        } else {
            path.line_to(place.0, place.1);
        }
    }
    path.move_to(x, y + 3.0);
    path.line_to(x + 7.5, y - 5.5);
    let stroke = Stroke { width: 3.6, line_cap: LineCap::Round, ..Stroke::default() };
    if let Some(path) = path.finish() {
        pixmap.stroke_path(&path, &paint(colour(ACCENT, 255)), &stroke, Transform::identity(), None);
    }
}

fn dot(pixmap: &mut Pixmap, (x, y): (f32, f32), radius: f32, of: (u8, u8, u8)) {
    if let Some(path) = PathBuilder::from_circle(x, y, radius) {
        pixmap.fill_path(&path, &paint(colour(of, 255)), FillRule::Winding, Transform::identity(), None);
    }
}

/// The outline of a badge.
fn capsule(pixmap: &mut Pixmap, (left, top, right, bottom): Area, of: (u8, u8, u8)) {
    let radius = (bottom - top) / 2.0;
    // How far a curve's handle reaches to look like a quarter of a circle.
    let handle = radius * 0.552;
    let mut path = PathBuilder::new();
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.cubic_to(right - radius + handle, top, right, top + radius - handle, right, top + radius);
    path.cubic_to(right, top + radius + handle, right - radius + handle, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.cubic_to(left + radius - handle, bottom, left, top + radius + handle, left, top + radius);
    path.cubic_to(left, top + radius - handle, left + radius - handle, top, left + radius, top);
    path.close();
    let stroke = Stroke { width: 2.0, ..Stroke::default() };
    if let Some(path) = path.finish() {
        pixmap.stroke_path(&path, &paint(colour(of, 255)), &stroke, Transform::identity(), None);
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use cockpit_domain::{Moment, Origin, Value};

    use super::*;

    fn point(day: i64, value: f64) -> Point {
        let at = DateTime::from_timestamp(day * 86_400, 0).unwrap();
        Point {
            observed_at: Moment::Day(at.date_naive()),
            first_seen_at: at,
            value: Value::percent(value).unwrap(),
            origin: Origin::Backfill,
        }
    }

    fn share(points: Vec<Point>) -> Share {
        Share {
            series: SeriesId::Us10y,
            value: points.last().map(|point| point.value.amount()),
            as_of: "as of 20 Nov, FRED".to_owned(),
            changes: vec![
                ("+3 bp in 1 d".to_owned(), Tone::Against),
                ("−8 bp in 7 d".to_owned(), Tone::Supports),
            ],
            points,
            thinned: TimeDelta::zero(),
            ends: ("20 Nov 2025".to_owned(), "20 Nov 2026".to_owned()),
            regime: State::RiskOff,
        }
    }

    fn accents(share: &Share) -> usize {
        let picture = Pixmap::decode_png(&draw(share).unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), SIZE);
        let in_plot = |index: usize| {
            let (x, y) = (index % 1_200, index / 1_200);
            x < 1_000 && (292..500).contains(&y)
        };
        let accent =
            |pixel: &tiny_skia::PremultipliedColorU8| (pixel.red(), pixel.green(), pixel.blue()) == ACCENT;
        picture.pixels().iter().enumerate().filter(|(index, pixel)| in_plot(*index) && accent(pixel)).count()
    }

    #[test]
    fn the_picture_has_the_size_that_others_ask_and_the_line_in_it() {
        let whole = (0..300).map(|day| point(day, 4.2 + (day as f64 / 20.0).sin() * 0.3)).collect();
        assert!(accents(&share(whole)) > 1_000);
    }

    #[test]
    fn a_gap_is_a_gap_here_too_and_nothing_is_no_panic() {
        let with_gap: Vec<_> =
            (0..300).filter(|day| !(100..200).contains(day)).map(|day| point(day, 4.2)).collect();
        let whole: Vec<_> = (0..300).map(|day| point(day, 4.2)).collect();
        let (gap, whole) = (accents(&share(with_gap)), accents(&share(whole)));
        assert!(gap * 10 < whole * 8, "{gap} of {whole}");
        assert!(draw(&share(vec![])).is_some() && draw(&share(vec![point(0, 4.2)])).is_some());
    }
}
