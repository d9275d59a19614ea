//! The crosshair of a chart, once scripts run: by mouse, by touch, and by the keys of a slider that is not seen.

use leptos::prelude::*;

/// Wakes the chart of the page. It has no state of its own but the moment that is looked at, which outlives newer numbers.
#[expect(unreachable_pub, reason = "the island macro exports it")]
#[island]
pub fn Crosshair() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::wake();
    view! { <span hidden></span> }
}

#[cfg(feature = "hydrate")]
pub(super) use browser::again;

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::Cell;

    use js_sys::{Date, Function, Object, Reflect};
    use leptos::prelude::document;
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{Element, HtmlInputElement, MouseEvent};

    use crate::format;
    use crate::islands::listening::listen;

    thread_local! {
        /// The moment that is looked at, in seconds since 1970.
        static MOMENT: Cell<Option<i64>> = const { Cell::new(None) };
    }

    pub(super) fn wake() -> Option<()> {
        let main = find("main")?;
        again();
        for name in ["pointermove", "pointerdown"] {
            listen(&main, name, move |event| {
                pointed(&event.unchecked_into(), name == "pointerdown");
            });
        }
        listen(&main, "pointerleave", |_| {
            left();
        });
        for name in ["input", "focusin"] {
            listen(&main, name, |event| {
                keyed(&event);
            });
        }
        listen(&main, "focusout", |event| {
            if is_cursor(&event) {
                MOMENT.set(None);
                again();
            }
        });
        Some(())
    }

    /// Puts the crosshair where it was: the page may have changed beneath it.
    pub(in crate::islands) fn again() -> Option<()> {
        let chart = Chart::read()?;
        chart.cursor.remove_attribute("disabled").ok()?;
        chart.show(MOMENT.get().and_then(|at| chart.main.nearest(at)))
    }

    fn pointed(event: &MouseEvent, pressed: bool) -> Option<()> {
        let target: Element = event.target()?.dyn_into().ok()?;
        let Some(plot) = target.closest("[data-plot]").ok()? else {
            left();
            return None;
        };
        let chart = Chart::read()?;
        let place = Reflect::get(&plot, &"getBoundingClientRect".into()).ok()?;
        let place = place.dyn_into::<Function>().ok()?.call0(&plot).ok()?;
        let edge = |name: &str| Reflect::get(&place, &name.into()).ok()?.as_f64();
        let share = (f64::from(event.client_x()) - edge("left")?) / edge("width")?.max(1.0);
        #[expect(clippy::cast_possible_truncation, reason = "seconds of these centuries")]
        let at = chart.from + (share * (chart.to - chart.from) as f64) as i64;
        let index = chart.main.nearest(at)?;
        if pressed {
            // The keys go on from here.
            chart.cursor.focus().ok()?;
        }
        chart.look(index)
    }

    /// The pointer is elsewhere; what was chosen by a press or a key stays.
    fn left() {
        let chosen = document().active_element().is_some_and(|active| active.has_attribute("data-cursor"));
        if MOMENT.get().is_some() && !chosen {
            MOMENT.set(None);
            again();
        }
    }

    fn keyed(event: &JsValue) -> Option<()> {
        if !is_cursor(event) {
            return None;
        }
        let chart = Chart::read()?;
        let index = chart.cursor.value().parse().ok()?;
        chart.look(index)
    }

    fn is_cursor(event: &JsValue) -> bool {
        let target = event.unchecked_ref::<web_sys::Event>().target();
        target
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|of| of.has_attribute("data-cursor"))
    }

    fn find<T: JsCast>(selector: &str) -> Option<T> {
        document().query_selector(selector).ok()??.dyn_into().ok()
    }

    /// One line and how it is written.
    struct Line {
        at: Vec<i64>,
        values: Vec<f64>,
        low: f64,
        high: f64,
        before: String,
        decimals: usize,
        unit: String,
    }

    impl Line {
        /// From the attributes whose names begin with `prefix`.
        fn read(cursor: &Element, prefix: &str) -> Option<Self> {
            let attribute = |name: &str| cursor.get_attribute(&format!("{prefix}{name}"));
            let steps = attribute("moments")?;
            let at = steps.split_whitespace().scan(0, |at, step| {
                *at += step.parse::<i64>().ok()?;
                Some(*at)
            });
            let values = attribute("values")?;
            let form = attribute("form")?;
            let mut form = form.split('|').map(str::to_owned);
            Some(Self {
                at: at.collect(),
                values: values.split_whitespace().filter_map(|value| value.parse().ok()).collect(),
                low: attribute("low")?.parse().ok()?,
                high: attribute("high")?.parse().ok()?,
                before: form.next()?,
                decimals: form.next()?.parse().ok()?,
                unit: form.next()?,
            })
        }

        fn nearest(&self, at: i64) -> Option<usize> {
            let after = self.at.partition_point(|other| *other < at);
            let found = [after.checked_sub(1), Some(after)]
                .into_iter()
                .flatten()
                .filter(|index| *index < self.at.len());
            found.min_by_key(|index| (self.at[*index] - at).abs())
        }

        fn at_or_before(&self, at: i64) -> Option<f64> {
            self.values.get(self.at.partition_point(|other| *other <= at).checked_sub(1)?).copied()
        }

        fn words(&self, value: f64) -> String {
            let gap = if self.unit.is_empty() { "" } else { " " };
            format!("{}{}{gap}{}", self.before, format::number(value, self.decimals), self.unit)
        }

        fn top_of(&self, value: f64) -> String {
            percent(1.0 - (value - self.low) / (self.high - self.low))
        }
    }

    fn percent(share: f64) -> String {
        format!("{:.2}%", share * 100.0)
    }

    /// What the plot says about itself.
    struct Chart {
        cursor: HtmlInputElement,
        from: i64,
        to: i64,
        main: Line,
        second: Option<Line>,
        zone: String,
    }

    impl Chart {
        fn read() -> Option<Self> {
            let plot: Element = find("[data-plot]")?;
            let cursor: HtmlInputElement = find("[data-cursor]")?;
            let number = |name| plot.get_attribute(name)?.parse().ok();
            Some(Self {
                from: number("data-from")?,
                to: number("data-to")?,
                main: Line::read(&cursor, "data-")?,
                second: Line::read(&cursor, "data-second-"),
                zone: cursor.get_attribute("data-zone")?,
                cursor,
            })
        }

        fn look(&self, index: usize) -> Option<()> {
            MOMENT.set(Some(*self.main.at.get(index)?));
            self.show(Some(index))
        }

        /// The crosshair at one of the values; without one it is hidden, and the newest value is read.
        fn show(&self, index: Option<usize>) -> Option<()> {
            let cross: Element = find("[data-cross]")?;
            let visibility = if index.is_some() { "visible" } else { "hidden" };
            cross.set_attribute("visibility", visibility).ok()?;
            let index = index.unwrap_or(self.main.at.len().checked_sub(1)?);
            let (at, value) = (*self.main.at.get(index)?, *self.main.values.get(index)?);
            let x = percent((at - self.from) as f64 / (self.to - self.from).max(1) as f64);
            let line = cross.query_selector("line").ok()??;
            line.set_attribute("x1", &x).ok()?;
            line.set_attribute("x2", &x).ok()?;
            let dot = cross.query_selector("circle").ok()??;
            dot.set_attribute("cx", &x).ok()?;
            dot.set_attribute("cy", &self.main.top_of(value)).ok()?;
            let when = self.when(at);
            write("[data-read]", &self.main.words(value));
            write("[data-read-at]", &when);
            if let Some(second) = &self.second {
                let value = second.at_or_before(at);
                write("[data-read-second]", &value.map_or("—".to_owned(), |value| second.words(value)));
                let dot = cross.query_selector(".of-second").ok()??;
                dot.set_attribute("cx", &x).ok()?;
                dot.set_attribute("cy", &value.map_or("-10%".to_owned(), |value| second.top_of(value)))
                    .ok()?;
            }
            self.cursor.set_value(&index.to_string());
            self.cursor.set_attribute("aria-valuetext", &when).ok()
        }

        /// In the page's zone; a day without a time.
        fn when(&self, at: i64) -> String {
            let date = Date::new(&JsValue::from_f64(at as f64 * 1_000.0));
            let options = Object::new();
            let set = |name: &str, value: &str| {
                let _known = Reflect::set(&options, &name.into(), &value.into());
            };
            for (name, value) in [("day", "numeric"), ("month", "short"), ("year", "numeric")] {
                set(name, value);
            }
            if self.zone.is_empty() {
                set("timeZone", "UTC");
            } else {
                for (name, value) in [("hour", "2-digit"), ("minute", "2-digit"), ("timeZoneName", "short")] {
                    set(name, value);
                }
                set("timeZone", &self.zone);
            }
            date.to_locale_string("en-GB", &options).into()
        }
    }

    fn write(selector: &str, text: &str) {
        if let Some(element) = find::<Element>(selector)
            && element.text_content().as_deref() != Some(text)
        {
            element.set_text_content(Some(text));
        }
    }
}
