//! The sliders, once scripts run: the number follows the slider and the slider the number, and the dots of the past
//! follow both.

use leptos::prelude::*;

/// Wakes every slider of the page. It has no state: the fields of the form are all there is.
#[expect(unreachable_pub, reason = "the island macro exports it")]
#[island]
pub fn Thresholds() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::wake();
    view! { <span hidden></span> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::prelude::{document, set_timeout, window};
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Element, Event, HtmlInputElement};

    use crate::format;
    use crate::islands::listening::listen;
    use crate::slider::past;
    use crate::slider::scale::Scale;

    /// A slider that stands still this long is asked about.
    const STILL: Duration = Duration::from_millis(80);
    /// The middle of the strip.
    const MIDDLE: f64 = 28.0;

    pub(super) fn wake() -> Option<()> {
        let form = document().query_selector("form.sliders").ok()??;
        for slider in all("form.sliders [type=range]") {
            slider.remove_attribute("disabled").ok()?;
        }
        listen(&form, "input", |event| {
            changed(&event.unchecked_into());
        });
        Some(())
    }

    fn all(selector: &str) -> Vec<Element> {
        let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
        (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
    }

    fn child<T: JsCast>(of: &Element, selector: &str) -> Option<T> {
        of.query_selector(selector).ok()??.dyn_into().ok()
    }

    fn attribute(of: &Element, name: &str) -> Option<f64> {
        of.get_attribute(name)?.parse().ok()
    }

    /// Something was dragged, written or switched.
    fn changed(event: &Event) -> Option<()> {
        let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
        let rule = input.closest("[data-rule]").ok()??;
        match input.type_().as_str() {
            "checkbox" => together(),
            "range" => {
                let number = scale(&rule)?.number(input.value().parse().ok()?);
                child::<HtmlInputElement>(&rule, "[data-number]")?.set_value(&number.to_string());
                show(&rule, &input, number)?;
                ask(rule, number);
            }
            _ => {
                let Some(number) = entered(&rule) else {
                    draw(&rule, None);
                    together();
                    return None;
                };
                if let Some(slider) = child::<HtmlInputElement>(&rule, "[type=range]") {
                    slider.set_value(&scale(&rule)?.step(number).to_string());
                    show(&rule, &slider, number)?;
                }
                ask(rule, number);
            }
        }
        Some(())
    }

    fn scale(rule: &Element) -> Option<Scale> {
        Scale::new(attribute(rule, "data-low")?, attribute(rule, "data-high")?)
    }

    /// The number of a rule as it stands in its field.
    fn entered(rule: &Element) -> Option<f64> {
        let text = child::<HtmlInputElement>(rule, "[data-number]")?.value();
        text.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// The filled part of the track, and the slider's number for whoever listens.
    fn show(rule: &Element, slider: &Element, number: f64) -> Option<()> {
        let percent = format!("{:.1}%", scale(rule)?.percent(number));
        child::<Element>(rule, ".filled")?.set_attribute("x2", &percent).ok()?;
        let unit = slider.get_attribute("data-unit")?;
        slider.set_attribute("aria-valuetext", &format!("{} {unit}", format::shortest(number))).ok()
    }

    /// Asks when the rule would have fired, unless its number has moved on before or meanwhile.
    fn ask(rule: Element, number: f64) {
        let ask = move || {
            if entered(&rule) != Some(number) {
                return;
            }
            spawn_local(async move {
                let Some(id) = rule.get_attribute("data-rule") else { return };
                let fired =
                    if number > 0.0 || scale(&rule).is_none() { fired(&id, number).await } else { None };
                if entered(&rule) == Some(number) {
                    draw(&rule, fired.as_deref());
                    together();
                }
            });
        };
        set_timeout(ask, STILL);
    }

    async fn fired(rule: &str, number: f64) -> Option<Vec<i64>> {
        let like = document().query_selector("form.sliders [data-like]").ok().flatten();
        let like = like.and_then(|like| like.get_attribute("data-like"));
        let preset = like.map(|like| format!("&preset={like}")).unwrap_or_default();
        let url = format!("/api/v1/replay?rule={rule}&threshold={number}{preset}");
        let response = JsFuture::from(window().fetch_with_str(&url)).await.ok()?;
        let response: web_sys::Response = response.dyn_into().ok()?;
        // A number that is refused has no moments either.
        let answer = JsFuture::from(response.json().ok()?).await.ok()?;
        let fired = js_sys::Reflect::get(&answer, &"fired".into()).ok()?;
        let fired: js_sys::Array = fired.dyn_into().ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "a moment of these years in seconds")]
        let seconds = |at: &str| (js_sys::Date::parse(at) / 1_000.0) as i64;
        Some(fired.iter().filter_map(|at| at.as_string()).map(|at| seconds(&at)).collect())
    }

    /// The dots on the line, and how many they are in words.
    fn draw(rule: &Element, fired: Option<&[i64]>) -> Option<()> {
        let moments = fired.unwrap_or_default();
        if let Some(strip) = child::<Element>(rule, ".strip") {
            let (from, until) = (strip.get_attribute("data-begins")?, strip.get_attribute("data-ends")?);
            let lines = strip.query_selector_all("polyline").ok()?;
            let lines: Vec<_> = (0..lines.length())
                .filter_map(|index| lines.get(index)?.dyn_into::<Element>().ok()?.get_attribute("points"))
                .map(|points| past::line(&points))
                .collect();
            let dots = past::dots(&lines, moments, from.parse().ok()?, until.parse().ok()?, MIDDLE);
            child::<Element>(rule, ".halo")?.set_attribute("d", &dots).ok()?;
            child::<Element>(rule, ".fired")?.set_attribute("d", &dots).ok()?;
        }
        let foot: Element = child(rule, "[data-foot]")?;
        foot.set_attribute("data-count", &moments.len().to_string()).ok()?;
        foot.remove_attribute("hidden").ok()?;
        let (how, often) = match fired {
            Some(moments) => past::words(moments),
            None => ("cannot be", "counted".to_owned()),
        };
        child::<Element>(&foot, "output span")?.set_text_content(Some(how));
        child::<Element>(&foot, "output strong")?.set_text_content(Some(&often));
        Some(())
    }

    /// All rules that are on, together.
    fn together() {
        let counts = all("[data-rule]:has([name=on]:checked) [data-count]");
        let count =
            counts.iter().filter_map(|foot| foot.get_attribute("data-count")?.parse::<usize>().ok()).sum();
        if let Some(whole) = all("[data-together]").first() {
            whole.set_text_content(Some(&past::together(count)));
        }
    }
}
