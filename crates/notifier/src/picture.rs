//! Charts drawn in process, PNGs in the page's dark colours: the one that goes along with a message, and in [`share`] the
//! one that others show of a page.

use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform,
};

use crate::message::{Figure, Unit};
use crate::render::{Numbers, clean, words};

mod lettering;
pub mod share;

use lettering::Lettering;

/// Width of the picture, in pixels.
pub const WIDTH: u32 = 800;
/// Height of the picture, in pixels.
pub const HEIGHT: u32 = 400;

/// Where something is drawn: left, top, right, bottom.
type Area = (f32, f32, f32, f32);

/// Where the line is drawn.
const PLOT: Area = (36.0, 136.0, 672.0, 336.0);
/// More points than this many pixels cannot be told apart.
const POINTS_MAX: usize = 4_000;

const PANEL: (u8, u8, u8) = (0x12, 0x16, 0x1d);
const HAIRLINE: (u8, u8, u8) = (0x1e, 0x25, 0x30);
const INK: (u8, u8, u8) = (0xe9, 0xed, 0xf3);
const MUTED: (u8, u8, u8) = (0x8b, 0x96, 0xa6);
const ACCENT: (u8, u8, u8) = (0xf2, 0xb4, 0x45);

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What it shows, such as `Bitcoin Price`.
    pub title: String,
    /// What happened, such as `$86,915 → $88,740 (+2.1%)`.
    pub label: String,
    /// Seconds since 1970 and value, oldest first.
    pub points: Vec<(i64, f64)>,
    /// A level or threshold, in the unit of the values.
    pub threshold: Option<f64>,
    /// What stands under the line's two ends, such as `24 Nov, 09:45`.
    pub ends: (String, String),
    /// The unit of the values.
    pub unit: Unit,
    /// Digits behind the point.
    pub decimals: u8,
    /// How numbers are written.
    pub numbers: Numbers,
}

/// Draws. `None` with fewer than two values: a chart of one point shows nothing.
pub fn draw(chart: &Chart) -> Option<Vec<u8>> {
    let points: Vec<(i64, f64)> =
        chart.points.iter().copied().filter(|(_, value)| value.is_finite()).collect();
    let step = points.len().div_ceil(POINTS_MAX).max(1);
    // The newest is the one that must not be missing.
    let mut points: Vec<_> = points.into_iter().rev().step_by(step).collect();
    points.reverse();
    let (first, last) = (points.first()?.0, points.last()?.0);
    if last <= first {
        return None;
    }
    let threshold = chart.threshold.filter(|threshold| threshold.is_finite());
    let scale = Scale::of(PLOT, &points, threshold, first, last);
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT)?;
    pixmap.fill(colour(PANEL, 255));
    grid(
        &mut pixmap,
        &scale,
        &[0.0, 0.5, 1.0].map(|share| scale.low + scale.height * share),
        18.0,
        |value| {
            let figure = Figure::new(value, chart.unit, chart.decimals);
            figure.map(|figure| words::figure(figure, chart.numbers)).unwrap_or_default()
        },
    );
    line(&mut pixmap, &[&points], &scale)?;
    if let Some(threshold) = threshold {
        let y = scale.y(threshold);
        dashed(&mut pixmap, y)?;
        Lettering::new().write(&mut pixmap, "threshold", (PLOT.0 + 6.0, y - 7.0), 16.0, colour(MUTED, 255));
    }
    words_around(&mut pixmap, chart);
    pixmap.encode_png().ok()
}

/// From values to pixels.
struct Scale {
    plot: Area,
    first: i64,
    span_s: f64,
    low: f64,
    height: f64,
}

impl Scale {
    fn of(plot: Area, points: &[(i64, f64)], threshold: Option<f64>, first: i64, last: i64) -> Self {
        let values = || points.iter().map(|(_, value)| *value).chain(threshold);
        let low = values().fold(f64::INFINITY, f64::min);
        let high = values().fold(f64::NEG_INFINITY, f64::max);
        // A line that does not move runs through the middle.
        let room = if high > low { (high - low) * 0.06 } else { high.abs().max(1.0) * 0.01 };
        Self { plot, first, span_s: (last - first) as f64, low: low - room, height: high - low + 2.0 * room }
    }

    fn x(&self, at: i64) -> f32 {
        let share = (at - self.first) as f64 / self.span_s;
        self.plot.0 + narrow(share) * (self.plot.2 - self.plot.0)
    }

