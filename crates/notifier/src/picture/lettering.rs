//! Letters as outlines. The font, Ubuntu Light, is part of the program: a container has none.

use ab_glyph::{Font, FontRef, OutlineCurve, Point};
use tiny_skia::{Color, FillRule, LineCap, Paint, PathBuilder, Pixmap, Stroke, Transform};

/// The font has no arrow, and from → to wants one: drawn, this many times the size wide.
const ARROW: char = '→';
const ARROW_WIDTH: f32 = 0.9;

/// Writes with the program's own font.
pub(super) struct Lettering(Option<FontRef<'static>>);

impl Lettering {
    pub(super) fn new() -> Self {
        // A chart without words is still a chart.
        Self(FontRef::try_from_slice(epaint_default_fonts::UBUNTU_LIGHT).ok())
    }

    /// Writes from `start`, the left end of the line the letters stand on; `size_px` is the height of a line.
    pub(super) fn write(
        &self,
        pixmap: &mut Pixmap,
        text: &str,
        start: (f32, f32),
        size_px: f32,
        colour: Color,
    ) {
        let Some(font) = &self.0 else { return };
        let scale = scale(font, size_px);
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        paint.set_color(colour);
        let mut x = start.0;
        for character in text.chars() {
            if character == ARROW {
                arrow(pixmap, &paint, (x, start.1), size_px);
                x += ARROW_WIDTH * size_px;
                continue;
            }
            let glyph = font.glyph_id(character);
            if glyph.0 == 0 {
                continue;
            }
            let mut path = PathBuilder::new();
            let place = |point: Point| (x + point.x * scale, start.1 - point.y * scale);
            let mut end = None;
            for curve in font.outline(glyph).map(|outline| outline.curves).unwrap_or_default() {
                let (from, to) = match curve {
                    OutlineCurve::Line(from, to)
                    | OutlineCurve::Quad(from, _, to)
                    | OutlineCurve::Cubic(from, _, _, to) => (place(from), place(to)),
                };
                if end != Some(from) {
                    path.move_to(from.0, from.1);
                }
                match curve {
                    OutlineCurve::Line(..) => path.line_to(to.0, to.1),
                    OutlineCurve::Quad(_, over, _) => {
                        let over = place(over);
                        path.quad_to(over.0, over.1, to.0, to.1);
                    }
                    OutlineCurve::Cubic(_, first, second, _) => {
                        let (first, second) = (place(first), place(second));
                        path.cubic_to(first.0, first.1, second.0, second.1, to.0, to.1);
                    }
                }
                end = Some(to);
            }
            if let Some(path) = path.finish() {
                pixmap.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
            }
            x += font.h_advance_unscaled(glyph) * scale;
        }
    }

    /// How wide `text` is, in pixels.
    pub(super) fn width(&self, text: &str, size_px: f32) -> f32 {
        let Some(font) = &self.0 else { return 0.0 };
        let glyphs = text.chars().map(|character| font.glyph_id(character)).filter(|glyph| glyph.0 != 0);
        let arrows = text.chars().filter(|character| *character == ARROW).count() as f32;
        glyphs.map(|glyph| font.h_advance_unscaled(glyph)).sum::<f32>() * scale(font, size_px)
            + arrows * ARROW_WIDTH * size_px
    }

    /// As much of `text` as fits.
    pub(super) fn fitted(&self, text: &str, size_px: f32, room_px: f32) -> String {
        let mut text = text.to_owned();
        if self.width(&text, size_px) <= room_px {
            return text;
        }
        while !text.is_empty() && self.width(&format!("{text}…"), size_px) > room_px {
            text.pop();
        }
        format!("{}…", text.trim_end())
    }
}

fn arrow(pixmap: &mut Pixmap, paint: &Paint<'_>, (x, y): (f32, f32), size_px: f32) {
    let at = |right: f32, up: f32| (x + right * size_px, y - up * size_px);
    let (tail, tip, above, below) = (at(0.1, 0.3), at(0.8, 0.3), at(0.6, 0.46), at(0.6, 0.14));
    let mut path = PathBuilder::new();
    path.move_to(tail.0, tail.1);
    path.line_to(tip.0, tip.1);
    path.move_to(above.0, above.1);
    path.line_to(tip.0, tip.1);
    path.line_to(below.0, below.1);
    let stroke = Stroke { width: size_px * 0.06, line_cap: LineCap::Round, ..Stroke::default() };
    if let Some(path) = path.finish() {
        pixmap.stroke_path(&path, paint, &stroke, Transform::identity(), None);
    }
}

fn scale(font: &FontRef<'_>, size_px: f32) -> f32 {
    size_px / font.units_per_em().unwrap_or(1_000.0)
}