    fn y(&self, value: f64) -> f32 {
        self.plot.3 - narrow((value - self.low) / self.height) * (self.plot.3 - self.plot.1)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1, and pixels are coarse")]
fn narrow(share: f64) -> f32 {
    share.clamp(0.0, 1.0) as f32
}

/// Lines across at these values, with what is written at their right ends.
fn grid(pixmap: &mut Pixmap, scale: &Scale, values: &[f64], size_px: f32, label: impl Fn(f64) -> String) {
    let lettering = Lettering::new();
    let (left, right) = (scale.plot.0, scale.plot.2);
    for value in values {
        let y = scale.y(*value);
        fill(pixmap, Rect::from_ltrb(left, y, right, y + 1.0), HAIRLINE);
        let place = (right + 14.0, y + size_px / 3.0);
        lettering.write(pixmap, &label(*value), place, size_px, colour(MUTED, 255));
    }
}

/// The line in its pieces, and a dot at the newest value.
fn line(pixmap: &mut Pixmap, pieces: &[&[(i64, f64)]], scale: &Scale) -> Option<()> {
    let bottom = scale.plot.3;
    let mut path = PathBuilder::new();
    let mut area = PathBuilder::new();
    for piece in pieces {
        let (first, last) = piece.first().zip(piece.last())?;
        area.move_to(scale.x(first.0), bottom);
        for (index, (at, value)) in piece.iter().enumerate() {
            let (x, y) = (scale.x(*at), scale.y(*value));
            if index == 0 {
                path.move_to(x, y);
            }
            // A piece of one value is a dot.
            path.line_to(x, y);
            area.line_to(x, y);
        }
        area.line_to(scale.x(last.0), bottom);
        area.close();
    }
    let (last_at, last_value) = *pieces.last()?.last()?;
    let (x, y) = (scale.x(last_at), scale.y(last_value));
    let still = Transform::identity();
    pixmap.fill_path(&area.finish()?, &paint(colour(ACCENT, 26)), FillRule::Winding, still, None);
    let stroke =
        Stroke { width: 3.0, line_join: LineJoin::Round, line_cap: LineCap::Round, ..Stroke::default() };
    pixmap.stroke_path(&path.finish()?, &paint(colour(ACCENT, 255)), &stroke, still, None);
    for (radius, of) in [(9.0, PANEL), (6.0, ACCENT)] {
        let dot = PathBuilder::from_circle(x, y, radius)?;
        pixmap.fill_path(&dot, &paint(colour(of, 255)), FillRule::Winding, still, None);
    }
    Some(())
}

fn dashed(pixmap: &mut Pixmap, y: f32) -> Option<()> {
    let mut path = PathBuilder::new();
    path.move_to(PLOT.0, y);
    path.line_to(PLOT.2, y);
    let stroke = Stroke { width: 1.5, dash: StrokeDash::new(vec![8.0, 6.0], 0.0), ..Stroke::default() };
    pixmap.stroke_path(&path.finish()?, &paint(colour(INK, 170)), &stroke, Transform::identity(), None);
    Some(())
}

fn words_around(pixmap: &mut Pixmap, chart: &Chart) {
    let lettering = Lettering::new();
    let room = WIDTH as f32 - 2.0 * PLOT.0;
    let title = lettering.fitted(&clean::line(&chart.title, 120), 24.0, room);
    lettering.write(pixmap, &title, (PLOT.0, 52.0), 24.0, colour(MUTED, 255));
    let label = lettering.fitted(&clean::line(&chart.label, 120), 38.0, room);
    lettering.write(pixmap, &label, (PLOT.0, 100.0), 38.0, colour(INK, 255));
    let ends = [&chart.ends.0, &chart.ends.1].map(|end| clean::line(end, 30));
    lettering.write(pixmap, &ends[0], (PLOT.0, 372.0), 18.0, colour(MUTED, 255));
    let right = PLOT.2 - lettering.width(&ends[1], 18.0);
    lettering.write(pixmap, &ends[1], (right, 372.0), 18.0, colour(MUTED, 255));
}

fn colour((red, green, blue): (u8, u8, u8), alpha: u8) -> Color {
    Color::from_rgba8(red, green, blue, alpha)
}

fn paint(colour: Color) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(colour);
    paint
}

fn fill(pixmap: &mut Pixmap, area: Option<Rect>, of: (u8, u8, u8)) {
    if let Some(area) = area {
        pixmap.fill_rect(area, &paint(colour(of, 255)), Transform::identity(), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(points: Vec<(i64, f64)>) -> Chart {
        Chart {
            title: "Bitcoin Price".to_owned(),
            label: "$86,915 → $88,740 (+2.1%)".to_owned(),
            points,
            threshold: Some(87_784.0),
            ends: ("24 Nov, 09:00".to_owned(), "24 Nov, 15:00 CET".to_owned()),
            unit: Unit::Usd,
            decimals: 0,
            numbers: Numbers::English,
        }
    }

    fn walk() -> Vec<(i64, f64)> {
        let step = |at: i64| 86_700.0 + (at as f64 / 7.0).sin() * 240.0 + (at as f64 / 2.3).sin() * 90.0;
        let rise = |at: i64| if at > 330 { (at - 330) as f64 * 65.0 } else { 0.0 };
        (0..=360).map(|at| (at * 60, step(at) + rise(at))).collect()
    }

    #[test]
    fn a_chart_is_a_small_picture_of_the_right_size_with_its_line_in_it() {
        let png = draw(&chart(walk())).unwrap();
        let picture = Pixmap::decode_png(&png).unwrap();
        assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT));
        assert!(png.len() < 60_000, "{}", png.len());
        let accent =
            |pixel: &tiny_skia::PremultipliedColorU8| (pixel.red(), pixel.green(), pixel.blue()) == ACCENT;
        assert!(picture.pixels().iter().filter(|pixel| accent(pixel)).count() > 500);
    }

    #[test]
    fn nothing_to_show_is_no_picture_and_odd_values_are_no_panic() {
        assert_eq!(draw(&chart(vec![])), None);
        assert_eq!(draw(&chart(vec![(0, 1.0)])), None);
        assert_eq!(draw(&chart(vec![(0, 1.0), (0, 2.0)])), None);
        for points in [
            vec![(0, 5.0), (60, 5.0)],
            vec![(0, f64::NAN), (60, 1.0), (120, 2.0)],
            vec![(0, -1e300), (60, 1e300)],
            (0..50_000).map(|at| (at, at as f64)).collect(),
        ] {
            assert!(draw(&chart(points)).is_some());
        }
        let strange = Chart { title: "漢字 🚨 <b>\u{0}".repeat(50), ..chart(walk()) };
        assert!(draw(&strange).is_some());
    }
}
